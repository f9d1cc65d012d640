"""How queues stand, for a flow that goes by it: asked by the calling side, told by the waiting side."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from voipcc.core.desk import Desk
from voipcc.core.lines import Line, Waiter
from voipcc.core.seam import StandingAsked, StandingTold

if TYPE_CHECKING:
    from voipcc.core.acd import Acd

NOBODY = {"waiting": 0, "agents": 0, "free": 0, "wait_s": 0}


class Standings:
    """Counts when it is asked, and keeps nothing."""

    __slots__ = ("acd", "desk")

    def __init__(self, desk: Desk, acd: "Acd") -> None:
        self.desk = desk
        self.acd = acd

    def targets(self) -> dict[type, Callable[[Any], None]]:
        """The message it answers."""
        return {StandingAsked: self.asked}

    def asked(self, message: StandingAsked) -> None:
        """Tell the facts of each queue; one the running plan has no more stands empty."""
        facts = dict[str, int]()
        for name in message.queues:
            line = self.acd.lines.get(name)
            now = NOBODY if line is None else self._facts(line, wait=message.wait)
            facts |= {f"queue.{name}.{fact}": value for fact, value in now.items()}
        self.desk.tell(StandingTold(message.call, tuple(facts.items()), message.aside))

    def _facts(self, line: Line, *, wait: bool) -> dict[str, int]:
        roster = self.acd.roster
        there = [
            name
            for name in line.queue.agents
            if (agent := roster.agents.get(name)) is not None
            and agent.presence == "ready"
            and not agent.removed
        ]
        return {
            "waiting": line.length,
            "agents": len(there),
            "free": sum(name in roster.free for name in there),
            "wait_s": self._wait_s(line) if wait else 0,
        }

    def _wait_s(self, line: Line) -> int:
        """How long somebody would wait who came now; 0: not known."""
        now_us = self.desk.now_us
        newcomer = Waiter("", line.queue.name, now_us, entered_us=now_us, stood_us=now_us)
        return self.acd.outlook.asked(newcomer, self.acd.lines, silent=True)[2]
