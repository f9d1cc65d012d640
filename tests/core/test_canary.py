"""Who meets a plan that is tried, and that a restart changes nothing about it."""

from dataclasses import replace

import msgspec

from tests.callflows.plans import NUMBER, OFFICE, PLANS
from voipcc.core.centre import Centre
from voipcc.core.events import CallArrived, CanaryConfigured, CentreConfigured, LegEnded
from voipcc.core.moment import Moment
from voipcc.core.state import CentreState
from voipcc.database.entry import decoded, encoded

DIRECT = PLANS["direct"]


def centre(percent: int = 20, lists: tuple[str, ...] = ()) -> Centre:
    """A centre of the office plan that tries the direct one."""
    made = Centre(seed=7, epoch=1)
    made.handle(CentreConfigured(OFFICE), Moment(1, 1))
    made.handle(CanaryConfigured(DIRECT, percent, lists), Moment(2, 2))
    return made


def version_of(made: Centre, number: int, **more: tuple[str, ...]) -> str:
    """The plan the caller `number` begins with."""
    leg, now = f"leg-{number}", Moment(number * 1_000_000, number * 1000)
    made.handle(CallArrived(leg, NUMBER, **more), now)
    found = next(one.plan for one in made.snapshot().calls if one.leg == leg)
    made.handle(LegEnded(leg), now)
    return found


def test_a_fifth_of_the_callers_meet_the_canary():
    """The share is kept by lot, and the same seed draws the same lots."""
    first, second = centre(), centre()
    found = [version_of(first, number) for number in range(10, 1010)]
    assert 150 <= found.count(DIRECT.version) <= 250
    assert [version_of(second, number) for number in range(10, 1010)] == found


def test_the_canary_survives_a_restart():
    """A restored centre goes on trying the plan with the same callers."""
    before = centre(0, ("canary",))
    data = msgspec.json.encode(before.snapshot(), enc_hook=dict)
    after = Centre.restored(msgspec.json.decode(data, type=CentreState))
    assert version_of(after, 10, lists=("canary",)) == DIRECT.version
    assert version_of(after, 11) == OFFICE.version


def test_a_number_the_canary_does_not_have_is_served_by_the_running_plan():
    """Nobody is refused because of a plan that is only tried."""
    made = Centre(seed=7, epoch=1)
    made.handle(CentreConfigured(OFFICE), Moment(1, 1))
    made.handle(CanaryConfigured(replace(DIRECT, numbers={}), 99), Moment(2, 2))
    assert version_of(made, 10) == OFFICE.version


def test_the_event_is_read_back_from_the_journal():
    """The journal gives the plan that is tried back as it was."""
    for event in (CanaryConfigured(DIRECT, 10, ("canary",)), CanaryConfigured(None)):
        assert decoded(encoded(1, Moment(1, 1), event, ())).event == event
