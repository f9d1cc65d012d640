"""What happened while no controller listened, by the switch's own log; records of calls only it served."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from voipcc.core.cdr import Conversation, Segment, SegmentKind
from voipcc.core.events import EndedBy
from voipcc.database.cel_log import (
    CelCall,
    CelEvent,
    CelLog,
    event_in,
    last_bytes,
    older_log,
)

LATE_LINE_MS = 1000
OUR_ID = re.compile(r"[0-9]+-[0-9]+")  # bridges of the core's own making
CHANNEL = re.compile(r"PJSIP/(.+)-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Ending:
    """A leg that ended while no controller listened; `at_ms` is UTC."""

    leg: str
    at_ms: int
    cause: int
    by: EndedBy


@dataclass(frozen=True, slots=True)
class Joining:
    """A leg came into the bridge of a talk; `at_ms` is UTC."""

    leg: str
    talk: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class FallbackStay:
    """A caller's last time in the switch's own queue, since `waiting_ms`; UTC milliseconds.

    `talks`: agent, start, end (0: they still talk).
    """

    leg: str
    queue: str
    waiting_ms: int
    talks: tuple[tuple[str, int, int], ...]


def fallback_conversations(
    calls: Iterable[CelCall],
    known_legs: Collection[str],
    endpoints: Mapping[str, str],
    party_of: Callable[[str], str] = lambda number: "",
) -> list[Conversation]:
    """Records of the calls that the switch's own queue served and no controller ever saw.

    `known_legs` are callers' legs that have or will have a record of their own. The same
    call gives the same id again, so keeping it twice is harmless. Times are those of the
    wall clock, in microseconds, under the boot id "cel".
    """
    agents = agents_of(endpoints)
    return [
        _fallback_record(call, agents, party_of(call.caller))
        for call in calls
        if call.fallback and not call.controlled and call.id not in known_legs
    ]


def missed_endings(path: Path, legs: Collection[str]) -> list[Ending]:
    """When those of our `legs` ended that ended unheard, oldest first.

    The server posts them as LegEnded with their own time before it reconciles. Only the
    last megabytes of the log are read. A talk ends when the leg leaves its bridge: under load
    the line about the hang-up is written a good while later.
    """
    left: dict[str, int] = {}
    found: dict[str, Ending] = {}
    for event in _events(path, legs, (b'"HANGUP"', b'"BRIDGE_')):
        if event.kind != "HANGUP":
            left[event.leg] = event.at_ms if event.kind == "BRIDGE_EXIT" else 0
            continue
        left_ms = left.get(event.leg, 0)
        at_ms = left_ms if event.at_ms - left_ms < LATE_LINE_MS else event.at_ms
        by: EndedBy = "far" if event.extra.hangupsource == event.channel else "switch"
        found[event.leg] = Ending(event.leg, at_ms, event.extra.hangupcause, by)
    return sorted(found.values(), key=lambda ending: ending.at_ms)


def missed_joins(path: Path, legs: Collection[str]) -> list[Joining]:
    """When our `legs` came into bridges of ours, heard or not, oldest first."""
    return [
        Joining(event.leg, event.extra.bridge_id, event.at_ms)
        for event in _events(path, legs, (b'"BRIDGE_ENTER"',))
        if OUR_ID.fullmatch(event.extra.bridge_id)
    ]


def _events(path: Path, legs: Collection[str], kinds: tuple[bytes, ...]) -> Iterator[CelEvent]:
    """The newest events of these kinds and legs, in order."""
    for line in _tail(path):
        if line.startswith(kinds) and (event := event_in(line)) and event.leg in legs:
            yield event


def _tail(path: Path) -> list[bytes]:
    """The last lines, some megabytes of them."""
    return (last_bytes(older_log(path)) + last_bytes(path)).splitlines()


def fallback_stays(
    path: Path, legs: Collection[str], endpoints: Mapping[str, str]
) -> list[FallbackStay]:
    """Which of our callers the switch's own queue took in, and whom it connected them with.

    The server posts them as ServedByFallback before it reconciles.
    """
    log = CelLog(path)
    for line in _tail(path):
        words = line.split(b'","', 5)
        if len(words) > 5 and words[4].decode(errors="replace") in legs and (e := event_in(line)):
            log.take(e)
    agents = agents_of(endpoints)
    stays = (_stay(call, agents) for call in log.open.values() if call.id in call.legs)
    return [stay for stay in stays if stay is not None]


def _stay(call: CelCall, agents: Mapping[str, str]) -> FallbackStay | None:
    caller = call.legs[call.id]
    if not caller.queued:
        return None
    since, until = caller.queued[-1]
    met = [stay for stay in caller.stays if since <= stay.start_ms <= (until or stay.start_ms)]
    talks = sorted(
        (max(mine.start_ms, its.start_ms), _first(mine.end_ms, its.end_ms), leg.channel)
        for mine in met
        for leg in call.legs.values()
        for its in leg.stays
        if leg is not caller and its.bridge == mine.bridge
    )
    named = tuple((agent_behind(channel, agents), start, end) for start, end, channel in talks)
    return FallbackStay(caller.leg, _queue_name(call), since, named)


def _first(one: int, other: int) -> int:
    """The earlier of two ends; 0 is none."""
    return min(one, other) if one and other else one or other


def _queue_name(call: CelCall) -> str:
    return f"fallback-{call.number.lstrip('+')}"


def agents_of(endpoints: Mapping[str, str]) -> dict[str, str]:
    """Whose phone is at each of the switch's endpoints; `endpoints` is by device."""
    return {endpoint: device.split("/")[0] for device, endpoint in endpoints.items()}


