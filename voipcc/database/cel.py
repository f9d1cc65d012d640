"""Our records against the switch's own log, and records of calls only the switch served."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from voipcc.core.cdr import Conversation, Segment, SegmentKind, span_us
from voipcc.core.events import EndedBy
from voipcc.database.cel_log import (
    CelCall,
    CelEvent,
    CelLog,
    CelTalk,
    Span,
    event_in,
    last_bytes,
    older_log,
)
from voipcc.database.cel_waits import LATE_MS, TOLERANCE_MS, wait_ms
from voipcc.database.spans import length, without

__all__ = ["CelCall", "CelLog", "Ending", "FallbackStay", "Joining", "Mismatch", "compare",
           "fallback_conversations", "fallback_stays", "missed_endings", "missed_joins"]  # fmt: skip

LATE_LINE_MS = 1000
TALK_KINDS: tuple[SegmentKind, ...] = ("talk", "hold", "consult")
MUSIC_KINDS: tuple[SegmentKind, ...] = ("queue", "transfer", "parked")
OUR_ID = re.compile(r"[0-9]+-[0-9]+")  # bridges of the core's own making
CHANNEL = re.compile(r"PJSIP/(.+)-[0-9a-f]{8}")
Kind = Literal["no record", "two records", "no log", "talk", "wait", "parties"]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One disagreement about the call whose caller's leg is `leg`; values for people."""

    kind: Kind
    leg: str
    ours: str
    theirs: str


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


def compare(
    conversations: Iterable[Conversation],
    calls: Iterable[CelCall],
    endpoints: Mapping[str, str],
    tolerance_ms: int = TOLERANCE_MS,
) -> list[Mismatch]:
    """Where records and the switch's log disagree: talk, wait, the order of parties.

    Both must be of the same span of time and finished. `endpoints` maps devices
    ("anna/desk") to the switch's names, as in `SwitchAddress`.
    """
    ours: dict[str, list[Conversation]] = {}
    for record in conversations:
        ours.setdefault(record.leg, []).append(record)
    found: list[Mismatch] = []
    for call in calls:
        records = ours.pop(call.id, [])
        if not records and _noticed(call):
            found.append(Mismatch("no record", call.id, "", f"arrived {call.arrived_ms}"))
        elif len(records) > 1:
            found.append(Mismatch("two records", call.id, f"{[one.id for one in records]}", ""))
        elif records:
            found += _compared(records[0], call, endpoints, tolerance_ms)
    found += [Mismatch("no log", leg, records[0].id, "") for leg, records in ours.items()]
    return found


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
    agents = _agents(endpoints)
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
    agents = _agents(endpoints)
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
    named = tuple((_agent(channel, agents), start, end) for start, end, channel in talks)
    return FallbackStay(caller.leg, _queue_name(call), since, named)


def _first(one: int, other: int) -> int:
    """The earlier of two ends; 0 is none."""
    return min(one, other) if one and other else one or other


def _queue_name(call: CelCall) -> str:
    return f"fallback-{call.number.lstrip('+')}"


def _agents(endpoints: Mapping[str, str]) -> dict[str, str]:
    return {endpoint: device.split("/")[0] for device, endpoint in endpoints.items()}


# --- comparing -----------------------------------------------------------------------------------


def _noticed(call: CelCall) -> bool:
    """Whether a record must exist: a caller gone before anybody claimed the call has none."""
    return call.controlled or call.fallback


def _as_logged(record: Conversation, part: Segment, endpoints: Mapping[str, str]) -> str:
    """Whom the switch's log knows in a talk: of an agent at a telephone it knows only the trunk."""
    taken = [
        offer.device
        for offer in record.offers
        if offer.result == "accepted" and offer.agent == part.agent
        if offer.ended_us <= part.start_us
    ]
    return part.agent if not taken or taken[-1] in endpoints else ""


