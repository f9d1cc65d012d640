"""How many agents will take calls of a kind, without looking at each of them every time.

Who is willing changes with a shift or a break only, so that is counted once and kept until
somebody's presence changes; the few who are willing and cannot take a call are looked at anew.
"""

from collections.abc import Mapping

from voipcc.core.agent import AgentState, Roster
from voipcc.core.desk import Desk
from voipcc.core.lines import Key

COUNTS_KEPT = 20_000


class Duty:
    """On duty is who is ready, asked for no break, and has a call, a rest or a phone that can ring."""

    __slots__ = ("counts", "desk", "roster", "shifts")

    def __init__(self, desk: Desk, roster: Roster) -> None:
        self.desk = desk
        self.roster = roster
        self.counts: dict[Key, int] = {}  # those who are willing
        self.shifts = 0

    def count(self, key: Key, agents: Mapping[str, int]) -> int:
        """How many of `agents` are on duty, who are all that can serve callers of this kind."""
        roster = self.roster
        if self.shifts != roster.shifts or len(self.counts) > COUNTS_KEPT:
            self.counts, self.shifts = {}, roster.shifts
        count = self.counts.get(key)
        if count is None:
            known = (roster.agents.get(name) for name in agents)
            count = self.counts[key] = sum(one is not None and is_willing(one) for one in known)
        if roster.unfit:
            count -= sum(name in agents and self._is_off(name) for name in roster.unfit)
        return count

    def _is_off(self, name: str) -> bool:
        """Willing and idle, and still not to be rung for longer than a rest."""
        agent = self.roster.agents.get(name)
        return (
            agent is not None
            and is_willing(agent)
            and agent.work == "idle"
            and name not in self.roster.free
            and agent.rest_until_us <= self.desk.now_us
        )


def is_willing(agent: AgentState) -> bool:
    """Ready, and no break or end of work asked for."""
    return agent.presence == "ready" and not agent.pending
