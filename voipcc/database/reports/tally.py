"""Counts while records go by: per quarter and queue, per agent, per outcome.

A conversation belongs to the quarter of an hour, in UTC, in which it arrived.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from voipcc.core.cdr import Conversation, Stretch, WrapUp
from voipcc.database.announced import HitCounts, judged
from voipcc.database.handing_on import handings_on
from voipcc.database.on_the_way import OnTheWay
from voipcc.database.reading import Only
from voipcc.database.reports.counts import ALL, MISSING, QUARTER_MS, AgentCounts, Counts
from voipcc.database.reports.question import Question
from voipcc.database.surveys import Surveys
from voipcc.database.visits import Visit, journey, visits


class Source(Protocol):
    """Where conversations come from: `Archive`, or a list in a test."""

    def between(self, start_ms: int, end_ms: int, only: Only = ...) -> Iterable[Conversation]: ...

    def wrap_ups_between(self, start_ms: int, end_ms: int) -> Iterable[tuple[int, WrapUp]]: ...

    def stretches_between(self, start_ms: int, end_ms: int) -> Iterable[Stretch]: ...


@dataclass(slots=True)
class Tally:
    """What is counted for one question."""

    question: Question
    quarters: dict[tuple[int, str], Counts] = field(default_factory=dict)
    agents: dict[str, AgentCounts] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    dispositions: Counter[tuple[str, str]] = field(default_factory=Counter)
    announced: dict[str, dict[str, HitCounts]] = field(default_factory=dict)
    on_the_way: OnTheWay = field(default_factory=OnTheWay)
    surveys: Surveys = field(default_factory=Surveys)
    taken: set[str] = field(default_factory=set)  # ids, where only some calls count

    def take(self, record: Conversation) -> None:
        """Counts one conversation, if it is asked for."""
        if not self.question.wants(record):
            return
        if self.question.narrow:
            self.taken.add(record.id)
        self._take_agents(record)
        self.on_the_way.take(record)
        self.surveys.take(record)
        if record.direction != "in":
            return  # a callback or voicemail: the call it came of is counted
        self.outcomes[record.outcome] += 1
        self._take_visits(record)
        self._take_announced(record)

    def take_wrap_up(self, arrived_utc_ms: int, wrap_up: WrapUp) -> None:
        """Counts the notes on a conversation that arrived then."""
        asked = self.question
        if asked.narrow and wrap_up.conversation not in self.taken:
            return
        if not asked.wants_queue(wrap_up.queue):
            return
        quarter = arrived_utc_ms // QUARTER_MS * QUARTER_MS
        length_us = wrap_up.end_us - wrap_up.start_us
        for queue in {ALL, wrap_up.queue}:  # without a queue: only the total
            self.quarters.setdefault((quarter, queue), Counts()).wrap_up_us += length_us
        self._take_notes(wrap_up, length_us)

    def _take_notes(self, wrap_up: WrapUp, length_us: int) -> None:
        if self.question.wants_agent(wrap_up.agent):
            counts = self._agent(wrap_up.agent)
            counts.wrap_ups += 1
            counts.wrap_up_us += length_us
        if wrap_up.disposition:
            name = f"{wrap_up.disposition} {wrap_up.disposition_name}"
            self.dispositions[wrap_up.queue, name] += 1
        elif wrap_up.missing:
            self.dispositions[wrap_up.queue, MISSING] += 1

    def _take_visits(self, record: Conversation) -> None:
        quarter = record.arrived_utc_ms // QUARTER_MS * QUARTER_MS
        some = bool(self.question.queues)
        if not some and (whole := journey(record)):
            self._count(quarter, ALL, whole)
        for visit in visits(record):
            if visit.queue and self.question.wants_queue(visit.queue):
                self._count(quarter, visit.queue, visit)
                if some:
                    self._count(quarter, ALL, visit)

    def _count(self, quarter: int, queue: str, visit: Visit) -> None:
        counts = self.quarters.setdefault((quarter, queue), Counts())
        count_visit(counts, visit, self.question.threshold_us, self.question.short_us)

    def _take_announced(self, record: Conversation) -> None:
        for one in judged(record):
            if not self.question.wants_queue(one.said.queue):
                continue
            kinds = self.announced.setdefault(one.said.queue, {})
            if not kinds:
                kinds |= {"first": HitCounts(), "later": HitCounts()}
            kinds["first" if one.said.first else "later"].take(one)

    def _take_agents(self, record: Conversation) -> None:
        asked = self.question
        before = ""
        for part in record.segments:
            if part.kind not in ("talk", "hold", "consult") or part.outside:
                before = ""
                continue
            if not (asked.wants_queue(part.queue) and asked.wants_agent(part.agent)):
                before = part.agent
                continue
            counts = self._agent(part.agent)
            counts.talks += part.agent != before
            before = part.agent
            spent = f"{part.kind}_us"
            setattr(counts, spent, getattr(counts, spent) + part.end_us - part.start_us)
        for one in handings_on(record):
            if asked.wants_queue(one.queue) and asked.wants_agent(one.agent):
                self._agent(one.agent).transferred += 1
        self._take_offers(record)

    def _take_offers(self, record: Conversation) -> None:
        asked = self.question
        for offer in record.offers:
            if not (asked.wants_queue(offer.queue) and asked.wants_agent(offer.agent)):
                continue
            counts = self._agent(offer.agent)
            counts.offered += 1
            result = "missed" if offer.result == "timeout" else offer.result
            setattr(counts, result, getattr(counts, result) + 1)
            if offer.ringing_us:
                counts.ring_us += (offer.answered_us or offer.ended_us) - offer.ringing_us

    def _agent(self, name: str) -> AgentCounts:
        return self.agents.setdefault(name, AgentCounts())


def count_visit(counts: Counts, visit: Visit, threshold_us: int, short_us: int) -> None:
    """Takes one visit into the counts of its queue, or one journey into those of all."""
    in_time = visit.wait_us <= threshold_us
    counts.offered += 1
    counts.removed_in_time += in_time
    counts.longest_wait_us = max(counts.longest_wait_us, visit.wait_us)
    counts.talk_us += visit.talk_us
    counts.hold_us += visit.hold_us
    match visit.result:
        case "answered":
            counts.answered += 1
            counts.answered_in_time += in_time
            counts.answer_wait_us += visit.wait_us
        case "abandoned":
            counts.abandoned += 1
            counts.abandoned_in_time += in_time
            counts.short_abandons += visit.wait_us <= short_us
        case "overflowed":
            counts.overflowed += 1
        case "lost":
            counts.lost += 1


def tally(store: Source, question: Question) -> Tally:
    """Everything of the question's span, counted."""
    made = Tally(question)
    for record in store.between(question.start_ms, question.end_ms, question.only):
        made.take(record)
    for arrived_ms, wrap_up in store.wrap_ups_between(question.start_ms, question.end_ms):
        made.take_wrap_up(arrived_ms, wrap_up)
    return made
