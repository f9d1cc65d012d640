"""Which of the free agents is rung for a caller, and the reasons of the choice."""

from bisect import bisect_left, bisect_right
from collections.abc import Container

from voipcc.core.agent import AgentState
from voipcc.core.desk import Desk
from voipcc.core.lines import LAST, PREFERRED, Group, Waiter
from voipcc.core.moment import MICROSECONDS
from voipcc.core.strategies import FAR, Rank


def chosen(desk: Desk, waiter: Waiter, group: Group, free_agents: Container[str]) -> str:
    """The free agent whose turn it is: a preferred one, else by the strategy of the queue."""
    for name in waiter.prefer:
        if name in free_agents and name in group.agents:
            return name
    free, level = group.free, group.free[0][0]
    match group.line.strategy.pick if waiter.ring != PREFERRED else "first":
        case "turn":
            far, equals = _equals(free, level)
            after = bisect_right(free, (level, far + group.line.turn, *LAST[1:]))
            return free[after if after < equals else 0][3]
        case "lot":
            _, equals = _equals(free, level)
            return free[desk.draw(waiter.call, "agent", waiter.rung, equals)][3]
        case _:
            return free[0][3]


def _equals(free: list[Rank], level: int) -> tuple[int, int]:
    """How many of the lowest level have an equal chance: those on good lines, if there are any."""
    good = bisect_left(free, (level, FAR, -1, ""))
    return (0, good) if good else (FAR, bisect_right(free, (level, *LAST)))


def reasons(desk: Desk, waiter: Waiter, group: Group, agent: AgentState, free: int) -> str:
    """Why this agent gets this caller of `free` agents, in a few words that cost nothing."""
    line = group.line
    idle_s = (desk.now_us - agent.idle_since_us) // MICROSECONDS
    how = "preferred" if agent.name in waiter.prefer else line.queue.strategy
    said = f"{how} free={free} waiting={line.length} ring={waiter.ring} idle={idle_s}"
    if waiter.priority:
        said += f" priority={waiter.priority}"
    if waiter.rung:
        said += f" rung={waiter.rung}"
    return said
