"""How a call ends: by hand, by its caller, by us, or with the switch."""

from typing import TYPE_CHECKING

from voipcc.core.call import Call
from voipcc.core.cdr import conversation
from voipcc.core.commands import HangUp, HangUpReason, KeepRecord
from voipcc.core.desk import Desk
from voipcc.core.events import CallEndRequested, RefusedEvent
from voipcc.core.overdue import END_LIMIT_S
from voipcc.core.seam import CallLeftQueue, CallLost

if TYPE_CHECKING:
    from voipcc.core.calling import Calling


class Endings:
    """Frees whatever a call holds, and keeps its record once."""

    __slots__ = ("calling", "desk")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.desk = desk
        self.calling = calling

    def end_requested(self, event: CallEndRequested) -> None:
        """Somebody ends a call by hand."""
        call = self.calling.calls.get(event.call)
        if call is None or call.stage == "ending":
            raise RefusedEvent(f"There is no call {event.call} to end; it may be over already.")
        self.hang_up(call)

    def hang_up(self, call: Call, reason: HangUpReason = "normal") -> None:
        """End a call ourselves; the record waits for the leg's end."""
        if call.parent:
            self.calling.in_call.consults.fell_through(call)
            return
        if self.calling.errand_side.fell_through(call, counted=True):
            return
        if call.kind == "queue" and call.stage != "answering":
            call.fate = call.fate or "abandoned"
        self.let_go(call)
        call.ended_by = call.ended_by or "centre"
        call.stage = "ending"
        call.cut("closing", self.desk.fact_us)
        self.desk.order(HangUp(call.leg, reason))
        self.desk.set_deadline("call", call.id, "ending", END_LIMIT_S)

    def let_go(self, call: Call) -> None:
        """Free whatever the call holds: deadlines, place, offer, talk."""
        self.calling.forget_deadlines(call)
        self.calling.tapes.over(call)
        call.playback = ""
        if call.stage == "queue":
            self.desk.tell(CallLeftQueue(call.id))
        self.calling.ring.cancel(call)
        self.calling.numbers.drop_all(call)
        self.calling.talk.over(call)

    def end(self, call: Call) -> None:
        """The caller's leg is gone: free what it held and keep the record, once."""
        if call.parent:
            self.calling.in_call.consults.fell_through(call)
            return
        if self.calling.errand_side.fell_through(call, counted=False):
            return
        if call.stage == "queue":
            self.desk.tell(CallLeftQueue(call.id, gone=True))
        self.let_go(call)
        record = conversation(call, max(self.desk.fact_us, call.boundary_us))
        self.desk.order(KeepRecord(record))
        del self.calling.calls[call.id], self.calling.callers[call.leg]
        self.calling.strays.phone_gone(call.leg)
        self.calling.errand_side.errands.caller_gone(call)
        self.calling.counters.keep(record)
        self.calling.drop_plan(call.plan)

    def lose_all(self) -> None:
        """The switch died: every call ends now, and no leg is left."""
        for call in [one for one in self.calling.calls.values() if not one.parent]:
            if call.fate != "refused":
                call.fate = "media_server_lost"
            call.ended_by = call.ended_by or "switch"
            self.end(call)
            self._keep_place(call)
        for leg in list(self.calling.strays.legs):
            self.calling.strays.release(leg)
        for leg in list(self.calling.codes.legs):
            self.calling.codes.ended(leg)
        self.calling.supervisions.lose_all()
        self.calling.notes.lose_all()
        self.calling.takes.lose_all()
        self.calling.door_codes.lose_all()

    def _keep_place(self, call: Call) -> None:
        """Whom the switch took with it was not impatient: on calling again they come first."""
        if call.leg and call.party and call.queue and call.stage in ("queue", "talk"):
            since_us = call.entered.get(call.queue, call.arrived_us)
            self.desk.tell(
                CallLost(call.party, call.queue, since_us, call.priorities.get(call.queue, 0))
            )
