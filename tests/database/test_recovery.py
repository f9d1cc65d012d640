"""A centre recovered from disk is the centre that was there, and it says what it is unsure of."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.database.centre_run import CentreRun
from voipcc.core.centre import Centre
from voipcc.core.commands import StopMusic
from voipcc.core.events import CallEndRequested, LegAnswered
from voipcc.database import snapshots
from voipcc.database.history import payloads, read
from voipcc.database.journal import Journal
from voipcc.database.records import RecordStore
from voipcc.database.recovery import DIFFERENT, POISONOUS, Recovery, recover
from voipcc.database.segment import segment_paths
from voipcc.database.snapshots import encoded

LIFE = """
import os, sys
from pathlib import Path
from tests.database.centre_run import CentreRun
from voipcc.core.centre import Centre
from voipcc.database.journal import Journal
from voipcc.database.snapshots import Snapshots
folder = Path(sys.argv[1])
journal = Journal.open(folder / "journal")
snapshots = Snapshots(folder / "snapshots", lambda number: journal.synced_sequence >= number)
run = CentreRun(Centre(5, 1), journal, 8)
run.begin(1)
while True:
    run.steps(25)
    snapshots.take(journal.last_sequence, run.centre.snapshot())
    os.write(1, b"%d\\n" % journal.last_sequence)
