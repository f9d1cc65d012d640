"""Our records against the switch's own log: talk, wait, who talked to whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from voipcc.core.cdr import Conversation, Segment, SegmentKind, span_us
from voipcc.database.cel import agent_behind, agents_of
from voipcc.database.cel_log import CelCall, CelTalk, Span
from voipcc.database.cel_waits import LATE_MS, TOLERANCE_MS, wait_ms
from voipcc.spans import joined, length, without

TALK_KINDS: tuple[SegmentKind, ...] = ("talk", "hold", "consult")
MUSIC_KINDS: tuple[SegmentKind, ...] = ("queue", "transfer", "parked")
Kind = Literal["no record", "two records", "no log", "talk", "wait", "parties"]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One disagreement about the call whose caller's leg is `leg`; values for people."""

    kind: Kind
    leg: str
    ours: str
    theirs: str


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
    found = _times(record, call, talks, agents_of(endpoints), tolerance_ms)
    return found + _parties(record, call, talks, endpoints, tolerance_ms)


def _times(
    record: Conversation,
    call: CelCall,
    talks: Sequence[CelTalk],
    agents: Mapping[str, str],
    tolerance_ms: int,
) -> list[Mismatch]:
    """How long talk and wait were, on both sides."""
    talked = length(joined((talk.start_ms, talk.end_ms) for talk in talks))
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
    figures: list[tuple[Kind, int, int]] = [
        ("talk", sum(_ms(record, kind) for kind in TALK_KINDS) - held, talked),
        ("wait", music, waited),
    ]
    if any(part.others for part in record.segments):
        figures += _each(record, talks, agents)
    within_ms = tolerance_ms * stretches
    # A wait that was heard of late began before the switch was told to play music.
    late_ms = LATE_MS if "heard_late" in record.marks else 0
    return [
        Mismatch(kind, call.id, f"{ours} ms", f"{theirs} ms")
        for kind, ours, theirs in figures
        if not -within_ms <= ours - theirs <= within_ms + late_ms * (kind == "wait")
    ]


def _parties(
    record: Conversation,
    call: CelCall,
    talks: Sequence[CelTalk],
    endpoints: Mapping[str, str],
    tolerance_ms: int,
) -> list[Mismatch]:
    """Who talked to the caller, in which order."""
    agents = agents_of(endpoints)
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
    theirs, surely = ([agent_behind(one.channel, agents) for one in some] for some in (talks, met))
    # Who of three comes first is a matter of ms.
    order = _once if any(part.others for part in record.segments) else _in_order
    ours, theirs = order(ours), order(theirs)
    if ours in (theirs, order(surely)):  # who parted in the instant of meeting may be in or not
        return []
    return [Mismatch("parties", call.id, ", ".join(ours), ", ".join(theirs))]


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
    joint = joined((talk.start_ms, talk.end_ms) for talk in talks)
    holds = _spans(record, "hold", "consult")
    apart = [(end - start, length(without([(start, end)], joint))) for start, end in holds]
    return sum(whole for whole, alone in apart if 2 * alone > whole)


def _each(
    record: Conversation, talks: Iterable[CelTalk], agents: Mapping[str, str]
) -> list[tuple[Kind, int, int]]:
    """How long each agent talked to the caller, where more than one did at a time."""
    theirs: dict[str, list[Span]] = {}
    for talk in talks:
        spans = theirs.setdefault(agent_behind(talk.channel, agents), [])
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
    return [("talk", round(us / 1000), length(joined(theirs[name]))) for name, us in ours.items()]


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
