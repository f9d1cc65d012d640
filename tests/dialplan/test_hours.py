"""Opening hours as UTC intervals."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from voipcc.dialplan.form import OpeningForm
from voipcc.dialplan.hours import KNOWN_DAYS, opening_hours
from voipcc.zones import zone_named

DAY_MS = 86_400_000
EVERY_DAY = {"mon-sun": ["08:00-18:00"]}


def ms(text: str) -> int:
    """The UTC milliseconds of a moment such as 2026-03-29T01:00+00:00."""
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def around(day: str, form: dict, zone: str = "Europe/Berlin") -> list[str]:
    """The intervals that touch one local day, in that zone's own time."""
    begin = datetime.fromisoformat(day).replace(tzinfo=zone_named(zone))
    end = begin + timedelta(days=1)
    now = ms(f"{day}T12:00+00:00") - 5 * DAY_MS
    hours = opening_hours("office", OpeningForm.model_validate(form), zone, now)
    return [
        "{} {}".format(
            *(datetime.fromtimestamp(one / 1000, begin.tzinfo).isoformat()[:22] for one in span)
        )
        for span in hours.open
        if span[0] < end.timestamp() * 1000 and span[1] > begin.timestamp() * 1000
    ]


def length_h(day: str, form: dict, zone: str = "Europe/Berlin") -> list[float]:
    """How many hours the intervals that touch one local day last."""
    now = ms(f"{day}T12:00+00:00")
    hours = opening_hours("office", OpeningForm.model_validate(form), zone, now)
    begin = datetime.fromisoformat(day).replace(tzinfo=zone_named(zone)).timestamp() * 1000
    return [(end - start) / 3_600_000 for start, end in hours.open if start <= begin < end]


@pytest.mark.parametrize(
    ("zone", "day", "opens", "closes"),
    [
        ("Europe/Berlin", "2026-03-28", "2026-03-28T07:00+00:00", "2026-03-28T17:00+00:00"),
        ("Europe/Berlin", "2026-03-29", "2026-03-29T06:00+00:00", "2026-03-29T16:00+00:00"),
        ("Europe/Berlin", "2026-10-25", "2026-10-25T07:00+00:00", "2026-10-25T17:00+00:00"),
        ("America/New_York", "2026-03-07", "2026-03-07T13:00+00:00", "2026-03-07T23:00+00:00"),
        ("America/New_York", "2026-03-08", "2026-03-08T12:00+00:00", "2026-03-08T22:00+00:00"),
        ("America/New_York", "2026-11-01", "2026-11-01T13:00+00:00", "2026-11-01T23:00+00:00"),
        ("Asia/Kathmandu", "2026-03-29", "2026-03-29T02:15+00:00", "2026-03-29T12:15+00:00"),
    ],
)
def test_eight_o_clock_is_eight_o_clock_on_the_wall(zone, day, opens, closes):
    """Opening times follow the clock on the wall before and after the nights of change."""
    form = OpeningForm(weekly=EVERY_DAY)
    hours = opening_hours("office", form, zone, ms(f"{day}T00:00+00:00"))
    assert (ms(opens), ms(closes)) in hours.open


@pytest.mark.parametrize(
    ("zone", "day", "night_h", "day_h"),
    [
        ("Europe/Berlin", "2026-03-28", 8, 24),
        ("Europe/Berlin", "2026-03-29", 7, 23),
        ("Europe/Berlin", "2026-10-25", 9, 25),
        ("America/New_York", "2026-03-08", 7, 23),
        ("America/New_York", "2026-11-01", 9, 25),
    ],
)
def test_a_night_and_a_day_have_their_true_length(zone, day, night_h, day_h):
    """A night shift and an open day are an hour shorter or longer when clocks are changed."""
    weekday = date.fromisoformat(day).strftime("%a").lower()
    eve = (date.fromisoformat(day) - timedelta(days=1)).strftime("%a").lower()
    assert length_h(day, {"weekly": {eve: ["22:00-06:00"]}}, zone) == [night_h]
    assert length_h(day, {"weekly": {weekday: ["00:00-24:00"]}}, zone) == [day_h]


