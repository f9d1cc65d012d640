"""Whether a draft fits the centre: names that exist, prompts in every language, numbers, paths."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import phonenumbers

from voipcc.dialplan.form import (
    CallbackForm,
    HoursForm,
    MenuForm,
    PlayForm,
    QueueForm,
    VoicemailForm,
)
from voipcc.dialplan.hours import hours_problems
from voipcc.dialplan.outside import outside_problems
from voipcc.dialplan.paths import path_problems, ways_of
from voipcc.dialplan.reader import Draft, DraftStep
from voipcc.dialplan.waiting import waiting_problems
from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean
from voipcc.settings import CentreSettings

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a dialplan may refer to. `prompts` has one set of names for each language.

    `numbers` are those all dialplans answer.
    """

    settings: CentreSettings
    prompts: Mapping[str, set[str]] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()


def draft_problems(draft: Draft, around: Surroundings) -> list[Problem]:
    """Everything wrong with one flow by itself."""
    problems = [*_start(draft), *_numbers(draft, around), *_opening_hours(draft)]
    problems += _unknown_blocks(draft)
    for steps in draft.blocks.values():
        for step in steps:
            problems += _unknown_queue(draft, step, around)
            problems += _unknown_hours(draft, step)
            problems += _missing_prompts(draft, step, around)
            problems += waiting_problems(draft, step, around.settings)
            problems += outside_problems(draft, step, around.settings, around.numbers)
    return [*problems, *path_problems(draft)]


def shared_problems(drafts: "Iterable[Draft]") -> list[Problem]:
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
    return problems


def _start(draft: Draft) -> Iterator[Problem]:
    blocks = draft.node.children.get("blocks")
    if blocks is not None and blocks.children and "start" not in draft.blocks:
        near = did_you_mean("start", [label for label in draft.blocks if label.startswith("st")])
        remedy = "name the block in which a call begins start"
        if near.startswith("did"):
            remedy = f"{remedy}; {near}"
        yield blocks.error(draft.file, 'there is no block "start"', remedy)
    if not draft.numbers and "numbers" not in draft.node.children:
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
    used = {name for steps in draft.blocks.values() for step in steps for name in _hours_of(step)}
    for name, form in draft.hours.items():
        node = draft.node.at("hours", name)
        yield from hours_problems(draft.file, form, node)
        if name not in used and draft.whole:
            place = draft.node.at("hours").key(name)
            remedy = f"add a step: hours: {name}"
            yield place.warning(draft.file, f'the opening hours "{name}" are not used', remedy)


def _hours_of(step: DraftStep) -> list[str]:
    match step.form:
        case HoursForm(hours=name):
            return [name]
        case QueueForm(overflow=rules):
            return [rule.closed for rule in rules if rule.closed]
    return []


def _unknown_blocks(draft: Draft) -> Iterator[Problem]:
    for way in ways_of(draft):
        if way.target not in draft.blocks:
            remedy = did_you_mean(way.target, draft.blocks, "blocks are")
            yield way.node.error(draft.file, f'there is no block "{way.target}"', remedy)


def _unknown_queue(draft: Draft, step: DraftStep, around: Surroundings) -> Iterator[Problem]:
    match step.form:
        case QueueForm(queue=name):
            place = step.node.at("queue")
        case CallbackForm(callback=name):
            place = step.node.at("callback")
            yield from _nobody_called(draft, place, around)
        case VoicemailForm(voicemail=name):
            place = step.node.at("voicemail")
        case _:
            return
    queues = around.settings.queues
    if name not in queues:
        remedy = did_you_mean(name, queues, "queues are") or "add it to centre.yaml under queues"
        yield place.error(draft.file, f'there is no queue "{name}" in the centre file', remedy)
    elif not queues[name].agents:
        remedy = f"add agents to queues.{name} in centre.yaml"
        yield place.warning(draft.file, f'nobody serves the queue "{name}"', remedy)


def _nobody_called(draft: Draft, place: Node, around: Surroundings) -> Iterator[Problem]:
    """A promise that no trunk could keep."""
    if not any(trunk.permits for trunk in around.settings.trunks.values()):
        remedy = "add permits: [DE] to a trunk in centre.yaml, for each country to be called"
        yield place.warning(draft.file, "no trunk may call anybody back", remedy)


def _unknown_hours(draft: Draft, step: DraftStep) -> Iterator[Problem]:
    known = draft.node.children.get("hours", Node(0, 0)).children
    if isinstance(step.form, HoursForm) and step.form.hours not in known:
        remedy = did_you_mean(step.form.hours, known, "hours are") or "add them above under hours"
        message = f'there are no opening hours "{step.form.hours}"'
        yield step.node.at("hours").error(draft.file, message, remedy)


def _missing_prompts(draft: Draft, step: DraftStep, around: Surroundings) -> Iterator[Problem]:
    for prompt, node in _prompts_of(step):
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
    return {prompt for step in steps for prompt, _ in _prompts_of(step)}


def _prompts_of(step: DraftStep) -> Iterator[tuple[str, Node]]:
    match step.form:
        case PlayForm() as play:
            yield from _listed(play.play, step.node, "play")
        case VoicemailForm() as voicemail:
            yield from _listed(voicemail.prompts, step.node, "prompts")
        case MenuForm() as menu:
            yield from _listed(menu.menu, step.node, "menu")
            yield from _listed(menu.on_timeout.play, step.node, "on_timeout", "play")
            yield from _listed(menu.on_invalid.play, step.node, "on_invalid", "play")
        case QueueForm() as queue:
            for position, one in enumerate(queue.invitations):
                yield from _listed(one.play, step.node, "invitations", position, "play")


def _listed(prompts: list[str], node: Node, *path: str | int) -> Iterator[tuple[str, Node]]:
    for position, prompt in enumerate(prompts):
        yield prompt, node.at(*path, position)
