"""Calls agents make themselves: to each other, to a queue, to a telephone; by phone or by verb.

On the phone in mid-talk it is a consult: the held caller is the one who may be given away. Else
an agent who calls a colleague is the caller of a conversation of its own, and an agent who
calls a telephone is its agent, so that everything can be done in it that can be done in any call.
"""

from typing import TYPE_CHECKING

from voipcc.core.call import Attempt, Call, Consult
from voipcc.core.commands import Answer, Dial, StartMusic
from voipcc.core.desk import Desk
from voipcc.core.events import (
    CodeDialled,
    DeviceDialled,
    OutgoingCallRequested,
    RefusedEvent,
    TargetKind,
)
from voipcc.core.plan import Agent, Plan
from voipcc.core.seam import AgentWanted, CallWaiting, PhoneTaken, TalkTaken

if TYPE_CHECKING:
    from voipcc.core.calling import Calling

RING_S, DIAL_SLACK_S = 60, 5
COLLEAGUE_S = 30
NOT_POSSIBLE = "-"  # a code nobody knows: the phone is told that this is not possible
BUSY, NOBODY = "agent/colleague_busy", "agent/colleague_away"


class Outbound:
    """Makes the conversation; ringing, talking and ending are what they always are."""

    __slots__ = ("calling", "desk")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.desk = desk
        self.calling = calling

    # --- from the phone ------------------------------------------------------------------------

    def dialled(self, event: DeviceDialled) -> None:
        """An agent's phone dialled somebody who may be called."""
        calling, agent = self.calling, event.device.partition("/")[0]
        if event.leg in calling.ended or event.leg in calling.callers:
            return
        held = self._held(agent)
        if not event.kind or (held is not None and self._is_busy(held)):
            code = CodeDialled(event.leg, event.device, NOT_POSSIBLE, event.happened_us)
            calling.codes.dialled(code)
            return
        self.desk.order(Answer(event.leg))
        if held is not None:
            self._consult(held, event)
        elif event.kind == "number":
            self._call_out(event, agent)
        else:
            self._call_colleague(event, event.kind)

    def _held(self, agent: str) -> Call | None:
        for call in self.calling.calls.values():
            if call.talk is not None and call.talk.agent == agent and not call.parent and call.leg:
                return call
        return None

    def _is_busy(self, call: Call) -> bool:
        return call.consult is not None or call.transfer is not None

    def _take_phone(self, event: DeviceDialled) -> None:
        self.calling.strays.phones[event.leg] = event.device
        self.desk.tell(PhoneTaken(event.leg, event.device))

    def _consult(self, held: Call, event: DeviceDialled) -> None:
        """The phone holds the caller and asks somebody else."""
        assert event.kind, "nobody is asked"
        self._take_phone(event)
        self.desk.order(StartMusic(event.leg))
        consult = Consult("consult", event.kind, event.to)
        self.calling.consults.begin_at(held, consult, event.leg)

    def _new(self, direction: str, agent: str, leg: str = "") -> Call:
        desk, plan = self.desk, self.desk.plan
        known = plan.agents.get(agent) if plan else None
        call = Call(
            id=desk.new_id(),
            leg=leg,
            number=_shown(plan, known),
            trunk="",
            party="",
            plan=plan.version if plan else "",
            boot_id=desk.now.boot_id,
            arrived_utc_ms=desk.now.utc_ms - (desk.now_us - desk.fact_us) // 1000,
            arrived_us=desk.fact_us,
            boundary_us=desk.fact_us,
            stage="given",
            kind="transfer",
        )
        call.direction, call.fate = direction, "unreached"
        call.language = known.language if known else "en"
        self.calling.calls[call.id] = call
        return call

    def _call_colleague(self, event: DeviceDialled, kind: TargetKind) -> None:
        """A conversation whose caller is the agent who dialled."""
        desk, agent = self.desk, event.device.partition("/")[0]
        self._take_phone(event)
        call = self._new("internal", agent, event.leg)
        self.calling.callers[event.leg] = call
        desk.order(StartMusic(event.leg))
        call.music = True
        if kind == "queue":
            call.stage, call.kind, call.queue, call.kind_queue = (
                "queue",
                "queue",
                event.to,
                event.to,
            )
            call.entered[event.to] = desk.fact_us
            desk.tell(CallWaiting(call.id, event.to, desk.fact_us))
            return
        call.kind_agent = call.wanted = event.to
        desk.tell(AgentWanted(call.id, event.to, timeout_s=COLLEAGUE_S))

    def colleague_refused(self, call: Call, why: str) -> None:
        """The colleague cannot be had: say so and hang up."""
        busy = why in ("busy", "rejected")
        self.calling.ivr.say_goodbye(call, (BUSY if busy else NOBODY,))

    # --- out of the house ------------------------------------------------------------------------

    def _call_out(self, event: DeviceDialled, agent: str) -> None:
        """The agent is on the line already."""
        desk = self.desk
        call = self._new("out", agent)
        call.party = call.kind_party = event.to
        offer = desk.new_id()
        attempt = Attempt(offer, agent, event.device, "", event.leg, desk.fact_us, "connecting")
        attempt.answered_us, attempt.talk = desk.fact_us, desk.new_id()
        attempt.why = "dialled"
        call.attempts.append(attempt)
        self.calling.own_leg(event.leg, call)
        desk.tell(TalkTaken(offer, agent, event.device, event.leg, call.id, ""))
        self.dial(call, attempt)

    def requested(self, event: OutgoingCallRequested) -> None:
        """By verb: the agent's phone is rung first. Raises RefusedEvent."""
        plan = self.desk.plan
        if plan is None or event.agent not in plan.agents:
            raise RefusedEvent(f"There is no agent {event.agent}.")
        if event.caller_id and event.caller_id not in plan.numbers:
            raise RefusedEvent(f"{event.caller_id} is no number of this centre.")
        if self._held(event.agent) is not None:
            raise RefusedEvent(f"Agent {event.agent} has a call already.")
        call = self._new("out", event.agent)
        call.number, call.trunk = event.caller_id or call.number, event.trunk
        call.party = call.kind_party = event.party
        call.wanted = event.agent
        self.desk.tell(AgentWanted(call.id, event.agent, timeout_s=COLLEAGUE_S))

    def dial(self, call: Call, attempt: Attempt) -> None:
        """The agent is there: call the telephone."""
        desk = self.desk
        call.leg, call.stage, call.wanted = desk.new_id(), "dialling", ""
        self.calling.callers[call.leg] = call
        desk.order(StartMusic(attempt.leg))
        who = (attempt.agent, "dial", attempt.leg)
        desk.order(Dial(call.leg, call.party, call.trunk, call.number, call.id, RING_S, *who))
        desk.set_deadline("call", call.id, "reach", RING_S + DIAL_SLACK_S)

    def over(self, call: Call) -> None:
        """Nobody was reached, or the agent is gone: nothing of it is left."""
        if call.leg:
            self.calling.hang_up(call)
            return
        self.calling.ring.cancel(call)
        self.calling.errand_side.keep_and_drop(call)


def _shown(plan: Plan | None, agent: Agent | None) -> str:
    """The number of ours a call of this agent shows: the agent's own, else the first."""
    if plan is None:
        return ""
    if agent is not None and agent.caller_id in plan.numbers:
        return agent.caller_id
    return next(iter(plan.numbers), "")
