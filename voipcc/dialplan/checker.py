"""Whether a draft fits the centre: names that exist, prompts in every language, numbers, paths."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import phonenumbers

from voipcc.dialplan.counterexample import Storyteller
from voipcc.dialplan.draft import Draft, DraftStep, Surroundings
from voipcc.dialplan.hears import agents_only, hears_problems
from voipcc.dialplan.hours import hours_problems
from voipcc.dialplan.links import entries_of
from voipcc.dialplan.paths import Way, in_words, loops_in, path_problems, ways_of
from voipcc.dialplan.unset import unset_problems
from voipcc.dialplan.values import value_problems
from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence


def draft_problems(draft: Draft, around: Surroundings) -> list[Problem]:
    """Everything wrong with one flow by itself."""
    problems = [*_start(draft, around), *_numbers(draft, around), *_opening_hours(draft)]
    problems += [*_unknown_blocks(draft), *_unused_lists(draft)]
    problems += value_problems(draft, around)
    unheard = agents_only(draft)
    for label, steps in draft.blocks.items():
        for step in steps:
            problems += _missing_prompts(draft, step, around) if label not in unheard else ()
            if step.form is not None:
                problems += step.form.problems(draft, step.node, around)
    problems += hears_problems(draft, around)
    teller = Storyteller(draft)
    problems += unset_problems(draft, around, teller)
    return [*problems, *_with_stories(draft, teller, around)]


def _with_stories(draft: Draft, teller: Storyteller, around: Surroundings) -> Iterator[Problem]:
    """What is wrong with the paths, each with how a caller gets there."""
    begins = [(draft.node.at("blocks").key(label).line, label) for label in draft.blocks]
    begins.sort()
    for problem in path_problems(draft, around.links.entered.get(draft.name, ())):
        before = [label for line, label in begins if line <= problem.line]
        yield problem.with_story(teller.to(before[-1]) if before else "")


def shared_problems(drafts: "Sequence[Draft]") -> list[Problem]:
    """What is wrong between flows: numbers and names that two of them claim."""
    problems = []
    numbers: dict[str, tuple[Draft, Node]] = {}
    names: dict[str, Draft] = {}
    for draft in drafts:
        if draft.name in names:
            place = draft.node.at("name") if "name" in draft.node.children else draft.node
            message = f'the flow "{draft.name}" is in {names[draft.name].file} already'
            problems.append(place.error(draft.file, message, "give each flow a name of its own"))
        names.setdefault(draft.name, draft)
        for number, node in draft.numbers:
            if number in numbers:
                other, first = numbers[number]
                message = f"{number} is answered by {other.file}:{first.line} already"
                problems.append(node.error(draft.file, message, "let one flow have it"))
            numbers.setdefault(number, (draft, node))
    return [*problems, *_circles(drafts)]


def _circles(drafts: "Sequence[Draft]") -> Iterator[Problem]:
    """Flows that go through each other for ever."""
    ways = [
        Way(draft.name, flow, "sub", node)
        for draft in drafts
        for flow, _, node in entries_of(draft)
        if flow != draft.name
    ]
    files = {draft.name: draft.file for draft in drafts}
    for loop in loops_in(ways):
        message = f"flows in a circle: {in_words(loop)}; the caller never gets out"
        yield loop[0].node.error(files[loop[0].origin], message, "let one of them do without sub")


def _start(draft: Draft, around: Surroundings) -> Iterator[Problem]:
    blocks = draft.node.children.get("blocks")
    if blocks is not None and blocks.children and "start" not in draft.blocks:
        near = did_you_mean("start", [label for label in draft.blocks if label.startswith("st")])
        remedy = "name the block in which a call begins start"
        if near.startswith("did"):
            remedy = f"{remedy}; {near}"
        yield blocks.error(draft.file, 'there is no block "start"', remedy)
    entered = draft.name in around.links.entered
    if not draft.numbers and "numbers" not in draft.node.children and not entered:
        message = f'no number leads to the flow "{draft.name}"'
        yield draft.node.warning(draft.file, message, 'add numbers: ["+4930123450"]')


def _numbers(draft: Draft, around: Surroundings) -> Iterator[Problem]:
    for number, node in draft.numbers:
        suggestion = _as_e164(number, around.settings.country)
        if suggestion == number:
            continue
        remedy = 'with + and country code, no blanks: "+4930123450"'
        if suggestion:
            remedy = f'write "{suggestion}"'
        yield node.error(draft.file, f'"{number}" is no number in international form', remedy)


def _as_e164(text: str, country: str) -> str:
    """The number in E.164, "" when it is none."""
    if not set(text) <= set("+0123456789 ()/.-"):
        return ""  # the library would stop at the first letter and take the rest for a number
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number) or number.extension:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _opening_hours(draft: Draft) -> Iterator[Problem]:
    forms = (step.form for steps in draft.blocks.values() for step in steps)
    used = {name for form in forms if form is not None for name in form.opening_hours()}
    for name, form in draft.hours.items():
        node = draft.node.at("hours", name)
        yield from hours_problems(draft.file, form, node)
        if name not in used and draft.whole:
            place = draft.node.at("hours").key(name)
            remedy = f"add a step: hours: {name}"
            yield place.warning(draft.file, f'the opening hours "{name}" are not used', remedy)


def _unused_lists(draft: Draft) -> Iterator[Problem]:
    """Lists of callers no branch looks at."""
    forms = (step.form for steps in draft.blocks.values() for step in steps)
    used = {name for form in forms if form is not None for name in form.caller_lists()}
    for name in draft.callers:
        if name not in used and draft.whole:
            place = draft.node.at("callers").key(name)
            remedy = f"add to a branch: {{caller: {name}, jump: ...}}"
            yield place.warning(draft.file, f'the list of callers "{name}" is not used', remedy)


def _unknown_blocks(draft: Draft) -> Iterator[Problem]:
    for way in ways_of(draft):
        if way.target not in draft.blocks:
            remedy = did_you_mean(way.target, draft.blocks, "blocks are")
            yield way.node.error(draft.file, f'there is no block "{way.target}"', remedy)


def _missing_prompts(draft: Draft, step: DraftStep, around: Surroundings) -> Iterator[Problem]:
    for prompt, node in step.prompts:
        for language, names in around.prompts.items():
            if prompt not in names:
                message = f'the prompt "{prompt}" is missing in "{language}"'
                near = did_you_mean(prompt, names)
                file = around.settings.sounds / language / f"{prompt}.wav"
                remedy = f"record {file}, or make it from text"
                if near.startswith("did"):
                    remedy = f"{near} Or {remedy}"
                yield node.error(draft.file, message, remedy)


def prompts_used(draft: Draft) -> set[str]:
    """Every prompt the flow names."""
    steps = (step for block in draft.blocks.values() for step in block)
    return {prompt for step in steps for prompt, _ in step.prompts}
