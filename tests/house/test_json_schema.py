"""The schemas editors use say what the checker says, as far as one file goes."""

from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from tests.house.test_docs import DOCS, OF_OPERATORS, OF_SETTINGS, README, examples, whole
from voipcc.centre_file import EXAMPLE
from voipcc.dialplan.steps import STEPS
from voipcc.document import parse_document
from voipcc.json_schema import NAMES, as_text, modeline, schema, write_schemas
from voipcc.places import shipped_dialplans

DIALPLANS = [
    *(path.read_text() for path in sorted(shipped_dialplans().glob("*.yaml"))),
    *(whole(example) for example in examples(DOCS / "dialplans.md")),
]
CENTRES = [
    EXAMPLE.read_text(),
    *(f"format: 1\n{one}" for one in OF_OPERATORS),
    *(f"format: 1\n{one}" for one in README if one.startswith(OF_SETTINGS)),
]
TESTS = [path.read_text() for path in sorted(shipped_dialplans().glob("tests/*.yaml"))]
VALIDATORS = {name: Draft7Validator(schema(name)) for name in NAMES}


def faults(name: str, text: str) -> list[str]:
    node, problems = parse_document(text, "file")
    assert node is not None, problems
    return [error.message for error in VALIDATORS[name].iter_errors(node.plain())]


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one_editors_understand(name: str) -> None:
    """Each schema is right by the dialect it names, and uses no word of a later one."""
    Draft7Validator.check_schema(schema(name))
    assert "prefixItems" not in as_text(name)


def test_every_example_fits_its_schema() -> None:
    """What the manual and the shipped files show is right in an editor too."""
    assert len(DIALPLANS) > 20 and len(CENTRES) > 5
    assert [faults("dialplan", text) for text in DIALPLANS if faults("dialplan", text)] == []
    assert [faults("tests", text) for text in TESTS if faults("tests", text)] == []
    assert [faults("centre", text) for text in CENTRES if faults("centre", text)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dialplan", "format: 1\nblocks: {start: [{plai: welcome}]}"),
        ("dialplan", "format: 1\nblocks: {start: [{queue: sales, on_ful: x}]}"),
        ("dialplan", "format: 1\nblocks: {start: [{menu: x, keys: {12: sales}}]}"),
        ("dialplan", "format: 1\nblocks: {start: [hangup]}"),
        ("dialplan", "format: 1\nblocks: {start: [{loop: {block: start}}]}"),
        ("dialplan", "format: 1\nnumbers: [+4930123450]\nblocks: {start: [hang_up]}"),
        ("dialplan", "format: 1\nblock: {start: [hang_up]}"),
        ("dialplan", "format: 1\nblocks: {Start: [hang_up]}"),
        ("dialplan", "format: 2\nblocks: {start: [hang_up]}"),
        ("tests", "format: 1\ntests: [{test: t, expect: {queu: sales}}]"),
        ("tests", "format: 1\ntests: [{test: t}]"),
        ("tests", "format: 1\nstaff: many\ntests: [{test: t, expect: {}}]"),
        ("centre", "format: 1\nqueus: {}"),
        ("centre", "format: 1\nqueues: {sales: {agent: [anna]}}"),
        ("centre", "format: 1\nqueues: {sales: {agents: [{name: anna, levl: 1}]}}"),
        ("centre", "format: 1\nlisten: {udp: 70000}"),
    ],
)
def test_what_is_wrong_is_seen_while_it_is_typed(name: str, text: str) -> None:
    """Wrong words, keys and values do not fit the schema."""
    assert faults(name, text)


@pytest.mark.parametrize(
    "step",
    [
        "hang_up",
        "hang_up:",
        "{hang_up: closed, cause: busy}",
        "answer",
        "return",
        "{menu: x, keys: {1: a}, timeout: 5, on_timeout: b}",
        "{menu: [x, y], keys: {1: a}, timeout: 1 min, on_timeout: {jump: b, play: z}}",
        '{transfer: "+4930555123"}',
        "{sub: greet}",
        "{sub: {flow: other, with: {who: vip, n: 3}}}",
        "{tag: complaint}",
        "{play: [welcome, {number: 5}]}",
    ],
)
def test_short_ways_of_writing_fit(step: str) -> None:
    """Whatever may be left out or written shorter may be so in an editor."""
    assert faults("dialplan", f"format: 1\nblocks:\n  start:\n    - {step}\n") == []


@pytest.mark.parametrize("keys", ["1", '"1, wait 30 s"', "[1, 2]", '["12#", silence]'])
def test_keys_of_a_test_may_be_written_shortly(keys: str) -> None:
    """What the caller does may be a number, words or a list of them in an editor too."""
    test = f"{{test: t, keys: {keys}, answer: 3 s, expect: {{hears: welcome, within: 30 s}}}}"
    assert faults("tests", f"format: 1\nat: mon 10:00\ntests: [{test}]") == []


def test_every_key_of_every_step_is_offered_with_its_meaning() -> None:
    """An editor offers each step by its word and tells what each key is for."""
    parts = schema("dialplan")["$defs"]
    for word, form in STEPS.items():
        step = parts[form.__name__]
        assert word in step["required"]
        for field in form.model_fields.values():
            assert field.description, word


def test_the_examples_name_the_schemas_that_are_written(tmp_path: Path) -> None:
    """The first line of each shipped file leads to the schema `voipcc schema` writes."""
    written = write_schemas(tmp_path)
    assert [path.read_text() for path in written] == [as_text(name) for name in NAMES]
    assert EXAMPLE.read_text().splitlines()[0] == modeline("centre")
    assert (tmp_path / modeline("centre").split("=")[1]).is_file()
    for path in shipped_dialplans().glob("*.yaml"):
        line = path.read_text().splitlines()[0]
        assert line == modeline("dialplan")
        assert (tmp_path / "dialplans" / line.split("=")[1]).resolve() in [
            one.resolve() for one in written
        ]
