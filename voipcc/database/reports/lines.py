"""Audio quality by trunk and by agent: what was measured of each leg, and what is heard on recordings."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from voipcc.core.cdr import LegQuality
from voipcc.database.heard import OF_AGENT, OF_TRUNK, HeardTape
from voipcc.database.reports.question import Question
from voipcc.database.reports.sheet import Cell, Column, Sheet

BAD_MOS = 3.6  # below it "some users dissatisfied" by G.107


class Measured(Protocol):
    """Where measurements come from: `Archive`, or a list in a test."""

    def qualities_between(
        self, start_ms: int, end_ms: int
    ) -> Iterable[tuple[str, str, LegQuality]]:
        """Trunk and number of each leg's conversation with what was measured of it."""
        ...

    def tapes_heard_between(self, start_ms: int, end_ms: int) -> Iterable[HeardTape]:
        """The kept recordings of conversations that arrived in this span."""
        ...


@dataclass(slots=True)
class LineCounts:
    """Sums over legs. `mos` values are sums of those that are known."""

    legs: int = 0
    bad: int = 0
    faults: int = 0
    packets_in: int = 0
    lost_in: int = 0
    packets_out: int = 0
    lost_out: int = 0
    jitter_in: int = 0  # microseconds times packets
    jitter_out: int = 0
    round_trip_us: int = 0
    round_trips: int = 0
    mos_in: float = 0.0
    known_in: int = 0
    mos_out: float = 0.0
    known_out: int = 0
    lowest: float = 0.0
    recordings: int = 0
    recordings_faulty: int = 0
    heard: Counter[str] = field(default_factory=Counter)

    def take_tape(self, faults: list[str]) -> None:
        """Counts one recording with what is wrong on this side."""
        self.recordings += 1
        self.recordings_faulty += bool(faults)
        self.heard.update(faults)

    def take(self, leg: LegQuality) -> None:
        """Counts one leg."""
        self.legs += 1
        self.faults += bool(leg.fault)
        self.packets_in += leg.packets_in
        self.lost_in += leg.lost_in
        self.packets_out += leg.packets_out
        self.lost_out += leg.lost_out
        self.jitter_in += leg.jitter_in_us * leg.packets_in
        self.jitter_out += leg.jitter_out_us * leg.packets_out
        self.round_trip_us += leg.round_trip_us
        self.round_trips += bool(leg.round_trip_us)
        self.mos_in += leg.mos_in
        self.known_in += bool(leg.mos_in)
        self.mos_out += leg.mos_out
        self.known_out += bool(leg.mos_out)
        known = [one for one in (leg.mos_in, leg.mos_out) if one]
        self.bad += bool(known) and min(known) < BAD_MOS
        self.lowest = min([*known, self.lowest] if self.lowest else known, default=0.0)


WHAT = (
    Column("legs"), Column("bad"), Column("faults"),
    Column("mos_in", "number"), Column("mos_out", "number"), Column("lowest_mos", "number"),
    Column("loss_in_percent", "percent"), Column("loss_out_percent", "percent"),
    Column("jitter_in_ms", "number", wide=True), Column("jitter_out_ms", "number", wide=True),
    Column("round_trip_ms", "number"),
    Column("recordings", wide=True), Column("recordings_faulty", head="heard faults"),
    Column("heard", "text", wide=True),
)  # fmt: skip
NOTE = (
    "in: what the far side sent us; out: what it heard of us. MOS: means of the legs that are known;"
    f" bad: below {BAD_MOS} in either direction; faults: one-way or a dead microphone;"
    " heard faults: recordings with one-way audio, nothing but silence, a quiet, clipped or echoing voice."
)


def trunk_sheet(store: Measured, question: Question) -> Sheet:
    """A row for each trunk: the callers' legs."""
    counted: dict[str, LineCounts] = {}
    for trunk, number, leg in store.qualities_between(question.start_ms, question.end_ms):
        if not leg.agent and leg.source == "call" and question.number in ("", number):
            counted.setdefault(trunk, LineCounts()).take(leg)
    for tape in store.tapes_heard_between(question.start_ms, question.end_ms):
        if question.number in ("", tape.number):
            counted.setdefault(tape.trunk, LineCounts()).take_tape(tape.of(OF_TRUNK))
    rows = [(name, *_cells(one)) for name, one in sorted(counted.items())]
    return Sheet("trunks", "Audio by trunk", (Column("trunk", "text"), *WHAT), rows, NOTE)


def line_sheet(store: Measured, question: Question) -> Sheet:
    """A row for each agent's phone, their legs in calls and in line tests; one for the agent's recordings."""
    counted: dict[tuple[str, str, str], LineCounts] = {}
    for _, _, leg in store.qualities_between(question.start_ms, question.end_ms):
        if leg.agent and question.wants_agent(leg.agent):
            key = (leg.agent, leg.device, leg.source)
            counted.setdefault(key, LineCounts()).take(leg)
    for tape in store.tapes_heard_between(question.start_ms, question.end_ms):
        for agent in filter(question.wants_agent, dict.fromkeys(tape.agents)):
            key = (agent, "", "recording")
            counted.setdefault(key, LineCounts()).take_tape(tape.of(OF_AGENT))
    rows = [(*key, *_cells(one)) for key, one in sorted(counted.items())]
    columns = (Column("agent", "text"), Column("phone", "text"), Column("source", "text"), *WHAT)
    return Sheet("lines", "Audio by agent", columns, rows, NOTE)


def _cells(one: LineCounts) -> tuple[Cell, ...]:
    return (
        one.legs, one.bad, one.faults,
        _mean(one.mos_in, one.known_in), _mean(one.mos_out, one.known_out), one.lowest or None,
        _loss(one.lost_in, one.packets_in), _loss(one.lost_out, one.packets_out),
        _mean(one.jitter_in / 1000, one.packets_in), _mean(one.jitter_out / 1000, one.packets_out),
        _mean(one.round_trip_us / 1000, one.round_trips),
        one.recordings, one.recordings_faulty,
        ", ".join(f"{word} {count}" for word, count in sorted(one.heard.items())),
    )  # fmt: skip


def _mean(total: float, count: int) -> float | None:
    return round(total / count, 2) if count else None


def _loss(lost: int, packets: int) -> float | None:
    return round(100 * lost / (lost + packets), 2) if lost + packets else None
