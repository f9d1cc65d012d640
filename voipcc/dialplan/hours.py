"""Opening hours as UTC intervals, right on the nights when clocks are changed.

A time is a time on the wall. When clocks go forward, a time that does not exist is the
moment of the change. When they go back, a time that comes twice opens at its first and
closes at its second coming: the office never opens late nor closes early.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from voipcc.core.plan import Hours
from voipcc.dialplan.form import OpeningForm
from voipcc.dialplan.holidays import (
    half_day_name,
    holiday_name,
    holiday_problems,
    holiday_version,
)
from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean
from voipcc.zones import instant_ms, is_zone, zone_named, zone_version, zones

KNOWN_DAYS: Final = 400
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT_MIN: Final = 24 * 60

Span = tuple[int, int]  # minutes since midnight; an end at or before the start is next morning


# --- intervals ----------------------------------------------------------------------------------


def opening_hours(name: str, form: OpeningForm, default_zone: str, now_utc_ms: int) -> Hours:
    """The intervals from the day before `now` until 400 days after it.

    They begin at a day's start in UTC, so that compiling twice on one day gives the same.
    The form must have passed `hours_problems`.
    """
    key = form.time_zone or default_zone
    area = zone_named(key)
    first = datetime.fromtimestamp(now_utc_ms / 1000, UTC).date() - timedelta(days=1)
    last = first + timedelta(days=KNOWN_DAYS + 2)
    begin, until = _midnight_ms(first), _midnight_ms(last)
    spans: list[tuple[int, int]] = []
    for day in _days(first - timedelta(days=2), last + timedelta(days=2)):
        for span in rule_of(form, day).spans:
            start, end = instants(day, span, area)
            spans.append((max(start, begin), min(end, until)))
    made_with = f"{zone_version()}, {holiday_version(form.holidays)}"
    return Hours(name, _merged(spans), until, key, made_with)


def _midnight_ms(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp()) * 1000


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayRule:
    """Which rule a day goes by, and its opening times. `name`: the holiday, or what stands in the file."""

    kind: Literal["closed", "short", "holiday", "half_day", "weekly"]
    spans: tuple[Span, ...]
    name: str = ""


def rule_of(form: OpeningForm, day: date) -> DayRule:
    """The day's rule: a closed day beats a short one, that a holiday, that the week."""
    for text in form.closed:
        first, last = parsed_dates(text)
        if first <= day <= last:
            return DayRule("closed", (), text)
    short = form.short.get(day.isoformat())
    if short is not None:
        return DayRule("short", _parsed(short), day.isoformat())
    for place in form.holidays:
        if name := holiday_name(place, day):
            return DayRule("holiday", (), f"{name}, {place.of}")
    usual = _weekly(form, day)
    for place in form.holidays:
        if usual.spans and place.half_days is not None and (name := half_day_name(place, day)):
            return DayRule("half_day", _parsed(place.half_days), f"{name}, {place.of}")
    return usual


def _weekly(form: OpeningForm, day: date) -> DayRule:
    weekday = WEEKDAYS[day.weekday()]
    for days, spans in form.weekly.items():
        if weekday in parsed_days(days):
            return DayRule("weekly", _parsed(spans), days)
    return DayRule("weekly", ())


def _parsed(texts: Sequence[str]) -> tuple[Span, ...]:
    return tuple(parsed_span(text) for text in texts)


def instants(day: date, span: Span, area: ZoneInfo) -> tuple[int, int]:
    """The UTC milliseconds of one of the day's opening times."""
    start, end = span
    end = end if end > start else end + MIDNIGHT_MIN
    return instant_ms(day, start, area), instant_ms(day, end, area, later=True)


def _merged(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


# --- words ----------------------------------------------------------------------------------------


def parsed_span(text: str) -> Span:
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


# --- checks -----------------------------------------------------------------------------------------


def hours_problems(file: str, form: OpeningForm, node: Node) -> list[Problem]:
    """Everything in one set of opening hours that no calendar, clock or country knows."""
    problems = []
    if form.time_zone is not None and not is_zone(form.time_zone):
        place = node.at("time_zone")
        message = f'there is no time zone "{form.time_zone}"'
        problems.append(place.error(file, message, zone_remedy(form.time_zone)))
    problems += holiday_problems(file, form.holidays, node.at("holidays"))
    for position, holiday in enumerate(form.holidays):
        spans = node.at("holidays", position, "half_days")
        problems += _span_problems(file, holiday.half_days or (), spans)
    return [*problems, *_week_problems(file, form, node), *_date_problems(file, form, node)]


def _week_problems(file: str, form: OpeningForm, node: Node) -> list[Problem]:
    problems, seen = [], dict[str, str]()
    for days, spans in form.weekly.items():
        problems += _span_problems(file, spans, node.at("weekly", days))
        try:
            words = parsed_days(days)
        except ValueError as error:
            problems.append(node.at("weekly").key(days).error(file, str(error), "mon-fri, say"))
            continue
        for word in words:
            if word in seen:
                message = f'{word} is in "{seen[word]}" already'
                remedy = 'give a day once; two spans are a list: ["08:00-12:00", "13:00-17:00"]'
                problems.append(node.at("weekly").key(days).error(file, message, remedy))
            seen[word] = days
    return problems


def _date_problems(file: str, form: OpeningForm, node: Node) -> list[Problem]:
    problems = []
    for position, text in enumerate(form.closed):
        try:
            parsed_dates(text)
        except ValueError as error:
            problems.append(
                node.at("closed", position).error(file, str(error), "look at a calendar")
            )
    for text, spans in form.short.items():
        problems += _span_problems(file, spans, node.at("short", text))
        try:
            parsed_dates(text)
        except ValueError as error:
            place = node.at("short").key(text)
            problems.append(place.error(file, str(error), "look at a calendar"))
    return problems


def _span_problems(file: str, spans: Sequence[str], node: Node) -> list[Problem]:
    problems = []
    for position, text in enumerate(spans):
        try:
            parsed_span(text)
        except ValueError as error:
            place = node.at(position)
            problems.append(place.error(file, f'"{text}": {error}', 'such as "08:00-18:00"'))
    return problems


def zone_remedy(key: str) -> str:
    near = did_you_mean(key, zones())
    return near if near.startswith("did") else "a zone has a name like Europe/Berlin"
