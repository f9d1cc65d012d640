"""Two sets of opening hours compared by days on the wall."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from voipcc.core.plan import Hours

DAYS_NAMED = 3
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def changed_days(old: Hours, new: Hours, now_utc_ms: int) -> str:
    """The first days on which they differ from now on, and how many more; "" when on none."""
    until_ms = min(old.until_ms, new.until_ms)
    zone = ZoneInfo(new.time_zone)
    days = sorted({*_days(_apart(old.open, new.open, now_utc_ms, until_ms), zone)})
    if not days:
        return f"time zone {old.time_zone} -> {new.time_zone}" * (old.time_zone != new.time_zone)
    named = "; ".join(_day(day, old, new, zone) for day in days[:DAYS_NAMED])
    more = len(days) - DAYS_NAMED
    return named + (f"; and {more} more days" if more > 0 else "")


def _apart(
    old: Sequence[tuple[int, int]], new: Sequence[tuple[int, int]], from_ms: int, until_ms: int
) -> Iterator[tuple[int, int]]:
    """The stretches in which one is open and the other is not."""
    edges = sorted(
        min(max(edge, from_ms), until_ms) for span in (*old, *new) for edge in span
    )  # where both change at once the two edges cancel out
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if begin < end:
            yield begin, end


def _days(stretches: Iterator[tuple[int, int]], zone: ZoneInfo) -> Iterator[date]:
    for begin, end in stretches:
        day, last = _local(begin, zone).date(), _local(end - 1, zone).date()
        while day <= last:
            yield day
            day += timedelta(days=1)


def _day(day: date, old: Hours, new: Hours, zone: ZoneInfo) -> str:
    before, after = (_open_on(day, hours, zone) for hours in (old, new))
    return f"{WEEKDAYS[day.weekday()]} {day} {after} instead of {before}"


def _open_on(day: date, hours: Hours, zone: ZoneInfo) -> str:
    begin = int(datetime.combine(day, time(), zone).timestamp()) * 1000
    end = int(datetime.combine(day + timedelta(days=1), time(), zone).timestamp()) * 1000
    spans = [
        (max(one, begin), min(other, end))
        for one, other in hours.open
        if one < end and other > begin
    ]
    said = (f"{_clock(one, zone)}-{_clock(other, zone, last=other == end)}" for one, other in spans)
    return ", ".join(said) or "closed"


def _clock(utc_ms: int, zone: ZoneInfo, *, last: bool = False) -> str:
    return "24:00" if last else f"{_local(utc_ms, zone):%H:%M}"


def _local(utc_ms: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(utc_ms / 1000, zone)
