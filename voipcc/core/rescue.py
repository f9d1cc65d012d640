"""A line that died in a talk: the agent's own telephone takes the caller over, where one is named."""

from typing import TYPE_CHECKING

from voipcc.core.agent import AgentState
from voipcc.core.confirmation import RESCUE
from voipcc.core.desk import Desk

if TYPE_CHECKING:
    from voipcc.core.acd import Acd


class Rescue:
    """Asks the agent at the telephone, once, while the caller waits at the head of the line."""

    __slots__ = ("acd", "desk")

    def __init__(self, desk: Desk, acd: "Acd") -> None:
        self.desk = desk
        self.acd = acd

    def line_died(self, agent: AgentState) -> None:
        """The agent is free of the talk whose line died; unless rung elsewhere already, now there."""
        lost = (one for one in self.acd.waiters.values() if one.after == agent.name)
        waiter = next(lost, None)
        if waiter is None:
            return
        waiter.after = ""
        if waiter.matching and not waiter.offers and self._can(agent):
            self.acd.offer(waiter, agent, (agent.rescue,), RESCUE)

    def _can(self, agent: AgentState) -> bool:
        """Whether the agent may be rung at all, the lines of other phones aside."""
        roster = self.acd.roster
        return (
            self.desk.connected
            and roster.can_ring(agent.rescue)
            and agent.presence == "ready"
            and agent.work == "idle"
            and not agent.removed
            and not agent.dialling
            and not roster.is_elsewhere(agent)
            and agent.rest_until_us <= self.desk.now_us
        )
