"""The core's own reckoning of the clock on a wall agrees with the calendar of Python."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from voipcc.core.wall import wall_time
from voipcc.zones import clock_changes, zone_named

HOUR_MS = 3_600_000
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
BEGIN_MS = int(BEGIN.timestamp() * 1000)


@pytest.mark.parametrize("key", ["Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca"])
def test_every_hour_of_two_years_is_what_the_wall_shows(key: str) -> None:
    """With the changes the plan knows, date and time are right at each hour, summer and winter."""
    area = zone_named(key)
    clock = clock_changes(area, BEGIN_MS, BEGIN_MS + 730 * 24 * HOUR_MS)
    assert len(clock) >= 4
    for hour in range(0, 730 * 24):
        at = (BEGIN + timedelta(hours=hour)).astimezone(area)
        shown = wall_time(clock, BEGIN_MS + hour * HOUR_MS)
        assert shown == (at.strftime("%Y-%m-%d"), at.strftime("%H:%M"))


@settings(max_examples=examples(300), deadline=None)
@given(st.datetimes(datetime(1900, 3, 1), datetime(2400, 1, 1)))
def test_any_day_of_the_calendar_is_found(moment: datetime) -> None:
    """Leap years and centuries included, without any change of clocks."""
    at_ms = int(moment.replace(tzinfo=UTC).timestamp()) * 1000
    whole = datetime.fromtimestamp(at_ms // 1000, UTC)
    assert wall_time((), at_ms) == (whole.strftime("%Y-%m-%d"), whole.strftime("%H:%M"))
