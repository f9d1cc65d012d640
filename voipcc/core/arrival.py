"""How a call begins: it arrives, comes back, is adopted, or is refused."""

from typing import TYPE_CHECKING

from voipcc.core import canary
from voipcc.core.asking import ASKING
from voipcc.core.call import Call
from voipcc.core.commands import Answer, HangUp, HangUpReason
from voipcc.core.desk import Desk
from voipcc.core.doors import Doors
from voipcc.core.events import CallArrived, ServedByFallback

if TYPE_CHECKING:
    from voipcc.core.calling import Calling

BEFORE = ("answering", "notice", "consent", "play", "menu")


class Arrivals:
    """Calls that come in, and callers' legs that come back to us."""

    __slots__ = ("calling", "desk", "doors")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.desk = desk
        self.calling = calling
        self.doors = Doors(desk, calling)

    def arrived(self, event: CallArrived) -> None:
        """A caller's leg came in, came back, or was announced twice."""
        if known := self.calling.callers.get(event.leg):
            if event.answered:
                known.mark("adopted")
                self.resume(known)
            return
        if event.leg in self.calling.codes.legs or (
            event.leg in self.calling.ended and not self._is_back(event)
        ):
            return
        call = self._new_call(event)
        self.calling.counters.offer(call.arrived_utc_ms)
        plan = self.desk.plan
        if plan is None or event.number not in plan.numbers:
            self._refuse(call, "not_found")
        elif event.answered:
            self._adopt(call)
        elif self._busy_count() > plan.max_calls:
            self._refuse(call, "congestion")
        else:
            call.unanswered = True
            self.begin_flow(call)

    def _is_back(self, event: CallArrived) -> bool:
        """A leg nobody could find was there after all: it comes back as a new conversation."""
        if not event.answered or self.calling.ended[event.leg] >= 0:
            return False
        del self.calling.ended[event.leg]
        return True

    def _new_call(self, event: CallArrived) -> Call:
        desk = self.desk
        arrived_us = min(event.since_us or desk.fact_us, desk.now_us)
        name = desk.new_id()
        call = Call(
            id=name,
            leg=event.leg,
            number=event.number,
            trunk=event.trunk,
            party=event.party,
            plan=canary.version_for(desk, name, event),
            boot_id=desk.now.boot_id,
            arrived_utc_ms=desk.now.utc_ms - (desk.now_us - arrived_us) // 1000,
            arrived_us=arrived_us,
            boundary_us=arrived_us,
            lists=list(event.lists),
            withheld=event.withheld,
        )
        self.calling.calls[call.id] = self.calling.callers[call.leg] = call
        return call

    def _busy_count(self) -> int:
        """Calls we carry; those we only refuse do not count."""
        plan = self.desk.plan
        if plan is None or len(self.calling.calls) <= plan.max_calls:
            return 0
        return sum(call.fate != "refused" for call in self.calling.callers.values())

    def _refuse(self, call: Call, reason: HangUpReason) -> None:
        call.fate = "refused"
        self.calling.hang_up(call, reason)

    def _adopt(self, call: Call) -> None:
        """A caller of the fallback queue: in line with the time waited there."""
        call.mark("adopted")
        plan = self.desk.plans[call.plan]
        flow = plan.flows[plan.numbers[call.number]]
        place = self.calling.ivr.first_queue(flow)
        call.kind = "queue"
        if place is None:
            call.entered[""] = call.arrived_us
            call.cut("menu", self.desk.fact_us)
            self.calling.ivr.begin(call, flow)
            return
        block, step, queue = place
        call.kind_queue = queue
        call.entered[queue] = call.arrived_us
        self.calling.ivr.begin(call, flow, block, step)

    def resume(self, call: Call) -> None:
        """The caller's leg is ours again (or still): let it hear what belongs to its state."""
        if call.kind == "queue" and call.stage in (*BEFORE, *ASKING):
            # It waited in the switch's own queue, unheard; now it is back in its step.
            closing = call.fate in ("closed", "overflowed")
            call.cut("closing" if closing else "menu", self.desk.fact_us)
        if call.parent:
            self.calling.in_call.consults.again(call)
            return
        match call.stage:
            case "answering":
                # Whether our Answer took effect was never heard; twice is harmless.
                self.desk.order(Answer(call.leg))
                self.answered(call)
            case "queue" | "given":
                self._resume_waiting(call)
            case "notice":
                self.doors.again(call)
            case "consent":
                self.calling.tapes.consents.again(call)
            case "play" | "menu" | "goodbye" | "callback" | "collect" | "lookup":
                self.calling.ivr.again(call)
            case "transfer":
                self.calling.forwarding.resume(call)
            case "talk":
                self.calling.talk.again(call)
            case "ending":
                self.desk.order(HangUp(call.leg))
            case "fallback":
                self._back_from_fallback(call)

    def _resume_waiting(self, call: Call) -> None:
        if attempt := call.connecting:
            self.calling.ring.connect(call, attempt)
        elif not self.calling.in_call.outside.again(call):
            self.calling.ivr.hush(call)
            if not self.calling.hears.by_name.start_music(call):
                self.calling.wait.start_music(call)

    def _back_from_fallback(self, call: Call) -> None:
        call.fate, call.unanswered = "", False
        if call.queue:
            self.calling.wait.enter_again(call)
        else:
            plan = self.desk.plans[call.plan]
            self.calling.ivr.begin(call, plan.flows[plan.numbers[call.number]])

    def taken_by_fallback(self, call: Call) -> None:
        """The switch's own queue connected the caller while nobody commanded it."""
        if call.stage == "fallback":
            return
        self.calling.let_go(call)
        call.stage, call.fate, call.unanswered = "fallback", "fallback", False
        call.cut("talk", self.desk.fact_us)

    def served_by_fallback(self, event: ServedByFallback) -> None:
        """Where the caller was while nobody commanded it; what was told before counts once."""
        call = self.calling.callers.get(event.leg)
        if call is None:
            return
        if call.kind != "queue" and event.waiting_us > call.boundary_us:
            call.cut("queue", event.waiting_us, event.queue)
            call.entered.setdefault("", event.waiting_us)
        for talk in event.talks:
            if talk.start_us < call.boundary_us:
                continue
            self.desk.fact_us = talk.start_us
            self.taken_by_fallback(call)
            call.cut("talk", talk.start_us, event.queue, talk.agent)
            if talk.end_us:
                call.cut("closing", talk.end_us)

    def answered(self, call: Call) -> None:
        """The caller can hear us: the flow goes on where it needed that."""
        self.desk.deadlines.clear("call", call.id, "answer")
        call.unanswered = False
        if call.flow:
            self.calling.ivr.go_on(call)
        else:  # the snapshot of an earlier release: it answered first
            self.begin_flow(call)

    def begin_flow(self, call: Call) -> None:
        """The flow of the dialled number starts."""
        plan = self.desk.plans[call.plan]
        self.doors.begin(call, plan.flows[plan.numbers[call.number]])
