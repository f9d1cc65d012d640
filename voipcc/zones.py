"""Time zones by the rules voipcc ships (the package tzdata), whatever the machine has.

Two machines with the same voipcc open at the same second, and a plan's version is the same on
both. `zoneinfo` alone would take the machine's own rules where there are any.
"""

import importlib.metadata
import importlib.resources
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY_S = 86_400


@lru_cache(maxsize=1024)
def zone_named(key: str) -> ZoneInfo:
    """The zone of this name, such as Europe/Berlin. Raises ZoneInfoNotFoundError."""
    if key not in zones():
        raise ZoneInfoNotFoundError(f"there is no time zone {key!r}")
    place = importlib.resources.files("tzdata").joinpath("zoneinfo", *key.split("/"))
    with place.open("rb") as file:
        return ZoneInfo.from_file(file, key)


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """The names of all zones."""
    listed = importlib.resources.files("tzdata").joinpath("zones").read_text("utf-8")
    return frozenset(listed.split())


def is_zone(key: str) -> bool:
    """Whether there is such a time zone."""
    return key in zones()


def zone_version() -> str:
    """Which rules these are."""
    return f"tzdata {importlib.metadata.version('tzdata')}"


def instant_ms(day: date, minutes: int, area: ZoneInfo, *, later: bool = False) -> int:
    """The UTC milliseconds of a time on the wall, `minutes` after the day's midnight.

    A time that clocks skip is the moment of the change. Of one that comes twice it is the
    first, or with `later` the second.
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    first = _utc_s(wall.replace(tzinfo=area, fold=0))
    second = _utc_s(wall.replace(tzinfo=area, fold=1))
    if first > second:  # the time is skipped: zoneinfo's two answers embrace the change
        return _change_s(area, second, first) * 1000
    return (second if later else first) * 1000


def day_times(day: date, minutes: tuple[int, int], area: ZoneInfo) -> tuple[int, int]:
    """Begin and end of a stretch of a day's wall clock; an end that is not later is next morning.

    What comes twice counts whole: from the first coming of the begin to the second of the end.
    """
    start, end = minutes
    end = end if end > start else end + 24 * 60
    return instant_ms(day, start, area), instant_ms(day, end, area, later=True)


def clock_changes(area: ZoneInfo, begin_ms: int, end_ms: int) -> tuple[tuple[int, int], ...]:
    """How many minutes the zone is ahead of UTC at the begin, and from each change of its clocks on."""
    at_s, end_s = begin_ms // 1000, end_ms // 1000
    found = [(begin_ms, _ahead(area, at_s))]
    while at_s < end_s:
        later_s = min(at_s + DAY_S, end_s)
        if _ahead(area, later_s) != found[-1][1]:
            change_s = _change_s(area, at_s, later_s)
            found.append((change_s * 1000, _ahead(area, change_s)))
        at_s = later_s
    return tuple(found)


def _ahead(area: ZoneInfo, at_s: int) -> int:
    offset = datetime.fromtimestamp(at_s, area).utcoffset()
    return round(offset.total_seconds() / 60) if offset else 0


def _utc_s(moment: datetime) -> int:
    return int(moment.timestamp())


def _change_s(area: ZoneInfo, before: int, after: int) -> int:
    """The second at which the zone's offset changes, between two moments."""
    offset = datetime.fromtimestamp(before, area).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if datetime.fromtimestamp(middle, area).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
