"""What is counted while records are written: by quarter of an hour, half-hour and day in UTC.

A conversation counts in the quarter in which it arrived, and so do the notes on it. Waits are
counted within fixed limits (`tables.LIMITS_S`), so that every service level can be made later.
The same rows are written whatever the order of the records.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import add
from typing import Any, NamedTuple

from voipcc.core.cdr import Conversation, WrapUp
from voipcc.database.announced import judged
from voipcc.database.engine import Session
from voipcc.database.handing_on import handings_on
from voipcc.database.on_the_way import BECAME
from voipcc.database.tables import (
    AGENT_COUNTERS,
    AGENT_QUARTER,
    AGENT_UTC_DAY,
    DAY_MS,
    HALF_HOUR,
    HALF_HOUR_MS,
    LIMITS_S,
    QUARTER,
    QUARTER_MS,
    ROLLED,
    TALLY_QUARTER,
    TALLY_UTC_DAY,
    UTC_DAY,
    VISIT_COUNTERS,
    Table,
)
from voipcc.database.visits import Visit, visits, whole_journey

ALL = ""  # the queue of the totals: there a conversation counts once
LONGEST_NAME = 200  # of what is counted by its word: an index holds no endless ones
MISSING = "missing"  # a disposition that was required and not given
LIMITS_US = tuple(limit_s * 1_000_000 for limit_s in LIMITS_S)
COUNTED = VISIT_COUNTERS.split()
FIRST_LIMIT = len(COUNTED)
COUNTERS = FIRST_LIMIT + 3 * len(LIMITS_S)
OFFERED, ANSWER_WAIT, LONGEST_WAIT, TALK, HOLD, WRAP_UP = (
    COUNTED.index(name)
    for name in (
        "offered", "answer_wait_us", "longest_wait_us", "talk_us", "hold_us", "wrap_up_us",
    )
)  # fmt: skip
RESULTS = {name: COUNTED.index(name) for name in ("answered", "abandoned", "overflowed", "lost")}
KINDS = {"answered": 0, "abandoned": 1, "overflowed": 2, "lost": 2}  # the last: left
AGENT = {name: place for place, name in enumerate(AGENT_COUNTERS.split())}
SPENT = {"talk": AGENT["talk_us"], "hold": AGENT["hold_us"], "consult": AGENT["consult_us"]}
TALKS, OFFERS, RANG = AGENT["talks"], AGENT["offered"], AGENT["ring_us"]
OFFER_RESULTS = {"timeout" if name == "missed" else name: at for name, at in AGENT.items()}
Counted = dict[tuple[Any, ...], list[int]]  # by a table's key, which ends with the quarter


@dataclass(slots=True)
class Roll:
    """Counts of the records that go by, until they are written."""

    queues: Counted = field(default_factory=dict)
    alone: Counted = field(default_factory=dict)  # conversations in one queue: the total's, too
    agents: Counted = field(default_factory=dict)
    tallies: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    endings: Counter[tuple[Any, ...]] = field(default_factory=Counter)  # an Ending, the quarter

    def take(self, record: Conversation) -> None:
        """Counts one conversation."""
        quarter = record.arrived_utc_ms // QUARTER_MS * QUARTER_MS
        self._take_agents(record, quarter)
        self.endings[*ending_of(record), quarter] += 1
        for kind, queue, name in said(record):
            self.tallies[kind, queue, name, quarter] += 1
        if record.direction != "in":
            return  # a callback or voicemail: the call it came of is counted
        passed = visits(record)
        if len(passed) == 1 and passed[0].queue:
            _count(_found(self.alone, (passed[0].queue, quarter), COUNTERS), passed[0])
            return
        if whole := whole_journey(passed):
            _count(self._queue(ALL, quarter), whole)
        for visit in passed:
            if visit.queue:
                _count(self._queue(visit.queue, quarter), visit)

    def take_wrap_up(self, arrived_utc_ms: int, wrap_up: WrapUp) -> None:
        """Counts the notes on a conversation that arrived then."""
        quarter = arrived_utc_ms // QUARTER_MS * QUARTER_MS
        length_us = wrap_up.end_us - wrap_up.start_us
        for queue in {ALL, wrap_up.queue}:  # without a queue: only the total
            self._queue(queue, quarter)[WRAP_UP] += length_us
        counts = self._agent(wrap_up.agent, quarter)
        counts[AGENT["wrap_ups"]] += 1
        counts[AGENT["wrap_up_us"]] += length_us
        name = f"{wrap_up.disposition} {wrap_up.disposition_name}" if wrap_up.disposition else ""
        if name or wrap_up.missing:
            self.tallies["disposition", wrap_up.queue, name or MISSING, quarter] += 1

    def write(self, session: Session) -> None:
        """Adds the counts to those in the tables, within the caller's transaction."""
        for table, counted in self.tables():
            _add(session, table, counted)

    def tables(self) -> Iterator[tuple[Table, Counted]]:
        """The counts by table and key."""
        for (*ending, quarter), number in self.endings.items():
            for kind, queue, name in tallied(Ending(*ending)):
                self.tallies[kind, queue, name, quarter] += number
        for (queue, quarter), counts in self.alone.items():
            for name in (queue, ALL):
                _join(self._queue(name, quarter), counts)
        self.endings.clear()
        self.alone.clear()
        queues = {key: _cumulated(counts) for key, counts in self.queues.items()}
        single: Counted = {key: [number] for key, number in self.tallies.items()}
        yield QUARTER, queues
        yield HALF_HOUR, _coarser(queues, HALF_HOUR_MS, LONGEST_WAIT)
        yield UTC_DAY, _coarser(queues, DAY_MS, LONGEST_WAIT)
        yield AGENT_QUARTER, self.agents
        yield AGENT_UTC_DAY, _coarser(self.agents, DAY_MS)
        yield TALLY_QUARTER, single
        yield TALLY_UTC_DAY, _coarser(single, DAY_MS)

    def _take_agents(self, record: Conversation, quarter: int) -> None:
        before = ""
        for part in record.segments:
            spent = SPENT.get(part.kind)
            if spent is None or part.outside:
                before = ""
                continue
            counts = self._agent(part.agent, quarter)
            counts[TALKS] += part.agent != before
            before = part.agent
            counts[spent] += part.end_us - part.start_us
        for one in handings_on(record):
            self._agent(one.agent, quarter)[AGENT["transferred"]] += 1
        for offer in record.offers:
            counts = self._agent(offer.agent, quarter)
            counts[OFFERS] += 1
            counts[OFFER_RESULTS[offer.result]] += 1
            if offer.ringing_us:
                counts[RANG] += (offer.answered_us or offer.ended_us) - offer.ringing_us

    def _queue(self, name: str, quarter: int) -> list[int]:
        return _found(self.queues, (name, quarter), COUNTERS)

    def _agent(self, name: str, quarter: int) -> list[int]:
        return _found(self.agents, (name, quarter), len(AGENT))


