"""What an agent does with the call in hand, by verb, code or a key of the phone: one door to it all."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from voipcc.core.call import Call, Consult, Side, Talk
from voipcc.core.commands import HangUp
from voipcc.core.consult import PARTIES_LIMIT, Consults
from voipcc.core.desk import Desk
from voipcc.core.events import (
    CodePressed,
    DeviceDialled,
    HoldRequested,
    MuteRequested,
    OutgoingCallRequested,
    ParkRequested,
    PickUpRequested,
    RefusedEvent,
    ResumeRequested,
    TargetKind,
    TransferCancelRequested,
    TransferFinishRequested,
    TransferHow,
    TransferRequested,
)
from voipcc.core.outside import Outside
from voipcc.core.parking import Parking
from voipcc.core.seam import AgentRefused
from voipcc.core.talk import first_side
from voipcc.core.talk_codes import TalkCodes
from voipcc.core.transfer import Transfers

if TYPE_CHECKING:
    from voipcc.core.calling import Calling


class InCall:
    """Finds the call that is meant and passes the wish on, or says why it cannot be."""

    __slots__ = ("calling", "codes", "consults", "desk", "outside", "parking", "transfers")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.desk = desk
        self.calling = calling
        self.consults = Consults(desk, calling)
        self.transfers = Transfers(desk, calling)
        self.codes = TalkCodes(desk, self)
        self.outside = Outside(desk, calling)
        self.parking = Parking(desk, calling)

    def targets(self) -> dict[type, Callable[[Any], None]]:
        """Every event that is a wish about the call in hand."""
        return {
            AgentRefused: self.agent_refused,
            CodePressed: self.codes.pressed,
            DeviceDialled: self.calling.outbound.dialled,
            OutgoingCallRequested: self.calling.outbound.requested,
            ParkRequested: self.parking.park_requested,
            PickUpRequested: self.parking.pick_up_requested,
            TransferRequested: self.transfer_requested,
            TransferFinishRequested: self.finish_requested,
            TransferCancelRequested: self.cancel_requested,
            HoldRequested: self.hold_requested,
            ResumeRequested: self.resume_requested,
            MuteRequested: self.mute_requested,
        }

    # --- which call --------------------------------------------------------------------------------

    def call_of(self, agent: str) -> tuple[Call, Talk]:
        """The call whose agent this is. Raises RefusedEvent."""
        for call in self.calling.calls.values():
            if call.talk is not None and call.talk.agent == agent and not call.parent:
                if not call.leg:
                    break  # a message that is heard
                return call, call.talk
        if self.desk.plan is not None and agent not in self.desk.plan.agents:
            raise RefusedEvent(
                f"There is no agent {agent}; the agents are those under `agents` in centre.yaml."
            )
        raise RefusedEvent(f"Agent {agent} has no caller at the moment.")

    # --- wishes ------------------------------------------------------------------------------------

    def transfer_requested(self, event: TransferRequested) -> None:
        call, talk = self.call_of(event.agent)
        self.require_free(call, talk)
        self.require_target(event.agent, event.kind, event.to)
        self.transfer(call, event.how, event.kind, event.to)

    def transfer(self, call: Call, how: TransferHow, kind: TargetKind, to: str) -> None:
        """Give the caller away, or ask first. Raises RefusedEvent."""
        if how != "blind":
            self.consults.begin(call, Consult(how, kind, to))
        elif call.talk is not None and call.talk.others:
            raise RefusedEvent("More than two are talking; leave the call to them by hanging up.")
        elif kind == "queue":
            self.transfers.to_queue(call, to)
        elif kind == "number":
            self.transfers.to_number(call, to)
        else:
            self.transfers.to_agent(call, to)

    def require_free(self, call: Call, talk: Talk) -> None:
        """Raises RefusedEvent at a transfer, or when too many talk already."""
        if call.consult is not None or call.transfer is not None:
            raise RefusedEvent(
                f"Agent {talk.agent} is at a transfer already; finish it or take the caller back."
            )
        if len(talk.others) + 2 >= PARTIES_LIMIT:
            raise RefusedEvent(f"{PARTIES_LIMIT} parties talk already; more cannot join.")

    def require_target(self, agent: str, kind: TargetKind, to: str) -> None:
        """Raises RefusedEvent unless there is such a target, other than the agent."""
        plan = self.desk.plan
        if kind == "number":
            return  # whether it may be called the switch room has said, and says again
        known = (plan.agents if kind == "agent" else plan.queues) if plan else {}
        if to not in known:
            raise RefusedEvent(f"There is no {kind} {to}; those in centre.yaml are known.")
        if kind == "agent" and to == agent:
            raise RefusedEvent(f"Agent {agent} has the call already.")

    def finish_requested(self, event: TransferFinishRequested) -> None:
        """The consult is over, or the agent leaves the others to themselves."""
        call, talk = self.call_of(event.agent)
        if call.consult is not None:
            self.consults.finish(call)
        elif any(side.kind != "supervisor" for side in talk.others):
            self.leave_to_others(call)
        else:
            raise RefusedEvent(f"Agent {event.agent} is at no transfer that could be finished.")

    def leave_to_others(self, call: Call) -> None:
        """The agent leaves; the first of the others has the caller."""
        assert call.talk is not None, f"call {call.id} has no talk"
        before = first_side(call.talk)
        self.desk.order(HangUp(before.leg))
        self.calling.send_leg_away(before)
        self.calling.talk.next_agent(call)

    def cancel_requested(self, event: TransferCancelRequested) -> None:
        """The agent has the caller again; of three, whoever was asked last leaves."""
        call, talk = self.call_of(event.agent)
        if call.consult is not None:
            self.consults.cancel(call)
        elif talk.others:
            self.send_away(call, talk.others[-1])
        else:
            raise RefusedEvent(
                f"Agent {event.agent} is at no transfer; nothing is to be taken back."
            )

    def send_away(self, call: Call, side: Side) -> None:
        """One of more than two leaves the talk."""
        self.desk.order(HangUp(side.leg))
        self.calling.send_leg_away(side)
        self.calling.talk.drop(call, side)

    def hold_requested(self, event: HoldRequested) -> None:
        call, _ = self.call_of(event.agent)
        if call.consult is not None or not self.calling.talk.hold(call):
            raise RefusedEvent(f"The caller of agent {event.agent} is on hold already.")

    def resume_requested(self, event: ResumeRequested) -> None:
        call, _ = self.call_of(event.agent)
        if call.consult is not None or not self.calling.talk.resume(call):
            raise RefusedEvent(f"The caller of agent {event.agent} is not on hold.")

    def mute_requested(self, event: MuteRequested) -> None:
        call, _ = self.call_of(event.agent)
        self.calling.talk.mute(call, event.muted)

    def join_refused(self, leg: str) -> None:
        """The switch could not bring a leg into a talk."""
        calling = self.calling
        for call in (calling.callers.get(leg), calling.agent_legs.get(leg)):
            if call is not None:
                calling.talk.join_refused(call, leg)

    # --- what the waiting side says ------------------------------------------------------------------

    def agent_refused(self, message: AgentRefused) -> None:
        """The agent who was asked for by name cannot be had."""
        call = self.calling.calls.get(message.call)
        if call is None or call.wanted != message.agent or call.attempts:
            return
        call.wanted = ""
        if call.parent:
            self.consults.not_reached(call, message.why)
        elif call.transfer is not None:
            self.transfers.refused(call, message.why)
        elif self.calling.hears.by_name.refused(call, message.why):
            pass
        elif call.direction == "internal":
            self.calling.outbound.colleague_refused(call, message.why)
        elif call.direction == "out":
            self.calling.outbound.over(call)

    def overdue(self, call: Call, purpose: str) -> None:
        """Nobody was reached in time, or no target was typed."""
        if purpose == "parked":
            self.parking.overdue(call)
        elif call.parent:
            self.consults.not_reached(call, "timeout")
        elif call.direction == "out":
            self.calling.outbound.over(call)
        elif call.consult is not None:
            self.consults.cancel(call)
