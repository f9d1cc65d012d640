"""Opening hours against another calculation, for every quarter of an hour of three years in 12 zones.

The other one knows no instants: it walks along the clock on the wall, quarter by quarter. A time
of opening has come as soon as the clock shows it or a later one; a time of closing has not come while
the clock will still show an earlier one. Holidays are counted from Easter and from the laws.
"""

import importlib.resources
from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

import pytest

from tests.effort import some
from voipcc.core.hours import is_open
from voipcc.dialplan.form import OpeningForm
from voipcc.dialplan.hours import opening_hours

FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)
QUARTER_MS, DAY_MIN = 900_000, 1440
BEGIN_MS = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000)
QUARTERS = 96 * ((LAST - FIRST).days + 1)
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Days = Callable[[int], set[date]]


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian computation."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    j = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * j) // 451
    month, day = divmod(h + j - 7 * m + 114, 31)
    return date(year, month, day + 1)


def fixed(year: int, *days: str) -> set[date]:
    return {date.fromisoformat(f"{year}-{day}") for day in days}


def from_easter(year: int, *after: int) -> set[date]:
    return {easter(year) + timedelta(days=count) for count in after}


def berlin(year: int) -> set[date]:
    days = fixed(year, "01-01", "03-08", "05-01", "10-03", "12-25", "12-26")
    return (
        days | from_easter(year, -2, 1, 39, 50) | ({date(2028, 6, 17)} if year == 2028 else set())
    )


def portugal(year: int) -> set[date]:
    days = (
        "01-01",
        "04-25",
        "05-01",
        "06-10",
        "08-15",
        "10-05",
        "11-01",
        "12-01",
        "12-08",
        "12-25",
    )
    return fixed(year, *days) | from_easter(year, -2, 0, 60)


def estonia(year: int) -> set[date]:
    days = ("01-01", "02-24", "05-01", "06-23", "06-24", "08-20", "12-24", "12-25", "12-26")
    return fixed(year, *days) | from_easter(year, -2, 0, 49)


def estonia_half(year: int) -> set[date]:
    return fixed(year, "02-23", "06-22", "12-23", "12-31") - estonia(year)


def nth(year: int, month: int, weekday: int, count: int) -> date:
    """The so-many-th such weekday of a month, -1 the last."""
    if count < 0:
        day = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return day - timedelta(days=(day.weekday() - weekday) % 7)
    day = date(year, month, 1)
    return day + timedelta(days=(weekday - day.weekday()) % 7 + 7 * (count - 1))


def england(year: int) -> set[date]:
    found = from_easter(year, -2, 1)
    found |= {nth(year, 5, 0, 1), nth(year, 5, 0, -1), nth(year, 8, 0, -1)}
    for day in sorted(fixed(year, "01-01", "12-25", "12-26")):
        found.add(day)
        instead = day
        while day.weekday() > 4 and (instead.weekday() > 4 or instead in found):
            instead += timedelta(days=1)
        found.add(instead)
    return found


def america(year: int) -> set[date]:
    found = {nth(year, 1, 0, 3), nth(year, 2, 0, 3), nth(year, 5, 0, -1), nth(year, 9, 0, 1)}
    found |= {nth(year, 10, 0, 2), nth(year, 11, 3, 4)}
    days = [*fixed(year, "01-01", "06-19", "07-04", "11-11", "12-25"), date(year + 1, 1, 1)]
    for day in days:
        shift = {5: -1, 6: 1}.get(day.weekday(), 0)
        found |= {one for one in (day, day + timedelta(days=shift)) if one.year == year}
    return found


def america_plain(year: int) -> set[date]:
    """The same without days in lieu."""
    found = {nth(year, 1, 0, 3), nth(year, 2, 0, 3), nth(year, 5, 0, -1), nth(year, 9, 0, 1)}
    found |= {nth(year, 10, 0, 2), nth(year, 11, 3, 4)}
    return found | fixed(year, "01-01", "06-19", "07-04", "11-11", "12-25")