def _found(counted: Counted, key: tuple[str, int], size: int) -> list[int]:
    """The counts under that key, new ones are 0."""
    found = counted.get(key)
    if found is None:
        found = counted[key] = [0] * size
    return found


def _count(counts: list[int], visit: Visit) -> None:
    """Adds one visit."""
    wait_us, result = visit.wait_us, visit.result
    counts[OFFERED] += 1
    counts[RESULTS[result]] += 1
    counts[TALK] += visit.talk_us
    counts[HOLD] += visit.hold_us
    counts[LONGEST_WAIT] = max(counts[LONGEST_WAIT], wait_us)
    if result == "answered":
        counts[ANSWER_WAIT] += wait_us
    within = bisect_left(LIMITS_US, wait_us)
    if within < len(LIMITS_US):  # here the smallest limit alone; `_cumulated` adds the others
        counts[FIRST_LIMIT + KINDS[result] + 3 * within] += 1


def _join(counts: list[int], others: list[int]) -> None:
    """Adds counts of visits."""
    longest = max(counts[LONGEST_WAIT], others[LONGEST_WAIT])
    counts[:] = map(add, counts, others)
    counts[LONGEST_WAIT] = longest


class Ending(NamedTuple):
    """What most conversations share with many others: counted together, told apart when written."""

    direction: str
    outcome: str
    version: str
    ended_by: str
    cause: int
    sip: int
    marks: tuple[str, ...]
    queues: tuple[str, ...]


