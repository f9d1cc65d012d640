"""Opening hours as UTC intervals, right on the nights when clocks are changed.

A time is a time on the wall. When clocks go forward, a time that does not exist is the
moment of the change. When they go back, a time that comes twice opens at its first and
closes at its second coming: the office never opens late nor closes early.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal

from voipcc.calendar_words import (
    WEEKDAYS,
    Minutes,
    dates_problems,
    parsed_dates,
    parsed_days,
    parsed_span,
    span_problems,
    week_problems,
    zone_problems,
)
from voipcc.core.plan import Hours
from voipcc.dialplan.form import OpeningForm
from voipcc.dialplan.holidays import (
    half_day_name,
    holiday_name,
    holiday_problems,
    holiday_version,
)
from voipcc.document import Node
from voipcc.problem import Problem
from voipcc.zones import clock_changes, day_times, zone_named, zone_version

KNOWN_DAYS: Final = 400


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
            start, end = day_times(day, span, area)
            spans.append((max(start, begin), min(end, until)))
    made_with = f"{zone_version()}, {holiday_version(form.holidays)}"
    clock = clock_changes(area, begin, until)
    return Hours(name, _merged(spans), until, key, made_with, clock)


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
    spans: tuple[Minutes, ...]
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


def _parsed(texts: Sequence[str]) -> tuple[Minutes, ...]:
    return tuple(parsed_span(text) for text in texts)


def _merged(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


# --- checks -----------------------------------------------------------------------------------------


def hours_problems(file: str, form: OpeningForm, node: Node) -> list[Problem]:
    """Everything in one set of opening hours that no calendar, clock or country knows."""
    problems = zone_problems(file, form.time_zone, node.at("time_zone"))
    problems += holiday_problems(file, form.holidays, node.at("holidays"))
    for position, holiday in enumerate(form.holidays):
        spans = node.at("holidays", position, "half_days")
        problems += span_problems(file, holiday.half_days or (), spans)
    problems += week_problems(file, form.weekly, node.at("weekly"))
    problems += dates_problems(file, form.closed, node.at("closed"))
    for text, spans_of_day in form.short.items():
        problems += span_problems(file, spans_of_day, node.at("short", text))
        problems += dates_problems(file, [text], _keyed(node.at("short"), text))
    return problems


def _keyed(node: Node, key: str) -> Node:
    """The place of a key as that of a list's only entry."""
    place = node.key(key)
    return Node(place.line, place.column, items=[place])
