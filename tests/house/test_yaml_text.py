"""Edits of a YAML text: the entry comes and goes, every other character stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from voipcc.document import parse_document
from voipcc.yaml_text import LayoutError, append, cut, put

PHONE = {"devices": {"phone": {"transport": "tls"}}}
COMMENTED = """# the head
agents:
  # anna comes first
  anna:  # on Mondays
    devices: {desk: {transport: udp}}
  # ben follows
  ben:
    devices:
      desk: {transport: tls}   # at home
    # ben's note
# the queues
queues:
  sales: {agents: [anna, 'ben'], wrap_up_s: 3}
  help:
    agents:
    - anna   # knows most
    - ben
# the end
"""


def plain(text: str) -> object:
    """What a text says."""
    root, problems = parse_document(text, "")
    assert root is not None
    assert not problems
    return root.plain()


def test_an_agent_is_put_behind_the_last_one_and_before_the_next_heading() -> None:
    """New lines stand at the end of their block, with its indentation, and touch no other line."""
    before, after = COMMENTED.split("# the queues\n")
    added = "  carla:\n    devices:\n      phone: {transport: tls}\n"
    edited = put(COMMENTED, ("agents", "carla"), PHONE)
    assert edited == f"{before}{added}# the queues\n{after}"


def test_an_agent_put_and_cut_leaves_the_text_as_it_was() -> None:
    """Cutting out what was put in gives the same bytes back."""
    assert cut(put(COMMENTED, ("agents", "carla"), PHONE), ("agents", "carla")) == COMMENTED


def test_an_agent_in_the_middle_leaves_the_comments_of_others() -> None:
    """Only the lines of the agent itself go."""
    assert cut(COMMENTED, ("agents", "anna")) == COMMENTED.replace(
        "  anna:  # on Mondays\n    devices: {desk: {transport: udp}}\n", ""
    )


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (("queues", "sales", "agents"), "[anna, 'ben']", "[anna, 'ben', carla]"),
        (("queues", "help", "agents"), "    - ben\n", "    - ben\n    - carla\n"),
    ],
)
def test_a_name_is_appended_in_the_lists_own_style(
    path: tuple[str, ...], before: str, after: str
) -> None:
    """A list in brackets stays in brackets, a list of lines stays one of lines."""
    edited = append(COMMENTED, path, "carla")
    assert edited == COMMENTED.replace(before, after)
    assert cut(edited, (*path, 2)) == COMMENTED


@pytest.mark.parametrize(("position", "left"), [(0, "['ben']"), (1, "[anna]")])
def test_a_name_is_cut_out_with_its_comma(position: int, left: str) -> None:
    """One comma goes with the name, wherever it stands."""
    edited = cut(COMMENTED, ("queues", "sales", "agents", position))
    assert edited == COMMENTED.replace("[anna, 'ben']", left)


@pytest.mark.parametrize(
    ("text", "edited"),
    [
        ("format: 1\n", "format: 1\nagents: {x: {t: udp}}\n"),
        ("format: 1", "format: 1\nagents: {x: {t: udp}}\n"),
        ("agents:\nname: y\n", "agents:\n  x: {t: udp}\nname: y\n"),
        ("agents: {}   # nobody\n", "agents: {x: {t: udp}}   # nobody\n"),
        ("agents: {a: {t: tls}}\n", "agents: {a: {t: tls}, x: {t: udp}}\n"),
        ("agents:\n    a: {t: tls}\n", "agents:\n    a: {t: tls}\n    x: {t: udp}\n"),
        ("agents:\r\n  a: {t: tls}\r\n", "agents:\r\n  a: {t: tls}\r\n  x: {t: udp}\r\n"),
    ],
)
def test_every_layout_of_a_mapping_takes_an_entry(text: str, edited: str) -> None:
    """Absent, empty, in braces, in lines, with either line end: the entry fits in."""
    if "agents" in text:
        assert put(text, ("agents", "x"), {"t": "udp"}) == edited
    else:
        assert plain(put(text, ("agents", "x"), {"t": "udp"})) == plain(edited)


def test_the_last_entry_leaves_an_empty_collection() -> None:
    """Nothing is left behind that would mean something else."""
    assert cut("agents:  # all\n  a: {t: tls}\nname: x\n", ("agents", "a")) == (
        "agents: {}  # all\nname: x\n"
    )
    assert cut("agents:\n- a\nname: x\n", ("agents", 0)) == "agents: []\nname: x\n"


@pytest.mark.parametrize(
    "value", ["true", "no: yes", "12", "a # b", "", "ü\t\"'", "- x", "[", "1e3", "Anna Example"]
)
def test_words_that_yaml_would_read_otherwise_are_quoted(value: str) -> None:
    """What is put in is read back as the same text."""
    assert plain(put("a: 1\n", ("b", "c"), {"display": value})) == {
        "a": 1,
        "b": {"c": {"display": value}},
    }


@pytest.mark.parametrize(
    "text",
    ["- a\n", "agents: 7\n", "agents: [\n  anna # first\n  ]\n", "a: [\n", "agents: |\n  x\n"],
)
def test_a_layout_that_is_not_understood_is_refused(text: str) -> None:
    """Rather than guess, the edit says that it must be made by hand."""
    with pytest.raises(LayoutError):
        append(text, ("agents",), "ben")


names = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
remarks = st.sampled_from(["", "  # a remark", "\n  # a line", "\n\n# at the margin"])


@settings(deadline=None, max_examples=examples(25))  # others share the machine
@given(st.lists(st.tuples(names, st.booleans(), remarks), unique_by=lambda one: one[0]), names)
def test_an_entry_comes_and_goes_without_a_trace(
    entries: list[tuple[str, bool, str]], name: str
) -> None:
    """Whatever stands in a mapping, putting an entry in and cutting it out changes nothing."""
    if not entries or any(name == one for one, _, _ in entries):
        return
    text = "agents:\n"
    for one, flow, remark in entries:
        body = " {devices: {desk: {transport: udp}}}" if flow else "\n    devices: {}"
        text += f'  "{one}":{body}{remark}\n'
    text += "queues: {}\n"
    edited = put(text, ("agents", name), PHONE)
    assert name in plain(edited)["agents"]  # type: ignore[index, call-overload]
    assert cut(edited, ("agents", name)) == text
