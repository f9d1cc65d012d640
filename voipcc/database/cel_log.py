"""Asterisk's own event log (CEL), read as it grows: what really happened to each call.

It is written by the switch without the controller, in milliseconds of the wall clock, so it
checks our records, and it knows the calls that the switch served alone. One line per event:
type, time, channel, its id, the call's id, caller number, exten, context, application, its
data, bridge peer, extra (JSON).
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

COLUMNS = 12
INBOUND = ("numbers", "fallback")
HELPERS = ("Announcer/", "Recorder/", "Snoop/", "Local/", "Message/")
TAIL_BYTES = 16 << 20
Span = tuple[int, int]


class Extra(msgspec.Struct):
    """The last column."""

    bridge_id: str = ""
    bridge_technology: str = ""
    hangupcause: int = 0
    hangupsource: str = ""


@dataclass(frozen=True, slots=True)
class CelEvent:
    """One line; `at_ms` is UTC."""

    kind: str
    at_ms: int
    channel: str
    leg: str
    call: str
    caller: str
    exten: str
    context: str
    application: str
    extra: Extra


@dataclass(slots=True)
class CelStay:
    """A leg's time in one bridge; `end_ms` is 0 while it is there."""

    bridge: str
    holding: bool
    start_ms: int
    end_ms: int = 0


