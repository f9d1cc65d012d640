"""Reads one dialplan file into a draft: values with their places, form checked, meaning not yet."""

import re
from collections.abc import Callable
from pathlib import Path

from voipcc.dialplan.draft import Draft, DraftStep
from voipcc.dialplan.form import MEANINGS, FlowForm, OpeningForm
from voipcc.dialplan.hears import named_in
from voipcc.dialplan.step import StepForm
from voipcc.dialplan.steps import STEPS
from voipcc.document import Node, read_document
from voipcc.form import is_phone_number, validated, with_plus, without
from voipcc.problem import Problem, did_you_mean
from voipcc.setting_words import NAME_PATTERN

MOST_STEPS = 100
StepsIn = Callable[[Draft, Node, list[Problem]], list[DraftStep]]


def read_draft(path: Path, shown_as: str) -> tuple[Draft | None, list[Problem]]:
    """The draft, or None where nothing can be made of the file, and everything wrong so far."""
    node, problems = read_document(path, shown_as)
    if node is None:
        if not problems:
            remedy = "begin with: format: 1"
            problems = [Problem("error", shown_as, 1, 1, "the dialplan is empty", remedy)]
        return None, problems
    return draft_of(node, shown_as, path.stem, problems)


def draft_of(
    node: Node, file: str, stem: str, problems: list[Problem], steps_in: StepsIn | None = None
) -> tuple[Draft | None, list[Problem]]:
    """As `read_draft`, from a file already parsed; `stem` is the name it has by default.

    `steps_in` gives the steps of a block where they have been read before.
    """
    if not node.is_mapping:
        remedy = "a dialplan has the keys format, numbers and blocks"
        return None, [*problems, node.error(file, "this is not a dialplan", remedy)]
    problems = [*problems, *_number_problems(node, file)]
    top = without(node, "numbers")
    form, form_problems = validated(FlowForm, _without_steps(top), file, MEANINGS)
    problems += form_problems
    draft = Draft(file, node, _text(node, "name") or stem, _text(node, "language") or "en")
    if "name" not in node.children and not re.fullmatch(NAME_PATTERN, stem):
        message = f'"{stem}" cannot be the name of a flow'
        problems.append(
            node.error(file, message, "add name: with small letters, or rename the file")
        )
    draft.whole = form is not None
    draft.numbers = _numbers(node)
    draft.hears = list(named_in(form, node)) if form else []
    draft.hours = form.hours if form else _readable_hours(node)
    draft.longest_s = form.longest if form else draft.longest_s
    written = node.children.get("callers", Node(0, 0)).children
    draft.callers = form.callers if form else {name: [] for name in written}
    for label, block in node.at("blocks").children.items():
        if node.at("blocks") is not node:
            draft.blocks[label] = (steps_in or steps_of)(draft, block, problems)
    return draft, problems


def _without_steps(node: Node) -> Node:
    """The top of a file: of each block only that it is a list. Steps are read one by one."""
    blocks = node.children.get("blocks")
    if blocks is None or blocks.mapping is None or node.mapping is None:
        return node
    bare = {
        label: (key, value if value.items is None else Node(value.line, value.column, items=[]))
        for label, (key, value) in blocks.mapping.items()
    }
    place = Node(blocks.line, blocks.column, mapping=bare)
    mapping = {**node.mapping, "blocks": (node.mapping["blocks"][0], place)}
    return Node(node.line, node.column, mapping=mapping)


def _text(node: Node, key: str) -> str:
    value = node.children.get(key)
    return value.value if value is not None and isinstance(value.value, str) else ""


def _numbers(node: Node) -> list[tuple[str, Node]]:
    listed = node.children.get("numbers")
    items = listed.items if listed is not None and listed.items is not None else []
    return [(item.value, item) for item in items if isinstance(item.value, str)]


def _number_problems(node: Node, file: str) -> list[Problem]:
    """Numbers that are no list of quoted texts: the commonest slip, so in words of its own."""
    listed = node.children.get("numbers")
    if listed is None:
        return []
    if listed.items is None:
        written = with_plus(listed.text) if listed.text else "+4930123450"
        return [listed.error(file, "numbers should be a list", f'write ["{written}"]')]
    return [
        item.error(file, *_unquoted(item))
        for item in listed.items
        if not isinstance(item.value, str)
    ]


def _unquoted(item: Node) -> tuple[str, str]:
    if item.is_scalar and item.text and is_phone_number(item.text):
        message = f"the phone number {item.text} is not in quotes, so YAML takes it for an integer"
        return message, f'put it in quotes: "{with_plus(item.text)}"'
    return "this is no phone number", 'write it like "+4930123450", in quotes'


def _readable_hours(node: Node) -> dict[str, OpeningForm]:
    """Those opening hours whose form is right, so that only the wrong ones are complained of."""
    found = {}
    for name, entry in node.children.get("hours", Node(0, 0)).children.items():
        form, _ = validated(OpeningForm, entry, "", MEANINGS)
        if form is not None:
            found[name] = form
    return found


def steps_of(draft: Draft, block: Node, problems: list[Problem]) -> list[DraftStep]:
    """The steps of one block, what is wrong with their form put to `problems`."""
    if block.items is None:
        draft.whole = False  # the form has said what is wrong
        return []
    if len(block.items) > MOST_STEPS:
        message = f"more than {MOST_STEPS} steps in one block"
        problems.append(block.error(draft.file, message, "divide it with jump"))
    steps = []
    for node in block.items[:MOST_STEPS]:
        form, step_problems = _step(node, draft.file)
        problems += step_problems
        draft.whole = draft.whole and form is not None
        steps.append(DraftStep(form, node))
    return steps


def _step(node: Node, file: str) -> tuple[StepForm | None, list[Problem]]:
    node = _with_key(node)
    if not node.is_mapping:
        remedy = f"write one of: {', '.join(f'{word}: ...' for word in STEPS)}"
        return None, [node.error(file, "this is not a step", remedy)]
    words = [word for word in node.children if word in STEPS]
    if len(words) == 1:
        form, problems = validated(STEPS[words[0]], node, file, MEANINGS)
        return form, problems
    if words:
        second = node.key(words[1])
        remedy = f"begin {words[1]} on a line of its own with -"
        return None, [second.error(file, f"{words[0]} and {words[1]} in one step", remedy)]
    first = next(iter(node.children), "")
    remedy = did_you_mean(first, STEPS, "steps are")
    return None, [node.key(first).error(file, f'unknown step "{first}"', remedy)]


def _with_key(node: Node) -> Node:
    """`- hang_up` and `- hang_up:` mean hang_up: completed; so with every step that has such a value."""
    word = str(node.value) if node.is_scalar else next(iter(node.children), "")
    bare = STEPS[word].BARE if word in STEPS else None
    if bare is None:
        return node
    value = Node(node.line, node.column, bare, str(bare))
    if node.is_scalar:
        return Node(node.line, node.column, mapping={word: (node, value)})
    key, written = (node.mapping or {})[word]
    if written.is_scalar and written.value is None:
        rest = {name: pair for name, pair in (node.mapping or {}).items() if name != word}
        return Node(node.line, node.column, mapping={word: (key, value), **rest})
    return node
