"""What came of a demo: counts and latencies, taken at the robots' sockets and far ends only."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from voipcc.demo.place import WRAP_UP_S
from voipcc.softphone.outcome import Offer, Outcome, Talk, offers, talks

QUICK_QUEUE = "sales"  # no wrap-up there: an agent is free the moment the call ends


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds; `n` is how many there were. 0 where there were none."""

    p50: float
    p99: float
    n: int


@dataclass(frozen=True, slots=True)
class DemoFigures:
    """The counts must agree with each other: `faults` says where they do not."""

    offered: int
    answered: int
    abandoned: int
    records: int
    audio_both_ways: int
    left_over: int
    cel_mismatches: int
    arrival_to_prompt_ms: Latency
    queue_to_invite_ms: Latency
    freed_to_invite_ms: Latency
    answer_to_audio_ms: Latency
    faults: tuple[str, ...] = field(default=())

    @property
    def is_good(self) -> bool:
        return not self.faults

    def plain(self) -> dict[str, Any]:
        """The object `--json` prints: counts and latencies under their names."""
        numbers = {name: getattr(self, name) for name in COUNTS}
        times = {name: _plain(getattr(self, name)) for name in LATENCIES}
        return {**numbers, **times, "faults": list(self.faults)}


COUNTS = (
    "offered",
    "answered",
    "abandoned",
    "records",
    "audio_both_ways",
    "left_over",
    "cel_mismatches",
)
LATENCIES = (
    "arrival_to_prompt_ms",
    "queue_to_invite_ms",
    "freed_to_invite_ms",
    "answer_to_audio_ms",
)


def _plain(latency: Latency) -> dict[str, float | int]:
    return {"p50": latency.p50, "p99": latency.p99, "n": latency.n}


def figures(
    outcomes: Sequence[Outcome],
    *,
    records: Mapping[str, int],
    left_over: int,
    cel_mismatches: Sequence[str],
    visitors: int = 0,
) -> DemoFigures:
    """Judge a demo. `records` are the robots' conversations counted by outcome.

    As many talks with nobody of ours are left out as `visitors` (people who dialled in) had.
    """
    callers = [one for one in outcomes if one.kind == "caller"]
    talked = _without_visitors(talks(outcomes), visitors)
    met = {talk.caller for talk in talked if talk.caller}
    heard = [talk.answer_to_audio_ms for talk in talked if talk.answer_to_audio_ms is not None]
    prompts = [one.arrival_to_prompt_ms for one in callers if one.arrival_to_prompt_ms is not None]
    rung = offers(outcomes)
    made = DemoFigures(
        offered=len(callers),
        answered=len(talked),
        abandoned=sum(one.hung_up and one.robot not in met for one in callers),
        records=sum(records.values()),
        audio_both_ways=sum(talk.both_ways for talk in talked),
        left_over=left_over,
        cel_mismatches=len(cel_mismatches),
        arrival_to_prompt_ms=latency(prompts),
        queue_to_invite_ms=latency(_queue_to_invite(rung)),
        freed_to_invite_ms=latency(_freed_to_invite(rung)),
        answer_to_audio_ms=latency(heard),
    )
    faults = (*_faults(made, records), *cel_mismatches)
    return DemoFigures(
        **{name: getattr(made, name) for name in (*COUNTS, *LATENCIES)}, faults=faults
    )


def _without_visitors(talked: list[Talk], visitors: int) -> list[Talk]:
    strange = [talk for talk in talked if not talk.caller][:visitors]
    return [talk for talk in talked if talk not in strange]


def latency(values_ms: Sequence[float]) -> Latency:
    """Median and 99th percentile by nearest rank."""
    if not values_ms:
        return Latency(0.0, 0.0, 0)
    ranked = sorted(values_ms)

    def at(share: float) -> float:
        return round(ranked[max(0, math.ceil(share * len(ranked)) - 1)], 3)

    return Latency(at(0.50), at(0.99), len(ranked))


def _faults(made: DemoFigures, records: Mapping[str, int]) -> list[str]:
    answered = records.get("answered", 0)
    checks = (
        (made.records == made.offered, f"{made.offered} calls offered, {made.records} records"),
        (answered == made.answered, f"{made.answered} talks, {answered} recorded as answered"),
        (
            made.audio_both_ways == made.answered,
            f"audio both ways in {made.audio_both_ways} of {made.answered} talks",
        ),
        (made.left_over == 0, f"{made.left_over} channels, bridges or tasks left over"),
        (made.answered > 0, "nobody talked to anybody"),
    )
    return [text for fine, text in checks if not fine]


def _queue_to_invite(rung: Sequence[Offer]) -> list[float]:
    """A caller's last key to the INVITE at an agent who had been idle for longer than that."""
    longest_wrap_up_ns = (max(WRAP_UP_S.values()) + 1) * 1_000_000_000
    first = _first_offers(rung)
    return [
        (offer.invite_ns - offer.key_ns) / 1e6
        for offer in first
        if offer.key_ns and offer.freed_ns + longest_wrap_up_ns < offer.key_ns
    ]


def _freed_to_invite(rung: Sequence[Offer]) -> list[float]:
    """The end of an agent's call to the next INVITE there, for a caller who waited already.

    Only after calls of the queue without wrap-up: when another wrap-up ends is not seen here.
    """
    first = {id(offer) for offer in _first_offers(rung)}  # others rang elsewhere in between
    before: dict[str, Offer] = {}
    found = []
    for offer in sorted(rung, key=lambda one: one.invite_ns):
        last = before.get(offer.agent)
        quick = last is not None and last.answered and last.caller.endswith(QUICK_QUEUE)
        if quick and id(offer) in first and 0 < offer.key_ns < offer.freed_ns:
            found.append((offer.invite_ns - offer.freed_ns) / 1e6)
        before[offer.agent] = offer
    return found


def _first_offers(rung: Sequence[Offer]) -> list[Offer]:
    seen: set[str] = set()
    first = []
    for offer in sorted(rung, key=lambda one: one.invite_ns):
        if offer.caller and offer.caller not in seen:
            first.append(offer)
            seen.add(offer.caller)
    return first
