"""A consult: the agent asks somebody else while the caller hears music; then all, one or none of them.

The agent's side of it is a call of its own (`direction` consult, `parent` the caller's), whose
caller is the agent: so it waits, rings and talks like any other, and has a record.
"""

from typing import TYPE_CHECKING

from voipcc.core.call import Call, Consult, Side, Talk
from voipcc.core.cdr import conversation
from voipcc.core.commands import EndTalk, HangUp, KeepRecord, StartMusic
from voipcc.core.desk import Desk
from voipcc.core.events import LegEnded, RefusedEvent, TargetKind
from voipcc.core.seam import AgentWanted, CallHandedOver, CallLeftQueue, CallWaiting
from voipcc.core.talk import first_side

if TYPE_CHECKING:
    from voipcc.core.calling import Calling

REACH_LIMIT_S = 120
REACH_QUEUE_LIMIT_S = 600
PARTIES_LIMIT = 6
BACK = "queue/one_moment"
WORDS = {  # why nobody was reached, said to the agent
    "busy": "agent/target_busy",
    "rejected": "agent/target_busy",
    "timeout": "agent/target_no_answer",
}
NOT_REACHED = "agent/target_not_reached"


class Consults:
    """`call.consult` names the child; a child's `parent` names the call."""

    __slots__ = ("calling", "desk")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.desk = desk
        self.calling = calling

    def child(self, call: Call) -> Call | None:
        """The conversation of the agent with whoever is asked."""
        consult = call.consult
        return self.calling.calls.get(consult.call) if consult and consult.call else None

    def parent(self, child: Call) -> Call | None:
        return self.calling.calls.get(child.parent)

    # --- it begins -------------------------------------------------------------------------------

    def begin(self, call: Call, consult: Consult) -> None:
        """The caller hears music, the agent waits for the target."""
        talk = call.talk
        assert talk is not None, f"call {call.id} has no talk"
        self.set_apart(call, consult)
        self.begin_at(call, consult, talk.leg)

    def begin_at(self, call: Call, consult: Consult, leg: str) -> None:
        """Ask from this leg of the agent's: the one that talks, or a second one of the same phone."""
        talk, calling = call.talk, self.calling
        assert talk is not None, f"call {call.id} has no talk"
        call.consult = consult
        child = self._make(call, talk, consult, leg)
        calling.calls[child.id] = calling.callers[leg] = child
        calling.talk.settle(call)
        queue = self.desk.queue(call.queue, call.plan)
        ring_s = queue.ring_timeout_s if queue else 20
        self._ask(child, consult.kind, consult.to, talk.agent, ring_s)

    def set_apart(self, call: Call, consult: Consult) -> None:
        """Agent and caller hear music, each for themselves; of more than two the others go on talking."""
        talk = call.talk
        assert talk is not None, f"call {call.id} has no talk"
        call.consult = consult
        if not talk.others:
            self.calling.talk.to_music(call, call.leg)
        self.calling.talk.to_music(call, talk.leg)
        self.calling.talk.settle(call)

    def _make(self, call: Call, talk: Talk, consult: Consult, leg: str) -> Call:
        desk = self.desk
        agent = desk.plan.agents.get(talk.agent) if desk.plan else None
        child = Call(
            id=desk.new_id(),
            leg=leg,
            number=call.number,
            trunk=call.trunk,
            party="",
            plan=call.plan,
            boot_id=desk.now.boot_id,
            arrived_utc_ms=desk.now.utc_ms - (desk.now_us - desk.fact_us) // 1000,
            arrived_us=desk.fact_us,
            boundary_us=desk.fact_us,
            kind="queue",
        )
        child.direction, child.origin, child.parent = "consult", call.id, call.id
        child.fate, child.language = "unreached", agent.language if agent else "en"
        consult.call = child.id
        return child

    def _ask(self, child: Call, kind: TargetKind, to: str, agent: str, ring_s: int) -> None:
        desk = self.desk
        limit_s = REACH_QUEUE_LIMIT_S if kind == "queue" else REACH_LIMIT_S
        desk.set_deadline("call", child.id, "reach", limit_s)
        if kind == "queue":
            child.stage, child.queue, child.kind_queue = "queue", to, to
            child.entered[to] = desk.fact_us
            desk.tell(CallWaiting(child.id, to, desk.fact_us, again=True))
        elif kind == "number":
            child.stage = "given"
            self.calling.in_call.outside.ring(child, to, agent)
        else:
            child.stage, child.wanted = "given", to
            desk.tell(AgentWanted(child.id, to, timeout_s=ring_s))

    # --- how it goes on ----------------------------------------------------------------------------

    def reached(self, child: Call) -> None:
        """The target has answered and talks to the agent."""
        self.desk.deadlines.clear("call", child.id, "reach")
        call = self.parent(child)
        if call is not None and call.consult is not None and call.consult.how == "conference":
            self.merge(call)

    def finish(self, call: Call) -> None:
        """The target gets the caller; a warm transfer has all three talk first. Raises RefusedEvent."""
        child, consult = self.child(call), call.consult
        if child is None or consult is None or child.talk is None:
            raise RefusedEvent(
                "Whoever was asked has not answered yet; take the caller back instead."
            )
        if consult.how == "warm":
            self.merge(call)
        else:
            self._complete(call, child, gone=False)

    def merge(self, call: Call) -> None:
        """Caller, agent and target talk together. Raises RefusedEvent."""
        child, talk = self.child(call), call.talk
        reached = child.talk if child is not None else None
        if child is None or reached is None or talk is None:
            raise RefusedEvent("Whoever was asked has not answered yet.")
        talk.others.append(self._take_over(call, child))
        self.calling.talk.bring(call, call.leg, talk.leg, *(one.leg for one in talk.others))
        self.desk.order(EndTalk(reached.id))

    def _complete(self, call: Call, child: Call, *, gone: bool, lost: bool = False) -> None:
        """The target has the caller, the agent is done; `gone`: the agent's leg has ended."""
        talk, reached = call.talk, child.talk
        assert talk is not None and reached is not None, f"nobody takes call {call.id} over"
        before, side = first_side(talk), self._take_over(call, child)
        call.mark("transferred")
        talk.others.insert(0, side)
        if gone:
            self.calling.let_leg_go(before, lost=lost)
        else:
            self.desk.order(HangUp(before.leg))
            self.calling.send_leg_away(before)
        talk.awaited = [side.leg]
        self.calling.talk.next_agent(call)
        self.calling.talk.bring(call, *self.calling.talk.legs(call))
        self.desk.order(EndTalk(reached.id))

    def _take_over(self, call: Call, child: Call) -> Side:
        """The target's leg belongs to the caller's call from now on; the consult is over."""
        reached = child.talk
        assert reached is not None and call.talk is not None, f"nobody was reached by {child.id}"
        side = first_side(reached)
        child.talk = None
        child.fate = "completed"
        self._close(child)
        self.calling.own_leg(side.leg, call)
        call.consult = None
        self.desk.tell(CallHandedOver(side.offer, call.id, call.talk.queue))
        return side

    # --- how it ends otherwise -----------------------------------------------------------------------

    def cancel(self, call: Call, words: str = "") -> None:
        """The agent talks to the caller again; whoever was asked or rung is let go."""
        talk = call.talk
        self.forget(call)
        if talk is None:
            return
        self.calling.talk.bring(call, call.leg, talk.leg, *(side.leg for side in talk.others))
        if words:
            self.calling.in_call.codes.say(talk, words)

    def tell_agent(self, call: Call, why: str) -> None:
        """Whom the agent named cannot be had: the caller stays, or comes back."""
        talk, words = call.talk, WORDS.get(why, NOT_REACHED)
        if talk is not None and call.leg in talk.here:
            self.calling.in_call.codes.say(talk, words)
        else:
            self.cancel(call, words)

    def forget(self, call: Call) -> None:
        """Nothing of the consult is left; where the agent and the caller are is decided elsewhere."""
        child, consult, call.consult = self.child(call), call.consult, None
        if child is not None:
            self._close(child)
        elif consult is not None and consult.check:
            self.calling.in_call.codes.stop(call)

    def not_reached(self, child: Call, why: str) -> None:
        """The target cannot be had, or did not answer: the agent is told, the caller is back."""
        call = self.parent(child)
        if call is not None and call.consult is not None and call.consult.call == child.id:
            self.cancel(call, WORDS.get(why, NOT_REACHED))
        else:
            self._close(child)

    def target_left(self, child: Call, lost: bool) -> None:
        """The one who was asked has hung up, or their line broke."""
        talk = child.talk
        assert talk is not None, f"consult {child.id} has no talk"
        child.talk = None
        child.ended_by = "lost" if lost else "agent"
        self.calling.let_leg_go(talk, lost=lost)
        self.desk.order(EndTalk(talk.id))
        self.fell_through(child)

    def fell_through(self, child: Call) -> None:
        """The consult ends, whatever the reason: agent and caller talk again."""
        call = self.parent(child)
        if call is not None and call.consult is not None and call.consult.call == child.id:
            self.cancel(call)
        else:
            self._close(child)

    def agent_gone(self, child: Call, event: LegEnded, *, lost: bool) -> None:
        """The leg the agent asks from is gone."""
        call = self.parent(child)
        if call is None or call.talk is None or call.talk.leg != event.leg:
            self._close(child)
            if call is not None:
                call.consult = None
                self.calling.talk.settle(call)
            return
        self.first_leg_gone(call, event, lost=lost)

    def first_leg_gone(self, call: Call, event: LegEnded, *, lost: bool) -> None:
        """The agent's leg of the talk is gone: who has answered has the caller, else the caller waits again."""
        child, talk = self.child(call), call.talk
        assert talk is not None, f"call {call.id} has no talk"
        if lost:
            call.mark("line_lost")
        if child is not None and child.talk is not None:
            self.calling.agent_legs.pop(event.leg, None)
            self._complete(call, child, gone=True, lost=lost)
            return
        self.forget(call)
        self.calling.agent_legs[event.leg] = call
        if talk.others:
            self.calling.talk.agent_left(call, talk, event.cause, event.sip, lost)
            return
        self.calling.hears.held.end(call)
        call.talk = None
        self.calling.let_leg_go(talk, lost=lost)
        self.desk.order(EndTalk(talk.id))
        self.calling.back_to_head(call, "queue/line_lost" if lost else BACK)

    def _close(self, child: Call) -> None:
        """Everything the consult holds is let go; the agent's own leg is not touched. Its record is kept."""
        calling, desk = self.calling, self.desk
        if calling.calls.pop(child.id, None) is None:
            return
        calling.forget_deadlines(child)
        desk.tell(CallLeftQueue(child.id))
        child.wanted = ""
        calling.ring.cancel(child)
        calling.numbers.drop_all(child)
        calling.talk.leave(child)
        if calling.callers.get(child.leg) is child:
            del calling.callers[child.leg]
        self._end_phone(child.leg)
        child.ended_by = child.ended_by or "caller"
        child.cut("closing", desk.fact_us)
        if not child.segments and not child.offers:
            return  # it never came to anything
        desk.order(KeepRecord(conversation(child, max(desk.fact_us, child.boundary_us))))
        calling.drop_plan(child.plan)

    def _end_phone(self, leg: str) -> None:
        """A second leg of the agent's phone has done what it was for."""
        if leg not in self.calling.strays.phones:
            return
        if leg in self.calling.ended:
            self.calling.strays.phone_gone(leg)
        else:
            self.desk.order(HangUp(leg))
            self.calling.strays.add_number(leg)

    def again(self, child: Call) -> None:
        """After the switch was away: the agent hears what belongs to the state."""
        if child.connecting is not None:
            self.calling.ring.connect(child, child.connecting)
        elif child.talk is not None:
            self.calling.ring.connect(child, child.talk)
        elif not self.calling.in_call.outside.again(child):
            self.desk.order(StartMusic(child.leg))
