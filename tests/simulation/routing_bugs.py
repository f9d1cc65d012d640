"""Bugs of routing to plant on purpose: who is next, and who is rung."""

from typing import Any

import pytest

from tests.simulation.call_bugs import Plant, instead
from voipcc.core import acd as acd_room
from voipcc.core import strategies
from voipcc.core.acd import Acd
from voipcc.core.admission import Admission
from voipcc.core.agent import AgentState
from voipcc.core.desk import Desk
from voipcc.core.line_health import LineRule
from voipcc.core.lines import PREFERRED, Line, Waiter
from voipcc.core.memory import LeftPlace, Memory
from voipcc.core.plan import PLAIN_MEMBER
from voipcc.core.skills import Has, Not, Wanted
from voipcc.core.strategies import STRATEGIES, Seat, Strategy, by_calls, by_idle, by_order


def _ranked(name: str, strategy: Strategy) -> Plant:
    """One strategy is another one."""
    return lambda patch: patch.setitem(STRATEGIES, name, strategy)


def _newest_first(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Line, "place", lambda _, one: (-one.priority, -one.since_us, one.call))


def _shortest_idle(agent: AgentState, seat: Seat) -> tuple[int, int]:
    return (-agent.idle_since_us, 0)


def _all_calls(agent: AgentState, seat: Seat) -> tuple[int, int]:
    return (agent.calls, agent.idle_since_us)


def _last_first(agent: AgentState, seat: Seat) -> tuple[int, int]:
    return (-seat.order, 0)


def _head_of_one_queue(patch: pytest.MonkeyPatch) -> None:
    """A freed agent looks at the first of the agent's queues only."""

    def worse(acd: Acd, agent: Any) -> None:
        for group in acd.groups.get(agent.name, ()):
            if group.waiting and acd.desk.connected:
                acd._offer(acd.waiters[group.waiting[0][2]], agent)
                return

    patch.setattr(Acd, "_match_agent", worse)


def _one_level(patch: pytest.MonkeyPatch) -> None:
    eligible = Line.eligible

    def worse(line: Line, key: Any, skills: Any) -> dict[str, int]:
        return dict.fromkeys(eligible(line, key, skills), 1)

    patch.setattr(Line, "eligible", worse)


def _any_level_of_a_skill(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Has, "holds", lambda part, skills: skills.get(part.skill, 0) >= 1)


def _no_skills(patch: pytest.MonkeyPatch) -> None:
    def worse(line: Line, requires: str, ring: int) -> Wanted | None:
        return None

    patch.setattr(Line, "wanted", worse)


def _wishes_of_the_queue_only(patch: pytest.MonkeyPatch) -> None:
    wanted = Line.wanted
    patch.setattr(Line, "wanted", lambda line, requires, ring: wanted(line, "", ring))


def _relaxed_early(patch: pytest.MonkeyPatch) -> None:
    ends = Line.ring_ends_us

    def worse(line: Line, ring: int) -> int | None:
        due_us = ends(line, ring)
        return due_us and due_us - 3_000_000

    patch.setattr(Line, "ring_ends_us", worse)


def _redial_for_ever(patch: pytest.MonkeyPatch) -> None:
    def worse(memory: Memory, party: str, queue: str, within_s: int) -> LeftPlace | None:
        return memory.places.pop(f"{party} {queue}", None) if party else None

    patch.setattr(Memory, "back", worse)


def _preferred_for_ever(patch: pytest.MonkeyPatch) -> None:
    widen = Acd._widen

    def worse(acd: Acd, waiter: Waiter) -> None:
        if waiter.ring != PREFERRED:
            widen(acd, waiter)

    patch.setattr(Acd, "_widen", worse)


def _stuck_turn(patch: pytest.MonkeyPatch) -> None:
    offer = Acd._offer

    def worse(acd: Acd, waiter: Waiter, agent: AgentState) -> None:
        line = acd.lines[waiter.queue]
        before = line.turn
        offer(acd, waiter, agent)
        line.turn = before

    patch.setattr(Acd, "_offer", worse)


def _two_agents(patch: pytest.MonkeyPatch) -> None:
    """A caller goes on being matched while a phone rings."""
    patch.setattr(Acd, "_match_again", lambda *_, **__: None)


