"""Times as people write them, and as they are said back: "Mon 08:00", "tomorrow 7:30", "2 h".

A time is one on the wall of a zone. A weekday or a clock time alone means the next one; what
is understood is always said back with its full date, so that nobody closes for the wrong week.
"""

import re
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from voipcc.zones import instant_ms, zone_named

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FARTHEST_DAYS: Final = 400
EXAMPLES: Final = 'such as "Mon 08:00", "tomorrow 08:00", "18:30", "2026-12-27 08:00" or "2 h"'
MINUTE_MS, DAY_MINUTES = 60_000, 24 * 60
SECOND_MS, HOUR_MS, DAY_MS = 1000, 3_600_000, 86_400_000
UNITS: Final = {
    **dict.fromkeys(("s", "sec", "second"), SECOND_MS),
    **dict.fromkeys(("m", "min", "minute"), MINUTE_MS),
    **dict.fromkeys(("h", "hour"), HOUR_MS),
    **dict.fromkeys(("d", "day"), DAY_MS),
}

_SPAN = re.compile(r"(?:in |\+)?(\d{1,4}) ?([a-z]+?)s?")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::(\d{2}))? ?(am|pm|h|o'clock)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_ISO_T = re.compile(r"(-\d{1,2})t(\d)")
_DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?")
_DAYS: Final = "|".join(name[:length] for name in WEEKDAYS for length in range(len(name), 1, -1))
_WEEK: Final = re.compile(
    rf"(?P<before>next week )?(?:on |this |(?P<next>next ))?(?P<day>{_DAYS})"
    r"(?P<week> next week)?(?: (?P<rest>.+))?"
)
_IN_TWO_DAYS: Final = "day after tomorrow"
_WORDS: Final = {"midnight": 0, "noon": 720}


class TimeError(ValueError):
    """No time can be read from these words; the text says why and what to write."""


def moment_from(text: str, zone_key: str, now_ms: int) -> int:
    """The UTC milliseconds of the moment somebody means. Raises TimeError.

    Anything may be meant, also what is past: `coming` wants a moment that is not.
    """
    words = _plain(text)
    if words == "now":
        return now_ms
    if found := _SPAN.fullmatch(words):
        unit_ms = UNITS.get(found[2])
        if unit_ms is not None:
            return now_ms + int(found[1]) * unit_ms
    area = zone_named(zone_key)
    return _on_the_wall(words, text, area, now_ms)


def coming(text: str, zone_key: str, now_ms: int) -> int:
    """The same for a moment that lies ahead, within 400 days. Raises TimeError."""
    at_ms = moment_from(text, zone_key, now_ms)
    meant = said(at_ms, zone_key)
    if at_ms <= now_ms:
        raise TimeError(f'"{text}" is {meant}: that is past')
    if at_ms > now_ms + FARTHEST_DAYS * DAY_MS:
        raise TimeError(f'"{text}" is {meant}: more than {FARTHEST_DAYS} days ahead')
    return at_ms


def said(at_ms: int, zone_key: str) -> str:
    """A moment in words: "Monday 30 November 2026, 08:00 Europe/Berlin"."""
    at = datetime.fromtimestamp(at_ms / 1000, zone_named(zone_key))
    clock = at.strftime("%H:%M:%S" if at.second else "%H:%M")
    return f"{at:%A} {at.day} {at:%B} {at.year}, {clock} {zone_key}"


def span_said(length_ms: int) -> str:
    """A length of time in its two largest units: "2 days 14 hours", "5 minutes"."""
    minutes = max(round(length_ms / MINUTE_MS), 0)
    days, rest = divmod(minutes, DAY_MINUTES)
    hours, minutes = divmod(rest, 60)
    parts = [(days, "day"), (hours, "hour"), (minutes, "minute")]
    first = next((place for place, (count, _) in enumerate(parts) if count), 2)
    told = [one for one in parts[first : first + 2] if one[0]] or [(0, "minute")]
    return " ".join(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in told)


# --- on the wall ----------------------------------------------------------------------------------


def _plain(text: str) -> str:
    spaced = _ISO_T.sub(r"\1 \2", text.lower().replace(",", " "))
    return " ".join(spaced.replace(" at ", " ").split()).removeprefix("the ")


def _on_the_wall(words: str, text: str, area: ZoneInfo, now_ms: int) -> int:
    today = datetime.fromtimestamp(now_ms / 1000, area).date()
    head, rest = _day(words, text, today)
    seconds = _seconds(rest, text) if rest or head is None else 0
    at_ms = _instant_ms(head or today, seconds, area)
    if at_ms <= now_ms and head is None:
        return _instant_ms(today + timedelta(days=1), seconds, area)
    if at_ms <= now_ms and _WEEK.fullmatch(words):
        return _instant_ms((head or today) + timedelta(days=7), seconds, area)
    return at_ms


def _instant_ms(day: date, seconds: int, area: ZoneInfo) -> int:
    minutes, rest = divmod(seconds, 60)
    return instant_ms(day, minutes, area) + rest * SECOND_MS


def _day(words: str, text: str, today: date) -> tuple[date | None, str]:
    """The day that is named (None: none is), and what is left: the clock time."""
    if found := _WEEK.fullmatch(words):
        return _weekday(found, today), found["rest"] or ""
    first, _, rest = words.partition(" ")
    if words.startswith(_IN_TWO_DAYS):
        return today + timedelta(days=2), words.removeprefix(_IN_TWO_DAYS).strip()
    if first in ("today", "tomorrow"):
        return today + timedelta(days=first == "tomorrow"), rest
    if found := _ISO.fullmatch(first):
        return _date(int(found[1]), int(found[2]), int(found[3]), text), rest
    if found := _DOTS.fullmatch(first):
        return _dotted(found, text, today), rest
    return None, words


def _weekday(found: "re.Match[str]", today: date) -> date:
    """The next such day; "next" is never today, "next week" counts from next Monday."""
    number = next(place for place, name in enumerate(WEEKDAYS) if name.startswith(found["day"]))
    if found["week"] or found["before"]:
        return today + timedelta(days=7 - today.weekday() + number)
    ahead = (number - today.weekday()) % 7
    return today + timedelta(days=7 if found["next"] and not ahead else ahead)


def _dotted(found: "re.Match[str]", text: str, today: date) -> date:
    """A day as Germans, Russians and others write it; without a year the next such day."""
    day, month = int(found[1]), int(found[2])
    if found[3]:
        return _date(int(found[3]), month, day, text)
    this_year = _date(today.year, month, day, text)
    return this_year if this_year >= today else _date(today.year + 1, month, day, text)


def _date(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise TimeError(f'"{text}": there is no such day ({error})') from error


def _seconds(words: str, text: str) -> int:
    if words in _WORDS:
        return 60 * _WORDS[words]
    found = _CLOCK.fullmatch(words)
    if found is None:
        raise TimeError(f'"{text}" is no time; write one {EXAMPLES}')
    hour, minute, second = (int(found[group] or 0) for group in (1, 2, 3))
    half = found[4]
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            raise TimeError(f'"{text}": there is no {hour} {half}')
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 24 or max(minute, second) > 59 or (hour == 24 and minute + second):
        raise TimeError(f'"{text}": there is no such time on a clock')
    return hour * 3600 + minute * 60 + second
