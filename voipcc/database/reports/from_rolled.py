"""The same counts from the roll-ups: a year is a few thousand rows, and no conversation is read.

`None` everywhere means that the roll-ups cannot say: a filter they do not know, a limit that is
not counted, bounds within a quarter of an hour, tables of an older release. Then the records are read.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol, runtime_checkable

from voipcc.database.announced import HitCounts
from voipcc.database.on_the_way import OnTheWay
from voipcc.database.reports.counts import ALL, QUARTER_MS, AgentCounts, Counts
from voipcc.database.reports.question import MINUTE_MS, Question, edges
from voipcc.database.reports.tally import Tally
from voipcc.database.rolled import Rolled, RolledAgent, Tallied
from voipcc.database.surveys import Surveys

Quarters = dict[tuple[int, str], Counts]
KINDS = ("outcome", "mark", "errand", "disposition", "announced", "survey", "answer")


@runtime_checkable
class RolledSource(Protocol):
    """What `Archive` offers of its roll-ups."""

    def rolled(
        self,
        start_ms: int,
        end_ms: int,
        *,
        step_ms: int = ...,
        threshold_s: float = ...,
        short_s: float = ...,
        queues: Sequence[str] | None = ...,
    ) -> list[Rolled] | None: ...

    def rolled_sums(
        self,
        spans: Sequence[tuple[int, int]],
        *,
        threshold_s: float = ...,
        short_s: float = ...,
        queues: Sequence[str] | None = ...,
    ) -> list[dict[str, Rolled]] | None: ...

    def rolled_agents(
        self, start_ms: int, end_ms: int, *, step_ms: int = ...
    ) -> list[RolledAgent] | None: ...

    def tallies(self, start_ms: int, end_ms: int, *kinds: str) -> list[Tallied] | None: ...


def rolled_quarters(store: object, question: Question) -> Quarters | None:
    """Counts by the beginning of each interval and queue, the totals under ALL."""
    if question.narrow or not isinstance(store, RolledSource):
        return None
    found = edges(question)
    limits = {"threshold_s": question.threshold_us / 1e6, "short_s": question.short_us / 1e6}
    queues = list(question.queues) or None
    if question.interval.isdecimal():
        rows = store.rolled(
            question.start_ms,
            question.end_ms,
            step_ms=_step_ms(found.starts_ms, question),
            queues=queues,
            **limits,
        )
        if rows is None:
            return None
        return _placed(((row.start_utc_ms, row) for row in rows), question)
    sums = store.rolled_sums(found.spans(), queues=queues, **limits)
    if sums is None:
        return None
    starts = zip(found.starts_ms, sums, strict=True)
    return _placed(((start, row) for start, by in starts for row in by.values()), question)


def _step_ms(starts_ms: Sequence[int], question: Question) -> int:
    """The step by which all intervals begin; a quarter where a clock was changed by less."""
    step_ms = int(question.interval) * MINUTE_MS
    regular = all((at - question.start_ms) % step_ms == 0 for at in starts_ms)
    return step_ms if regular else QUARTER_MS


def _placed(rows: Iterable[tuple[int, Rolled]], question: Question) -> Quarters:
    """By start and queue; with queues asked for, the totals are their sums."""
    found: Quarters = {}
    for start_ms, row in rows:
        counts = Counts(*row[2:])
        found[start_ms, row.queue] = counts
        if question.queues:
            found.setdefault((start_ms, ALL), Counts()).add(counts)
    return found


def rolled_tally(store: object, question: Question) -> Tally | None:
    """All that a report counts, for a question without filters."""
    if question.queues or not isinstance(store, RolledSource):
        return None
    quarters = rolled_quarters(store, question)
    agents = store.rolled_agents(question.start_ms, question.end_ms)
    words = store.tallies(question.start_ms, question.end_ms, *KINDS)
    if quarters is None or agents is None or words is None:
        return None
    made = Tally(question, quarters, {row.agent: AgentCounts(*row[2:]) for row in agents})
    _take_words(made, words)
    return made


def _take_words(made: Tally, words: Iterable[Tallied]) -> None:
    for kind, queue, name, number in words:
        match kind:
            case "outcome" if not queue:
                made.outcomes[name] += number
            case "disposition":
                made.dispositions[queue, name] += number
            case "announced":
                _take_announced(made.announced, queue, name, number)
            case "mark" | "errand":
                _take_on_the_way(made.on_the_way, kind, name, number)
            case "survey" | "answer":
                _take_survey(made.surveys, kind, queue, name, number)


def _take_on_the_way(made: OnTheWay, kind: str, name: str, number: int) -> None:
    if kind == "mark":
        made.marks[name] += number
    else:
        errand, _, what = name.partition(" ")
        made.became[errand, what] += number


def _take_survey(made: Surveys, kind: str, queue: str, name: str, number: int) -> None:
    if kind == "survey":
        made.callers[queue] += number
    else:
        question, _, answer = name.partition(" ")
        made.answers[queue, question, answer] += number


def _take_announced(
    made: dict[str, dict[str, HitCounts]], queue: str, name: str, number: int
) -> None:
    kinds = made.setdefault(queue, {"first": HitCounts(), "later": HitCounts()})
    order, _, verdict = name.partition(" ")
    if counter := VERDICTS.get(verdict):
        counts = kinds[order]
        setattr(counts, counter, getattr(counts, counter) + number)


VERDICTS = {
    "said": "said",
    "found_right": "right",
    "found_sooner": "wrong",
    "found_later": "wrong",
    "heard_right": "heard_right",
    "heard_sooner": "heard_wrong",
    "heard_later": "heard_wrong",
}
