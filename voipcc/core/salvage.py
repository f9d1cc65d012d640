"""After a restart and after a fault in the core itself: it costs one call, never the centre."""

from typing import TYPE_CHECKING

from voipcc.core.call import Attempt, Call, Side, Talk
from voipcc.core.cdr import conversation
from voipcc.core.code import CodeLeg
from voipcc.core.commands import HangUp, KeepRecord
from voipcc.core.seam import CallLeftQueue
from voipcc.core.strays import Stray

if TYPE_CHECKING:
    from voipcc.core.calling import Calling


def quarantine(calling: "Calling", call: Call) -> None:
    """A fault in handling this call: mark it, leave a talk alone, end anything else."""
    call.mark("quarantined")
    if call.quarantined:
        return
    call.quarantined = True
    if call.talk is None and call.stage not in ("ending", "fallback"):
        calling.hang_up(call)


def bury(calling: "Calling", call: Call, *, gone: bool) -> None:
    """A call whose end itself fails: out of everything, with what record there is."""
    calling.calls.pop(call.id, None)
    calling.callers.pop(call.leg, None)
    calling.forget_deadlines(call)
    calling.tapes.over(call)
    if call.consult is not None and (child := calling.calls.get(call.consult.call)):
        bury(calling, child, gone=True)
    others = call.talk.others if call.talk is not None else []
    for held in (*call.attempts, call.talk, *others):
        if held is not None and held.leg in calling.agent_legs:
            calling.desk.order(HangUp(held.leg))
            calling.send_leg_away(held)
    calling.numbers.drop_all(call)
    if not gone and call.leg:
        calling.desk.order(HangUp(call.leg))
    calling.desk.tell(CallLeftQueue(call.id))
    calling.errand_side.errands.caller_gone(call)
    if errand := calling.errand_side.errand_of(call):
        calling.errand_side.errands.failed(errand, "failed")
        return
    record = conversation(call, max(calling.desk.fact_us, call.boundary_us))
    calling.desk.order(KeepRecord(record))
    calling.counters.keep(record)
    calling.drop_plan(call.plan)


def take_over(
    calling: "Calling",
    calls: list[Call],
    strays: list[Stray],
    codes: list[CodeLeg],
    ended: dict[str, int],
) -> None:
    """Take over what a snapshot kept, and derive whose leg is whose."""
    calling.calls = {call.id: call for call in calls}
    calling.callers = {call.leg: call for call in calls if call.leg}
    for call in calls:
        held: list[Attempt | Talk | Side] = [*call.attempts]
        if call.talk is not None:
            held += [call.talk, *call.talk.others]
        for one in (*held, *call.number_legs):
            calling.agent_legs[one.leg] = call
    calling.strays.legs = {stray.leg: stray for stray in strays}
    calling.codes.legs = {code.leg: code for code in codes}
    calling.ended = ended
