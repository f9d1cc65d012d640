"""What the simulation found: each fault of the core it showed has its own small test."""

from dataclasses import replace

from tests.callflows.plans import PLANS
from tests.core.desk import Floor
from voipcc.core.commands import Connect, Ring
from voipcc.core.events import (
    CallArrived,
    CentreConfigured,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegFound,
    LogInRequested,
    LogOutRequested,
    NotReadyRequested,
    SwitchFound,
    SwitchLost,
)
from voipcc.core.lines import PREFERRED
from voipcc.core.plan import Plan, Queue, Relaxation


def _direct(**settings: object) -> Plan:
    """The plan without a menu, its queue set otherwise."""
    plan = PLANS["direct"]
    queue: Queue = replace(plan.queues["sales"], **settings)  # type: ignore[arg-type]
    return replace(plan, version="other", queues={**plan.queues, "sales": queue})


def test_who_talks_in_the_switchs_own_queue_is_not_rung_on_reconnecting():
    """A stand-in who still talks is not offered the next caller when the switch is back."""
    floor = Floor()
    floor.do(SwitchLost())
    floor.do(CallArrived("c1", next(iter(PLANS["direct"].numbers)), since_us=1, answered=True))
    legs = (LegFound("c1", "ours"), LegFound("s1", "fallback_talk", "t", "anna/desk"))
    floor.do(SwitchFound(legs, ("anna/desk", "anna/mobile")))
    assert floor.none(Ring)


def test_new_rings_count_for_those_who_wait_already():
    """A ring of new settings that has begun by now is taken when they take effect."""
    floor = Floor(_direct(requires="german"))
    floor.arrive()
    assert floor.none(Ring)
    relaxed = _direct(requires="german", relax=(Relaxation(5, ("german",)),))
    floor.do(CentreConfigured(replace(relaxed, version="third")), after_s=10)
    assert floor.one(Ring).device == "anna/desk"


def test_a_phone_that_stops_ringing_late_does_not_shorten_the_talk():
    """The talk counts to its end, though another phone of the agent was done with long before."""
    plan = _direct()
    anna = replace(plan.agents["anna"], ring="all")
    floor = Floor(replace(plan, agents={**plan.agents, "anna": anna}))
    floor.arrive()
    first, second = (one for one in floor.commands if isinstance(one, Ring))
    floor.do(LegAnswered(first.leg))
    talk = floor.one(Connect).talk
    floor.do(LegConnected("c1", talk))
    floor.do(LegConnected(first.leg, talk))
    floor.do(LegEnded(first.leg), after_s=3)
    over_us = floor.now_us
    floor.do(LegEnded(second.leg, by="us"), after_s=1)
    agent = next(one for one in floor.centre.snapshot().agents if one.name == "anna")
    assert (agent.work, agent.work_since_us) == ("wrap_up", over_us)
    assert agent.shares["sales"].talked_us == 3_000_000


def test_logging_out_in_a_wrap_up_takes_back_the_break():
    """Who logs out is out, whatever break was asked for before."""
    floor = Floor()
    talk = floor.talk()
    floor.do(LegEnded(talk.agent_leg))
    floor.do(NotReadyRequested("anna"))
    floor.do(LogOutRequested("anna"))
    assert floor.agent()["presence"] == "logged_out"
    floor.do(LogInRequested("anna"))
    assert floor.agent()["presence"] == "ready"


def test_the_time_of_preferred_agents_is_over_for_who_comes_back_late():
    """A caller whose agent's line broke late has that agent for a while, then anybody, as all others."""
    plan = _direct(prefer_s=5, last_agent_h=1)
    floor = Floor(plan, agents=("anna", "ben"))
    floor.do(CallArrived("c1", next(iter(plan.numbers)), party="p1"))
    floor.do(LegAnswered("c1"))
    ring = floor.one(Ring)
    floor.do(LegAnswered(ring.leg))
    talk = floor.one(Connect).talk
    floor.do(LegConnected("c1", talk))
    floor.do(LegConnected(ring.leg, talk))
    floor.do(LegEnded(ring.leg, 44, by="lost"), after_s=10)
    waiter = next(iter(floor.centre.snapshot().waiters))
    assert (waiter.ring, waiter.prefer) == (PREFERRED, ["anna"])  # for 20 s, on another phone
    floor.wait(21)
    waiter = next(iter(floor.centre.snapshot().waiters))
    assert waiter.ring == 0
