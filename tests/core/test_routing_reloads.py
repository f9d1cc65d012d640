"""New settings while callers wait: who is asked for whom changes at once, nobody loses the place."""

from dataclasses import replace
from typing import Any

import pytest

from tests.core.desk import Floor
from tests.core.test_why import arrived, plan, why
from voipcc.core.commands import Ring, StopRinging
from voipcc.core.events import CentreConfigured, LegEnded, PriorityRequested
from voipcc.core.plan import Member, Plan, Relaxation
from voipcc.core.strategies import STRATEGIES


def rung(floor: Floor) -> list[str]:
    """The devices the last event let ring."""
    return [one.device for one in floor.commands if isinstance(one, Ring)]


def configured(floor: Floor, new: Plan, version: str) -> None:
    """These settings take effect."""
    floor.do(CentreConfigured(replace(new, version=version)))
    assert floor.centre.faults == []


def with_skills(before: Plan, agent: str, **skills: int) -> Plan:
    """The plan in which one agent can do something else."""
    changed = replace(before.agents[agent], skills=skills)
    return replace(before, agents={**before.agents, agent: changed})


def test_an_agent_who_learns_a_skill_gets_those_who_waited_for_it():
    """A caller whom nobody could serve is rung for as soon as the settings say somebody can."""
    before = plan(requires="german >= 3")
    floor = Floor(before, agents=("ben",))
    arrived(floor, "x-1")
    configured(floor, with_skills(before, "ben", german=3), "taught")
    assert rung(floor) == ["ben/desk"]


def test_an_agent_who_loses_a_skill_gets_no_more_of_those_callers():
    """A skill taken away counts for the next choice; the phone that rings goes on ringing."""
    before = plan(requires="german >= 3")
    floor = Floor(before, agents=("anna",))
    call = arrived(floor, "x-1")
    leg = floor.one(Ring).leg
    configured(floor, with_skills(before, "anna"), "untaught")
    assert not any(isinstance(one, StopRinging) for one in floor.commands)
    floor.do(LegEnded(leg, 21, 603, "far"))
    assert not any(isinstance(one, Ring) for one in floor.wait(60))
    assert why(floor, call)["agents"][0]["gate"]["missing"] == ["german >= 3"]


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("before", ["longest_idle", "ring_all", "progressive"])
def test_any_strategy_may_follow_another_while_callers_wait_and_phones_ring(before, strategy):
    """After a change of strategy in mid-ring every caller still gets an agent, in order."""
    floor = Floor(plan(strategy=before), agents=("anna", "ben"))
    calls = [arrived(floor, f"x-{number}", after_s=1) for number in range(4)]
    configured(floor, plan(strategy=strategy), "other")
    assert [row["call"] for row in floor.centre.view(floor.now)["queues"][0]["callers"]] == calls
    rings = [one for one in floor.wait(200) if isinstance(one, Ring)]
    assert {one.call for one in rings} >= {calls[0]}
    assert floor.centre.faults == []


def test_a_queue_that_is_removed_serves_those_who_wait_to_the_end():
    """Callers of a removed queue keep agents, order and priority; nobody new comes in."""
    before = plan()
    floor = Floor(before, agents=("anna",))
    first, second, third = (arrived(floor, f"x-{number}") for number in (1, 2, 3))
    queues = {name: queue for name, queue in before.queues.items() if name != "sales"}
    configured(floor, replace(before, queues=queues), "without")
    floor.do(PriorityRequested(third, 2))
    assert why(floor, second)["position"] == 3
    leg = next(one for one in floor.centre.legs if one.startswith("1-"))
    floor.do(LegEnded(leg, 21, 603, "far"))
    rings = [one for one in floor.wait(11) if isinstance(one, Ring)]
    assert [one.call for one in rings] == [third]
    assert first == why(floor, first)["call"]


@pytest.mark.parametrize(
    "after",
    [
        {"relax": ()},
        {"requires": "", "relax": ()},
        {"relax": (Relaxation(5, ("german",)),)},
        {"members": {"ben": Member(level=9)}, "relax": (Relaxation(600, level=9),)},
        {"priority_worth_s": 60},
    ],
)
def test_rings_may_change_under_a_caller_who_has_reached_one(after: dict[str, Any]):
    """With fewer, other or no rings the caller stands in the last there is, and waits on."""
    before = {"requires": "german >= 3", "relax": (Relaxation(10, ("sales",)), Relaxation(20))}
    floor = Floor(plan(**before), agents=("ben", "carla"))
    call = arrived(floor, "x-1")
    floor.do(PriorityRequested(call, 2), after_s=25)
    assert why(floor, call)["ring"] == 2
    configured(floor, plan(**{**before, **after}), "rings")
    floor.wait(50)
    facts = why(floor, call)
    rings = len(plan(**{**before, **after}).queues["sales"].relax)
    assert facts["state"] == "ringing" or facts["position"] == 1
    assert facts["ring"] <= rings
    assert floor.centre.faults == []


@pytest.mark.parametrize(("waited_s", "opens_s"), [(0, 30), (10, 20), (50, 0)])
def test_rings_that_come_with_new_settings_count_for_those_who_wait(waited_s, opens_s):
    """Who waits when a relaxation is introduced reaches its rings by the time waited so far."""
    floor = Floor(plan(requires="german >= 3"), agents=("carla",))
    arrived(floor, "x-1")
    floor.wait(waited_s)
    relaxed = plan(requires="german >= 3", relax=(Relaxation(30, ("german",)),))
    configured(floor, relaxed, "relaxed")
    early = [] if opens_s == 0 else [one for one in floor.wait(opens_s - 0.1)]
    assert not any(isinstance(one, Ring) for one in early)
    later = [*floor.commands, *floor.wait(0.2)]
    assert [one.device for one in later if isinstance(one, Ring)] == ["carla/desk"]


def test_a_ring_that_is_put_off_by_new_settings_is_put_off_for_those_who_wait():
    """A ring moved to a later time opens at the later time."""
    floor = Floor(plan(requires="german", relax=(Relaxation(20, ("german",)),)), agents=("carla",))
    call = arrived(floor, "x-1")
    later = plan(requires="german", relax=(Relaxation(60, ("german",)),))
    configured(floor, later, "later")
    assert not any(isinstance(one, Ring) for one in floor.wait(59.9))
    assert why(floor, call)["ring"] == 0
    assert any(isinstance(one, Ring) for one in floor.wait(0.2))
