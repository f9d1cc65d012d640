"""The ways a call can take through a flow, and those it must not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from voipcc.dialplan.draft import Draft, DraftStep
from voipcc.dialplan.hears import aside_blocks, blocks_of
from voipcc.dialplan.step import Kind, StepForm
from voipcc.dialplan.steps.hang_up import HangUpForm
from voipcc.dialplan.steps.return_ import ReturnForm
from voipcc.document import Node
from voipcc.problem import Problem


@dataclass(frozen=True, slots=True)
class Way:
    """One way from a block into another; `node` is where the target is named."""

    origin: str
    target: str
    kind: Kind
    node: Node
    overflow: bool = False  # taken when a queue is full or a rule of its overflow holds


def ways_of(draft: Draft) -> list[Way]:
    """Every way of the flow, those into unknown blocks too."""
    steps = [(label, step) for label, steps in draft.blocks.items() for step in steps]
    return [Way(label, *target) for label, step in steps for target in step.ways] + [
        Way(label, *target, overflow=True) for label, step in steps for target in step.overflow_ways
    ]


def _forms(draft: Draft) -> Iterator[tuple[str, StepForm, Node]]:
    """Every step that could be read, with its block."""
    for label, steps in draft.blocks.items():
        for step in steps:
            if step.form is not None:
                yield label, step.form, step.node


def path_problems(draft: Draft, entered: Iterable[str] = ()) -> list[Problem]:
    """Dead ends, steps and blocks nobody reaches, loops without end, ends without a word.

    `entered` are blocks other flows go through.
    """
    problems = [*_dead_ends(draft), *_steps_never_reached(draft)]
    if "start" not in draft.blocks or not draft.whole:
        return problems  # half a flow has paths that are not there: no guessing
    ways = [way for way in ways_of(draft) if way.target in draft.blocks]
    reached = reachable({"start", *entered} & draft.blocks.keys(), ways)
    aside = aside_blocks(draft)
    problems += _blocks_never_reached(draft, reached | aside)
    walked = reached | aside_blocks(draft, "agent_hears", "after_call")
    problems += _loops(draft, [way for way in ways if way.origin in walked])
    problems += _ends_in_silence(draft, reached)
    problems += _returns_to_nowhere(draft, ways)
    return problems


def reachable(begin: set[str], ways: Iterable[Way]) -> set[str]:
    """The blocks that can be reached from `begin`, those included."""
    onward: dict[str, set[str]] = {}
    for way in ways:
        onward.setdefault(way.origin, set()).add(way.target)
    found, waiting = set(begin), list(begin)
    while waiting:
        for target in onward.get(waiting.pop(), set()) - found:
            found.add(target)
            waiting.append(target)
    return found


def _dead_ends(draft: Draft) -> Iterator[Problem]:
    aside = aside_blocks(draft)
    if "start" in draft.blocks:
        aside -= blocks_of(draft, "start")
    for label, steps in draft.blocks.items():
        place = draft.node.at("blocks").key(label)
        if not steps:
            if draft.node.at("blocks", label).items is not None:
                yield place.error(draft.file, f'block "{label}" has no steps', "add hang_up, say")
            continue
        last = steps[-1]
        ended = any(step.form is not None and step.form.ends() for step in steps)
        if last.form is not None and not ended and label not in aside:
            remedy = (
                "end the block with queue, menu, callback, voicemail, transfer, jump, return or"
                " hang_up"
            )
            message = f'dead end: nothing follows this step, the last one of block "{label}"'
            yield last.node.error(draft.file, message, remedy)
        for step in steps:
            if step.form is not None:
                yield from step.form.dead_ends(draft, step.node)


def _steps_never_reached(draft: Draft) -> Iterator[Problem]:
    for steps in draft.blocks.values():
        for step, following in pairwise(steps):
            if step.form is not None and step.form.ends():
                word = next(iter(step.node.children), "hang_up")
                message = (
                    f"this step is never reached: {word} in line {step.node.line} leaves the block"
                )
                yield following.node.error(draft.file, message, "remove it, or move it up")
                break


def _blocks_never_reached(draft: Draft, reached: set[str]) -> Iterator[Problem]:
    for label in draft.blocks:
        if label not in reached:
            place = draft.node.at("blocks").key(label)
            remedy = "name it in a key, closed, on_... or jump, or remove it"
            yield place.warning(draft.file, f'block "{label}" is never reached', remedy)


def _loops(draft: Draft, ways: list[Way]) -> Iterator[Problem]:
    silent = [way for way in ways if way.kind in ("at_once", "sub")]
    patient = [way for way in ways if way.kind not in ("key", "limited")]
    told: list[set[str]] = []
    for loop in loops_in(silent):
        told.append({way.origin for way in loop})
        message = f"loop without an end: {in_words(loop)}; the caller never gets out"
        remedy = "let one of them end in a menu, queue or hang_up"
        if any(way.overflow for way in loop):
            message = (
                f"overflow in a circle: {in_words(loop)}; a caller whom none of these queues"
                " can take never gets out"
            )
            remedy = (
                "let one of them lead to a menu, a prompt and hang_up, or a queue without rules"
            )
        yield loop[-1].node.error(draft.file, message, remedy)
    for loop in loops_in(patient):
        if any({way.origin for way in loop} & other for other in told):
            continue
        message = f"a caller who does nothing goes round for ever: {in_words(loop)}"
        remedy = "let on_timeout end in hang_up some time"
        if any(way.overflow for way in loop):
            message = f"overflow in a circle: {in_words(loop)}; a caller who waits is sent round"
            remedy = "let one of these queues keep its callers until on_timeout"
        yield loop[-1].node.warning(draft.file, message, remedy)


def in_words(loop: list[Way]) -> str:
    """A loop as people read it."""
    return " -> ".join([loop[0].origin, *(way.target for way in loop)])


def loops_in(ways: list[Way]) -> Iterator[list[Way]]:
    """Loops that have no block in common, one at least of each group that leads round.

    What leads nowhere is peeled off; from any block that is left one walks into a loop.
    """
    left = _peeled(ways)
    while left:
        onward = {way.origin: way for way in reversed(left)}
        walked: dict[str, None] = {}
        block = left[0].origin
        while block not in walked:
            walked[block] = None
            block = onward[block].target
        blocks = list(walked)
        around = blocks[blocks.index(block) :]
        order = [way.origin for way in left]
        first = around.index(min(around, key=order.index))
        yield [onward[one] for one in around[first:] + around[:first]]
        gone = set(around)
        left = _peeled([way for way in left if not {way.origin, way.target} & gone])


def _peeled(ways: list[Way]) -> list[Way]:
    """The ways less those into blocks from which no way leads on, again and again."""
    left, before = ways, len(ways) + 1
    while len(left) < before:
        before = len(left)
        origins = {way.origin for way in left}
        left = [way for way in left if way.target in origins]
    return left


def _ends_in_silence(draft: Draft, reached: set[str]) -> Iterator[Problem]:
    """Hang-ups a caller can reach without having heard a word."""
    silent = {"start"}
    waiting = ["start"]
    while waiting:
        for step in draft.blocks[waiting.pop()]:
            if step.form is None or step.form.SPEAKS:
                break
            if isinstance(step.form, HangUpForm) and step.form.told() == "normal":
                message = "a caller can get here without having heard a word"
                yield step.node.warning(draft.file, message, "play something first")
            for target in (set(_unheard(step)) & reached) - silent:
                silent.add(target)
                waiting.append(target)
            if step.form.WAITS or step.form.HEARD:
                break


def _returns_to_nowhere(draft: Draft, ways: list[Way]) -> Iterator[Problem]:
    """A `return` that a call reaches which no `sub` has led there."""
    if not draft.numbers:
        return
    reached = reachable({"start"}, [way for way in ways if way.kind != "sub"])
    for label, form, node in _forms(draft):
        if label in reached and isinstance(form, ReturnForm):
            message = f'a call gets to "{label}" without a sub: there is nowhere to return to'
            yield node.error(draft.file, message, "hang_up or jump instead, or lead here by sub")


def _unheard(step: DraftStep) -> list[str]:
    """Where a step leads a caller who hears nothing in it; who waits in a queue hears music."""
    if step.form is not None and step.form.WAITS:
        return [target for target, kind, _ in step.overflow_ways if kind == "at_once"]
    return [target for target, _, _ in step.ways]
