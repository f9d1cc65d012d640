"""Why a call waits and why an agent has none: the facts, and what would change them."""

from dataclasses import replace

import pytest

from tests.callflows.plans import PLANS
from tests.core.desk import Floor
from voipcc.core.commands import Ring
from voipcc.core.events import (
    DeviceChanged,
    LegEnded,
    LogInRequested,
    NotReadyRequested,
    PriorityRequested,
)
from voipcc.core.plan import Agent, Member, Plan, Relaxation

DIRECT = PLANS["direct"]


def plan(**changes: object) -> Plan:
    """Anna, ben and carla serve sales with skills; `changes` are those of the queue."""
    agents = {
        "anna": Agent("anna", ("anna/desk",), skills={"german": 3}),
        "ben": Agent("ben", ("ben/desk",), skills={"german": 1}),
        "carla": Agent("carla", ("carla/desk",)),
    }
    sales = replace(DIRECT.queues["sales"], agents=tuple(agents), max_waiting=50, **changes)
    queues = {**DIRECT.queues, "sales": sales}
    return replace(DIRECT, version="why", agents=agents, queues=queues, max_calls=50)


def why(floor: Floor, name: str) -> dict:
    """The answer at this moment."""
    return floor.centre.why(name, floor.now)


def of(floor: Floor, call: str, agent: str) -> dict:
    """What keeps one agent from one call."""
    return next(row for row in why(floor, call)["agents"] if row["agent"] == agent)


def arrived(floor: Floor, leg: str, after_s: float = 0) -> str:
    """One more caller; the call's id."""
    floor.arrive(leg, after_s)
    return str(floor.centre.view(floor.now)["calls"][-1]["id"])


def test_nothing_is_known_of_nobody():
    """A name that is neither a living call nor an agent has no reasons."""
    assert why(Floor(), "9-9") is None


def test_each_agent_says_what_keeps_them_from_a_waiting_call():
    """Logged out, on a break, lacking a skill: each with since when, or from when on."""
    relax = (Relaxation(30, requires="german"), Relaxation(90, ("german",)))
    floor = Floor(plan(requires="german >= 3", relax=relax), agents=("ben", "carla"))
    floor.do(NotReadyRequested("carla", "lunch"))
    call = arrived(floor, "x-1", after_s=10)
    floor.wait(5)
    facts = why(floor, call)
    assert (facts["state"], facts["position"], facts["waited_s"]) == ("waiting", 1, 5.0)
    assert (facts["requires"], facts["ring"], facts["rings"]) == ("german >= 3", 0, 2)
    assert facts["next_ring"] == {"in_s": 25.0, "requires": "german", "level": 0}
    assert of(floor, call, "anna")["obstacle"]["because"] == "logged_out"
    assert of(floor, call, "anna")["gate"] is None
    assert of(floor, call, "ben")["obstacle"] is None
    gate = of(floor, call, "ben")["gate"]
    assert (gate["because"], gate["missing"]) == ("skills", ["german >= 3"])
    assert (gate["opens"], gate["in_s"]) == (1, 25.0)
    carla = of(floor, call, "carla")
    assert (carla["obstacle"]["because"], carla["obstacle"]["detail"]) == ("not_ready", "lunch")
    assert (carla["obstacle"]["since_s"], carla["gate"]["in_s"]) == (15.0, 85.0)


def test_what_is_said_comes_true():
    """An agent whom a ring lets in from a time on is rung at exactly that time."""
    floor = Floor(plan(requires="german >= 3", relax=(Relaxation(30, ("german",)),)), ("carla",))
    call = arrived(floor, "x-1")
    in_s = of(floor, call, "carla")["gate"]["in_s"]
    assert not any(isinstance(one, Ring) for one in floor.wait(in_s - 0.1))
    assert [one.device for one in floor.wait(0.1) if isinstance(one, Ring)] == ["carla/desk"]


