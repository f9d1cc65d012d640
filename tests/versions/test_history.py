"""The history of changes: what is written down stays, whatever happens to the machine."""

import os
from pathlib import Path

import pytest

from voipcc.versions import history as room
from voipcc.versions.history import History


def test_what_was_noted_is_there_after_a_restart(tmp_path: Path) -> None:
    """A change is read back as it was written, the newest first."""
    book = History(tmp_path / "state" / "history.jsonl")
    book.note("publish", "anna", ("greeting changed",), {"version": "a"}, version="b")
    book.note("override", "ben", ("support closed until Mon 08:00",), {"target": "support"})
    again = History(tmp_path / "state" / "history.jsonl")
    assert again.changes() == book.changes()
    assert [(one.id, one.who, one.kind) for one in again.changes()] == [
        (2, "ben", "override"),
        (1, "anna", "publish"),
    ]
    assert again.changes()[1].undo == {"version": "a"}


def test_undo_finds_the_last_change_that_is_left(tmp_path: Path) -> None:
    """Undoing goes back one change after another; what cannot be undone or is over is passed by."""
    book = History(tmp_path / "history.jsonl")
    first = book.note("publish", "anna", ("one",), {"version": "a"})
    book.note("start", "anna", ("began",))
    closed = book.note("override", "ben", ("closed",), {})
    assert book.last_undoable() == closed
    book.settle(closed.id)
    assert History(tmp_path / "history.jsonl").last_undoable() == first
    book.note("undo", "ben", ("put back",), settles=(first.id,))
    assert book.last_undoable() is None
    assert [one.kind for one in book.changes()] == ["undo", "override", "start", "publish"]


@pytest.mark.parametrize("torn", [b'{"id":3,"utc', b"\xff\xfe", b"\n\n{}", b"\x00" * 40])
def test_a_torn_end_costs_the_torn_line_only(tmp_path: Path, torn: bytes) -> None:
    """What a loss of power left half written is left out, and the next change is readable."""
    path = tmp_path / "history.jsonl"
    History(path).note("publish", "anna", ("one",))
    with path.open("ab") as file:
        file.write(torn)
    book = History(path)
    book.note("publish", "ben", ("two",))
    assert [one.who for one in History(path).changes()] == ["ben", "anna"]
    assert [one.id for one in History(path).changes()] == [2, 1]


def test_a_full_disk_is_told_and_leaves_the_history_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change that could not be synced did not happen; later ones are kept."""
    book = History(tmp_path / "history.jsonl")
    book.note("publish", "anna", ("one",))

    def full(_fd: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as world:
        world.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            book.note("publish", "ben", ("two",))
    book.note("publish", "carla", ("three",))
    assert [one.who for one in book.changes()] == ["carla", "anna"]


def test_the_history_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When there are too many changes the oldest half goes, at the next start."""
    monkeypatch.setattr(room, "MOST_CHANGES", 10)
    book = History(tmp_path / "history.jsonl")
    for _ in range(11):
        book.note("publish", "anna", ("x" * 1000,) * 300)
    again = History(tmp_path / "history.jsonl")
    assert [one.id for one in again.changes()] == [11, 10, 9, 8, 7]
    assert len(again.changes()[0].words) == room.MOST_WORDS
    assert len((tmp_path / "history.jsonl").read_bytes().splitlines()) == 5


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    """The file belongs to its user alone."""
    book = History(tmp_path / "history.jsonl")
    book.note("publish", "anna", ("one",))
    assert (tmp_path / "history.jsonl").stat().st_mode & 0o777 == 0o600
