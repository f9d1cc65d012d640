"""Opening hours as UTC intervals, right on the nights when clocks are changed.

A time is a time on the wall. When clocks go forward, a time that does not exist is the
moment of the change. When they go back, a time that comes twice opens at its first and
closes at its second coming: the office never opens late nor closes early.
"""

import importlib.metadata
import zoneinfo
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import holidays as holiday_library

from voipcc.core.plan import Hours
from voipcc.dialplan.form import OpeningForm
from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean

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
    zone = ZoneInfo(key)
    first = datetime.fromtimestamp(now_utc_ms / 1000, UTC).date() - timedelta(days=1)
    last = first + timedelta(days=KNOWN_DAYS + 2)
    begin, until = _midnight_ms(first), _midnight_ms(last)
    spans: list[tuple[int, int]] = []
    for day in _days(first - timedelta(days=2), last + timedelta(days=2)):
        for span in _spans_of(form, day):
            start, end = _instants(day, span, zone)
            spans.append((max(start, begin), min(end, until)))
    return Hours(name, _merged(spans), until, key, f"{zone_data(key)}, {holiday_data(form)}")


def _midnight_ms(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp()) * 1000


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)


def _spans_of(form: OpeningForm, day: date) -> list[Span]:
    """The day's opening times: a closed day beats a short one, that a holiday, that the week."""
    if any(first <= day <= last for first, last in map(parsed_dates, form.closed)):
        return []
    short = form.short.get(day.isoformat())
    if short is not None:
        return [parsed_span(text) for text in short]
    if any(day in _holidays(place, day.year) for place in form.holidays):
        return []
    weekday = WEEKDAYS[day.weekday()]
    return [
        parsed_span(text)
        for days, spans in form.weekly.items()
        if weekday in parsed_days(days)
        for text in spans
    ]


@lru_cache(maxsize=256)
def _holidays(place: str, year: int) -> frozenset[date]:
    country, _, part = place.partition("-")
    found = holiday_library.country_holidays(country, subdiv=part or None, years=year)
    return frozenset(found)


def _instants(day: date, span: Span, zone: ZoneInfo) -> tuple[int, int]:
    start, end = span
    end = end if end > start else end + MIDNIGHT_MIN
    return _instant_ms(day, start, zone, fold=0), _instant_ms(day, end, zone, fold=1)


def _instant_ms(day: date, minutes: int, zone: ZoneInfo, fold: int) -> int:
    """The UTC moment of a time on the wall; `fold` chooses where it comes twice."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    early = _utc_s(wall.replace(tzinfo=zone, fold=0))
    late = _utc_s(wall.replace(tzinfo=zone, fold=1))
    if early > late:  # the time is skipped: zoneinfo's two answers embrace the change
        return _change_s(zone, late, early) * 1000
    return (late if fold else early) * 1000


def _utc_s(moment: datetime) -> int:
    return int(moment.timestamp())


def _change_s(zone: ZoneInfo, before: int, after: int) -> int:
    """The second at which the zone's offset changes, between two moments."""
    offset = datetime.fromtimestamp(before, zone).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


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
    for position, holidays_of in enumerate(form.holidays):
        remedy = place_remedy(holidays_of)
        if remedy:
            place = node.at("holidays", position)
            message = f'no public holidays are known for "{holidays_of}"'
            problems.append(place.error(file, message, remedy))
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


def is_zone(key: str) -> bool:
    """Whether there is such a time zone."""
    try:
        ZoneInfo(key)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def zone_remedy(key: str) -> str:
    near = did_you_mean(key, zoneinfo.available_timezones())
    return near if near.startswith("did") else "a zone has a name like Europe/Berlin"


def place_remedy(place: str) -> str:
    """What to write instead of a place without known holidays; "" when they are known."""
    country, _, part = place.partition("-")
    supported = holiday_library.list_supported_countries()
    if country not in supported:
        return did_you_mean(country, supported) if len(country) > 3 else "is it a country's code?"
    if part and part not in supported[country]:
        known = [one for one in supported[country] if one.upper() == one]
        return did_you_mean(part, known, f"parts of {country}")
    return ""


# --- what it was made with ------------------------------------------------------------------------------


def zone_data(key: str) -> str:
    """Which version of the time zone data answers for a zone."""
    for folder in zoneinfo.TZPATH:
        if (Path(folder) / key).is_file():
            return _system_version(Path(folder))
    return f"tzdata {importlib.metadata.version('tzdata')}"


def _system_version(folder: Path) -> str:
    try:
        with (folder / "tzdata.zi").open() as file:
            return f"system tzdata {file.readline().removeprefix('# version').strip()}"
    except OSError:
        return "system tzdata"


def holiday_data(form: OpeningForm) -> str:
    version = importlib.metadata.version("holidays")
    return f"holidays {version}" if form.holidays else "no holidays"
