"""Parking: the caller hears music at a numbered place until any agent picks them up there.

Whoever parked a caller is rung after a while; where that agent is not free the caller is first
in the line they came from.
"""

from typing import TYPE_CHECKING

from voipcc.core import spoken
from voipcc.core.call import Attempt, Call, Talk, Transfer
from voipcc.core.commands import Answer, EndTalk, Play
from voipcc.core.desk import Desk
from voipcc.core.events import CodeDialled, ParkRequested, PickUpRequested, RefusedEvent
from voipcc.core.seam import AgentWanted, TalkTaken
from voipcc.core.talk import first_side

if TYPE_CHECKING:
    from voipcc.core.calling import Calling

SLOTS = 99
PARKED = "agent/parked"


class Parking:
    """`call.slot` is where a call is parked, "" where it is not."""

    __slots__ = ("calling", "desk")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.desk = desk
        self.calling = calling

    def park_requested(self, event: ParkRequested) -> None:
        """The agent leaves the caller at a place. Raises RefusedEvent."""
        call, talk = self.calling.in_call.call_of(event.agent)
        self.calling.in_call.require_free(call, talk)
        if talk.others:
            raise RefusedEvent("More than two are talking; nobody is parked then.")
        taken = {one.slot for one in self.calling.calls.values()}
        free = (str(slot) for slot in range(1, SLOTS + 1) if str(slot) not in taken)
        slot = next(free, "")
        if not slot:
            raise RefusedEvent(f"All {SLOTS} places are taken.")
        self._park(call, talk, slot, said=event.by == "code")

    def _park(self, call: Call, talk: Talk, slot: str, *, said: bool) -> None:
        calling, desk = self.calling, self.desk
        if said:
            self._tell_slot(call, talk, slot)
        else:
            calling.talk.leave(call)
        call.slot, call.stage = slot, "given"
        call.transfer = Transfer(talk.agent, call.queue, "agent", talk.agent, False, True)
        call.mark("parked")
        calling.wait.start_music(call)
        calling.hears.held.begin(call)
        call.cut("parked", desk.fact_us, call.queue, talk.agent)
        desk.set_deadline("call", call.id, "parked", desk.plan.park_s if desk.plan else 120)

    def _tell_slot(self, call: Call, talk: Talk, slot: str) -> None:
        """The agent hears the place; the phone is hung up a moment later, as any that lingers."""
        desk, agent = self.desk, self.desk.plan.agents.get(talk.agent) if self.desk.plan else None
        self.calling.hears.held.end(call)
        call.talk = None
        desk.deadlines.clear("call", call.id, "join")
        desk.order(EndTalk(talk.id))
        language = agent.language if agent else "en"
        words = (PARKED, *spoken.number(int(slot), language))
        desk.order(Play(talk.leg, desk.new_id(), words, language))
        self.calling.send_leg_away(first_side(talk))

    def _at(self, slot: str) -> Call | None:
        return next((c for c in self.calling.calls.values() if slot and c.slot == slot), None)

    def pick_up_requested(self, event: PickUpRequested) -> None:
        """By verb: the agent's phone rings. Raises RefusedEvent."""
        call = self._at(event.slot)
        if call is None or call.attempts:
            raise RefusedEvent(f"Nobody is parked at {event.slot}.")
        call.wanted = event.agent
        self.desk.tell(AgentWanted(call.id, event.agent, call.queue))

    def dialled(self, event: CodeDialled) -> bool:
        """From the phone: it dialled the code and the place; False when it was another code."""
        plan = self.desk.plan
        prefix = plan.pickup_code if plan else ""
        if not prefix or not event.code.startswith(prefix):
            return False
        call = self._at(event.code.removeprefix(prefix))
        if call is None or call.attempts:
            return False
        desk, agent = self.desk, event.device.partition("/")[0]
        self.calling.hears.held.end(call)
        offer = desk.new_id()
        attempt = Attempt(offer, agent, event.device, call.queue, event.leg, desk.fact_us)
        attempt.phase, attempt.answered_us, attempt.talk = "connecting", desk.fact_us, desk.new_id()
        attempt.why = "picked_up"
        call.attempts.append(attempt)
        self.calling.own_leg(event.leg, call)
        desk.order(Answer(event.leg))
        taken = TalkTaken(offer, agent, event.device, event.leg, call.id, call.queue)
        desk.tell(taken)
        self.calling.ring.join(call, attempt)
        return True

    def overdue(self, call: Call) -> None:
        """Nobody has picked the caller up: whoever parked them is rung."""
        if call.slot and call.transfer is not None and not call.attempts:
            self.calling.hears.held.end(call)
            call.wanted, call.slot = call.transfer.agent, ""
            self.desk.tell(AgentWanted(call.id, call.wanted, call.queue))
