"""The call controller: one inbox; stamps time, journals, asks the core, hands out commands.

The rooms below it are protocols here, because this is where they are used: the server
puts the real ones in, tests put fakes in. Everything runs on one event loop; an event is
handled to its end before the next is looked at.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from voipcc.core.cdr import Conversation, LegQuality, Stretch, Tape, WrapUp
from voipcc.core.centre import Centre
from voipcc.core.commands import (
    Command,
    KeepLegQuality,
    KeepRecord,
    KeepStretch,
    KeepWrapUp,
)
from voipcc.core.events import Event, RefusedEvent, TimePassed
from voipcc.core.media_words import LookUp
from voipcc.core.moment import MICROSECONDS, Moment
from voipcc.core.tape_files import KeepTapeFile, TapeFile
from voipcc.core.tape_words import KeepTape

Clock = Callable[[], Moment]
Record = Conversation | WrapUp | LegQuality | Stretch | Tape | TapeFile
KEEPING = KeepRecord | KeepWrapUp | KeepLegQuality | KeepStretch | KeepTape | KeepTapeFile
Watcher = Callable[[Moment, Event, Sequence[Command]], None]


class Switch(Protocol):
    """Carries out commands. Returns at once; outcomes come back through `Controller.post`."""

    def carry_out(self, command: Command) -> None: ...


class LookUpRoom(Protocol):
    """Asks servers. Returns at once; what they say comes back through `Controller.post`."""

    def carry_out(self, command: LookUp) -> None: ...


class Journal(Protocol):
    """Append-only. `append` has written (not yet synced) when it returns the sequence."""

    def append(self, now: Moment, event: Event, commands: Sequence[Command]) -> int: ...


class RecordStore(Protocol):
    """Keeps finished conversations and wrap-ups. Never blocks: a writer of its own does the work."""

    def keep(self, record: Record, sequence: int) -> None: ...


class Controller:
    """Joins the core to its rooms. `post` is the inbox, `request` the door for people.

    `watchers` are told of every handled event with its commands, after they were
    journaled and handed out: logs and live views hang there and can never delay a call's
    decision, only follow it. `on_fault(what, error)` is told of a room or watcher that
    raised; the rest of the event's commands are handed out all the same.
    """

    def __init__(
        self,
        centre: Centre,
        *,
        journal: Journal,
        records: RecordStore,
        clock: Clock,
        watchers: Sequence[Watcher] = (),
    ) -> None:
        self.centre = centre
        self.sequence = 0
        self._journal = journal
        self._records = records
        self._clock = clock
        self._watchers = list(watchers)
        self._switch: Switch | None = None
        self._look_ups: LookUpRoom | None = None
        self._inbox: deque[Event] = deque()
        self._busy = False
        self._timer: asyncio.TimerHandle | None = None
        self._timer_us = 0
        self._refused = 0
        self.on_fault: Callable[[str, Exception], None] = lambda what, fault: None

    def attach(self, switch: Switch) -> None:
        """Give commands to `switch` from now on."""
        self._switch = switch

    def ask_by(self, look_ups: LookUpRoom) -> None:
        """Give questions to servers to `look_ups` from now on."""
        self._look_ups = look_ups

    def watch(self, watcher: Watcher) -> None:
        self._watchers.append(watcher)

    def forget(self, watcher: Watcher) -> None:
        """It is told nothing any more."""
        self._watchers = [one for one in self._watchers if one != watcher]

    @property
    def refused(self) -> int:
        """How many late or impossible events were refused since the start."""
        return self._refused

    def post(self, event: Event) -> None:
        """Take an event from a room. Refused ones are counted and change nothing."""
        self._inbox.append(event)
        if not self._busy:
            self._drain()

    def request(self, event: Event) -> None:
        """Take a person's wish. Raises RefusedEvent with a sentence for that person."""
        self._busy = True
        try:
            self._handle(event)
        finally:
            self._busy = False
            self._drain()

    def close(self) -> None:
        """Stop the timer; the centre's state stays as it is."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _drain(self) -> None:
        self._busy = True
        try:
            while self._inbox:
                try:
                    self._handle(self._inbox.popleft())
                except RefusedEvent:
                    self._refused += 1
        finally:
            self._busy = False
            self._set_timer()

    def _handle(self, event: Event) -> None:
        now = self._clock()
        if isinstance(event, TimePassed):
            commands = self.centre.tick(now)
        else:
            commands = self.centre.handle(event, now)
        self.sequence = self._journal.append(now, event, commands)
        for command in commands:
            try:
                self._hand_out(command)
            except Exception as fault:
                self.on_fault(type(command).__name__, fault)
        for watcher in self._watchers:
            try:
                watcher(now, event, commands)
            except Exception as fault:
                self.on_fault("watcher", fault)

    def _hand_out(self, command: Command) -> None:
        if isinstance(command, KEEPING):
            self._records.keep(command.record, self.sequence)
        elif isinstance(command, LookUp):
            if self._look_ups is not None:
                self._look_ups.carry_out(command)
        elif self._switch is not None:
            self._switch.carry_out(command)

    def _set_timer(self) -> None:
        """Wake up by the next deadline. A timer that is too early is left: it looks again."""
        deadline = self.centre.next_deadline()
        if deadline is None or (self._timer is not None and self._timer_us <= deadline):
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        if self._timer is not None:
            self._timer.cancel()
        wait_s = max(0.0, (deadline - self._clock().monotonic_us) / MICROSECONDS)
        self._timer_us = deadline
        self._timer = loop.call_later(wait_s, self._time_passed)

    def _time_passed(self) -> None:
        self._timer = None
        deadline = self.centre.next_deadline()
        if deadline is not None and deadline <= self._clock().monotonic_us:
            self.post(TimePassed())
        else:
            self._set_timer()