"""


def lived(folder: Path, seed: int, steps: int = 400, snapshot_at: int = 0) -> CentreRun:
    """A centre that ran `steps` steps, with a snapshot after `snapshot_at` of them."""
    journal = Journal.open(folder / "journal")
    run = CentreRun(Centre(5, 1), journal, seed)
    run.begin(1)
    if snapshot_at:
        run.steps(snapshot_at)
        snapshots.write(folder / "snapshots", journal.last_sequence, encoded(run.centre.snapshot()))
    run.steps(steps - snapshot_at)
    journal.close()
    return run


def same(recovery: Recovery, run: CentreRun) -> bool:
    return shape(recovery.centre) == shape(run.centre)


def shape(centre: Centre) -> dict[str, Any]:
    """The whole state; deadlines by their order, because its numbers begin anew."""
    state: dict[str, Any] = msgspec.json.decode(encoded(centre.snapshot()))
    state["deadlines"].sort(key=lambda one: one.pop("order"))
    return state


@pytest.mark.parametrize("seed", range(8))
def test_replay_of_the_whole_journal_gives_the_same_state(tmp_path: Path, seed: int) -> None:
    """Without a snapshot, the journal alone gives the same state, commands and records."""
    run = lived(tmp_path, seed)
    recovery = recover(tmp_path, 5)
    assert recovery.differences == [] and recovery.damaged == [] and same(recovery, run)
    assert recovery.last_sequence == recovery.replayed == run.journal.last_sequence
    assert recovery.epoch == 2 and len(recovery.records) == run.records + run.stretches
    assert run.records > 5 and run.stretches


@pytest.mark.parametrize("seed", range(8))
def test_snapshot_and_the_rest_give_the_same_state(tmp_path: Path, seed: int) -> None:
    """From a snapshot on, replaying the rest gives the same state as living through it."""
    run = lived(tmp_path, seed, snapshot_at=250)
    recovery = recover(tmp_path, 5)
    assert recovery.differences == [] and same(recovery, run)
    assert 0 < recovery.replayed < recovery.last_sequence == run.journal.last_sequence


def test_life_goes_on_after_recovery_and_again(tmp_path: Path) -> None:
    """Several crashes in a row lose nothing: each recovery stands where the last life ended."""
    run = lived(tmp_path, 3, 100)
    for epoch in (2, 3, 4):
        recovery = recover(tmp_path, 5)
        assert same(recovery, run) and recovery.epoch == epoch
        journal = Journal.open(tmp_path / "journal")
        run = CentreRun(recovery.centre, journal, epoch, run.now_us)
        run.begin(recovery.epoch)
        run.steps(150)
        sequence = journal.last_sequence
        snapshots.write(tmp_path / "snapshots", sequence, encoded(run.centre.snapshot()))
        run.steps(30)
        journal.close()
    assert same(recover(tmp_path, 5), run)


def test_new_folder_is_a_new_centre(tmp_path: Path) -> None:
    """An empty folder gives an empty centre of epoch 1."""
    recovery = recover(tmp_path, 5)
    assert (recovery.epoch, recovery.last_sequence, recovery.damaged) == (1, 0, [])


def test_unreadable_snapshot_is_replaced_by_more_replay(tmp_path: Path) -> None:
    """With its newest snapshot damaged, a centre comes back the same from the one before."""
    run = lived(tmp_path, 4, snapshot_at=200)
    (path,) = snapshots.snapshot_paths(tmp_path / "snapshots")
    path.write_bytes(path.read_bytes()[:-20])
    recovery = recover(tmp_path, 5)
    assert same(recovery, run) and path.name in recovery.damaged[0]


def test_snapshot_newer_than_the_journal_is_set_aside(tmp_path: Path) -> None:
    """A journal that lost its end is not joined to a snapshot of that end, now or later."""
    lived(tmp_path, 4, snapshot_at=200)
    (path,) = segment_paths(tmp_path / "journal")
    frames = list(payloads(tmp_path / "journal"))
    path.write_bytes(path.read_bytes()[: frames[60].end])
    recovery = recover(tmp_path, 5)
    assert recovery.last_sequence == 61 and "newer than the journal" in recovery.damaged[0]
    assert snapshots.snapshot_paths(tmp_path / "snapshots") == []
    assert recover(tmp_path, 5).damaged == []


def test_other_commands_mark_the_call(tmp_path: Path) -> None:
    """Where the replay gives other commands than the journal has, that call carries a mark."""
    run = lived(tmp_path, 6)
    call = run.centre.snapshot().calls[0]
    journal = Journal.open(tmp_path / "journal")
    journal.append(run.moment(), LegAnswered(call.leg), [StopMusic(call.leg)])
    journal.close()
    recovery = recover(tmp_path, 5)
    assert [one.event for one in recovery.differences] == ["LegAnswered"]
    marked = [one.id for one in recovery.centre.snapshot().calls if DIFFERENT in one.marks]
    assert marked == [call.id]


def test_poisonous_entry_costs_one_call(tmp_path: Path) -> None:
    """A damaged entry marks the call it names and asks for its end; the others go on."""
    run = lived(tmp_path, 6)
    waiting = [one for one in run.centre.snapshot().calls if one.stage in ("queue", "menu", "play")]
    call = waiting[0]
    journal = Journal.open(tmp_path / "journal")
    poison = journal.append(run.moment(), LegAnswered(call.leg), [])
    commands = run.centre.handle(LegAnswered("nobody"), run.moment())
    journal.append(run.moment(), LegAnswered("nobody"), commands)
    journal.close()
    (path,) = segment_paths(tmp_path / "journal")
    damaged = list(payloads(tmp_path / "journal"))[-2].end - 3
    data = path.read_bytes()
    path.write_bytes(data[:damaged] + b"X" + data[damaged + 1 :])
    assert poison not in [entry.sequence for entry in read(tmp_path / "journal")]
    recovery = recover(tmp_path, 5)
    assert recovery.closings == [CallEndRequested(call.id, by="recovery")]
    marked = [one.id for one in recovery.centre.snapshot().calls if POISONOUS in one.marks]
    assert marked == [call.id] and len(recovery.damaged) == 1


def test_records_of_the_tail_are_kept_once(tmp_path: Path) -> None:
    """The replay's records and those derived from the journal meet in one row each."""
    run = lived(tmp_path, 2, snapshot_at=100)
    store = RecordStore.open(tmp_path / "records.sqlite", tmp_path / "journal")
    for record, sequence in recover(tmp_path, 5).records:
        store.keep(record, sequence)
    assert store.drain()
    store.close()
    assert store.archive.counts()["all"] == run.calls_kept
    assert store.archive.counts()["answered"] > 0


def test_killed_centre_is_recovered_to_its_last_entry(tmp_path: Path) -> None:
    """After kill -9 in mid-life, snapshot and journal agree and every entry is replayed alike."""
    life = subprocess.Popen([sys.executable, "-c", LIFE, str(tmp_path)], stdout=subprocess.PIPE)
    assert life.stdout
    read, kept = 0, tmp_path / "snapshots"
    while read < 120 or not (kept.is_dir() and snapshots.snapshot_paths(kept)):
        read, written = read + 1, int(life.stdout.readline())
    life.send_signal(signal.SIGKILL)
    life.wait()
    recovery = recover(tmp_path, 5)
    assert recovery.last_sequence >= written and recovery.replayed < recovery.last_sequence
    assert recovery.differences == [] and recovery.damaged == []
    for path in snapshots.snapshot_paths(tmp_path / "snapshots"):
        path.unlink()
    assert shape(recover(tmp_path, 5).centre) == shape(recovery.centre)
