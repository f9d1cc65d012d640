"""Files of an earlier format are brought to the present one, and stay as a person wrote them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from voipcc.document import Node, parse_document
from voipcc.migration import (
    MIGRATIONS,
    Change,
    Migration,
    MigrationError,
    changed,
    migrate_files,
    migrated,
    renamed,
    write,
)

OLD = """\
# What callers hear.   Do not touch!
numbers: ["+4930123450"]     # ours

blocks:
    start:                   # a call begins here
    -   play:  welcome
    -   hang_up
"""


def test_a_file_without_a_format_gets_one_and_keeps_all_else() -> None:
    """The number is written before the first key; comments and blanks stay."""
    one = migrated("dialplan", "main.yaml", OLD)
    assert one is not None
    comment, rest = OLD.split("\n", 1)
    assert one.new == f"{comment}\nformat: 1\n{rest}"
    assert (one.before, one.after) == (0, 1)
    assert "+format: 1" in one.difference.splitlines()
    assert migrated("dialplan", "main.yaml", one.new) is None


def _renaming(root: Node) -> list[Change]:
    """What a later format may do: another word for a key wherever it stands."""
    waiting, changes = [root], list[Change]()
    while waiting:
        node = waiting.pop()
        waiting += [*node.children.values(), *(node.items or ())]
        if "play" in node.children:
            changes.append(renamed(node.key("play"), "say"))
    return changes


LATER = (*MIGRATIONS, Migration(("dialplan",), 1, "play is called say", _renaming))


def test_a_later_format_renames_keys_in_place() -> None:
    """Several steps are taken one after the other, each told in words."""
    one = migrated("dialplan", "main.yaml", OLD, LATER, current=2)
    assert one is not None
    assert "    -   say:  welcome\n" in one.new
    assert "format: 2\n" in one.new and "play" not in one.new
    assert one.words == ("the number of the format is written down", "play is called say")
    centre = migrated("centre", "centre.yaml", "format: 1 # ours\nname: x\n", LATER, current=2)
    assert centre is not None
    assert centre.new == "format: 2 # ours\nname: x\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("format: 7\nblocks: {}\n", "has format 7, and this voipcc knows 1"),
        ("", "there are no keys in it"),
        ("- one\n", "there are no keys in it"),
        ("a: [b\n", "not YAML"),
    ],
)
def test_what_cannot_be_brought_over_says_why(text: str, reason: str) -> None:
    """A newer format, and what is no such file, are refused with the reason."""
    with pytest.raises(MigrationError, match=reason):
        migrated("dialplan", "main.yaml", text)


def test_files_are_written_whole_and_keep_their_rights(tmp_path: Path) -> None:
    """Only what changes is written; one bad file does not keep the others."""
    good, old, bad = (tmp_path / name for name in ("good.yaml", "old.yaml", "bad.yaml"))
    good.write_text("format: 1\n")
    old.write_text(OLD)
    old.chmod(0o640)
    bad.write_bytes(b"\xff\xfe")
    found, refused = migrate_files({good: "dialplan", old: "dialplan", bad: "dialplan"})
    assert [one.file for one in found] == [str(old)]
    assert len(refused) == 1
    write(found[0])
    assert old.read_text() == found[0].new
    assert old.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.yaml", "good.yaml", "old.yaml"]


@settings(max_examples=examples(100), deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["# a comment", "", "name: x", "blocks:", "  start: [hang_up]", "a: {b: 1}"]
        ),
        max_size=8,
    )
)
def test_nothing_but_the_format_is_added_to_any_file(lines: list[str]) -> None:
    """Whatever a file says, it says afterwards too, and one thing more."""
    text = "".join(f"{line}\n" for line in lines)
    try:
        one = migrated("dialplan", "main.yaml", text)
    except MigrationError:
        return
    assert one is not None
    before, after = (parse_document(each, "x")[0] for each in (text, one.new))
    assert before is not None and after is not None
    assert after.plain() == {"format": 1, **before.plain()}
    assert [line for line in one.new.splitlines() if line != "format: 1"] == lines


def test_changes_of_one_line_do_not_disturb_each_other() -> None:
    """Places are those of the text before any change."""
    assert changed("a: b, c\n", [Change(1, 1, 1, "long"), Change(1, 7, 1, "d")]) == "long: b, d\n"
