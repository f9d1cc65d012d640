"""Recordings of conversations by Asterisk's MixMonitor: two raw files and a job for the worker.

The switch's word that a recording is done proves nothing: what counts are the files. Whoever may
start a MixMonitor may have it run a command, so its module is loaded only when something is recorded.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from voipcc.asterisk.ari.http import HttpPool
from voipcc.asterisk.legs import Leg, Legs
from voipcc.asterisk.switch.actions import Log
from voipcc.asterisk.switch.tape_files import (
    TapeFilesError,
    file_name,
    hand_over,
    is_closed,
    late_us,
)
from voipcc.core import events
from voipcc.core.cdr import Sides
from voipcc.core.moment import Moment
from voipcc.core.tape_words import (
    PauseTape,
    ResumeTape,
    StartTape,
    StopTape,
    TapeEnded,
    TapeFailed,
    TapePaused,
    TapeResumed,
    TapeStarted,
    TapeStep,
)

MODULE = "asterisk/modules/app_mixmonitor.so"
ENDING = '(),|^{}$\\"\n\r'  # what ends or changes a word among MixMonitor's options
Told = type[TapeStarted | TapeResumed]
GONE = "No such channel"
NOTHING_RUNS = ("Could not stop", GONE)
RENEW_US = 5_000_000
CLOSE_WITHIN_S = 3.0
LOOK_S = 0.05
SETTLED_S = 0.1
SETTLED_US = 90_000
AGAIN_S = 1.0
LOOKS_S = (
    1.3,
    2.3,
    4.3,
)  # after its beginning a part is looked at: the switch writes once a second


class Reply(Protocol):
    """What the manager answered."""

    @property
    def ok(self) -> bool: ...

    @property
    def message(self) -> str: ...


class Manager(Protocol):
    """AMI."""

    def send(
        self,
        name: str,
        keys: Mapping[str, str],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Any], None] | None = None,
    ) -> None: ...


@dataclass(slots=True)
class Running:
    """A tape the switch writes since we are connected; `since_us` is when its part in hand began."""

    leg: str
    sides: Sides
    since_us: int = 0
    paused: bool = False


class Tapes:
    """One method per command. `spool` is where a folder for each tape is made (None: nowhere).

    A pause ends the part in hand, so that nothing at all is written, and the next part begins after
    it. A leg that comes into a talk or to music begins another, too, and so do lost packets: what Asterisk
    lacks of one side, between two bridges or on a bad line, shifts it against the other and both against time.
    """

    def __init__(
        self,
        legs: Legs,
        pool: HttpPool,
        ami: Manager,
        spool: Path | None,
        post: Callable[[events.Event], None],
        clock: Callable[[], Moment],
        log: Log,
    ) -> None:
        self._legs = legs
        self._pool = pool
        self._ami = ami
        self._spool = spool
        self._post = post
        self._clock = clock
        self._log = log
        self._running: dict[str, Running] = {}
        self._ending: set[str] = set()
        self._seen: dict[str, dict[int, int]] = {}  # tape -> part -> how late it began, at most
        self._files = ThreadPoolExecutor(1, "tapes")
        self.table: Mapping[type, Callable[..., None]] = {
            StartTape: self._start,
            PauseTape: self._pause,
            ResumeTape: self._resume,
            StopTape: self._stop,
        }

    # --- begin -----------------------------------------------------------------------------------

    def _start(self, command: StartTape) -> None:
        known = self._running.get(command.tape)
        if known is not None:
            self._soon(TapeStarted(command.leg, command.tape, known.since_us))
            return
        try:
            self._folder(command.tape)
        except (OSError, TapeFilesError) as error:
            self._fail(command.leg, command.tape, "start", str(error))
            return
        leg = self._legs.get(command.leg)
        if leg is None:
            self._fail(command.leg, command.tape, "start", "the caller has gone")
            return
        self._running[command.tape] = Running(command.leg, command.sides)
        if leg.found:  # perhaps it runs already, and nobody here knows of it
            self._ami.send("StopMixMonitor", {"Channel": command.leg})
        self._begin(command.tape, "start", TapeStarted)

    def _folder(self, tape: str) -> Path:
        """A folder for the tape. Raises OSError, TapeFilesError."""
        if self._spool is None:
            raise TapeFilesError("this Asterisk's files are not ours to read")
        folder = self._spool / tape
        if any(sign in str(folder) for sign in ENDING):
            raise TapeFilesError(f"{self._spool}: a path with such signs cannot be recorded to")
        self._spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def _begin(
        self, tape: str, what: TapeStep, event: Told | None, *, may_load: bool = True
    ) -> None:
        """Begin a part; a switch that does not know how is given the module first."""
        running, since_us = self._running[tape], self._clock().monotonic_us

        def done(reply: Reply) -> None:
            if reply.ok:
                for seconds in LOOKS_S:
                    asyncio.get_running_loop().call_later(seconds, self._look, tape, since_us)
                if event is not None:
                    self._post(event(running.leg, tape, since_us))
            elif reply.message.startswith(GONE):
                self._running.pop(tape, None)  # the leg's end is told by itself
            elif may_load and self._running.get(tape) is running:
                again = partial(self._begin, tape, what, event, may_load=False)
                self._pool.send("POST", MODULE, None, lambda status, body: again())
            else:
                self._running.pop(tape, None)
                self._fail(running.leg, tape, what, reply.message)

        running.since_us, running.paused = since_us, False
        options = self._options(tape, running.sides, since_us)
        self._ami.send("MixMonitor", {"Channel": running.leg, "Options": options}, done)

    def _look(self, tape: str, since_us: int) -> None:
        """The earliest that is ever seen of a part's beginning is the nearest to the truth."""
        running = self._running.get(tape)
        if running is None or running.since_us != since_us or self._spool is None:
            return
        side = "caller" if running.sides == "both" else running.sides
        with contextlib.suppress(OSError):
            late = late_us(self._spool / tape / file_name(since_us, side), since_us, self._clock())
            if late is not None:
                seen = self._seen.setdefault(tape, {})
                seen[since_us] = min(late, seen.get(since_us, late))

    def _options(self, tape: str, sides: Sides, since_us: int) -> str:
        """Where each side goes; when the part began is in its name."""
        ways = {"caller": "r", "agent": "t"}
        wanted = [one for one in ways if sides in ("both", one)]
        return "".join(
            f"{ways[one]}({self._spool}/{tape}/{file_name(since_us, one)})" for one in wanted
        )

    def connected(self, leg: str) -> None:
        """A leg has come into another bridge: a new part of its tape begins, once it stays there.

        Through one bridge into the next within milliseconds, a part begun in between was seen
        without the other side's voice.
        """
        asyncio.get_running_loop().call_later(SETTLED_S, self._renew, leg, SETTLED_US)

    def lossy(self, leg: Leg) -> None:
        """Packets of a leg were lost: in the tape of its talk the sides are shifted by now."""
        for one in self._legs.values():
            if leg.talk and one.talk == leg.talk:
                self._renew(one.id, RENEW_US)

    def _renew(self, leg: str, after_us: int) -> None:
        """Go on in a new part, unless the one in hand has just begun."""
        now_us = self._clock().monotonic_us
        for tape, running in list(self._running.items()):
            ripe = running.since_us and now_us - running.since_us >= after_us
            if running.leg == leg and not running.paused and ripe:
                self._ami.send("StopMixMonitor", {"Channel": leg})
                self._begin(tape, "start", None)

    # --- pause -----------------------------------------------------------------------------------

    def _pause(self, command: PauseTape) -> None:
        if running := self._running.get(command.tape):
            running.paused = True

        def done(reply: Reply) -> None:
            if reply.ok or reply.message.startswith(NOTHING_RUNS):
                self._post(TapePaused(command.leg, command.tape, self._clock().monotonic_us))
            else:
                self._fail(command.leg, command.tape, "pause", reply.message)

        self._ami.send("StopMixMonitor", {"Channel": command.leg}, done)

    def _resume(self, command: ResumeTape) -> None:
        running = self._running.setdefault(command.tape, Running(command.leg, command.sides))
        if not running.paused:  # perhaps it runs already
            self._ami.send("StopMixMonitor", {"Channel": command.leg})
        self._begin(command.tape, "resume", TapeResumed)

    # --- end -------------------------------------------------------------------------------------

    def _stop(self, command: StopTape) -> None:
        if command.tape in self._ending:
            return
        self._ending.add(command.tape)
        self._running.pop(command.tape, None)
        self._close(command)

    def _close(self, command: StopTape) -> None:
        """The switch closes the files with the leg's end, or when it is told to."""
        if command.leg not in self._legs:
            self._await_closed(command, self._deadline())
            return

        def done(reply: Reply) -> None:
            gone = reply.message.startswith(NOTHING_RUNS) or command.leg not in self._legs
            if reply.ok or gone:
                self._await_closed(command, self._deadline())
            else:  # what still grows must not be handed over
                self._log.warning("recording not ended", leg=command.leg, reason=reply.message)
                asyncio.get_running_loop().call_later(AGAIN_S, self._close, command)

        self._ami.send("StopMixMonitor", {"Channel": command.leg}, done)

    def _deadline(self) -> float:
        return asyncio.get_running_loop().time() + CLOSE_WITHIN_S

    def _await_closed(self, command: StopTape, until_s: float) -> None:
        """A file that is closed has its length in its head; one of a switch that died never has."""
        loop = asyncio.get_running_loop()
        folder = None if self._spool is None else self._spool / command.tape
        if folder is not None and loop.time() < until_s and not is_closed(folder):
            loop.call_later(LOOK_S, self._await_closed, command, until_s)
            return
        seen = self._seen.pop(command.tape, {})
        over = self._files.submit(hand_over, folder, command.record, self._clock(), seen)
        over.add_done_callback(lambda done: loop.call_soon_threadsafe(self._over, command, done))

    def _over(self, command: StopTape, done: Any) -> None:
        self._ending.discard(command.tape)
        fault = done.exception()
        if fault is not None:
            self._log.error("recording lost", tape=command.tape, reason=str(fault))
        reason = str(fault) if fault is not None else done.result()
        self._post(TapeEnded(command.leg, command.tape, reason, self._clock().monotonic_us))

    # --- the line --------------------------------------------------------------------------------

    def forget(self) -> None:
        """The switch was lost: what it has begun is asked again."""
        self._running.clear()

    def _fail(self, leg: str, tape: str, what: TapeStep, reason: str) -> None:
        self._log.warning("recording failed", tape=tape, what=what, reason=reason)
        self._soon(TapeFailed(leg, tape, what, reason[:200]))

    def _soon(self, event: events.Event) -> None:
        asyncio.get_running_loop().call_soon(self._post, event)
