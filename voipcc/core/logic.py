"""Steps that only compute: the caller hears nothing of them, and the next step is taken at once."""

from voipcc.core import hours, overrides, values
from voipcc.core.call import Call, Frame
from voipcc.core.desk import Desk
from voipcc.core.expressions import condition
from voipcc.core.steps import (
    BranchStep,
    Case,
    HoursStep,
    JumpStep,
    LanguageStep,
    LoopStep,
    ReturnStep,
    SetStep,
    SplitStep,
    SubStep,
    TagStep,
)

LogicStep = (
    HoursStep
    | JumpStep
    | SetStep
    | BranchStep
    | SplitStep
    | LanguageStep
    | LoopStep
    | SubStep
    | ReturnStep
    | TagStep
)
DEEPEST = 20
MOST_TAGS = 20


def take(desk: Desk, call: Call, step: LogicStep) -> bool:
    """Take one such step. True: the call stands at the one that follows; False: at none."""
    match step:
        case HoursStep():
            _look_at_clock(desk, call, step)
        case JumpStep(block=block):
            go_to(call, block)
        case BranchStep():
            _branch(call, step)
        case SplitStep():
            _split(desk, call, step)
        case LoopStep():
            _loop(call, step)
        case SubStep():
            return _enter(desk, call, step)
        case ReturnStep():
            return _back(call)
        case _:
            _remember(call, step)
            call.step += 1
    return True


def go_to(call: Call, block: str) -> None:
    """Stand at the first step of a block of the same flow."""
    call.block, call.step = block, 0


def _remember(call: Call, step: SetStep | LanguageStep | TagStep) -> None:
    match step:
        case SetStep():
            given = {name: values.filled(call, value) for name, value in step.values.items()}
            values.keep(call, given)
        case LanguageStep(language=language):
            call.language = language
        case TagStep(tags=tags):
            call.tags += [tag for tag in tags if tag not in call.tags]
            del call.tags[MOST_TAGS:]


def _look_at_clock(desk: Desk, call: Call, step: HoursStep) -> None:
    table = desk.plans[call.plan].hours[step.hours]
    utc_ms = desk.now.utc_ms
    if not hours.is_known(table, utc_ms):
        call.mark("hours_unknown")
    dialled = desk.plans[call.plan].numbers.get(call.number, "")
    place = (call.number, call.flow, "", dialled)
    if overrides.is_open(desk.overrides, table, utc_ms, *place):
        call.step += 1
        return
    call.fate = "closed"
    call.cut("closing", desk.fact_us)
    go_to(call, step.closed)


def _branch(call: Call, step: BranchStep) -> None:
    known = values.known_values(call)

    def holds(case: Case) -> bool:
        if case.when:
            return condition(case.when).holds(known)
        return any(name in call.lists for name in case.callers)

    block = next((case.jump for case in step.cases if holds(case)), step.otherwise)
    if block:
        go_to(call, block)
    else:
        call.step += 1


def _split(desk: Desk, call: Call, step: SplitStep) -> None:
    lot = desk.draw(call.id, f"split {_place(call)}", 0, 100)
    for block, share in step.shares.items():
        lot -= share
        if lot < 0:
            go_to(call, block)
            return
    call.step += 1


def _loop(call: Call, step: LoopStep) -> None:
    place = _place(call)
    made = call.loops.pop(place, 0)
    if made < step.times:
        call.loops[place] = made + 1
        go_to(call, step.block)
    else:
        call.step += 1


def _place(call: Call) -> str:
    return f"{call.flow}:{call.block}:{call.step}"


def _enter(desk: Desk, call: Call, step: SubStep) -> bool:
    flow = desk.plans[call.plan].flows.get(step.flow or call.flow)
    if flow is None or len(call.frames) >= DEEPEST:
        return False
    given = {name: values.filled(call, value) for name, value in step.values.items()}
    before = {name: call.values.get(name) for name in given}
    call.frames.append(Frame(call.flow, call.block, call.step + 1, before))
    values.keep(call, given)
    call.flow = flow.name
    go_to(call, step.block or flow.start)
    return True


def _back(call: Call) -> bool:
    if not call.frames:
        return False
    frame = call.frames.pop()
    call.flow, call.block, call.step = frame.flow, frame.block, frame.step
    for name, value in frame.before.items():
        if value is None:
            call.values.pop(name, None)
        else:
            call.values[name] = value
    return True
