"""YAML files as nodes with places, and files that mean harm."""

import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from voipcc.document import LARGEST_FILE, MOST_NODES, parse_document, read_document


def said(text: str) -> list[str]:
    """The problems of a text as line:column message."""
    _, problems = parse_document(text, "f.yaml")
    return [f"{one.line}:{one.column} {one.message} | {one.remedy}" for one in problems]


def test_words_mean_what_yaml_1_2_says():
    """Words, numbers and times are read as YAML 1.2 reads them, without the traps of 1.1."""
    node, problems = parse_document(
        "a: [no, 12:30, 0123, 2026-12-24, 0x1F, 0o17, 1.5, ~, true, 'x', .5, 1e3, '', 08:00-18:00]",
        "f.yaml",
    )
    assert problems == []
    assert node.plain() == {
        "a": ["no", "12:30", 123, "2026-12-24", 31, 15, 1.5, None, True, "x", 0.5, 1000.0, "",
              "08:00-18:00"]
    }  # fmt: skip


def test_every_node_knows_its_place():
    """Each key and value knows its line and column, counted from 1."""
    node, _ = parse_document('a:\n  - b: "c"\n    d: e\n', "f.yaml")
    value = node.at("a", 0, "d")
    assert (value.line, value.column, value.text) == (3, 8, "e")
    key = node.at("a", 0).key("b")
    assert (key.line, key.column) == (2, 5)
    assert node.at("a", 7, "x") is node.at("a")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\na: 2\n", '2:1 "a" stands here twice | remove one: it is in line 1 already'),
        ("a: !!python/object:os.system x", "1:4 the tag tag:yaml.org,2002:python/object:os.system"
         " is not allowed | leave it out"),
        ("a: &x 1\nb: *x\n", "1:4 the anchor &x is not allowed | leave it out"),
        ("keys: {*: a}\n", '1:8 * begins an alias | the key * needs quotes: "*": ...'),
        ("keys: {1: b,\n #: a}\n", "2:2 this is not YAML: while parsing a flow node expected the"
         " node content, but found '<stream end>' | the keypad keys # and * need quotes: \"#\": ..."),
        ("keys:\n  #: a\n  1: b\n", '2:3 this line is a comment to YAML, not the key # |'
         ' write "#": ... in quotes, or put a blank after # if it is a comment'),
        ("a:\n\t- b\n", "2:1 this is not YAML: while scanning for the next token found character"
         " '\\t' that cannot start any token | indent with blanks, not with tabs"),
        ("a: 1\n---\nb: 2\n", "2:1 a second document begins here | remove the ---"),
        ("? [a]\n: b\n", "1:3 a list or mapping cannot be a key | use a word"),
        ("a: b\0c", "1:5 U+0000 is no character of a text | is it the right file?"),
        ('a: "\\e[2J"', "1:4 U+001B is no character of a text | leave it out"),
        ('a: "\\ud800"', "1:4 U+D800 is no character of a text | leave it out"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_place(text, expected):
    """Each way to spoil a file is told with its place and what to do."""
    assert said(text) == [expected]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "[{a: "])
def test_a_hundred_thousand_levels_are_refused(opening):
    """100,000 levels end in one clear sentence, quickly, not in a recursion error."""
    begin = time.process_time()
    (problem,) = said(opening * 100_000)
    assert "more than 50 levels of nesting" in problem
    assert time.process_time() - begin < 5


def test_levels_on_lines_of_their_own_are_refused_too():
    """Block nesting counts as flow nesting does."""
    deep = "".join("  " * level + "a:\n" for level in range(60))
    (problem,) = said(deep)
    assert problem.startswith("51:101 more than 50 levels of nesting")


def test_too_many_values_are_refused():
    """A file of more values than the limit is refused where the limit is passed."""
    assert said("- 1\n" * (MOST_NODES - 1)) == []
    (problem,) = said("- 1\n" * (MOST_NODES + 5))
    assert problem == f"{MOST_NODES}:3 more than {MOST_NODES} values | divide the file"


def test_a_huge_file_is_not_read(tmp_path):
    """200 MB are refused by their size alone, within a fraction of a second."""
    file = tmp_path / "huge.yaml"
    with file.open("wb") as opened:
        os.truncate(opened.fileno(), 200_000_000)
    begin = time.process_time()
    node, (problem,) = read_document(file)
    assert node is None
    assert problem.message == "is 200.0 MB large; 1 MB at most is read"
    assert time.process_time() - begin < 0.5


def test_a_file_of_the_largest_size_is_read(tmp_path):
    """A file of exactly the limit is read."""
    file = tmp_path / "large.yaml"
    line = "# " + "x" * 97 + "\n"
    file.write_text("a: 1\n" + line * ((LARGEST_FILE - 5) // len(line)))
    node, problems = read_document(file)
    assert problems == []
    assert node.plain() == {"a": 1}


def test_a_line_that_never_ends_is_refused():
    """A line of more than 10,000 characters is refused by its number."""
    assert said("a: 1\nb: " + "x" * 20_000) == [
        "2:1 this line has more than 10000 characters | is it the right file?"
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (bytes(range(256)), "2:118 this is not UTF-8 text"),
        (b"a: 1\nb: \xff\xfe", "2:4 this is not UTF-8 text"),
        (b"RIFF\x24\x00\x00\x00WAVE", "1:6 U+0000 is no character of a text"),
    ],
)
def test_binary_garbage_is_told_as_such(tmp_path, content, expected):
    """A file that is no text is refused at the first byte that shows it."""
    file = tmp_path / "garbage.yaml"
    file.write_bytes(content)
    _, (problem,) = read_document(file)
    assert f"{problem.line}:{problem.column} {problem.message}" == expected


def test_what_is_no_file_is_refused(tmp_path):
    """Folders, missing files and pipes are told, not waited for."""
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    assert read_document(pipe)[1][0].message == "is not a file"
    assert read_document(tmp_path)[1][0].message == "is not a file"
    (missing,) = read_document(tmp_path / "none.yaml")[1]
    assert missing.message == "cannot be read: No such file or directory"
    assert missing.remedy == "make it"


def test_a_byte_order_mark_does_no_harm(tmp_path):
    """A file saved with a byte order mark reads like one without."""
    file = tmp_path / "marked.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_document(file)[0].plain() == {"a": 1}


YAML_PIECES = st.sampled_from(
    ["a", ":", " ", "\n", "- ", "[", "]", "{", "}", ",", "#", "*", "&", "!", "|", ">", "'", '"',
     "%", "@", "`", "?", "---", "...", "\t", "\\", "1", "~", "é", "\u2028", "\x85", "  ", "<<: "]
)  # fmt: skip


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(YAML_PIECES, max_size=40).map("".join))
def test_any_text_ends_in_a_node_or_a_problem(text):
    """No text at all makes the reader raise; nothing is refused without a place or a reason."""
    node, problems = parse_document(text, "f.yaml")
    if node is None and not problems:
        lines = text.replace("\u2028", "\n").replace("\x85", "\n").split("\n")
        assert all(line.strip(" \t\ufeff")[:1] in ("", "#") or line[:3] == "..." for line in lines)
    for problem in problems:
        assert problem.message
        assert problem.line >= 0
    if node is not None:
        node.plain()


@settings(max_examples=examples(100), deadline=None)
@given(st.text(max_size=60))
def test_any_characters_end_in_a_node_or_a_problem(text):
    """The same for any characters there are."""
    parse_document(text, "f.yaml")
