"""A full disk costs no call and no entry: the reserve, then memory, then a clear refusal."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database.made import conversation, kept, moment
from voipcc.core.events import LegAnswered
from voipcc.database.journal import Journal, JournalError, JournalLimits, read, verify
from voipcc.database.records import RecordStore

LIMITS = JournalLimits(reserve=64 << 10, memory=16 << 10)
DISK_BYTES = 1 << 20
LIMITED = """
import resource, sys
from pathlib import Path
from tests.database.made import moment
from voipcc.core.events import LegAnswered
from voipcc.database.journal import Journal, JournalLimits
resource.setrlimit(resource.RLIMIT_FSIZE, (20000, resource.RLIM_INFINITY))
journal = Journal.open(Path(sys.argv[1]), JournalLimits(reserve=10000))
for number in range(300):
    journal.append(moment(), LegAnswered(f"1-{number}"), [])
print(journal.waiting_bytes, journal.trouble, flush=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
journal.close()
print(journal.waiting_bytes, flush=True)
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting needs root")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=False)


def fill(disk: Path) -> Path:
    """Takes all room that is left."""
    hog = disk / "hog"
    with hog.open("wb", buffering=0) as file:
        for size in (65536, 4096):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return hog


@pytest.mark.root
async def test_full_disk_releases_the_reserve_then_fills_memory(small_disk: Path) -> None:
    """On a full disk appending goes on; when there is room again everything is on disk, once."""
    journal = Journal.open(small_disk / "journal", LIMITS)
    troubles: list[str] = []
    journal.on_trouble = troubles.append
    hog = fill(small_disk)
    for number in range(100):
        journal.append(moment(), LegAnswered(f"1-{number}"), [])
    assert journal.full and journal.waiting_bytes == 0, "the reserve took these"
    assert "No space" in troubles[0]
    with pytest.raises(JournalError, match="make room"):
        while True:
            journal.append(moment(), LegAnswered("1-2"), [])
    last = journal.last_sequence
    assert 0 < journal.waiting_bytes <= LIMITS.memory
    hog.unlink()
    await journal.synced(last)
    assert journal.waiting_bytes == 0
    while journal.full:
        await journal.synced(journal.append(moment(), LegAnswered("1-3"), []))
    assert troubles[-1] == "" and (small_disk / "journal" / "reserve").exists()
    journal.close()
    report = verify(small_disk / "journal")
    assert report.intact and report.last >= last


@pytest.mark.root
def test_records_wait_for_room_in_the_journal(small_disk: Path) -> None:
    """Records that find no room are in the journal and reach the tables later, once."""
    journal = Journal.open(small_disk.parent / "journal")
    store = RecordStore.open(small_disk / "records.sqlite", journal.folder, spool=5)
    assert store.drain()
    hog = fill(small_disk)
    for number in range(60):
        record = conversation(f"1-{number}")
        store.keep(record, kept(journal, record))
    assert not store.drain(0.5) and store.trouble and store.waiting == 5
    hog.unlink()
    assert store.drain() and not store.trouble
    assert store.archive.counts()["all"] == 60 and not store.damaged
    store.close()
    journal.close()


def test_file_size_limit_is_survived(tmp_path: Path) -> None:
    """Where the system refuses to let the file grow, entries wait in memory and are written later."""
    writer = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)], capture_output=True, text=True, check=True
    )
    waiting, after = writer.stdout.splitlines()
    assert int(waiting.split()[0]) > 0 and "File too large" in waiting and after == "0"
    assert [entry.sequence for entry in read(tmp_path)] == list(range(1, 301))
    assert verify(tmp_path).intact