def test_a_time_that_does_not_exist_is_the_moment_of_the_change():
    """Hours that begin or end in the skipped hour begin or end when the clock jumps."""
    spring = "2026-03-29"
    assert around(spring, {"weekly": {"sun": ["02:30-05:00"]}}) == [
        "2026-03-29T03:00:00+02 2026-03-29T05:00:00+02"
    ]
    assert around(spring, {"weekly": {"sun": ["01:00-02:30"]}}) == [
        "2026-03-29T01:00:00+01 2026-03-29T03:00:00+02"
    ]
    assert around(spring, {"weekly": {"sun": ["02:10-02:50"]}}) == []


def test_a_time_that_comes_twice_opens_at_the_first_and_closes_at_the_second():
    """In the repeated hour the office opens at its first and closes at its second coming."""
    autumn = "2026-10-25"
    assert around(autumn, {"weekly": {"sun": ["02:30-05:00"]}}) == [
        "2026-10-25T02:30:00+02 2026-10-25T05:00:00+01"
    ]
    assert around(autumn, {"weekly": {"sun": ["01:00-02:30"]}}) == [
        "2026-10-25T01:00:00+02 2026-10-25T02:30:00+01"
    ]


def test_neighbouring_times_are_one_interval():
    """Hours that touch or overlap become one interval, over midnight too."""
    assert around("2026-06-03", {"weekly": {"mon-sun": ["20:00-24:00", "00:00-06:00"]}}) == [
        "2026-06-02T20:00:00+02 2026-06-03T06:00:00+02",
        "2026-06-03T20:00:00+02 2026-06-04T06:00:00+02",
    ]


def test_holidays_closed_and_short_days_take_precedence():
    """Closed beats short, short beats a holiday, a holiday beats the week."""
    form = {
        "weekly": EVERY_DAY,
        "holidays": ["DE-BE"],
        "closed": ["2026-12-28..2026-12-30", "2026-12-27"],
        "short": {"2026-12-26": ["10:00-12:00"], "2026-12-27": ["10:00-12:00"]},
    }
    assert around("2026-12-25", form) == []
    assert around("2026-12-26", form) == ["2026-12-26T10:00:00+01 2026-12-26T12:00:00+01"]
    for day in ("2026-12-27", "2026-12-28", "2026-12-30"):
        assert around(day, form) == []
    assert around("2026-12-31", form) == ["2026-12-31T08:00:00+01 2026-12-31T18:00:00+01"]


def test_holidays_are_those_of_the_place():
    """8 March is a holiday in Berlin and none in Bavaria."""
    assert around("2026-03-08", {"weekly": EVERY_DAY, "holidays": ["DE-BE"]}) == []
    assert around("2026-03-08", {"weekly": EVERY_DAY, "holidays": ["DE-BY"]}) != []


def test_hours_are_known_for_four_hundred_days_and_say_what_made_them():
    """The intervals reach 400 days beyond now and name the versions of zones and holidays."""
    now = ms("2026-11-21T20:00+00:00")
    form = OpeningForm(weekly=EVERY_DAY, holidays=["DE"])
    hours = opening_hours("office", form, "Europe/Berlin", now)
    assert hours.until_ms >= now + KNOWN_DAYS * DAY_MS
    assert hours.open[0][0] < now < hours.open[-1][1] <= hours.until_ms
    assert "tzdata" in hours.made_with
    assert "holidays " in hours.made_with
    assert hours.time_zone == "Europe/Berlin"


