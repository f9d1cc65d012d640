"""The roster: shifts in each agent's own zone against the hours in which callers are let in."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from tests.effort import examples
from voipcc.centre_file import load_centre
from voipcc.core.overrides import Override
from voipcc.core.plan import Plan
from voipcc.dialplan import compile_centre
from voipcc.roster import Cover, cover, on_shift
from voipcc.roster_picture import picture
from voipcc.settings import CentreSettings
from voipcc.spans import common, joined, length, without

BERLIN = ZoneInfo("Europe/Berlin")
CENTRE = """format: 1
time_zone: Europe/Berlin
agents:
  anna: {{devices: {{desk: {{}}}}, time_zone: Europe/Tallinn, {anna}}}
  ben: {{devices: {{desk: {{}}}}, {ben}}}
  carla: {{devices: {{desk: {{}}}}}}
queues:
  sales: {{agents: [anna, ben]}}
  night: {{agents: [ben, carla]}}
"""
FLOW = """format: 1
name: main
numbers: ["+4930123450"]
hours:
  office: {weekly: {mon-fri: "08:00-18:00"}}
  lunch: {weekly: {mon-fri: "12:00-13:00"}}
blocks:
  start:
    - hours: office
      closed: late
    - hours: lunch
      closed: choice
    - play: goodbye
    - hang_up
  choice:
    - menu: main-menu
      keys: {"1": sales, "2": late}
      on_timeout: sales
  sales:
    - queue: sales
  late:
    - queue: night
      overflow: [{closed: office, jump: bye}]
  bye:
    - play: goodbye
    - hang_up
