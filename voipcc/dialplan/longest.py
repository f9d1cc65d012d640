"""How long a caller who chooses nothing can be on the way before a queue or the end.

A choice begins a new wait: whoever presses a valid key wants to hear what comes then. Loops that
only a caller's choices end are told elsewhere (`paths`); here they are walked once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from voipcc.core import steps as core
from voipcc.core.plan import Flow

MOST_BLOCKS = 10  # named
Place = tuple[str, str]  # flow and block
LengthOf = Callable[[str], float]  # a prompt's name -> seconds
SPOKEN_S: Mapping[str, float] = {
    "number": 3.0, "digits": 10.0, "date": 5.0, "time": 4.0, "amount": 7.0
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Longest:
    """Seconds until a queue or the end, and the blocks on the way there."""

    seconds: float
    blocks: tuple[str, ...] = ()
    worst: tuple[float, int] = (0.0, 0)  # the longest stay, and the line of its step

    def in_words(self) -> str:
        """The blocks; of many the first and the last ones."""
        names = self.blocks
        if len(names) > MOST_BLOCKS:
            half = MOST_BLOCKS // 2
            names = (*names[:half], "...", *names[-half:])
        return " -> ".join(names)


@dataclass(slots=True)
class Clock:
    """Measures the ways through all flows of a centre; `length_of` tells how long a prompt is."""

    flows: Mapping[str, Flow]
    length_of: LengthOf
    _known: dict[Place, Longest] = field(default_factory=dict)
    _led: dict[int, list[str]] = field(default_factory=dict)

    def longest(self, flow: str) -> Longest:
        """The longest such way in a flow, from its start or from any choice on."""
        ways = [self._from(flow, block) for block in self._beginnings(flow)]
        return max(ways, key=lambda way: way.seconds, default=Longest(0))

    def _beginnings(self, flow: str) -> list[str]:
        """Where a call begins, and where a choice or the end of a wait leads to."""
        found = self.flows[flow]
        led = (block for steps in found.blocks.values() for one in steps for block in chosen(one))
        return [block for block in dict.fromkeys((found.start, *led)) if block]

    def _from(self, flow: str, block: str) -> Longest:
        """The longest way from a block on, after all it leads into was measured."""
        begin = (flow, block)
        stack, seen = [(begin, iter(self._next(begin)))], {begin}
        while stack and begin not in self._known:
            place, following = stack[-1]
            onward_to = next(following, None)
            if onward_to is None:
                stack.pop()
                self._known[place] = self._measured(*place)
            elif onward_to not in seen and onward_to not in self._known:
                seen.add(onward_to)
                stack.append((onward_to, iter(self._next(onward_to))))
        return self._known[begin]

    def _next(self, place: Place) -> list[Place]:
        flow, block = place
        found: list[Place] = []
        for step in self.flows[flow].blocks.get(block, ()):
            found += ((flow, target) for target in self._onward(step))
            if isinstance(step, core.SubStep) and (step.flow or flow) in self.flows:
                found.append((step.flow or flow, step.block))
        return found

    def _onward(self, step: core.Step) -> list[str]:
        if id(step) not in self._led:
            self._led[id(step)] = onward(step)
        return self._led[id(step)]

    def _measured(self, flow: str, block: str) -> Longest:
        """The longest way on from the begin of a block, all it leads into being measured."""
        spent, worst, far = 0.0, (0.0, 0), Longest(0)
        for step in self.flows[flow].blocks.get(block, ()):
            stay = self._stay(flow, step, block)
            spent, worst = spent + stay, max(worst, (stay, step.line))
            for target in self._onward(step):
                rest = self._rest(flow, target)
                if spent + rest.seconds > far.seconds:
                    far = Longest(spent + rest.seconds, rest.blocks, max(worst, rest.worst))
            if spent > far.seconds:
                far = Longest(spent, (), worst)
            if ends_here(step):
                break
        return Longest(far.seconds, (block, *far.blocks), far.worst)

    def _rest(self, flow: str, block: str) -> Longest:
        """What is known of a block; one that is being measured leads round, and counts no more."""
        return self._known.get((flow, block), Longest(0, (block,)))

    def _stay(self, flow: str, step: core.Step, block: str) -> float:
        """The longest a caller is at one step."""
        match step:
            case core.PlayStep(prompts=prompts):
                return self._said(prompts)
            case core.MenuStep() | core.CollectStep():
                return self._asked(step)
            case core.LookUpStep() | core.TransferStep():
                return step.timeout_s
            case core.SubStep():
                return self._rest(step.flow or flow, step.block).seconds
            case core.LoopStep():
                return step.times * self._round(flow, step.block, block)
            case _:
                return 0.0

    def _asked(self, step: core.MenuStep | core.CollectStep) -> float:
        complaint = max(self._said(step.timeout_prompts), self._said(step.invalid_prompts))
        return step.tries * (self._said(step.prompts) + step.timeout_s + complaint)

    def _said(self, prompts: core.Prompts) -> float:
        return sum(
            self.length_of(part) if isinstance(part, str) else SPOKEN_S[part.form]
            for part in prompts
        )

    def _round(self, flow: str, first: str, last: str) -> float:
        """One round of a loop: all that is said in the blocks from the one to the other."""
        blocks = self.flows[flow].blocks
        inside = _between(blocks, first, last)
        return sum(
            self._stay(flow, step, block)
            for block in inside
            for step in blocks[block]
            if not isinstance(step, core.LoopStep | core.SubStep)
        )


def _between(blocks: Mapping[str, tuple[core.Step, ...]], first: str, last: str) -> set[str]:
    """The blocks on some way from the one to the other."""
    after = _reached(first, {name: _targets(steps) for name, steps in blocks.items()})
    back: dict[str, set[str]] = {}
    for name, steps in blocks.items():
        for target in _targets(steps):
            back.setdefault(target, set()).add(name)
    return after & _reached(last, back)


def _targets(steps: tuple[core.Step, ...]) -> set[str]:
    return {target for step in steps for target in onward(step)}


def _reached(begin: str, onward_of: Mapping[str, set[str]]) -> set[str]:
    found, waiting = {begin}, [begin]
    while waiting:
        for target in onward_of.get(waiting.pop(), set()) - found:
            found.add(target)
            waiting.append(target)
    return found


def onward(step: core.Step) -> list[str]:
    """The blocks it leads a caller into who chooses nothing, or nothing that is offered."""
    match step:
        case core.MenuStep() | core.CollectStep():
            found = [step.on_timeout, step.on_invalid]
        case core.LookUpStep():
            found = [step.on_error]
        case core.HoursStep():
            found = [step.closed]
        case core.BranchStep():
            found = [*(case.jump for case in step.cases), step.otherwise]
        case core.SplitStep():
            found = list(step.shares)
        case core.JumpStep():
            found = [step.block]
        case core.TransferStep():
            found = [step.on_busy, step.on_no_answer, step.on_failed, step.on_away]
        case core.QueueStep():
            found = [step.on_full, *(one.jump for one in step.overflow if one.when != "wait")]
        case _:
            found = []
    return [block for block in found if block]


def chosen(step: core.Step) -> list[str]:
    """The blocks it leads into by a choice, or after a wait in a queue."""
    match step:
        case core.MenuStep():
            return list(step.keys.values())
        case core.QueueStep():
            rules = [one.jump for one in step.overflow if one.when == "wait"]
            offers = [block for one in step.invitations for block in one.keys.values()]
            return [step.on_timeout, *step.keys.values(), *rules, *offers]
        case core.CallbackStep():
            return [step.accepted, step.declined]
        case _:
            return []


def ends_here(step: core.Step) -> bool:
    """Whether nobody is still on the way behind it."""
    match step:
        case core.BranchStep():
            return bool(step.otherwise)
        case core.SplitStep():
            return sum(step.shares.values()) >= 100
        case (
            core.MenuStep() | core.JumpStep() | core.TransferStep() | core.QueueStep()
            | core.CallbackStep() | core.VoicemailStep() | core.HangUpStep() | core.ReturnStep()
        ):  # fmt: skip
            return True
        case _:
            return False