def _another_lot(patch: pytest.MonkeyPatch) -> None:
    draw = Desk.draw

    def worse(desk: Desk, owner: str, purpose: str, count: int, sides: int) -> int:
        return draw(desk, owner, purpose, count + 1, sides)

    patch.setattr(Desk, "draw", worse)


def _never_one_more(patch: pytest.MonkeyPatch) -> None:
    deadline = Acd.deadline

    def worse(acd: Acd, owner: str, purpose: str) -> None:
        if purpose != "progress":
            deadline(acd, owner, purpose)

    patch.setattr(Acd, "deadline", worse)


def _ageing_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Line, "place", lambda _, one: (-one.priority, one.since_us, one.call))


def _queues_equal(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(acd_room, "member_of", lambda queue, agent: PLAIN_MEMBER)


ROUTING_BUGS: dict[str, tuple[Plant, str]] = {
    "newest first": (_newest_first, "is served before"),
    "shortest idle": (_ranked("longest_idle", Strategy(_shortest_idle)), "longest_idle names"),
    "fewest calls of all queues": (
        _ranked("fewest_calls", Strategy(_all_calls)),
        "fewest_calls names",
    ),
    "least talk by calls": (_ranked("least_talk", Strategy(by_calls)), "least_talk names"),
    "weights ignored": (_ranked("weighted", Strategy(by_calls)), "weighted names"),
    "linear from behind": (_ranked("linear", Strategy(_last_first)), "linear names"),
    "ring all rings one": (_ranked("ring_all", Strategy(by_idle)), "wait beside"),
    "progressive rings all": (
        _ranked("progressive", Strategy(by_order, spread="all")),
        "has two offers",
    ),
    "progressive never goes on": (_never_one_more, "wait beside|is served before"),
    "round robin is stuck": (_stuck_turn, "round_robin names"),
    "another lot": (_another_lot, "random names"),
    "levels ignored": (_one_level, "names"),
    "levels never out of reach": (
        instead(Line, "highest_level", lambda *_: 0),
        "may not serve",
    ),
    "a skill at any level": (_any_level_of_a_skill, "may not serve|wait beside|ring_all names"),
    "not means nothing": (
        instead(Not, "holds", lambda part, skills: part.part.holds(skills)),
        "may not serve|wait beside|is served before",
    ),
    "skills ignored": (_no_skills, "may not serve"),
    "the step's skills ignored": (_wishes_of_the_queue_only, "may not serve"),
    "relaxed too early": (_relaxed_early, "may not serve"),
    "never relaxed": (
        instead(Line, "ring_ends_us", lambda *_: None),
        "wait beside|is served before",
    ),
    "rings of the old settings": (
        lambda patch: patch.setattr(acd_room, "follow", lambda *_: None),
        "may not serve|wait beside|is served before",
    ),
    "a new priority is ignored": (
        instead(Acd, "priority_asked", lambda *_: None),
        "is served before",
    ),
    "ageing ignored": (_ageing_ignored, "is served before"),
    "the agent's queues are equal": (_queues_equal, "is served before"),
    "redial loses the place": (
        instead(Memory, "back", lambda *_: None),
        "kept the place|is served before",
    ),
    "redial keeps the place for ever": (
        _redial_for_ever,
        "kept the place|is served before|may not serve",
    ),
    "preferred agents ignored": (
        instead(Admission, "_preferred", lambda *_, **__: []),
        "names|may not serve|wait beside|is served before",
    ),
    "preferred agents only": (_preferred_for_ever, "wait beside|is served before|may not serve"),
    "the last agent is forgotten": (
        instead(Memory, "last_agent", lambda *_: ""),
        "names|may not serve|wait beside",
    ),
    "two agents for one call": (_two_agents, "has two offers"),
    "line measurements are ignored": (
        instead(LineRule, "_weigh", lambda *_, **__: None),
        "rung over a bad line|names",
    ),
    "degraded lines are like good ones": (
        lambda patch: patch.setattr(strategies, "FAR", 0),
        "names",
    ),
    "a bad line never recovers": (
        instead(LineRule, "rested", lambda *_: None),
        "wait beside|names",
    ),
    "one queue only": (_head_of_one_queue, "is served before"),
    "freed agents are not matched": (instead(Acd, "_match_agent", lambda *_: None), "wait beside"),
    "callers are not matched": (instead(Acd, "_match_call", lambda *_: None), "wait beside"),
}
