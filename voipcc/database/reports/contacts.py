"""One caller's calls, in the order they came: what lost callers and repeats are read from."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from voipcc.core.cdr import Conversation
from voipcc.database.reading import ANY, Only
from voipcc.database.reports.question import Question
from voipcc.database.reports.tally import Source
from voipcc.database.visits import journey

OURS = ("callback", "out")  # directions in which the centre calls


@dataclass(frozen=True, slots=True)
class Contact:
    """One call of a caller, or of ours to them, in short. `wanted`: the question's filters let it through."""

    call: str
    at_ms: int
    direction: str
    outcome: str
    queue: str
    agent: str
    waited_us: int
    short: bool
    wanted: bool

    @property
    def answered(self) -> bool:
        """Whether caller and agent talked."""
        return self.outcome == "answered"

    @property
    def ours(self) -> bool:
        """Whether the centre called."""
        return self.direction in OURS


@runtime_checkable
class ByCaller(Protocol):
    """What `Archive` offers beside spans: the calls of some people, by an index."""

    def of_callers(
        self, parties: Collection[str], start_ms: int, end_ms: int
    ) -> Iterable[Conversation]: ...


def callers(
    store: Source, question: Question, before_ms: int = 0, after_ms: int = 0, only: Only = ANY
) -> tuple[dict[str, list[Contact]], list[Contact]]:
    """Who called in the span (`only`: so), with all contacts in it and so long before and after; and contacts of nobody known."""
    known: dict[str, list[Contact]] = {}
    unknown: list[Contact] = []
    start_ms, end_ms = question.start_ms, question.end_ms
    for record in store.between(start_ms, end_ms, only):
        if record.direction not in ("in", *OURS):
            continue
        one = _contact(record, question)
        if record.party:
            known.setdefault(record.party, []).append(one)
        elif one.wanted:
            unknown.append(one)
    read = {one.call for contacts in known.values() for one in contacts}
    spans = [(start_ms - before_ms, start_ms), (start_ms, end_ms), (end_ms, end_ms + after_ms)]
    for start, end in spans[::2] if only == ANY else spans:  # else some of the span are missing
        for record in of_callers(store, known, start, end) if start < end else ():
            around = record.direction in ("in", *OURS) and record.id not in read
            if around and record.party in known:
                known[record.party].append(_contact(record, question))
    for contacts in known.values():
        contacts.sort(key=lambda one: (one.at_ms, one.call))
    return known, unknown


def of_callers(
    store: Source, parties: Collection[str], start_ms: int, end_ms: int
) -> Iterable[Conversation]:
    """The calls of these people, and perhaps of others."""
    if isinstance(store, ByCaller):
        return store.of_callers(parties, start_ms, end_ms)
    return store.between(start_ms, end_ms)


def within(one: Contact, question: Question) -> bool:
    """Whether it arrived in the question's span."""
    return question.start_ms <= one.at_ms < question.end_ms


def _contact(record: Conversation, question: Question) -> Contact:
    whole = journey(record)
    talks = [part.agent for part in record.segments if part.kind == "talk" and part.agent]
    waited_us = whole.wait_us if whole else 0
    return Contact(
        record.id, record.arrived_utc_ms, record.direction, record.outcome,
        _queue(record), talks[-1] if talks else "", waited_us,
        short=record.outcome == "abandoned" and waited_us <= question.short_us,
        wanted=record.direction == "in" and question.wants(record),
    )  # fmt: skip


def _queue(record: Conversation) -> str:
    """The last queue the caller came to: where a lost one was lost."""
    return next((part.queue for part in reversed(record.segments) if part.queue), "")


def in_span(contacts: Iterable[Contact], question: Question) -> Iterator[Contact]:
    """Those of them that came in and count."""
    return (one for one in contacts if one.wanted and within(one, question))
