"""Plans that change while people wait, ring and talk."""

from dataclasses import replace

from tests.callflows.plans import ANNA, PLANS
from tests.core.desk import Floor
from voipcc.core.commands import Ring
from voipcc.core.events import CentreConfigured, DeviceChanged, LegEnded, SwitchFound

DIRECT = PLANS["direct"]


def _with_devices(*devices: str):
    anna = replace(ANNA, devices=devices)
    return replace(DIRECT, version="other phones", agents={**DIRECT.agents, "anna": anna})


def test_an_agent_whose_only_phone_was_taken_away_is_not_rung() -> None:
    """A reload that gives a ready agent a phone that is not there makes the agent unreachable."""
    floor = Floor()
    floor.do(CentreConfigured(_with_devices("anna/new")))
    floor.arrive()
    assert floor.none(Ring)
    floor.do(DeviceChanged("anna/new", True))
    assert floor.one(Ring).device == "anna/new"


def test_an_agent_given_a_phone_that_is_there_is_rung_at_once() -> None:
    """A reload that gives a ready agent a reachable phone serves who waits, in the same event."""
    floor = Floor()
    floor.do(SwitchFound(devices=("anna/spare",)))
    floor.arrive()
    assert floor.none(Ring)
    floor.do(CentreConfigured(_with_devices("anna/desk", "anna/spare")))
    assert floor.one(Ring).device == "anna/spare"


def test_an_agent_removed_while_reserved_is_not_offered_again_and_the_caller_goes_on() -> None:
    """The phone of a removed agent is silenced, the caller gets the next agent."""
    floor = Floor(agents=("anna", "ben"))
    floor.arrive()
    ring = floor.one(Ring)
    plan = replace(DIRECT, version="without anna", agents={"ben": DIRECT.agents["ben"]})
    floor.do(CentreConfigured(plan))
    assert floor.one(Ring).device == "ben/desk"
    floor.do(LegEnded(ring.leg, by="us"))
    assert [row["name"] for row in floor.centre.view(floor.now)["agents"]] == ["ben"]