def none(year: int) -> set[date]:
    return fixed(year)


NIGHTS = {"mon-thu": ["22:00-06:00"], "fri": ["20:00-24:00"], "sat,sun": ["00:00-04:00"]}
USUAL = {"mon-fri": ["08:00-12:30", "13:15-18:00"]}
# Ends, and beginnings, in the hours that come twice or not at all.
CLOSES_AT_HALF_PAST_1 = {**USUAL, "sat": ["23:30-01:30"], "sun": ["05:00-06:00"]}
CLOSES_AT_HALF_PAST_2 = {**USUAL, "sat": ["23:30-02:30"], "sun": ["05:00-06:00"]}
OPENS_AT_HALF_PAST_1 = {**USUAL, "sun": ["01:30-04:45"]}
OPENS_AT_HALF_PAST_2 = {**USUAL, "sun": ["02:30-04:45"]}
INSIDE_THE_HOUR = {"sun": ["01:15-01:45", "02:15-02:45"], "mon-fri": ["00:15-23:30"]}
MIDNIGHT = {
    "thu": ["00:00-00:30"],
    "fri": ["00:15-23:45", "23:45-00:15"],
    "sat-wed": ["12:00-00:00"],
}
HALF = {"of": "EE", "half_days": "09:00-12:00"}
ZONES: list[tuple[str, dict, object, Days, Days]] = [
    ("Europe/Berlin", CLOSES_AT_HALF_PAST_2, "DE-BE", berlin, none),
    ("Europe/Lisbon", NIGHTS, "PT", portugal, none),
    ("Europe/Tallinn", {"mon-sat": ["08:00-20:00"]}, HALF, estonia, estonia_half),
    ("Europe/London", CLOSES_AT_HALF_PAST_1, "GB-ENG", england, none),
    ("America/New_York", OPENS_AT_HALF_PAST_2, "US", america, none),
    ("America/St_Johns", NIGHTS, {"of": "US", "observed": False}, america_plain, none),
    ("America/Santiago", MIDNIGHT, [], none, none),  # clocks change at midnight
    ("Africa/Cairo", MIDNIGHT, [], none, none),
    ("Africa/Casablanca", OPENS_AT_HALF_PAST_2, [], none, none),  # four changes a year, by the moon
    ("Australia/Lord_Howe", INSIDE_THE_HOUR, [], none, none),  # by half an hour
    ("Pacific/Chatham", NIGHTS, ["DE-BE", "PT"], lambda year: berlin(year) | portugal(year), none),
    ("Asia/Kathmandu", NIGHTS, [], none, none),
    ("Europe/Berlin", OPENS_AT_HALF_PAST_2, [], none, none),
    ("Europe/London", OPENS_AT_HALF_PAST_1, [], none, none),
    ("America/New_York", CLOSES_AT_HALF_PAST_1, [], none, none),
]
CLOSED = ("2026-12-24", "2027-02-10..2027-02-12")
SHORT = {"2026-12-31": ["08:00-12:00"], "2027-12-25": ["10:00-11:00", "23:00-01:00"]}


def spans(weekly: dict, day: date, holidays: set[date], half: set[date]) -> list[tuple[int, int]]:
    """A day's times in minutes of the wall clock, counted from the first day's midnight."""
    texts: list[str] = []
    if day.isoformat() in SHORT:
        texts = SHORT[day.isoformat()]
    elif day not in holidays:
        name = NAMES[day.weekday()]
        (texts, *_) = [times for days, times in weekly.items() if name in _named(days)] or [[]]
        texts = ["09:00-12:00"] if texts and day in half else texts
    if day == date(2026, 12, 24) or date(2027, 2, 10) <= day <= date(2027, 2, 12):
        texts = []
    midnight = (day - FIRST).days * DAY_MIN
    return [_times(text, midnight) for text in texts]


