"""What callers answered after their talks: how often, how good, by queue and question."""

from collections import Counter
from dataclasses import dataclass, field

from voipcc.core.cdr import Conversation

SATISFIED = (4, 5)  # of 1 to 5: the usual definition of CSAT


@dataclass(frozen=True, slots=True)
class Asked:
    """The answers to one question. `average` and `satisfied_percent` are of those in figures.

    `callers` went into a survey about a talk of this queue, whatever they answered.
    """

    callers: int
    answers: int
    average: float | None
    satisfied: int
    satisfied_percent: float | None
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Surveys:
    """Answers and those who were asked, while records go by."""

    answers: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # queue, question
    callers: Counter[str] = field(default_factory=Counter)

    def take(self, record: Conversation) -> None:
        """Count one conversation."""
        self.answers.update((one.queue, one.question, one.answer) for one in record.survey)
        self.callers.update({part.queue for part in record.segments if part.kind == "survey"})


def surveyed(surveys: Surveys) -> dict[str, dict[str, Asked]]:
    """By queue ("": an agent the dialplan named) and question."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for (queue, question, answer), count in surveys.answers.items():
        found.setdefault((queue, question), Counter())[answer] += count
    tables: dict[str, dict[str, Asked]] = {}
    for (queue, question), counts in sorted(found.items()):
        tables.setdefault(queue, {})[question] = _asked(counts, surveys.callers[queue])
    return tables


def _asked(counts: Counter[str], callers: int) -> Asked:
    figures = {int(one): count for one, count in counts.items() if one.isdecimal()}
    number = sum(figures.values())
    good = sum(figures.get(one, 0) for one in SATISFIED)
    total = sum(value * count for value, count in figures.items())
    return Asked(
        callers,
        counts.total(),
        round(total / number, 2) if number else None,
        good,
        round(100 * good / number, 1) if number else None,
        dict(sorted(counts.items())),
    )
