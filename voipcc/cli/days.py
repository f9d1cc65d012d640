"""Days and time zones as people name them to a verb; what is none ends it with one sentence."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NoReturn

from voipcc.cli.words import USAGE, fail

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1970, 9000  # no calendar ends within a day of these
SHOWN = 40  # signs of what was typed wrong
OTHER_SPANS = ", a week as 2026-W05, a month as 2026-01, a year as 2026"


def area_of(zone: str) -> "ZoneInfo":
    """The time zone of this name."""
    from voipcc.zones import is_zone, zone_named

    if not is_zone(zone):
        fail(f'"{zone[:SHOWN]}" is no time zone; write it as Europe/Berlin', USAGE)
    return zone_named(zone)


def day_of(text: str, zone: str, more: str = "") -> date:
    """A day: 2026-01-31, yesterday, today; without any words today. `more`: as in `no_day`."""
    today = datetime.now(area_of(zone)).date()
    named = {"": today, "today": today, "yesterday": today - timedelta(days=1)}
    if text in named:
        return named[text]
    try:
        day = date.fromisoformat(text)
    except ValueError:
        no_day(text, more)
    return in_reach(day, text)


def in_reach(day: date, text: str) -> date:
    """The day, where calendars know it and what is around it; `text` is what was typed."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        fail(
            f'"{text[:SHOWN]}": take a year from {FIRST_YEAR} to {LAST_YEAR}, as in 2026-01-31',
            USAGE,
        )
    return day


def no_day(text: str, more: str = "") -> NoReturn:
    """Ends the verb: this is no day; `more` tells what else could be written."""
    fail(f'"{text[:SHOWN]}" is no day; write it as 2026-01-31, today or yesterday{more}', USAGE)


def span_ms(day: str, zone: str) -> tuple[int, int]:
    """Beginning and end of a day in a zone."""
    from voipcc.database.reports import local_day, utc_ms

    start, end = local_day(day_of(day, zone), zone)
    return utc_ms(start, zone), utc_ms(end, zone)