def _named(days: str) -> list[str]:
    if "-" in days:
        first, last = days.split("-")
        begin, end = NAMES.index(first), NAMES.index(last)
        return [NAMES[number % 7] for number in range(begin, end + (1 if end >= begin else 8))]
    return days.split(",")


def _times(text: str, midnight: int) -> tuple[int, int]:
    start, end = (60 * int(part[:2]) + int(part[3:]) for part in text.split("-"))
    return midnight + start, midnight + (end if end > start else end + DAY_MIN)


def walls(zone: str) -> list[int]:
    """What the clock on the wall shows at each quarter, in minutes since the first day's midnight."""
    place = importlib.resources.files("tzdata").joinpath("zoneinfo", *zone.split("/"))
    with place.open("rb") as file:
        area = ZoneInfo.from_file(file)
    shown = []
    for quarter in range(QUARTERS):
        at = datetime.fromtimestamp((BEGIN_MS + quarter * QUARTER_MS) / 1000, area)
        shown.append((at.date() - FIRST).days * DAY_MIN + at.hour * 60 + at.minute)
    return shown


def open_quarters(zone: str, weekly: dict, holidays: Days, half: Days) -> Iterator[tuple[int, int]]:
    """From which quarter until which it is open, along the clock on the wall."""
    shown = walls(zone)
    latest = list(accumulate(shown, max))  # the latest time the clock has shown so far
    soonest = list(accumulate(reversed(shown), min))[::-1]  # the earliest it will still show
    years = range(FIRST.year - 1, LAST.year + 2)
    closed, halves = set().union(*map(holidays, years)), set().union(*map(half, years))
    day = FIRST - timedelta(days=2)
    while day <= LAST + timedelta(days=2):
        for start, end in spans(weekly, day, closed, halves):
            yield bisect_left(latest, start), bisect_left(soonest, end)
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("zone", "weekly", "places", "holidays", "half"),
    some(ZONES),
    ids=[zone for zone, *_ in some(ZONES)],
)
def test_every_quarter_of_three_years_agrees(
    zone: str, weekly: dict, places: object, holidays: Days, half: Days
) -> None:
    """Both calculations say the same at every quarter of an hour, nights of change and holidays included."""
    expected = bytearray(QUARTERS)
    for begin, end in open_quarters(zone, weekly, holidays, half):
        expected[begin:end] = b"\1" * max(end - begin, 0)
    form = OpeningForm.model_validate(
        {"weekly": weekly, "holidays": places, "closed": list(CLOSED), "short": SHORT}
    )
    wrong = []
    for first in range(0, QUARTERS, 400 * 96):
        table = opening_hours("office", form, zone, BEGIN_MS + first * QUARTER_MS)
        for quarter in range(first, min(first + 400 * 96, QUARTERS)):
            at_ms = BEGIN_MS + quarter * QUARTER_MS
            if is_open(table, at_ms) != expected[quarter]:
                wrong.append(datetime.fromtimestamp(at_ms / 1000, UTC).isoformat())
    assert wrong == []
    assert 0.1 < sum(expected) / QUARTERS < 0.8


def test_easter_is_where_the_almanacs_have_it() -> None:
    """The computation the proof rests on gives the known Sundays."""
    known = {2024: "03-31", 2025: "04-20", 2026: "04-05", 2027: "03-28", 2028: "04-16"}
    assert {year: f"{easter(year):%m-%d}" for year in known} == known


def test_the_clock_goes_twice_through_one_hour_and_leaves_another_out() -> None:
    """The walk meets what it is meant for: skipped and repeated quarters in each year of change."""
    shown = walls("Europe/Berlin")
    steps = [after - before for before, after in pairwise(shown)]
    assert steps.count(75) == steps.count(-45) == 3
    assert set(walls("Asia/Kathmandu")[:1]) == {345}
