"""The clock on a wall, reckoned from changes of its zone that the plan knows."""

from collections.abc import Sequence

DAY_MINUTES, MINUTE_MS = 1440, 60_000
ERA_DAYS, EPOCH = 146_097, 719_468  # days of 400 years; from 1 March of the year 0 to 1970


def wall_time(clock: Sequence[Sequence[int]], utc_ms: int) -> tuple[str, str]:
    """Date and time as "2026-11-30", "08:00". `clock`: from which UTC millisecond so many minutes ahead."""
    ahead = [minutes for since_ms, minutes in clock if since_ms <= utc_ms]
    minutes = utc_ms // MINUTE_MS + (ahead[-1] if ahead else 0)
    days, rest = divmod(minutes, DAY_MINUTES)
    year, month, day = _date(days)
    return f"{year:04}-{month:02}-{day:02}", f"{rest // 60:02}:{rest % 60:02}"


def _date(days: int) -> tuple[int, int, int]:
    """Year, month and day of so many days since 1970, by the Gregorian calendar.

    Years begin in March here, so that the leap day is their last.
    """
    era, day = divmod(days + EPOCH, ERA_DAYS)
    year = (day - day // 1460 + day // 36_524 - day // 146_096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    day -= (153 * month + 2) // 5
    month += 3 if month < 10 else -9
    return era * 400 + year + (month <= 2), month, day + 1