def _compared(
    record: Conversation, call: CelCall, endpoints: Mapping[str, str], tolerance_ms: int
) -> list[Mismatch]:
    took = {one.leg for one in record.watches if one.mode == "take_over"}
    watchers = {one.leg for one in record.watches} - took
    talks = [talk for talk in call.talks() if talk.leg not in watchers]
    talked = length([(talk.start_ms, talk.end_ms) for talk in talks])
    # What the switch says to a caller whom it takes over from us is wait, not a gap in it.
    # So it is to one who hangs up there before we are back.
    stayed = record.outcome == "fallback" or (record.outcome == "abandoned" and call.fallback)
    handed_over = "adopted" in record.marks or (stayed and record.source == "journal")
    waited = wait_ms(call, handed_over, _menus(record), () if handed_over else _decided(record))
    # Music is music for the switch, whatever it is for; a hold by the phone's own key stays a talk.
    held = _held_with_music(record, talks)
    # Each stretch may be wrong by so much, not each sum.
    stretches = max(1, sum(part.kind in ("talk", "hold") for part in record.segments))
    music = sum(_ms(record, kind) for kind in MUSIC_KINDS) + held
    agents = _agents(endpoints)
    figures: list[tuple[Kind, int, int]] = [
        ("talk", sum(_ms(record, kind) for kind in TALK_KINDS) - held, talked),
        ("wait", music, waited),
    ]
    if any(part.others for part in record.segments):
        figures += _each(record, talks, agents)
    within_ms = tolerance_ms * stretches
    # A wait that was heard of late began before the switch was told to play music.
    late_ms = LATE_MS if "heard_late" in record.marks else 0
    found = [
        Mismatch(kind, call.id, f"{ours} ms", f"{theirs} ms")
        for kind, ours, theirs in figures
        if not -within_ms <= ours - theirs <= within_ms + late_ms * (kind == "wait")
    ]
    ours = [
        name
        for part in record.segments
        if part.kind in ("talk", "hold")
        for name in (
            _as_logged(record, part, endpoints),
            *(one if one in agents.values() else "" for one in part.others),
        )
    ]
    met = [talk for talk in talks if talk.end_ms - talk.start_ms > tolerance_ms]
    theirs, surely = ([_agent(one.channel, agents) for one in some] for some in (talks, met))
    # Who of three comes first is a matter of ms.
    order = _once if any(part.others for part in record.segments) else _in_order
    ours, theirs = order(ours), order(theirs)
    if ours not in (theirs, order(surely)):  # who parted in the instant of meeting may be in or not
        found.append(Mismatch("parties", call.id, ", ".join(ours), ", ".join(theirs)))
    return found


def _decided(record: Conversation) -> list[int]:
    """When the caller's waits began, by the wall clock."""
    waits = [(start, end) for start, end in _spans(record, *MUSIC_KINDS) if end > start]
    ends = {end for _, end in waits}
    return [start for start, _ in waits if start not in ends]


def _menus(record: Conversation) -> list[Span]:
    """When the caller was in menus, by the wall clock."""
    return _spans(record, "menu", "closing")


def _spans(record: Conversation, *kinds: SegmentKind) -> list[Span]:
    """When the caller was in segments of these kinds, by the wall clock."""
    offset_ms = record.arrived_utc_ms - record.arrived_us / 1000
    return [
        (round(part.start_us / 1000 + offset_ms), round(part.end_us / 1000 + offset_ms))
        for part in record.segments
        if part.kind in kinds
    ]


def _held_with_music(record: Conversation, talks: Iterable[CelTalk]) -> int:
    """How long holds and consults lasted in which the caller was taken out of the talk."""
    joint = [(talk.start_ms, talk.end_ms) for talk in talks]
    holds = _spans(record, "hold", "consult")
    apart = [(end - start, length(without([(start, end)], joint))) for start, end in holds]
    return sum(whole for whole, alone in apart if 2 * alone > whole)


def _each(
    record: Conversation, talks: Iterable[CelTalk], agents: Mapping[str, str]
) -> list[tuple[Kind, int, int]]:
    """How long each agent talked to the caller, where more than one did at a time."""
    theirs: dict[str, list[Span]] = {}
    for talk in talks:
        spans = theirs.setdefault(_agent(talk.channel, agents), [])
        spans.append((talk.start_ms, talk.end_ms))
    ours = {
        name: sum(
            part.end_us - part.start_us
            for part in record.segments
            if part.kind == "talk" and name in (part.agent, *part.others)
        )
        for name in theirs
        if name
    }
    return [("talk", round(us / 1000), length(theirs[name])) for name, us in ours.items()]


def _ms(record: Conversation, kind: SegmentKind) -> int:
    return round(span_us(record, kind) / 1000)


def _in_order(names: Iterable[str]) -> list[str]:
    """Names without immediate repetition."""
    found: list[str] = []
    for name in names:
        if not found or found[-1] != name:
            found.append(name)
    return found


def _once(names: Iterable[str]) -> list[str]:
    """Each name where it first stands."""
    return list(dict.fromkeys(names))


def _agent(channel: str, agents: Mapping[str, str]) -> str:
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
        changes.append((talk.start_ms, "talk", _agent(talk.channel, agents)))
        changes.append((talk.end_ms, "closing", ""))
    changes.sort(key=lambda change: change[0])
    ends = [start for start, _, _ in changes[1:]] + [call.ended_ms]
    return [
        Segment(kind, start * 1000, end * 1000, "" if kind in ("menu", "closing") else queue, agent)
        for (start, kind, agent), end in zip(changes, ends, strict=True)
        if end > start
    ]
