"""An agent who is wanted by name, outside any queue: for a transfer, a consult, a call from inside."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from voipcc.core.agent import AgentState
from voipcc.core.desk import Desk
from voipcc.core.plan import Queue
from voipcc.core.reservations import Reservation
from voipcc.core.seam import (
    AgentRefused,
    AgentWanted,
    CallHandedOver,
    OfferMade,
    OfferSettled,
    PhoneTaken,
)

if TYPE_CHECKING:
    from voipcc.core.acd import Acd

WHY = "named"


class Reach:
    """Reserves the agent like an offer of a queue does, or says at once why not."""

    __slots__ = ("acd", "desk")

    def __init__(self, desk: Desk, acd: "Acd") -> None:
        self.desk = desk
        self.acd = acd

    def targets(self) -> dict[type, Callable[[Any], None]]:
        """Every message about agents who are named, or who call somebody themselves."""
        return {
            AgentWanted: self.wanted,
            CallHandedOver: self.handed_over,
            PhoneTaken: self.acd.codes.taken,
        }

    def wanted(self, message: AgentWanted) -> None:
        """Ring the agent for this call, or refuse."""
        agent = self.acd.roster.agents.get(message.agent)
        why_not = self._why_not(agent)
        if agent is None or why_not:
            self.desk.tell(AgentRefused(message.call, message.agent, why_not))
        else:
            self._offer(message, agent)

    def _why_not(self, agent: AgentState | None) -> str:
        roster = self.acd.roster
        if agent is None or agent.removed:
            return "unknown"
        if agent.presence != "ready" or not roster.devices_to_ring(agent):
            return "away"
        if agent.work != "idle" or agent.dialling or roster.is_elsewhere(agent):
            return "busy"
        return "" if self.desk.connected else "away"

    def _offer(self, message: AgentWanted, agent: AgentState) -> None:
        acd, offer = self.acd, self.desk.new_id()
        devices = acd.roster.devices_to_ring(agent)
        held = (offer, message.call, agent.name, message.queue, list(devices))
        acd.reservations[offer] = Reservation(*held, made_us=self.desk.now_us, why=WHY, named=True)
        acd.roster.reserve(agent, offer, message.call, self._rules(message.queue), devices)
        profile = acd.roster.line_rule.profile(agent)
        told = (offer, message.call, message.queue, agent.name, devices, message.timeout_s)
        self.desk.tell(OfferMade(*told, WHY, profile))

    def _rules(self, queue: str) -> Queue:
        """The queue whose call it is; a call from inside has none, and no wrap-up."""
        plan = self.desk.plan
        found = plan.queues.get(queue) if plan else None
        return found or Queue(queue, (), wrap_up_s=0, wrap_up_mode="optional")

    def settled(self, reservation: Reservation, message: OfferSettled) -> None:
        """An offer to a named agent came to nothing."""
        agent = self.acd.roster.agents[reservation.agent]
        if message.result == "failed":
            for device in reservation.devices:
                self.acd.roster.device_failed(device)
        self.desk.tell(AgentRefused(reservation.call, agent.name, message.result))

    def handed_over(self, message: CallHandedOver) -> None:
        """The agent was asked something, and has the caller now."""
        reservation = self.acd.reservations.get(message.offer)
        agent = self.acd.roster.agents.get(reservation.agent) if reservation else None
        if reservation is None or agent is None or agent.offer != message.offer:
            return
        reservation.call = agent.call = message.call
        if reservation.queue != message.queue:
            reservation.queue = agent.queue = message.queue
            agent.wrap_up = self.acd.roster.wrap_ups.planned(self._rules(message.queue))
            agent.share(message.queue).calls += 1
