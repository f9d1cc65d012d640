"""Steps that only compute: the caller hears nothing of them, and the next step is taken at once."""

from voipcc.core import hours, overrides
from voipcc.core.call import Call
from voipcc.core.desk import Desk
from voipcc.core.steps import HoursStep, JumpStep

LogicStep = HoursStep | JumpStep


def take(desk: Desk, call: Call, step: LogicStep) -> None:
    """Take one such step: afterwards the call stands at the one that follows."""
    match step:
        case HoursStep():
            _look_at_clock(desk, call, step)
        case JumpStep(block=block):
            call.block, call.step = block, 0


def _look_at_clock(desk: Desk, call: Call, step: HoursStep) -> None:
    table = desk.plans[call.plan].hours[step.hours]
    utc_ms = desk.now.utc_ms
    if not hours.is_known(table, utc_ms):
        call.mark("hours_unknown")
    if overrides.is_open(desk.overrides, table, utc_ms, call.number, call.flow):
        call.step += 1
        return
    call.fate = "closed"
    call.cut("closing", desk.fact_us)
    call.block, call.step = step.closed, 0
