"""Legs the switch holds and the core does not know, or believed gone."""

from tests.callflows.plans import PLANS
from voipcc.core.centre import Centre
from voipcc.core.commands import Adopt, HangUp, KeepRecord, StartMusic
from voipcc.core.events import CallArrived, CentreConfigured, LegFound, SwitchFound
from voipcc.core.moment import Moment

NUMBER = "+49301234"


def at(second: float) -> Moment:
    return Moment(int(second * 1_000_000), int(second * 1000), "b")


def made() -> Centre:
    centre = Centre(1, 1)
    centre.handle(CentreConfigured(PLANS["direct"]), at(0))
    centre.handle(SwitchFound(), at(0))
    return centre


def test_a_caller_claimed_by_a_dead_controller_is_adopted():
    """A caller in our hands whom no journal knows is taken in, not hung up; a strange phone is."""
    legs = (LegFound("caller-1", "ours"), LegFound("x-1", "ours", device="anna/desk"))
    assert made().handle(SwitchFound(legs), at(1)) == [Adopt("caller-1"), HangUp("x-1")]


def test_a_caller_believed_lost_comes_back_as_a_new_conversation():
    """A leg that was not found and returns later hears music again under a new conversation."""
    centre = made()
    centre.handle(CallArrived("caller-1", NUMBER), at(1))
    (record,) = [one for one in centre.handle(SwitchFound(), at(2)) if isinstance(one, KeepRecord)]
    again = centre.handle(CallArrived("caller-1", NUMBER, answered=True), at(3))
    assert StartMusic("caller-1") in again
    assert len(centre.view(at(3))["calls"]) == 1
    assert centre.view(at(3))["calls"][0]["id"] != record.record.id


def test_a_late_arrival_of_an_ended_leg_changes_nothing():
    """The arrival of a leg that has ended, told once more, makes no call."""
    centre = made()
    centre.handle(CallArrived("caller-1", NUMBER), at(1))
    centre.handle(SwitchFound(), at(2))
    assert centre.handle(CallArrived("caller-1", NUMBER), at(3)) == []
