"""One caller's calls, in the order they came: what lost callers and repeats are read from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from voipcc.core.cdr import Conversation
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


def callers(
    store: Source, question: Question, before_ms: int = 0, after_ms: int = 0
) -> tuple[dict[str, list[Contact]], list[Contact]]:
    """Each caller's contacts in the span and so long before and after it, and those of nobody known."""
    known: dict[str, list[Contact]] = {}
    unknown: list[Contact] = []
    for record in store.between(question.start_ms - before_ms, question.end_ms + after_ms):
        if record.direction != "in" and record.direction not in OURS:
            continue
        one = _contact(record, question)
        if record.party:
            known.setdefault(record.party, []).append(one)
        elif one.wanted and within(one, question):
            unknown.append(one)
    return known, unknown


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
