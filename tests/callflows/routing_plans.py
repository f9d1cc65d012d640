"""The plans on which stories of routing are told: who is asked for whom, and in which order."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from voipcc.core.plan import Agent, Flow, Member, Plan, Relaxation
from voipcc.core.steps import QueueStep
from voipcc.core.strategies import STRATEGIES

CREW = {
    "anna": Agent("anna", ("anna/desk",), skills={"german": 3}),
    "ben": Agent("ben", ("ben/desk",), skills={"german": 1}),
    "carla": Agent("carla", ("carla/desk",)),
}
QUIET: dict[str, Any] = {"announce_position": False, "wrap_up_s": 0, "max_waiting": 20}
SIX_RINGS = (
    Relaxation(10, ("vip",)),
    Relaxation(20, ("french",)),
    Relaxation(30, requires="german >= 2"),
    Relaxation(40, requires="german"),
    Relaxation(50, ("french",)),  # nothing new: a ring may be without an effect
    Relaxation(60, ("german",)),
)
TWO_PHONES = ("anna/desk", "anna/mobile")


def routing_plans(office: Plan) -> Iterator[Plan]:
    """One plan for each strategy, and one for each way to ask less or somebody else."""

    def plan(version: str, step: QueueStep = QueueStep("sales", line=1), **queue: Any) -> Plan:
        """A plan whose callers wait at once in a queue of anna, ben and carla."""
        settings = {**QUIET, "agents": tuple(CREW), **queue}
        return replace(
            office,
            version=version,
            flows={"main": Flow("main", "en", {"start": (step,)})},
            queues={**office.queues, "sales": replace(office.queues["sales"], **settings)},
            agents=CREW,
            max_calls=20,
        )

    for strategy in STRATEGIES:
        yield plan(strategy, strategy=strategy, members={"ben": Member(weight=3)})
    yield plan("levels", members={"ben": Member(level=2), "carla": Member(level=3)})
    yield plan(
        "level_rings",
        members={"ben": Member(level=2), "carla": Member(level=3)},
        relax=(Relaxation(20, level=2), Relaxation(40, level=3)),
    )
    yield plan(
        "skills",
        requires="german >= 3",
        relax=(Relaxation(20, requires="german"), Relaxation(40, ("german",))),
    )
    yield plan("six_rings", requires="german >= 3 and french and vip", relax=SIX_RINGS)
    yield plan("prefers_carla", QueueStep("sales", prefer=("carla",), line=1), prefer_s=20)
    yield plan("last_agent", last_agent_h=1, prefer_s=20)
    yield plan("brief_redial", redial_s=30)
    yield plan("ageing", priority_worth_s=30)
    for ring in ("first", "all"):
        anna = Agent("anna", TWO_PHONES, ring=ring)  # type: ignore[arg-type]
        yield replace(plan(f"{ring}_phone"), agents={**CREW, "anna": anna})
    yield _two_queues(plan("two_queues"))


def _two_queues(plan: Plan) -> Plan:
    """A second number leads to help, which goes first for ben."""
    help_ = replace(plan.queues["help"], agents=("ben",), members={"ben": Member(priority=5)})
    line = Flow("help", "en", {"start": (QueueStep("help", line=1),)})
    return replace(
        plan,
        numbers={**plan.numbers, "+49309999": "help"},
        flows={**plan.flows, "help": line},
        queues={**plan.queues, "help": replace(help_, **QUIET)},
    )
