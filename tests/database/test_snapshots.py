"""Snapshots are whole or not there, and an unreadable one gives way to the one before."""

import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from voipcc.database.snapshots import Snapshots, encoded, snapshot_paths, snapshots_in


@dataclass(slots=True)
class Call:
    """A call as a core might hold it."""

    id: str
    legs: list[str] = field(default_factory=list)
    stages: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class State:
    """A live state to be stored."""

    epoch: int
    calls: dict[str, Call] = field(default_factory=dict)


def state(count: int = 2) -> State:
    calls = {f"1-{one}": Call(f"1-{one}", ["a" * 20] * 3, {"x": one}) for one in range(count)}
    return State(3, calls)


def stored(folder: Path, *sequences: int) -> Snapshots:
    snapshots = Snapshots(folder)
    for sequence in sequences:
        writing = snapshots.take(sequence, state(sequence))
        assert writing and writing.result()
    return snapshots


def test_last_three_are_kept(tmp_path: Path) -> None:
    """The newest snapshot is read back equal; older ones than the third are removed."""
    stored(tmp_path, 1, 2, 3, 4).close()
    assert [int(path.stem) for path in snapshot_paths(tmp_path)] == [4, 3, 2]
    found = next(snapshots_in(tmp_path, State))
    assert (found.sequence, found.state) == (4, state(4))


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "format"])
def test_unreadable_snapshot_gives_way(tmp_path: Path, damage: str) -> None:
    """A damaged newest snapshot is named and the one before is taken."""
    stored(tmp_path, 5, 6).close()
    path = snapshot_paths(tmp_path)[0]
    data = path.read_bytes()
    position = data.index(b'"x"') + 1
    path.write_bytes(
        {
            "flip": data[:position] + b"y" + data[position + 1 :],
            "cut": data[:-9],
            "empty": b"",
            "format": data.replace(b'"format":1', b'"format":9'),
        }[damage]
    )
    named: list[str] = []
    found = next(snapshots_in(tmp_path, State, named.append))
    assert found.sequence == 5
    assert len(named) == 1 and path.name in named[0]


def test_nothing_readable_is_none(tmp_path: Path) -> None:
    """Without any snapshot there is none, and no error."""
    assert list(snapshots_in(tmp_path / "missing", State)) == []


def test_failing_disk_is_reported_and_mended(tmp_path: Path) -> None:
    """A snapshot that cannot be written is trouble, not an error; the next one ends it."""
    blocked = tmp_path / "snapshots"
    blocked.write_text("a file where the folder should be")
    troubles: list[str] = []
    snapshots = Snapshots(blocked)
    snapshots.on_trouble = troubles.append
    writing = snapshots.take(1, state())
    assert writing and writing.result() is None and snapshots.trouble
    blocked.unlink()
    writing = snapshots.take(2, state())
    assert writing and writing.result() and not snapshots.trouble
    snapshots.close()
    assert len(troubles) == 2 and troubles[1] == ""


def test_encoding_500_calls_does_not_hold_up_the_loop() -> None:
    """The part done on the event loop takes far less than 20 ms of processor for 500 calls."""
    large = state(500)
    begun = time.process_time()
    encoded(large)
    assert time.process_time() - begun < 0.02