def ending_of(record: Conversation) -> tuple[Any, ...]:
    """The ending of a conversation, not yet put into an `Ending`: most of them are counted only."""
    queues = [part.queue for part in record.segments if part.kind == "queue"]
    if len(queues) > 1:
        queues = list(dict.fromkeys(queues))
    return (
        record.direction, record.outcome, record.plan_version, record.ended_by, record.cause,
        record.sip, record.marks, tuple(queues),
    )  # fmt: skip


def tallied(ending: Ending) -> Iterator[tuple[str, str, str]]:
    """What is counted by its word: kind, queue and name.

    `outcome` and `ended` (by whom, Q.850 cause, SIP status) with queue "" once, and once for
    each queue it passed; `mark`, `errand`, `version` (of the plan).
    """
    if ending.version:
        yield "version", "", ending.version
    if became := BECAME.get((ending.direction, ending.outcome)):
        yield "errand", "", " ".join(became)
    if ending.direction != "in":
        return
    for mark in ending.marks:
        yield "mark", "", mark[:LONGEST_NAME]
    ended = f"{ending.ended_by} {ending.cause} {ending.sip}"
    for queue in ("", *(one for one in ending.queues if one)):
        yield "outcome", queue, ending.outcome
        yield "ended", queue, ended


def said(record: Conversation) -> Iterator[tuple[str, str, str]]:
    """The same of what was said: `survey` (callers asked), `answer` (question and answer), `announced` (with its verdict)."""
    for queue in {part.queue for part in record.segments if part.kind == "survey"}:
        yield "survey", queue, ""
    for one in record.survey:
        yield "answer", one.queue, f"{one.question} {one.answer}"[:LONGEST_NAME]
    if not record.announced or record.direction != "in":
        return
    for found in judged(record):
        order = "first" if found.said.first else "later"
        for verdict in ("said", f"found_{found.found}", f"heard_{found.heard}"):
            yield "announced", found.said.queue, f"{order} {verdict}"


def emptied(session: Session) -> None:
    """Forgets all counts, within the caller's transaction."""
    for table in ROLLED:
        session.run(f"DELETE FROM {table.name}")


def _cumulated(counts: list[int]) -> list[int]:
    """Waits within 5 s are within 10 s, too."""
    made = list(counts)
    for place in range(FIRST_LIMIT + 3, COUNTERS):
        made[place] += made[place - 3]
    return made


def _coarser(counted: Counted, step_ms: int, largest: int = -1) -> Counted:
    """The same counts by a longer step; what stands at place `largest` is no sum but the largest."""
    found: Counted = {}
    for (*words, quarter), counts in counted.items():
        key = (*words, quarter // step_ms * step_ms)
        before = found.get(key)
        if before is None:
            found[key] = list(counts)
            continue
        both = [one + other for one, other in zip(before, counts, strict=True)]
        if largest >= 0:
            both[largest] = max(before[largest], counts[largest])
        found[key] = both
    return found


def _add(session: Session, table: Table, counted: Counted) -> None:
    """Adds counts to a table's rows; in the order of its key, so that pages are met once."""
    if not counted:
        return
    session.sum_up(table, [(*key, *counts) for key, counts in sorted(counted.items())])
