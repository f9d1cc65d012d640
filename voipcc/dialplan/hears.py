"""Blocks for those beside the flow: what may stand in them, in whose languages they are said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, get_args

from voipcc.core.asides import Place
from voipcc.dialplan.draft import Draft, DraftStep, Surroundings
from voipcc.dialplan.form import HearsForm
from voipcc.dialplan.steps import STEPS
from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean

COMPUTING: Final = ("set", "branch", "hours", "split", "tag", "jump")
ALLOWED: Final[Mapping[Place, tuple[str, ...]]] = {
    "comfort": ("play", *COMPUTING),
    "agent_hears": ("play", *COMPUTING),
    "on_hold": ("play", *COMPUTING),
    "after_call": ("play", "menu", "collect", "lookup", "language", "loop", "sub", "return",
                   "set", "branch", "split", "tag", "jump", "hang_up"),
}  # fmt: skip
WHOM: Final[Mapping[Place, str]] = {
    "comfort": "is said to waiting callers",
    "agent_hears": "is said to agents before they are connected",
    "on_hold": "is said to callers on hold",
    "after_call": "is for callers whose agent has hung up",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A block that is named for a place, and where it is named."""

    place: Place
    block: str
    node: Node


def named_in(form: HearsForm, node: Node) -> Iterator[Entry]:
    """The blocks one step or the file's top names."""
    for place in get_args(Place):
        if block := getattr(form, place):
            yield Entry(place, block, node.at(place))


def entries(draft: Draft) -> list[Entry]:
    """Every block of the file that is named for a place."""
    found = list(draft.hears)
    for steps in draft.blocks.values():
        for step in steps:
            if isinstance(step.form, HearsForm):
                found += named_in(step.form, step.node)
    return found


def blocks_of(draft: Draft, begin: str) -> set[str]:
    """This block and those it leads into."""
    found, waiting = {begin}, [begin]
    while waiting:
        for step in draft.blocks.get(waiting.pop(), ()):
            for target, _, _ in step.all_ways:
                if target not in found:
                    found.add(target)
                    waiting.append(target)
    return found


def aside_blocks(draft: Draft, *places: Place) -> set[str]:
    """Every block that belongs to one of these places; without any, to one of them all."""
    wanted = places or get_args(Place)
    return {
        block
        for entry in entries(draft)
        if entry.place in wanted
        for block in blocks_of(draft, entry.block)
    }


def agents_only(draft: Draft) -> set[str]:
    """Blocks no caller hears: their prompts need no caller's language."""
    callers = aside_blocks(draft, "comfort", "on_hold", "after_call")
    callers |= blocks_of(draft, "start")
    return aside_blocks(draft, "agent_hears") - callers


def hears_problems(draft: Draft, around: Surroundings) -> Iterator[Problem]:
    """Blocks that are not there, steps that cannot stand there, prompts agents cannot hear."""
    told: set[tuple[int, int]] = set()
    alone = agents_only(draft)
    for entry in entries(draft):
        if entry.block not in draft.blocks:
            remedy = did_you_mean(entry.block, draft.blocks, "blocks are")
            message = f'there is no block "{entry.block}"'
            yield entry.node.error(draft.file, message, remedy)
            continue
        for block in sorted(blocks_of(draft, entry.block)):
            for step in draft.blocks.get(block, ()):
                place = (step.node.line, step.node.column)
                if place not in told and (found := _misplaced(draft, entry, step)):
                    told.add(place)
                    yield found
                elif entry.place == "agent_hears":
                    yield from _unheard(draft, step, around, alone=block in alone)


def _misplaced(draft: Draft, entry: Entry, step: DraftStep) -> Problem | None:
    allowed = ALLOWED[entry.place]
    if step.form is not None and step.form.enters() is not None:
        message = f'"{entry.block}" {WHOM[entry.place]}: no step there leads into another flow'
        return step.node.error(draft.file, message, "write those steps into this file")
    word = next((word for word, form in STEPS.items() if isinstance(step.form, form)), "")
    if step.form is None or word in allowed:
        return None
    message = f'"{entry.block}" {WHOM[entry.place]}: {word} cannot stand in it'
    remedy = f"move it elsewhere; what can stand here: {', '.join(one for one in allowed if one in STEPS)}"
    return step.node.error(draft.file, message, remedy)


def _unheard(
    draft: Draft, step: DraftStep, around: Surroundings, *, alone: bool
) -> Iterator[Problem]:
    """Prompts that are missing in the language of an agent who may hear them."""
    for prompt, node in step.prompts:
        for language, names in around.agents_prompts.items():
            if prompt not in names and (alone or language not in around.prompts):
                message = f'the prompt "{prompt}" is missing in "{language}", which agents hear'
                file = around.settings.sounds / language / f"{prompt}.wav"
                yield node.error(draft.file, message, f"record {file}, or make it from text")