def test_who_goes_first_is_told():
    """Of a busy agent it is said which caller goes first, until priority changes it."""
    floor = Floor(plan(), agents=("anna",))
    arrived(floor, "x-1")
    second, third = arrived(floor, "x-2", after_s=1), arrived(floor, "x-3", after_s=1)
    row = of(floor, third, "anna")
    assert row["obstacle"]["because"] == "reserved"
    assert row["first"] == {"call": second, "queue": "sales", "ahead": 1}
    floor.do(PriorityRequested(third, 3))
    assert of(floor, third, "anna")["first"] is None
    assert of(floor, second, "anna")["first"]["call"] == third


def test_levels_and_preferences_open_by_time():
    """A higher level is let in by its ring; others come when the preferred one's time is over."""
    members = {"ben": Member(level=2), "carla": Member(level=3)}
    rings = (Relaxation(20, level=2),)
    floor = Floor(plan(members=members, relax=rings), agents=("ben", "carla"))
    call = arrived(floor, "x-1")
    ben, carla = of(floor, call, "ben")["gate"], of(floor, call, "carla")["gate"]
    assert (ben["because"], ben["level"], ben["in_s"]) == ("level", 2, 20.0)
    assert (carla["because"], carla["opens"], carla["in_s"]) == ("level", None, None)


def test_a_preferred_agent_keeps_the_others_out_for_a_while():
    """While only the preferred agent is asked, the others know until when."""
    wished = plan(prefer_s=20)
    step = replace(wished.flows["main"].blocks["start"][0], prefer=("anna",))
    flow = replace(wished.flows["main"], blocks={"start": (step,)})
    floor = Floor(replace(wished, flows={"main": flow}), agents=("anna", "ben"))
    floor.do(NotReadyRequested("anna", "lunch"))
    call = arrived(floor, "x-1")
    assert of(floor, call, "ben")["gate"] == {
        "because": "preferred", "missing": [], "in_s": 20.0, "opens": 0,
    }  # fmt: skip
    assert why(floor, call)["prefer"] == ["anna"]


@pytest.mark.parametrize("who", ["anna", "ben"])
def test_an_idle_agent_hears_why_nobody_comes(who):
    """Nobody waits, or those who wait need what the agent lacks; the last choice is told."""
    floor = Floor(plan(requires="german >= 3"), agents=("ben",))
    assert why(floor, who)["queues"][0]["waiting"] == 0
    call = arrived(floor, "x-1")
    row = why(floor, "ben")["queues"][0]
    assert (row["waiting"], row["could_serve"], row["gated"][0]["call"]) == (1, 0, call)
    assert row["gated"][0]["missing"] == ["german >= 3"]
    floor.do(LogInRequested("anna"))
    row = why(floor, "anna")["queues"][0]
    assert row["last"]["agent"] == "anna"
    assert row["last"]["why"].startswith("longest_idle free=1 waiting=1 ring=0 idle=0")


def test_every_obstacle_has_its_word_and_its_end():
    """Talk, wrap-up, rest and a phone that is away are told apart, with the seconds left."""
    floor = Floor(plan(), agents=("anna",))
    arrived(floor, "x-1")
    leg = floor.one(Ring).leg
    floor.do(LegEnded(leg, 21, 603, "far"))
    assert why(floor, "anna")["obstacle"]["because"] == "resting"
    assert why(floor, "anna")["obstacle"]["detail"] == "rejected"
    assert why(floor, "anna")["obstacle"]["left_s"] == 10.0
    floor.do(DeviceChanged("anna/desk", False), after_s=1)
    floor.wait(20)
    assert why(floor, "anna")["obstacle"]["because"] == "unreachable"
    floor.do(DeviceChanged("anna/desk", True))
    assert why(floor, "anna")["obstacle"]["because"] == "reserved"
    assert why(floor, "anna")["queues"][0]["last"]["why"].endswith("rung=1")
