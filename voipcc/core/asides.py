"""Words aside: the blocks a queue step or a flow names for who waits, holds, serves or has talked."""

from typing import Literal, get_args

from voipcc.core import logic, overrides, saying
from voipcc.core.call import Call, Cursor
from voipcc.core.desk import Desk
from voipcc.core.plan import Flow
from voipcc.core.seam import StandingAsked
from voipcc.core.steps import (
    BranchStep,
    HoursStep,
    JumpStep,
    Part,
    PlayStep,
    Prompts,
    QueueStep,
    SplitStep,
    Step,
)

# comfort: in line. agent_hears: the agent, before the two are joined. on_hold: the held caller.
# after_call: the caller whose agent has hung up.
Place = Literal["comfort", "agent_hears", "on_hold", "after_call"]


def block_of(desk: Desk, call: Call, place: Place) -> str:
    """The block the call's queue step names, else its flow; "" where neither does."""
    plan = desk.plans.get(call.plan)
    flow = plan.flows.get(call.flow) if plan else None
    if flow is None:
        return ""
    steps = flow.blocks.get(call.block, ())
    step = steps[call.step] if call.step < len(steps) else None
    own: str = getattr(step, place) if isinstance(step, QueueStep) else ""
    block: str = own or getattr(flow, place)
    return block


def _leads(step: Step) -> set[str]:
    """The blocks of the same flow this step may lead to."""
    match step:
        case JumpStep(block=block):
            return {block}
        case HoursStep(closed=closed):
            return {closed}
        case BranchStep(cases=cases, otherwise=otherwise):
            return {otherwise, *(case.jump for case in cases)} - {""}
        case SplitStep(shares=shares):
            return set(shares)
    return set()


MOST_STEPS = 100  # of one turn
LOGIC = get_args(logic.LogicStep)


class Asides:
    """Walks the blocks that are said aside, one message at a time or all at once."""

    __slots__ = ("desk",)

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def asked(self, call: Call, place: Place, block: str) -> bool:
        """Whether a step goes by how queues stand: then that is asked for, and told to `Hears`."""
        queues = self._queues(call, block)
        if queues:
            self.desk.tell(StandingAsked(call.id, queues, place))
        return bool(queues)

    def _queues(self, call: Call, block: str) -> tuple[str, ...]:
        """The queues any step asks for to which the block leads."""
        blocks, found = self._flow(call).blocks, dict[str, None]()
        waiting, seen = [block], {block}
        while waiting:
            for step in blocks.get(waiting.pop(), ()):
                found |= dict.fromkeys(getattr(step, "asks", ()))
                further = _leads(step) - seen
                seen |= further
                waiting += sorted(further)
        return tuple(found)

    def next_words(self, call: Call, place: Place, block: str) -> Prompts:
        """What the next step says; behind the last one the block begins again."""
        cursor, begun = call.asides.get(place), f"{call.flow}:{block}"
        if cursor is None or cursor.of != begun:
            cursor = call.asides[place] = Cursor(block, of=begun)
        for _ in range(MOST_STEPS):
            step = self._step(call, cursor)
            if step is None and cursor.step == 0 and cursor.block == block:
                return ()
            if step is None:
                cursor.block, cursor.step = block, 0
                continue
            if words := self._take(call, cursor, step):
                return words
        return ()

    def all_words(self, call: Call, block: str, language: str) -> tuple[str, ...]:
        """Everything the block says, once, to somebody who hears this language."""
        cursor, said = Cursor(block), list[Part]()
        for _ in range(MOST_STEPS):
            step = self._step(call, cursor)
            if step is None:
                break
            said += self._take(call, cursor, step)
        return saying.words(call, tuple(said), language)

    def _flow(self, call: Call) -> Flow:
        return self.desk.plans[call.plan].flows[call.flow]

    def _step(self, call: Call, cursor: Cursor) -> Step | None:
        steps = self._flow(call).blocks.get(cursor.block, ())
        return steps[cursor.step] if cursor.step < len(steps) else None

    def _take(self, call: Call, cursor: Cursor, step: Step) -> Prompts:
        """Go past this step; what it says, if anything."""
        cursor.step += 1
        match step:
            case PlayStep():
                return step.prompts
            case HoursStep():  # says nothing about the call itself
                table = self.desk.plans[call.plan].hours[step.hours]
                utc_ms = self.desk.now.utc_ms
                numbered = (call.number, call.flow)
                if not overrides.is_open(self.desk.overrides, table, utc_ms, *numbered):
                    cursor.block, cursor.step = step.closed, 0
            case _ if isinstance(step, LOGIC):
                self._compute(call, cursor, step)
        return ()

    def _compute(self, call: Call, cursor: Cursor, step: logic.LogicStep) -> None:
        """Take a step that only computes as if the call stood there."""
        stands = call.block, call.step
        call.block, call.step = cursor.block, cursor.step - 1
        logic.take(self.desk, call, step)
        cursor.block, cursor.step = call.block, call.step
        call.block, call.step = stands