def agent_behind(channel: str, agents: Mapping[str, str]) -> str:
    """The agent behind a channel's name, "" where it is nobody's."""
    match = CHANNEL.fullmatch(channel)
    return agents.get(match[1], "") if match else ""


# --- records from the log --------------------------------------------------------------------------


def _fallback_record(call: CelCall, agents: Mapping[str, str], party: str) -> Conversation:
    caller = call.legs[call.id]
    far = caller.source.startswith("PJSIP/trunk-") if caller.source else False
    ended_by = (
        "switch" if call.lost else "caller" if far else "agent" if caller.source else "switch"
    )
    return Conversation(
        id=f"cel-{call.id}",
        number=call.number,
        trunk=call.trunk,
        party=party,
        leg=call.id,
        plan_version="",
        boot_id="cel",
        arrived_utc_ms=call.arrived_ms,
        arrived_us=call.arrived_ms * 1000,
        ended_us=call.ended_ms * 1000,
        outcome="media_server_lost" if call.lost else "fallback",
        ended_by=ended_by,
        cause=caller.cause,
        sip=0,
        segments=tuple(_segments(call, agents)),
        offers=(),
        source="cel",
    )


def _segments(call: CelCall, agents: Mapping[str, str]) -> list[Segment]:
    """Greeting, wait and talks, from arrival to end without a gap."""
    caller = call.legs[call.id]
    queue = _queue_name(call)
    changes: list[tuple[int, SegmentKind, str]] = [(call.arrived_ms, "menu", "")]
    changes += [(start, "queue", "") for start, _ in caller.queued]
    for talk in call.talks():
        changes.append((talk.start_ms, "talk", agent_behind(talk.channel, agents)))
        changes.append((talk.end_ms, "closing", ""))
    changes.sort(key=lambda change: change[0])
    ends = [start for start, _, _ in changes[1:]] + [call.ended_ms]
    return [
        Segment(kind, start * 1000, end * 1000, "" if kind in ("menu", "closing") else queue, agent)
        for (start, kind, agent), end in zip(changes, ends, strict=True)
        if end > start
    ]
