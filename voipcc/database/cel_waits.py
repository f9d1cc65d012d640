"""How long a caller waited by the switch's own log: spans of music, ringing and queues, put together."""

from collections.abc import Collection

from voipcc.database.cel_log import CelCall, CelLeg, Span
from voipcc.spans import joined, length, without

TOLERANCE_MS = 50
LATE_MS = 1000  # the lines to the switch are back by then
AT_ONCE_MS = 500  # from a decision to what the switch does: 290 with seven who want each core


def wait_ms(
    call: CelCall,
    handed_over: bool = False,
    menus: Collection[Span] = (),
    decided_ms: Collection[int] = (),
) -> int:
    """How long the caller waited: with music, or with an agent's phone ringing, or queued.

    Between the switch's own queue and ours a wait has no gaps: what the switch said counts as wait,
    except in `menus` (UTC milliseconds), where the caller was led through steps again. A wait begins
    when it is decided on (`decided_ms`); a busy switch acts on it a moment later.
    """
    talks = [(talk.start_ms, talk.end_ms) for talk in call.talks()]
    spans = _waits(call, talks)
    if decided_ms:
        spans += _carried_out(spans, decided_ms)
    else:
        _begin_with_answer(call, spans)
    if handed_over and spans:
        first = call.arrived_ms if call.fallback_first else min(spans)[0]
        until = next((start for start, _ in talks if start >= first), call.ended_ms)
        spans += without([(first, until)], joined(menus))
    return length(without(_joined(spans, talks), joined(talks)))


def _begin_with_answer(call: CelCall, spans: list[Span]) -> None:
    """Nobody's decision is known: who heard music at once after the answer waited since then."""
    answered_ms = call.legs[call.id].answered_ms
    holding = [stay.start_ms for stay in call.legs[call.id].stays if stay.holding]
    if holding and 0 < holding[0] - answered_ms <= AT_ONCE_MS:
        spans.append((answered_ms, holding[0]))


def _carried_out(spans: list[Span], decided_ms: Collection[int]) -> list[Span]:
    """From each decision to what the switch did about it, where that came soon."""
    found = []
    for at_ms in decided_ms:
        first_ms = min((start for start, _ in spans if start > at_ms), default=at_ms)
        waits = any(start <= at_ms < end for start, end in spans)
        if not waits and 0 < first_ms - at_ms <= AT_ONCE_MS:
            found.append((at_ms, first_ms))
    return found


def _waits(call: CelCall, talks: list[Span]) -> list[Span]:
    caller = call.legs[call.id]
    spans = [(stay.start_ms, stay.end_ms) for stay in caller.stays if stay.holding]
    spans += [_until_talk((start, end), talks) for start, end in caller.queued]
    for leg in call.legs.values():
        if leg is not caller:
            spans.append(_ringing(leg, caller))
    return [(start, end) for start, end in spans if end > start]


def _ringing(leg: CelLeg, caller: CelLeg) -> Span:
    """From the leg's beginning until it meets the caller; never beyond the caller's end."""
    met = [stay.start_ms for stay in leg.stays if not stay.holding]
    return leg.start_ms, min([*met, leg.end_ms, caller.end_ms])


def _until_talk(span: Span, talks: list[Span]) -> Span:
    start, end = span
    return start, min([end, *(talk for talk, _ in talks if talk >= start)])


def _joined(spans: list[Span], talks: list[Span]) -> list[Span]:
    """Overlapping spans as one; a moment's gap, also before a talk, belongs to the wait."""
    found: list[Span] = []
    for start, end in sorted(spans):
        until = next((talk for talk, _ in talks if 0 < talk - end <= TOLERANCE_MS), end)
        if found and start - found[-1][1] <= TOLERANCE_MS:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((start, until))
    return found
