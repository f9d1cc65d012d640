"""The calls behind a figure: which conversations it counted."""

from collections.abc import Callable, Iterator

from voipcc.core.cdr import Conversation
from voipcc.database.handing_on import handings_on
from voipcc.database.reports.contacts import callers
from voipcc.database.reports.counts import Counts
from voipcc.database.reports.lost import OPEN_FIRST, lost_callers
from voipcc.database.reports.passages import path_of
from voipcc.database.reports.question import Question
from voipcc.database.reports.repeats import came_in, judged
from voipcc.database.reports.tally import Source, count_visit
from voipcc.database.visits import journey, visits

COUNTED = (
    "offered", "answered", "answered_in_time", "abandoned", "abandoned_in_time", "short_abandons",
    "overflowed", "lost", "removed_in_time",
)  # fmt: skip
OFFERS = ("accepted", "rejected", "missed", "cancelled", "rescinded", "failed")
NAMED = ("outcome", "mark", "ended_by", "cause", "sip", "trunk", "path", "direction")
OF_CONTACTS = ("repeated", "resolved")
ALONE = ("longest_wait", "transferred", "surveyed", "all", *COUNTED, *OFFERS)
Test = Callable[[Conversation, Question], bool]


class UnknownFigure(ValueError):
    """No such figure; the text names those there are."""


def calls_behind(store: Source, question: Question, figure: str) -> Iterator[Conversation]:
    """The conversations a figure of the question's span counted, oldest first.

    Raises UnknownFigure.
    """
    if figure == "longest_wait":
        found = [
            one
            for one in store.between(question.start_ms, question.end_ms, question.only)
            if _came_in(one, question)
        ]
        return iter(sorted(found, key=lambda one: -_waited(one, question))[:1])
    if figure.startswith("lost_callers") or figure in OF_CONTACTS:
        wanted = _of_callers(store, question, figure)
        return (
            one for one in store.between(question.start_ms, question.end_ms) if one.id in wanted
        )
    test = _test(figure)
    return (
        one
        for one in store.between(question.start_ms, question.end_ms, question.only)
        if question.wants(one) and test(one, question)
    )


def figures_known() -> str:
    """Every figure whose calls can be listed, for an error's text and for the page."""
    named = (f"{word}:..." for word in NAMED)
    return ", ".join((*ALONE, *named, "lost_callers", "lost_callers:open", *OF_CONTACTS))


def _test(figure: str) -> Test:
    word, colon, value = figure.partition(":")
    if colon and word in NAMED:
        return _named(word, value)
    if figure in COUNTED:
        return lambda record, asked: _counted(record, asked, figure)
    if figure in OFFERS:
        result = "timeout" if figure == "missed" else figure
        return lambda record, asked: any(
            one.result == result and asked.wants_agent(one.agent) and asked.wants_queue(one.queue)
            for one in record.offers
        )
    match figure:
        case "all":
            return lambda record, asked: True
        case "transferred":
            return lambda record, asked: any(
                asked.wants_agent(one.agent) and asked.wants_queue(one.queue)
                for one in handings_on(record)
            )
        case "surveyed":
            return lambda record, asked: bool(record.survey)
    raise UnknownFigure(
        f'"{figure}" is no figure whose calls can be listed; these are: {figures_known()}'
    )


def _named(word: str, value: str) -> Test:
    match word:
        case "mark":
            return lambda record, asked: record.direction == "in" and value in record.marks
        case "path":
            return lambda record, asked: record.direction == "in" and path_of(record) == value
        case "outcome":
            return lambda record, asked: record.direction == "in" and record.outcome == value
    return lambda record, asked: str(getattr(record, word)) == value


def _counted(record: Conversation, asked: Question, figure: str) -> bool:
    """Whether the tally counted it under this figure, by the tally's own rule."""
    if record.direction != "in":
        return False
    counts = Counts()
    whole = journey(record)
    passed = (
        [one for one in visits(record) if one.queue in asked.queues]
        if asked.queues
        else ([whole] if whole else [])
    )
    for one in passed:
        count_visit(counts, one, asked.threshold_us, asked.short_us)
    return bool(getattr(counts, figure))


def _came_in(record: Conversation, question: Question) -> bool:
    return record.direction == "in" and question.wants(record)


def _waited(record: Conversation, question: Question) -> int:
    if question.queues:
        return max(
            (one.wait_us for one in visits(record) if one.queue in question.queues), default=0
        )
    whole = journey(record)
    return whole.wait_us if whole else 0


def _of_callers(store: Source, question: Question, figure: str) -> set[str]:
    """Ids of calls that only all calls of their callers tell of."""
    if figure.startswith("lost_callers"):
        became = figure.partition(":")[2]
        if became and became not in OPEN_FIRST:
            raise UnknownFigure(
                f'"{became}" became of no lost caller; known are: {", ".join(OPEN_FIRST)}'
            )
        found, _ = lost_callers(store, question)
        return {
            part.call for one in found if one.became == (became or one.became) for part in one.lost
        }
    known, _ = callers(store, question, after_ms=question.window_ms)
    return {
        one.call
        for contacts in known.values()
        for one, again in judged(came_in(contacts), question)
        if again == (figure == "repeated")
    }