@dataclass(slots=True)
class CelLeg:
    """One channel. `queued` are its times in the switch's own queue."""

    leg: str
    channel: str
    start_ms: int
    end_ms: int = 0
    answered_ms: int = 0
    cause: int = 0
    source: str = ""
    stays: list[CelStay] = field(default_factory=list)
    queued: list[list[int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CelTalk:
    """Caller and another party in the same bridge."""

    leg: str
    channel: str
    start_ms: int
    end_ms: int


@dataclass(slots=True)
class CelCall:
    """All legs of one call. `fallback`: it was in the switch's own queue (`fallback_first`: before
    anything else), `controlled`: a controller did something with it. `caller` is the number shown, "" when withheld."""

    id: str
    number: str = ""
    caller: str = ""
    trunk: str = ""
    inbound: bool = False
    fallback: bool = False
    fallback_first: bool = False
    controlled: bool = False
    lost: bool = False
    legs: dict[str, CelLeg] = field(default_factory=dict)

    @property
    def arrived_ms(self) -> int:
        return self.legs[self.id].start_ms

    @property
    def ended_ms(self) -> int:
        return self.legs[self.id].end_ms

    def talks(self) -> list[CelTalk]:
        """Every overlap of the caller with another party in one bridge, in order."""
        stays = [stay for stay in self.legs[self.id].stays if not stay.holding]
        found = [
            CelTalk(leg.leg, leg.channel, max(mine.start_ms, its.start_ms), end_ms)
            for leg in self.legs.values()
            if leg.leg != self.id
            for its in leg.stays
            for mine in stays
            if mine.bridge == its.bridge
            and (end_ms := min(mine.end_ms, its.end_ms)) > max(mine.start_ms, its.start_ms)
        ]
        return sorted(found, key=lambda talk: talk.start_ms)


class CelLog:
    """Follows the file: `read` gives the calls that ended since the last time.

    `damaged` counts lines that are none. A file replaced by a new one is read from its
    beginning. Times without an offset in the file are UTC.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.damaged = 0
        self.more = False
        self.open: dict[str, CelCall] = {}
        self._offset = 0
        self._file = 0
        self._rest: tuple[Path, int] | None = None

    def read(self, at_most: int = -1) -> list[CelCall]:
        """Calls from trunks that ended since the last reading, oldest end first.

        With `at_most` only so many bytes are read; `more` says whether there are others.
        """
        ended: list[CelCall] = []
        for line in self._new_lines(at_most):
            event = event_in(line)
            if event is None:
                self.damaged += 1
                continue
            self.take(event)
            if event.kind == "LINKEDID_END" and (call := self.open.pop(event.call, None)):
                ended.append(call)
        return [close(call) for call in ended if call.inbound and call.id in call.legs]

    def lose_open(self, at_ms: int) -> list[CelCall]:
        """The switch died at `at_ms`: what was open ended then, without a line of its own."""
        lost = [call for call in self.open.values() if _began_ms(call) <= at_ms]
        for call in lost:
            del self.open[call.id]
        found = [call for call in lost if call.inbound and call.id in call.legs]
        for call in found:
            call.lost = not call.legs[call.id].end_ms
            for leg in call.legs.values():
                leg.end_ms = leg.end_ms or max(at_ms, leg.start_ms)
        return [close(call) for call in found]

    def set_aside(self, limit_bytes: int = TAIL_BYTES) -> None:
        """Let a new file begin when this one has grown long; one older is kept (`<name>.0`).

        The switch opens the file for each line, so it may be renamed under it: what it wrote
        since the last reading is read with the next one.
        """
        if self._offset > limit_bytes:
            older = older_log(self.path)
            self.path.replace(older)
            self._rest = older, self._offset
            self._file = self._offset = 0

    def _new_lines(self, at_most: int) -> list[bytes]:
        lines: list[bytes] = []
        if self._rest is not None:
            (path, offset), self._rest = self._rest, None
            lines = _bytes_from(path, offset).splitlines()
        return lines + self._newest_lines(at_most)

    def _newest_lines(self, at_most: int) -> list[bytes]:
        try:
            with self.path.open("rb") as file:
                number = self.path.stat().st_ino
                size = file.seek(0, 2)
                if number != self._file or size < self._offset:
                    self._file, self._offset = number, 0
                file.seek(self._offset)
                data = file.read(at_most)
        except FileNotFoundError:
            return []
        whole = data.rfind(b"\n") + 1  # the rest of a line comes with the next reading
        self._offset += whole
        self.more = self._offset < size and whole > 0
        return data[:whole].splitlines()

    def take(self, event: CelEvent) -> None:
        """Enter one event into its call."""
        call = self.open.setdefault(event.call, CelCall(event.call))
        if event.leg not in call.legs:
            if event.kind == "LINKEDID_END":
                return
            call.legs[event.leg] = CelLeg(event.leg, event.channel, event.at_ms)
        leg = call.legs[event.leg]
        if event.leg == call.id:
            _take_caller(call, leg, event)
        if change := CHANGES.get(event.kind):
            change(leg, event)


def older_log(path: Path) -> Path:
    """Where a log that had grown long was put aside."""
    return path.with_name(f"{path.name}.0")


def last_bytes(path: Path, count: int = TAIL_BYTES) -> bytes:
    """The end of a log; nothing when there is none."""
    return _bytes_from(path, max(0, path.stat().st_size - count)) if path.exists() else b""


def _bytes_from(path: Path, offset: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read()


def _began_ms(call: CelCall) -> int:
    return min((leg.start_ms for leg in call.legs.values()), default=0)


def event_in(line: bytes) -> CelEvent | None:
    """The event in one line; None when it is none."""
    try:
        (row,) = csv.reader([line.decode("utf-8", "replace")], strict=True)
        if len(row) != COLUMNS:
            return None
        kind, at, channel, leg, call, caller, exten, context, application, _, _, extra = row
        details = EXTRAS.decode(extra) if extra.startswith("{") else Extra()
        at_ms = milliseconds(at)
    except (csv.Error, ValueError, msgspec.MsgspecError):
        return None
    return CelEvent(kind, at_ms, channel, leg, call, caller, exten, context, application, details)


def milliseconds(text: str) -> int:
    """UTC milliseconds of `1795294035.678` or `2026-11-21T20:37:19.060`. Raises ValueError."""
    if "T" in text:
        moment = datetime.fromisoformat(text)
        return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    whole, _, part = text.partition(".")
    return int(whole) * 1000 + int(f"{part:0<3}"[:3])


def close(call: CelCall) -> CelCall:
    """Ends what has no end of its own with its leg."""
    last = max(max(leg.end_ms, leg.start_ms) for leg in call.legs.values())
    for leg in call.legs.values():
        leg.end_ms = leg.end_ms or last
        for stay in leg.stays:
            stay.end_ms = stay.end_ms or leg.end_ms
        for queued in leg.queued:
            queued[1] = queued[1] or leg.end_ms
    call.legs = {
        name: leg for name, leg in call.legs.items() if not leg.channel.startswith(HELPERS)
    }
    return call


def _take_caller(call: CelCall, leg: CelLeg, event: CelEvent) -> None:
    call.caller = call.caller or event.caller
    if event.context.startswith("from-trunk-"):
        call.trunk = event.context.removeprefix("from-trunk-")
    if event.context not in INBOUND:
        return
    call.inbound = True
    call.number = f"+{event.exten.lstrip('+')}" if event.exten[:1] in "+123456789" else call.number
    if event.context == "fallback":
        call.fallback_first = call.fallback_first or not call.controlled
        call.fallback = True
    elif event.kind == "ANSWER" or event.kind.startswith("BRIDGE_"):
        call.controlled = True
    if event.application != "Queue":
        return
    if not leg.queued or leg.queued[-1][1]:
        leg.queued.append([event.at_ms, 0])
    if event.kind == "APP_END":
        leg.queued[-1][1] = event.at_ms


def _entered(leg: CelLeg, event: CelEvent) -> None:
    extra = event.extra
    holding = extra.bridge_technology == "holding_bridge" or extra.bridge_id.startswith("music-")
    leg.stays.append(CelStay(extra.bridge_id, holding, event.at_ms))


def _left(leg: CelLeg, event: CelEvent) -> None:
    for stay in reversed(leg.stays):
        if stay.bridge == event.extra.bridge_id and not stay.end_ms:
            stay.end_ms = event.at_ms
            return


def _answered(leg: CelLeg, event: CelEvent) -> None:
    leg.answered_ms = leg.answered_ms or event.at_ms


def _hung_up(leg: CelLeg, event: CelEvent) -> None:
    leg.end_ms, leg.cause = event.at_ms, event.extra.hangupcause
    leg.source = event.extra.hangupsource


CHANGES: dict[str, Callable[[CelLeg, CelEvent], None]] = {
    "ANSWER": _answered,
    "BRIDGE_ENTER": _entered,
    "BRIDGE_EXIT": _left,
    "HANGUP": _hung_up,
}
EXTRAS = msgspec.json.Decoder(Extra)
