"""How a call gets its place: its first entry, a place kept from before, the agents it prefers."""

from voipcc.core.agent import Roster
from voipcc.core.desk import Desk
from voipcc.core.lines import PREFERRED, Line, Waiter
from voipcc.core.memory import Memory
from voipcc.core.moment import seconds
from voipcc.core.seam import CallWaiting

LAST_AGENT_H = 24  # how long the last agent counts where only the dialplan asks for it


class Admission:
    """Turns a wish for a place into a place."""

    __slots__ = ("desk", "memory", "roster")

    def __init__(self, desk: Desk, memory: Memory, roster: Roster) -> None:
        self.desk = desk
        self.memory = memory
        self.roster = roster

    def waiter(self, message: CallWaiting, line: Line) -> tuple[Waiter, bool]:
        """The caller's place, and whether it is one kept from an earlier call."""
        queue = line.queue
        left = None
        if not message.again:
            left = self.memory.back(message.party, queue.name, queue.redial_s)
        since_us = min(message.since_us, left.since_us) if left else message.since_us
        priority = max(message.priority, left.priority) if left else message.priority
        waiter = Waiter(
            message.call, queue.name, since_us, priority, message.party, message.requires
        )
        waiter.entered_us = message.since_us if message.again else self.desk.now_us
        waiter.stood_us, waiter.errand = self.desk.now_us, message.errand
        waiter.prefer = self._preferred(message, line, lost=left is not None and left.lost)
        waiter.ring = line.ring_at(self.desk.now_us - since_us)
        cut_off = self._comes_back(message.after) and message.after in waiter.prefer
        if cut_off:
            waiter.after, waiter.entered_us = message.after, self.desk.now_us
        tried_until_us = waiter.entered_us + seconds(queue.prefer_s)
        first_ring = cut_off or not waiter.ring
        if waiter.prefer and first_ring and self.desk.now_us < tried_until_us:
            waiter.ring = PREFERRED
        return waiter, left is not None

    def _preferred(self, message: CallWaiting, line: Line, *, lost: bool) -> list[str]:
        """Preferred agents who are there, the one who served the caller last before others."""
        wanted = list(message.prefer)
        if message.prefer_last or line.queue.last_agent_h or lost:
            hours = line.queue.last_agent_h or LAST_AGENT_H
            wanted.insert(0, self.memory.last_agent(message.party, line.queue.name, hours))
        if self._comes_back(message.after):
            wanted.insert(0, message.after)
        return [
            name
            for name in dict.fromkeys(wanted)
            if name in line.seats and self.roster.is_there(name)
            if name != message.after or not self._goes(name)
        ]

    def _comes_back(self, name: str) -> bool:
        """Whether an agent whose line died will be ready again as soon as it is back."""
        agent = self.roster.agents.get(name)
        return agent is not None and agent.presence == "ready" and not agent.pending

    def _goes(self, name: str) -> bool:
        """Whether the agent logs out as soon as the talk is given back."""
        return self.roster.agents[name].pending == "logged_out"
