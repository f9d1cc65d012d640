"""A moment as people say it: "Mon 08:00", "tomorrow 8:00", "2026-12-24 18:00", "in 2 h".

Times are times on the wall of the zone. One that comes twice in the night clocks go back is the
first; one that does not exist in the night they go forward is the moment of the change.
"""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS_S = {"m": 60, "min": 60, "h": 3600, "d": 86_400}
_SPAN = re.compile(r"(?:in |\+)\s*(\d{1,4})\s*(m|min|h|d)")
_TIME = re.compile(r"(\d{1,2}):(\d{2})")
FARTHEST_DAYS = 366
SAYING = 'say it as "Mon 08:00", "18:30", "tomorrow 08:00", "2026-12-24 18:00" or "in 2 h"'


def moment_of(text: str, zone: str, now_utc_ms: int) -> int:
    """The next such moment after now, in UTC milliseconds. Raises ValueError with a sentence.

    A weekday or a time alone is the next one; a date that is over is refused.
    """
    words = text.strip().lower()
    if span := _SPAN.fullmatch(words):
        return _near(now_utc_ms + int(span[1]) * _UNITS_S[span[2]] * 1000, now_utc_ms, text)
    if not words:
        raise ValueError(f"no moment is named; {SAYING}")
    day, _, clock = words.rpartition(" ")
    if not _TIME.fullmatch(clock):
        day, clock = words, "00:00"
    now = datetime.fromtimestamp(now_utc_ms / 1000, ZoneInfo(zone))
    return _near(_on_the_wall(day.strip(), _minutes(clock, text), now, text), now_utc_ms, text)


def _near(utc_ms: int, now_utc_ms: int, text: str) -> int:
    if utc_ms <= now_utc_ms:
        raise ValueError(f'"{text}" is over')
    if utc_ms - now_utc_ms > FARTHEST_DAYS * 86_400_000:
        raise ValueError(f'"{text}" is more than a year away')
    return utc_ms


def _minutes(clock: str, text: str) -> int:
    hour, minute = (int(part) for part in clock.split(":"))
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        raise ValueError(f'there is no {clock} on a clock ("{text}")')
    return hour * 60 + minute


def _on_the_wall(day: str, minutes: int, now: datetime, text: str) -> int:
    today, now_ms = now.date(), now.timestamp() * 1000
    if day in ("", "today"):
        first = _instant_ms(today, minutes, now)
        late = first <= now_ms and day == ""
        return _instant_ms(today + timedelta(days=1), minutes, now) if late else first
    if day == "tomorrow":
        return _instant_ms(today + timedelta(days=1), minutes, now)
    weekday = _weekday(day)
    if weekday is None:
        return _instant_ms(_date(day, text), minutes, now)
    ahead = (weekday - today.weekday()) % 7
    first = _instant_ms(today + timedelta(days=ahead), minutes, now)
    return first if first > now_ms else _instant_ms(today + timedelta(days=ahead + 7), minutes, now)


def _weekday(word: str) -> int | None:
    for names in (WEEKDAYS, _NAMES):
        if word in names:
            return names.index(word)
    return None


def _date(word: str, text: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise ValueError(f'"{text}" is no moment; {SAYING}') from None


def _instant_ms(day: date, minutes: int, now: datetime) -> int:
    """UTC milliseconds of a time on the wall."""
    begin = datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
    wall = (begin.replace(tzinfo=None) + timedelta(minutes=minutes)).replace(tzinfo=now.tzinfo)
    moment = wall.astimezone(UTC)
    if moment.astimezone(now.tzinfo).replace(tzinfo=None) != wall.replace(tzinfo=None):
        moment = _change_before(wall)
    return int(moment.timestamp()) * 1000


def _change_before(wall: datetime) -> datetime:
    """The moment clocks went forward over a time that does not exist."""
    early = wall.replace(fold=1).astimezone(UTC)
    late = wall.replace(fold=0).astimezone(UTC)
    offset = early.astimezone(wall.tzinfo).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(wall.tzinfo).utcoffset() == offset:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)


def told(utc_ms: int, zone: str) -> str:
    """A moment as the people of this zone read it: "Mon 2026-11-23 08:00"."""
    local = datetime.fromtimestamp(utc_ms / 1000, ZoneInfo(zone))
    return f"{WEEKDAYS[local.weekday()].title()} {local:%Y-%m-%d %H:%M}"
