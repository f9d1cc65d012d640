"""Writes `queue_log` while things happen: a watcher of the controller, and of records that are kept.

Each line is made of the call's record so far by the same code that fills a file from finished
records, so both tell the same. What a crash kept from being written is found missing in the
file itself, by the number of lines a call has there, and is written then with its own time.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from voipcc.core.call import Call
from voipcc.core.cdr import Conversation, conversation
from voipcc.core.centre import Centre
from voipcc.core.commands import Command, KeepStretch, Ring
from voipcc.core.events import (
    Event,
    LegEnded,
    LogInRequested,
    LogOutRequested,
    NotReadyRequested,
    ReadyRequested,
)
from voipcc.core.moment import Moment
from voipcc.core.plan import Plan
from voipcc.core.view import presence
from voipcc.exports.queue_log.agents import BY_US, LOGGED_OUT, change
from voipcc.exports.queue_log.line import NONE, Line
from voipcc.exports.queue_log.lines import Numbers, Standing, lines_of
from voipcc.exports.queue_log.stays import stays
from voipcc.inert import field

WISHES = LogInRequested | LogOutRequested | ReadyRequested | NotReadyRequested
STATES = {
    "ADDMEMBER": "ready",
    "UNPAUSE": "ready",
    "PAUSE": "not_ready",
    "REMOVEMEMBER": LOGGED_OUT,
}
FINISHED_KEPT = 20_000
RINGING_KEPT = 20_000


class File(Protocol):
    """Takes lines and never blocks."""

    def add(self, lines: Sequence[Line]) -> None: ...


class House(Protocol):
    """What is read of the house."""

    plan: Plan

    @property
    def recovery(self) -> "Recovered": ...


class Recovered(Protocol):
    centre: Centre


class Follower:
    """`watch` is a watcher of the controller, `kept` is told of each record that is kept."""

    def __init__(self, house: House, file: File, number_of: Numbers = lambda party: "") -> None:
        self._house = house
        self._file = file
        self._number_of = number_of
        self._standing = Standing()
        self._written: Counter[str] = Counter()  # lines in the file, by leg
        self._finished: OrderedDict[str, None] = OrderedDict()
        self._ringing: OrderedDict[str, str] = OrderedDict()  # an agent's leg -> the caller's
        self._presence: dict[str, tuple[str, str]] = {}  # state and reason

    def begin(self, before: Iterable[str], now: Moment) -> None:
        """Goes on behind the lines `before`, the last of the file; what is missing is added."""
        for text in before:  # a hundred thousand of them: looked at, not read
            parts = text.split("|", 5)
            if len(parts) < 6:
                continue
            if parts[1] not in (NONE, BY_US):
                self._written[parts[1]] += 1
            elif parts[4] in STATES:
                self._presence[parts[3]] = (STATES[parts[4]], parts[5])
        self._file.add([Line(now.utc_ms // 1000, NONE, NONE, NONE, "QUEUESTART")])
        centre = self._house.recovery.centre
        for leg in sorted(centre.legs):
            self._look(centre.call_of(leg), now)
        for agent in self._house.plan.agents:
            self._look_at(agent, now)

    def watch(self, now: Moment, event: Event, commands: Sequence[Command]) -> None:
        """One handled event: writes what it changed."""
        centre = self._house.recovery.centre
        legs = dict.fromkeys(self._legs((event, *commands)))
        for leg in legs:
            self._look(centre.call_of(self._ringing.get(leg, leg)), now)
        if isinstance(event, LegEnded):
            self._ringing.pop(event.leg, None)
        names = [one.record.agent for one in commands if isinstance(one, KeepStretch)]
        if isinstance(event, WISHES):
            names.append(event.agent)
        for agent in dict.fromkeys(names):
            self._look_at(agent, now)

    def kept(self, record: Any, sequence: int) -> None:
        """A record is kept, perhaps not for the first time."""
        if not isinstance(record, Conversation) or record.id in self._finished:
            return
        self._finished[record.id] = None
        if len(self._finished) > FINISHED_KEPT:
            self._finished.popitem(last=False)
        count = self._tell(record, over=True)
        self._standing.forget(record.id, count)
        self._written.pop(record.leg, None)

    def _legs(self, words: Iterable[Any]) -> Iterable[str]:
        for word in words:
            if isinstance(word, Ring):
                self._ringing[word.leg] = word.caller_leg
                if len(self._ringing) > RINGING_KEPT:
                    self._ringing.popitem(last=False)
            for name in ("leg", "caller_leg"):
                if leg := getattr(word, name, ""):
                    yield leg

    def _look(self, call: Call | None, now: Moment) -> None:
        """Writes what is new of a call that has been in a queue."""
        if call is not None and (call.entered or call.kind == "queue"):
            end_us = max(now.monotonic_us, call.boundary_us + 1)
            self._tell(conversation(call, end_us), over=False)

    def _tell(self, record: Conversation, *, over: bool) -> int:
        found = stays(record, over=over)
        if not found:
            return 0
        places = self._standing.update(record, found)
        caller = self._number_of(record.party) if record.party else ""
        lines = lines_of(record, found, places, caller)
        written = self._written[record.leg]
        if len(lines) > written:
            self._file.add(lines[written:])
            self._written[record.leg] = len(lines)
        return len(found)

    def _look_at(self, agent: str, now: Moment) -> None:
        """Writes how an agent's presence has changed."""
        state, reason = presence(self._house.recovery.centre, agent)
        now_is = (state, field(reason) if state == "not_ready" else "")
        before = self._presence.get(agent, (LOGGED_OUT, ""))
        if now_is != before:
            queues = queues_of(self._house.plan, agent)
            self._file.add(change(now.utc_ms, agent, queues, before[0], state, reason))
        self._presence[agent] = now_is


def queues_of(plan: Plan, agent: str) -> list[str]:
    """The queues an agent serves."""
    return [name for name, queue in plan.queues.items() if agent in queue.agents]
