"""Intervals are those of the wall clock, in every zone and on every day."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.database.made import conversation, offer
from tests.effort import examples
from voipcc.database.reports import INTERVALS, QUARTER_MS, Question, edges, local_day, utc_ms
from voipcc.zones import zone_named

BERLIN = "Europe/Berlin"


def day_of(day: date, zone: str, interval: str, days: int = 1) -> Question:
    start, _ = local_day(day, zone)
    _, end = local_day(day + timedelta(days=days - 1), zone)
    return Question(zone, utc_ms(start, zone), utc_ms(end, zone), interval)


@pytest.mark.parametrize(
    ("day", "zone", "interval", "count"),
    [
        (date(2026, 3, 29), BERLIN, "60", 23),
        (date(2026, 10, 25), BERLIN, "60", 25),
        (date(2026, 10, 25), BERLIN, "30", 50),
        (date(2026, 10, 25), BERLIN, "15", 100),
        (date(2026, 6, 1), "Asia/Kathmandu", "60", 24),
        (date(2026, 6, 1), "Asia/Kolkata", "30", 48),
        # half an hour is left out or comes twice: the hours stay those of the wall
        (date(2026, 10, 4), "Australia/Lord_Howe", "60", 24),
        (date(2026, 4, 5), "Australia/Lord_Howe", "60", 25),
        (date(2026, 10, 25), BERLIN, "day", 1),
    ],
)
def test_a_day_has_its_intervals(day: date, zone: str, interval: str, count: int) -> None:
    """Days of 23 to 25 hours have the intervals of their wall clock, each named once."""
    found = edges(day_of(day, zone, interval))
    assert len(found.starts_ms) == count == len(set(found.labels))
    if interval == "60":
        minutes = [
            datetime.fromtimestamp(at / 1000, zone_named(zone)).minute for at in found.starts_ms
        ]
        assert sum(minutes) <= 30


def test_weeks_and_months_are_those_of_the_calendar() -> None:
    """A week begins on Monday, a month on its first, however long its hours; the first may be cut."""
    year = edges(day_of(date(2026, 1, 1), BERLIN, "month", 365))
    assert year.labels[0] == "2026-01" and len(year.labels) == 12
    assert {(end - start) // 3_600_000 for start, end in year.spans()} == {672, 743, 720, 744, 745}
    weeks = edges(day_of(date(2026, 1, 1), BERLIN, "week", 14))
    assert weeks.labels == ("2026-W01", "2026-W02", "2026-W03")
    days = [(end - start) // 86_400_000 for start, end in weeks.spans()]
    assert days == [4, 7, 3]
    last_week_of_a_year = edges(day_of(date(2027, 1, 1), BERLIN, "week"))
    assert last_week_of_a_year.labels == ("2026-W53",)


@settings(max_examples=examples(120), deadline=None)
@given(
    st.sampled_from(["Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Havana",
                     "Africa/Cairo", "America/St_Johns", "UTC", "Pacific/Chatham"]),
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.sampled_from(INTERVALS),
    st.integers(1, 40),
)  # fmt: skip
def test_intervals_cover_the_span_once(zone: str, day: date, interval: str, days: int) -> None:
    """In every zone the intervals follow each other from beginning to end, and each quarter is in one."""
    asked = day_of(day, zone, interval, days)
    found = edges(asked)
    spans = found.spans()
    assert spans[0][0] == asked.start_ms and spans[-1][1] == asked.end_ms
    assert all(start < end for start, end in spans)
    assert all(one[1] == after[0] for one, after in pairwise(spans))
    assert len(set(found.labels)) == len(found.labels)
    for quarter in range(asked.start_ms, asked.end_ms, 7 * QUARTER_MS):
        start, end = spans[found.place(quarter)]
        assert start <= quarter < end


@pytest.mark.parametrize(
    ("interval", "days", "said"),
    [("20", 1, "20 minutes"), ("x", 1, "x minutes"), ("0", 1, "0 minutes"), ("15", 90, "5000 intervals"),
     ("day", 6000, "5000 intervals")],
)  # fmt: skip
def test_what_nobody_could_read_is_refused(interval: str, days: int, said: str) -> None:
    """An interval that is not made of quarters, and too many of them, are refused with the reason."""
    with pytest.raises(ValueError, match=said):
        edges(day_of(date(2020, 1, 1), "UTC", interval, days))


def test_filters_let_through_what_they_name() -> None:
    """Queue, agent and number: a call counts when it passed the queue, and when the agent was rung."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    asked = Question("UTC", utc_ms(start, "UTC"), utc_ms(start + timedelta(days=1), "UTC"))
    call = conversation("1-1", offers=(offer("a", "ben", "timeout"),))
    assert asked.wants(call)
    for words, wanted in (
        ({"queues": ("sales",)}, True), ({"queues": ("help",)}, False),
        ({"agent": "ben"}, True), ({"agent": "anna"}, True), ({"agent": "carla"}, False),
        ({"number": "+49301234567"}, True), ({"number": "+49301234568"}, False),
    ):  # fmt: skip
        one = Question("UTC", asked.start_ms, asked.end_ms, **words)  # type: ignore[arg-type]
        assert one.wants(call) is wanted, words