def test_hours_of_one_day_are_the_same_at_any_hour_of_it():
    """Compiling twice on one day gives the same intervals, so a plan's version stands."""
    form = OpeningForm(weekly=EVERY_DAY)
    morning = opening_hours("office", form, "Europe/Berlin", ms("2026-11-21T00:00+00:00"))
    evening = opening_hours("office", form, "Europe/Berlin", ms("2026-11-21T23:59+00:00"))
    assert morning == evening


ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "America/Havana",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "Africa/Cairo",
    "America/Santiago",
    "Pacific/Chatham",
    "Asia/Kolkata",
    "UTC",
)
MINUTES = st.integers(5 * 60, 23 * 60 + 59)


@settings(max_examples=examples(60), deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    times=st.lists(
        st.tuples(MINUTES, MINUTES).filter(lambda pair: pair[0] < pair[1]), min_size=1, max_size=3
    ),
    offsets_min=st.lists(st.integers(0, KNOWN_DAYS * 1440), min_size=20, max_size=20),
)
def test_by_day_the_intervals_agree_with_the_clock_on_the_wall(zone, times, offsets_min):
    """At any moment the centre is open exactly when the clock on the wall says so."""
    text = ["{:02}:{:02}-{:02}:{:02}".format(*divmod(a, 60), *divmod(b, 60)) for a, b in times]
    now = ms("2026-01-10T00:00+00:00")
    form = OpeningForm(weekly={"mon-fri": text})
    hours = opening_hours("office", form, zone, now)
    for offset in offsets_min:
        moment = now + offset * 60_000
        wall = datetime.fromtimestamp(moment / 1000, UTC).astimezone(zone_named(zone))
        minute = wall.hour * 60 + wall.minute
        expected = wall.weekday() < 5 and any(a <= minute < b for a, b in times)
        assert any(a <= moment < b for a, b in hours.open) == expected


@settings(max_examples=examples(60), deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    start=st.integers(0, 1439),
    length=st.integers(1, 1439),
    day=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_intervals_are_always_sorted_and_apart(zone, start, length, day):
    """Whatever the hours, the intervals are in order, never empty and never touch."""
    end = (start + length) % 1440
    text = "{:02}:{:02}-{:02}:{:02}".format(*divmod(start, 60), *divmod(end, 60))
    now = ms(f"{day.isoformat()}T00:00+00:00")
    hours = opening_hours("office", OpeningForm(weekly={"mon-sun": [text]}), zone, now)
    flat = [moment for span in hours.open for moment in span]
    assert flat == sorted(set(flat))
    assert flat[-1] <= hours.until_ms


def test_half_holidays_have_hours_of_their_own_where_the_week_has_any():
    """The eve of an Estonian holiday closes early on a working day, and never opens a Sunday."""
    form = {
        "weekly": {"mon-sat": ["08:00-18:00"]},
        "holidays": {"of": "EE", "half_days": "08:00-13:00"},
    }
    assert around("2026-12-23", form, "Europe/Tallinn") == [
        "2026-12-23T08:00:00+02 2026-12-23T13:00:00+02"
    ]
    assert around("2028-12-31", form, "Europe/Tallinn") == []  # a Sunday
    without = {**form, "holidays": ["EE"]}
    assert around("2026-12-23", without, "Europe/Tallinn") == [
        "2026-12-23T08:00:00+02 2026-12-23T18:00:00+02"
    ]


def test_days_in_lieu_and_further_kinds_are_chosen_by_place():
    """Without `observed` the Monday after a Sunday's holiday is open; `also` closes further kinds."""
    america = {"of": "US", "observed": False}
    monday, form = "2027-07-05", {"weekly": EVERY_DAY}
    assert around(monday, {**form, "holidays": ["US"]}, "America/New_York") == []
    assert around(monday, {**form, "holidays": [america]}, "America/New_York") != []
    eve = "2026-12-24"
    assert around(eve, {**form, "holidays": ["SE"]}, "Europe/Stockholm") != []
    kinds = {"of": "SE", "also": ["de_facto"]}
    assert around(eve, {**form, "holidays": [kinds]}, "Europe/Stockholm") == []
