"""Moments as people say them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from voipcc.versions.wall_clock import moment_of, told

NOW = datetime(2026, 11, 20, 19, 30, tzinfo=ZoneInfo("Europe/Berlin"))  # a Friday night
NOW_MS = int(NOW.timestamp()) * 1000


def said(text: str, zone: str = "Europe/Berlin", now_ms: int = NOW_MS) -> str:
    """The moment, as the people of the zone read it."""
    return told(moment_of(text, zone, now_ms), zone)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Mon 08:00", "Mon 2026-11-23 08:00"),
        ("monday 8:00", "Mon 2026-11-23 08:00"),
        ("Mon", "Mon 2026-11-23 00:00"),
        ("fri 20:00", "Fri 2026-11-20 20:00"),
        ("fri 19:00", "Fri 2026-11-27 19:00"),
        ("20:00", "Fri 2026-11-20 20:00"),
        ("08:00", "Sat 2026-11-21 08:00"),
        ("24:00", "Sat 2026-11-21 00:00"),
        ("tomorrow 08:00", "Sat 2026-11-21 08:00"),
        ("tomorrow", "Sat 2026-11-21 00:00"),
        ("2026-12-24 18:00", "Thu 2026-12-24 18:00"),
        ("2026-12-24", "Thu 2026-12-24 00:00"),
        ("in 2 h", "Fri 2026-11-20 21:30"),
        ("+90m", "Fri 2026-11-20 21:00"),
        ("in 3 d", "Mon 2026-11-23 19:30"),
    ],
)
def test_a_moment_is_understood(text: str, meant: str) -> None:
    """The next such time on the wall after now is meant."""
    assert said(text) == meant


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("someday", "no moment"),
        ("", "no moment"),
        ("today 08:00", "is over"),
        ("2020-01-01", "is over"),
        ("2031-01-01", "more than a year"),
        ("25:00", "on a clock"),
        ("08:61", "on a clock"),
        ("2026-02-30 08:00", "no moment"),
    ],
)
def test_what_is_no_moment_is_refused(text: str, why: str) -> None:
    """A text that names no coming moment is refused with a sentence."""
    with pytest.raises(ValueError, match=why):
        moment_of(text, "Europe/Berlin", NOW_MS)


def test_the_nights_when_clocks_change() -> None:
    """A time that does not exist is the moment of the change, one that comes twice the first."""
    spring = int(datetime(2027, 3, 27, 12, tzinfo=UTC).timestamp()) * 1000
    autumn = int(datetime(2027, 10, 30, 12, tzinfo=UTC).timestamp()) * 1000
    assert said("02:30", now_ms=spring) == "Sun 2027-03-28 03:00"
    change = datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert moment_of("02:30", "Europe/Berlin", spring) == int(change.timestamp()) * 1000
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert moment_of("02:30", "Europe/Berlin", autumn) == int(first.timestamp()) * 1000
