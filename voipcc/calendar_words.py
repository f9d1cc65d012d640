"""Days, dates and times of the day as they stand in files: "mon-fri", "08:00-18:00", "2026-12-24".

Opening hours and agents' shifts are written alike, and what is wrong in them is told alike.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, StringConstraints

from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean
from voipcc.zones import is_zone, zones

DAYS_PATTERN: Final = r"^[a-z, -]{3,40}$"
DATE_PATTERN: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
DATES_PATTERN: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(\.\.[0-9]{4}-[0-9]{2}-[0-9]{2})?$"
SPAN_PATTERN: Final = r"^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$"
CALENDAR_MEANINGS: Final = {
    DAYS_PATTERN: "days such as mon-fri, sat or tue,thu",
    DATE_PATTERN: 'a day such as "2026-12-24"',
    DATES_PATTERN: 'a day such as "2026-12-24", or from..to: "2026-12-24..2026-12-31"',
    SPAN_PATTERN: 'from-to such as "08:00-18:00"; several: ["08:00-12:00", "13:00-18:00"]',
}
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT_MIN: Final = 24 * 60
LOOK = "look at a calendar"

Minutes = tuple[int, int]  # since midnight; an end at or before the start is next morning


def as_list(value: Any) -> Any:
    """One entry may be written without its list."""
    return value if value is None or isinstance(value, list | dict) else [value]


Days = Annotated[str, StringConstraints(pattern=DAYS_PATTERN)]
Date = Annotated[str, StringConstraints(pattern=DATE_PATTERN)]
Dates = Annotated[str, StringConstraints(pattern=DATES_PATTERN)]
Span = Annotated[str, StringConstraints(pattern=SPAN_PATTERN)]
Spans = Annotated[list[Span], BeforeValidator(as_list), Field(min_length=1, max_length=24)]


# --- what they mean -------------------------------------------------------------------------------


def parsed_span(text: str) -> Minutes:
    """Minutes of "08:00-18:00". Raises ValueError when there is no such time."""
    start, end = (_minutes(part) for part in text.split("-"))
    if start == MIDNIGHT_MIN:
        raise ValueError("a day begins at 00:00")
    if start == end:
        raise ValueError("it ends when it begins; the whole day is 00:00-24:00")
    return start, end


def _minutes(text: str) -> int:
    hour, minute = (int(part) for part in text.split(":"))
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        raise ValueError(f"there is no {text} on a clock")
    return hour * 60 + minute


def parsed_days(text: str) -> tuple[str, ...]:
    """The weekdays of "mon-fri" or "tue,thu". Raises ValueError for a word that is none."""
    days: list[str] = []
    for part in text.replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        for word in (first, last) if dash else (first,):
            if word not in WEEKDAYS:
                raise ValueError(f'"{word}" is no day; days are {", ".join(WEEKDAYS)}')
        begin = WEEKDAYS.index(first)
        length = (WEEKDAYS.index(last) - begin) % 7 + 1 if dash else 1
        days += (WEEKDAYS * 2)[begin : begin + length]
    return tuple(days)


def parsed_dates(text: str) -> tuple[date, date]:
    """First and last day of "2026-12-24" or "2026-12-24..2026-12-31". Raises ValueError."""
    first, _, last = text.partition("..")
    begin, end = _date(first), _date(last or first)
    if end < begin:
        raise ValueError("it ends before it begins")
    return begin, end


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"there is no day {text}") from error


# --- what is wrong in them ------------------------------------------------------------------------


def week_problems(file: str, weekly: Mapping[str, Sequence[str]], node: Node) -> list[Problem]:
    """Days that are none or stand twice, and times no clock shows."""
    problems, seen = [], dict[str, str]()
    for days, spans in weekly.items():
        problems += span_problems(file, spans, node.at(days))
        try:
            words = parsed_days(days)
        except ValueError as error:
            problems.append(node.key(days).error(file, str(error), "mon-fri, say"))
            continue
        for word in words:
            if word in seen:
                message = f'{word} is in "{seen[word]}" already'
                remedy = 'give a day once; two spans are a list: ["08:00-12:00", "13:00-17:00"]'
                problems.append(node.key(days).error(file, message, remedy))
            seen[word] = days
    return problems


def dates_problems(file: str, texts: Sequence[str], node: Node) -> list[Problem]:
    """Days, or first and last days, that no calendar has."""
    problems = []
    for position, text in enumerate(texts):
        try:
            parsed_dates(text)
        except ValueError as error:
            problems.append(node.at(position).error(file, str(error), LOOK))
    return problems


def span_problems(file: str, spans: Sequence[str], node: Node) -> list[Problem]:
    """Times no clock shows."""
    problems = []
    for position, text in enumerate(spans):
        try:
            parsed_span(text)
        except ValueError as error:
            place = node.at(position)
            problems.append(place.error(file, f'"{text}": {error}', 'such as "08:00-18:00"'))
    return problems


def zone_problems(file: str, key: str | None, node: Node) -> list[Problem]:
    """A time zone nobody knows."""
    if key is None or is_zone(key):
        return []
    near = did_you_mean(key, zones())
    remedy = near if near.startswith("did") else "a zone has a name like Europe/Berlin"
    return [node.error(file, f'there is no time zone "{key}"', remedy)]