"""


def ms(wall: str) -> int:
    return int(datetime.fromisoformat(wall).replace(tzinfo=BERLIN).timestamp() * 1000)


MONDAY, TUESDAY = ms("2026-11-23"), ms("2026-11-24")


def centre(tmp_path: Path, anna: str, ben: str) -> tuple[CentreSettings, Plan]:
    (tmp_path / "centre.yaml").write_text(CENTRE.format(anna=anna, ben=ben))
    (tmp_path / "dialplans").mkdir()
    (tmp_path / "dialplans" / "main.yaml").write_text(FLOW)
    settings = load_centre(tmp_path / "centre.yaml", {}).settings
    assert settings is not None
    plan = compile_centre(settings, tmp_path, MONDAY).plan
    assert plan is not None
    return settings, plan


def holes(found: list[Cover], queue: str) -> list[str]:
    (one,) = [one for one in found if one.queue == queue]
    return [
        "-".join(f"{datetime.fromtimestamp(at / 1000, BERLIN):%d %H:%M}" for at in span)
        for span in one.holes
    ]


ANNA, BEN = 'shifts: {mon-fri: "09:00-14:00"}', 'shifts: {mon: "14:00-18:00"}'


def test_open_hours_without_anybody_are_found_across_zones(tmp_path: Path) -> None:
    """Anna's nine o'clock in Tallinn is eight in Berlin; the gap after her and on a day of leave is told."""
    settings, plan = centre(tmp_path, f'{ANNA}, away: "2026-11-24"', BEN)
    found = cover(settings, plan, MONDAY, ms("2026-11-25"))
    assert holes(found, "sales") == ["23 13:00-23 14:00", "24 08:00-24 12:00", "24 13:00-24 18:00"]
    assert on_shift(settings, ms("2026-11-23 08:30")) == ("anna",)
    assert on_shift(settings, ms("2026-11-24 08:30")) == ()
    assert on_shift(settings, ms("2026-11-23 14:00")) == ("ben",)


def test_a_queue_is_open_by_the_hours_on_each_path(tmp_path: Path) -> None:
    """By day through a key, at night never: the rule `closed` of the queue keeps callers out then."""
    settings, plan = centre(tmp_path, ANNA, BEN)
    (night,) = [one for one in cover(settings, plan, MONDAY, TUESDAY) if one.queue == "night"]
    assert night.open == (
        (ms("2026-11-23 08:00"), ms("2026-11-23 12:00")),
        (ms("2026-11-23 13:00"), ms("2026-11-23 18:00")),
    )
    assert night.flows == ("main",)
    assert night.unplanned == ("carla",)


def test_what_an_override_closes_is_no_hole(tmp_path: Path) -> None:
    """Nobody is missed while a queue, its flow or the centre is closed by an override."""
    settings, plan = centre(tmp_path, ANNA, BEN)
    until = ms("2026-11-23 13:30")
    for target in ("queue/sales", "flow/main", "centre"):
        one = Override(target, "closed", MONDAY, until)
        found = cover(settings, plan, MONDAY, TUESDAY, [one])
        assert holes(found, "sales") == ["23 13:30-23 14:00"], target
    elsewhere = Override("queue/night", "closed", MONDAY, 0)
    assert holes(cover(settings, plan, MONDAY, TUESDAY, [elsewhere]), "sales") == [
        "23 13:00-23 14:00"
    ]


def test_a_night_of_change_is_covered_whole(tmp_path: Path) -> None:
    """A shift through the night clocks go back lasts an hour longer, and so does what it covers."""
    always = 'shifts: {mon-sun: "20:00-08:00"}'
    settings, plan = centre(tmp_path, ANNA, always)
    every_day = replace(plan, hours={})  # open at any time
    begin, end = ms("2026-10-24 20:00"), ms("2026-10-25 08:00")
    (night,) = [one for one in cover(settings, every_day, begin, end) if one.queue == "night"]
    assert night.holes == ()
    assert length(night.shifts["ben"]) == 13 * 3_600_000


def test_the_picture_shows_holes_by_the_half_hour(tmp_path: Path) -> None:
    """A line for a day, a sign for half an hour: somebody, nobody, closed but somebody."""
    settings, plan = centre(tmp_path, ANNA, BEN)
    (sales,) = [one for one in cover(settings, plan, MONDAY, TUESDAY) if one.queue == "sales"]
    lines = str(picture(sales, BERLIN, MONDAY, TUESDAY)).splitlines()
    assert lines[1].rstrip() == "Mon 23 Nov " + " " * 16 + "########..!!########"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('shifts: {sot: "08:00-09:00"}', '"sot" is no day'),
        ('shifts: {mon: "08:00-25:00"}', "there is no 25:00 on a clock"),
        ('shifts: {mon: "8-9"}', "does not fit"),
        ('away: "2026-02-30"', "there is no day 2026-02-30"),
        ("shifts: {mon: 8}", "shifts"),
    ],
)
def test_what_is_wrong_with_shifts_is_said_with_its_place(tmp_path, line, complaint) -> None:
    """A wrong day, time or date of a shift is an error of centre.yaml, with line and column."""
    (tmp_path / "centre.yaml").write_text(CENTRE.format(anna="display: A", ben=line))
    problems = load_centre(tmp_path / "centre.yaml", {}).problems
    assert [one for one in problems if complaint in one.message and one.line == 5], problems


def test_an_agents_unknown_zone_is_an_error(tmp_path: Path) -> None:
    """A zone nobody knows is named, with the one that is probably meant."""
    text = CENTRE.format(anna="display: A", ben="time_zone: Europe/Rme")
    (tmp_path / "centre.yaml").write_text(text)
    (problem,) = [
        one for one in load_centre(tmp_path / "centre.yaml", {}).problems if one.severity == "error"
    ]
    assert problem.remedy == 'did you mean "Europe/Rome"?'


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8).map(joined)


@settings_of_hypothesis(max_examples=examples(100), deadline=None)
@given(SPANS, SPANS)
def test_stretches_are_sets_of_moments(one, other) -> None:
    """Joining, cutting and taking away stretches is the same as with their single moments."""

    def moments(spans) -> set[int]:
        return {at for start, end in spans for at in range(start, end)}

    assert moments(common(one, other)) == moments(one) & moments(other)
    assert moments(without(one, other)) == moments(one) - moments(other)
    assert moments(joined([*one, *other])) == moments(one) | moments(other)
    for result in (common(one, other), without(one, other)):
        assert list(result) == sorted(result)
        assert length(result) == len(moments(result))
