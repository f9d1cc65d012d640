"""Reads files of dialplan tests into calls to be rehearsed, each with its place in the file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voipcc.dialplan_tests.form import MEANINGS, FileForm, SceneForm, TestForm
from voipcc.document import Node, read_document
from voipcc.form import validated
from voipcc.problem import Problem, did_you_mean
from voipcc.rehearsal.script import USUAL, Act, World, act_from
from voipcc.time_words import TimeError, moment_from
from voipcc.zones import is_zone

FOLDER = "tests"
MOST_FILES = 500


@dataclass(frozen=True, slots=True)
class Test:
    """One call to be rehearsed and what is expected of it; `node` is where it stands."""

    __test__ = False
    name: str
    file: str
    node: Node
    form: TestForm
    number: str
    at_utc_ms: int
    acts: tuple[Act, ...]
    world: World
    caller: str = ""
    trunk: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the centre's files decide: the zone, now, the only number, each flow's first number."""

    zone: str
    now_utc_ms: int
    number: str = ""
    flows: Mapping[str, str] = field(default_factory=dict)


def files_in(folder: Path, kinds: Iterable[str] = (".yaml", ".yml")) -> list[Path]:
    """The files of tests, in order of their names; editors' own are left out."""
    found = sorted(
        file
        for file in folder.glob("**/*")
        if file.suffix in kinds and not file.name.startswith(".")
    )
    return found[:MOST_FILES]


def read_tests(path: Path, shown_as: str, reading: Reading) -> tuple[list[Test], list[Problem]]:
    """Every test of a file that could be read, and everything wrong with the others."""
    node, problems = read_document(path, shown_as)
    if node is None or not node.is_mapping:
        if node is not None or not problems:
            place = node or Node(1, 1)
            remedy = "begin with: format: 1"
            problems.append(place.error(shown_as, "this is no file of dialplan tests", remedy))
        return [], problems
    head, wrong = validated(FileForm, _as_texts(node), shown_as, MEANINGS)
    problems += wrong
    if head is None:
        return [], problems
    tests = []
    for item in node.at("tests").items or []:
        test, wrong = _test(item, head, node, shown_as, reading)
        problems += wrong
        tests += [test] if test else []
    return tests, problems


def _as_texts(node: Node) -> Node:
    """The file without the tests, which are read one by one."""
    if "tests" not in node.children:
        return node
    key, tests = (node.mapping or {})["tests"]
    empty = Node(tests.line, tests.column, items=[Node(0, 0) for _ in tests.items or []])
    kept = tests if tests.items is None else empty
    return Node(node.line, node.column, mapping={**(node.mapping or {}), "tests": (key, kept)})


def _test(
    node: Node, head: FileForm, whole: Node, file: str, reading: Reading
) -> tuple[Test | None, list[Problem]]:
    form, problems = validated(TestForm, _with_keys_as_text(node), file, MEANINGS)
    if form is None:
        return None, problems
    acts, wrong = _acts(form, node, file)
    problems += wrong
    number = _number(form, head, node, whole, file, reading, problems)
    at_utc_ms = _moment(form, head, node, file, reading, problems)
    if problems:
        return None, problems
    caller, trunk = _given(form, head, "caller") or "", _given(form, head, "trunk") or ""
    world = _world(form, head)
    return Test(form.test, file, node, form, number, at_utc_ms, acts, world, caller, trunk), []


def _number(
    form: TestForm,
    head: FileForm,
    node: Node,
    whole: Node,
    file: str,
    reading: Reading,
    problems: list[Problem],
) -> str:
    """The number the test names or its flow has, else that of the file's head, else the only one."""
    for one, place in ((form, node), (head, whole)):
        if one.number:
            return one.number
        if one.flow and one.flow in reading.flows:
            return reading.flows[one.flow]
        if one.flow:
            remedy = did_you_mean(one.flow, reading.flows, "flows with a number are")
            message = f'no number leads to a flow "{one.flow}"'
            problems.append(place.at("flow").error(file, message, remedy))
            return ""
    if not reading.number:
        remedy = "add flow: or number:, here or at the top of the file"
        problems.append(node.error(file, "it is not said which number is dialled", remedy))
    return reading.number


def _given(form: SceneForm, head: SceneForm, name: str) -> Any:
    """What the test says, else what the head of the file says."""
    value = getattr(form, name)
    return getattr(head, name) if value is None else value


def _with_keys_as_text(node: Node) -> Node:
    """Keys without quotes are what they look like: `keys: 1`, `keys: [1, 2]`."""
    if "keys" not in node.children:
        return node
    key, keys = (node.mapping or {})["keys"]
    items = None if keys.items is None else [_as_text(one) for one in keys.items]
    text = _as_text(keys) if keys.is_scalar else Node(keys.line, keys.column, items=items)
    return Node(node.line, node.column, mapping={**(node.mapping or {}), "keys": (key, text)})


def _as_text(node: Node) -> Node:
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        return Node(node.line, node.column, node.text, node.text, node.quoted)
    return node


def _acts(form: TestForm, node: Node, file: str) -> tuple[tuple[Act, ...], list[Problem]]:
    acts, problems = [], []
    for position, word in enumerate(form.keys):
        try:
            acts += [act_from(word.strip())] if word.strip() else []
        except ValueError as error:
            message, _, remedy = str(error).partition("; ")
            problems.append(node.at("keys", position).error(file, message, remedy))
    return tuple(acts), problems


def _world(form: TestForm, head: FileForm) -> World:
    answer = _given(form, head, "answer")
    return World(
        staff=_given(form, head, "staff") or USUAL.staff,
        there=tuple(_given(form, head, "agents") or ()),
        answer_s=None if answer == "never" else USUAL.answer_s if answer is None else answer,
        waiting=dict(_given(form, head, "waiting") or {}),
        talk_s=_given(form, head, "talk") or USUAL.talk_s,
        ends=_given(form, head, "ends") or USUAL.ends,
        outside=_given(form, head, "outside") or USUAL.outside,
        message_s=_or(_given(form, head, "message"), USUAL.message_s),
        look_ups=dict(_given(form, head, "look_ups") or {}),
    )


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


# --- when ----------------------------------------------------------------------------------------


def _moment(
    form: TestForm,
    head: FileForm,
    node: Node,
    file: str,
    reading: Reading,
    problems: list[Problem],
) -> int:
    text = _given(form, head, "at")
    place = node.at("at") if form.at else node
    if text is None:
        remedy = 'add at: "2027-03-01 10:00" or at: mon 10:00, here or at the top of the file'
        problems.append(place.error(file, "it is not said when the call comes", remedy))
        return 0
    zone = _given(form, head, "zone") or reading.zone
    if not is_zone(zone):
        message = f'there is no time zone "{zone}"'
        problems.append(node.at("zone").error(file, message, "such as Europe/Berlin"))
        return 0
    try:
        return moment_from(text, zone, reading.now_utc_ms)
    except TimeError as error:
        message, _, remedy = str(error).partition("; ")
        problems.append(place.error(file, message, remedy))
        return 0
