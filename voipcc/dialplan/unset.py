"""Values that are used on a way on which nothing has set them."""

from collections.abc import Iterator

from voipcc.core.values import CALL_NAMES
from voipcc.dialplan.counterexample import Storyteller
from voipcc.dialplan.draft import Draft, DraftStep, Surroundings
from voipcc.dialplan.hears import aside_blocks, blocks_of
from voipcc.dialplan.steps.menu import MenuForm
from voipcc.dialplan.steps.sub import SubForm
from voipcc.document import Node
from voipcc.problem import Problem

Names = frozenset[str]


def unset_problems(draft: Draft, around: Surroundings, teller: Storyteller) -> Iterator[Problem]:
    """Each use of a value some caller reaches without it: spoken or asked with, an error."""
    if "start" not in draft.blocks or not draft.whole:
        return
    everything = _everything(draft, around)
    if not everything:
        return
    known = _known_at(draft, around, everything)
    aside = aside_blocks(draft) - blocks_of(draft, "start")
    for label, steps in draft.blocks.items():
        if label in aside or label not in known:
            continue
        here = known[label]
        for step in steps:
            for name, place, severity in step.uses:
                if name in everything and name not in here:
                    yield _told(draft, name, place, severity, teller.without(name, label))
            here |= _set_behind(draft, step, around)


def _everything(draft: Draft, around: Surroundings) -> Names:
    """Every name that is set somewhere; others are unknown, and told as such."""
    here = {name for steps in draft.blocks.values() for step in steps for name in step.sets}
    return frozenset(here | around.links.values.get(draft.name, set())) - frozenset(CALL_NAMES)


def _known_at(draft: Draft, around: Surroundings, everything: Names) -> dict[str, Names]:
    """By block: the names that are set whichever way a caller came."""
    known: dict[str, Names] = {"start": frozenset() if draft.numbers else everything}
    entered = around.links.entered.get(draft.name, set())
    known |= {block: everything for block in entered if block in draft.blocks and block != "start"}
    waiting = list(known)
    while waiting:
        block = waiting.pop()
        here = known[block]
        for step in draft.blocks.get(block, ()):
            behind = here | _set_behind(draft, step, around)
            for target, chosen in _targets(step):
                there = _inside(here | _given(step), behind, chosen)
                before = known.get(target)
                after = there if before is None else before & there
                if target in draft.blocks and after != before:
                    known[target] = after
                    waiting.append(target)
            here = behind
    return known


def _inside(before: Names, behind: Names, chosen: bool) -> Names:
    return behind if chosen else before


def _targets(step: DraftStep) -> Iterator[tuple[str, bool]]:
    """Where it leads, and whether what it sets is set then."""
    menu = isinstance(step.form, MenuForm)
    for target, kind, _ in step.all_ways:
        yield target, menu and kind == "key"


def _given(step: DraftStep) -> Names:
    """What a `sub` sets for the time it takes."""
    return step.sets if isinstance(step.form, SubForm) else frozenset()


def _set_behind(draft: Draft, step: DraftStep, around: Surroundings) -> Names:
    """What is set behind a step: of a `sub` everything its blocks may set."""
    if not isinstance(step.form, SubForm):
        return step.sets
    if entered := step.form.enters():
        return frozenset(around.links.values.get(entered[0], set()))
    through = {target for target, _, _ in step.ways}
    blocks = {block for target in through for block in blocks_of(draft, target)}
    return frozenset(
        name for block in blocks for one in draft.blocks.get(block, ()) for name in one.sets
    )


def _told(draft: Draft, name: str, place: Node, severity: str, story: str) -> Problem:
    remedy = f"set {name} before, on every way: set: {{{name}: ...}}"
    if severity == "error":
        message = f'"{name}" has no value on some way here'
        return place.error(draft.file, message, remedy).with_story(story)
    message = f'"{name}" may have no value here, and then no condition with it holds'
    return place.warning(draft.file, message, remedy).with_story(story)
