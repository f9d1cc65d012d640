"""Every record of the journal is in the tables exactly once, whatever happens to them."""

import sqlite3
from pathlib import Path

from tests.database.made import conversation, kept, offer
from voipcc.database.journal import Journal
from voipcc.database.records import RecordStore, connection


def count(path: Path, table: str = "conversation") -> int:
    with connection(path) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_record_kept_twice_is_one_row(tmp_path: Path) -> None:
    """The same conversation kept again changes nothing."""
    path = tmp_path / "records.sqlite"
    store = RecordStore.open(path)
    for sequence in (4, 4, 9):
        store.keep(conversation(offers=(offer("o"),)), sequence)
    store.close()
    assert (count(path), count(path, "segment"), count(path, "offer")) == (1, 3, 1)
    assert path.stat().st_mode & 0o777 == 0o600


def test_missing_records_are_derived_from_the_journal(tmp_path: Path) -> None:
    """What was journaled but not stored is there after the next start."""
    path = tmp_path / "records.sqlite"
    journal = Journal.open(tmp_path / "journal")
    for number in range(450):
        kept(journal, conversation(f"1-{number}"))
    store = RecordStore.open(path, tmp_path / "journal")
    assert store.drain() and store.drained_to == 450
    for number in range(450, 460):
        kept(journal, conversation(f"1-{number}"))
    store.close()
    assert count(path) == 450
    store = RecordStore.open(path, tmp_path / "journal")
    assert store.drain() and store.drained_to == 460
    store.close()
    journal.close()
    assert count(path) == 460


def test_locked_database_delays_but_loses_nothing(tmp_path: Path) -> None:
    """While another process locks the tables, records wait and are stored once afterwards."""
    path = tmp_path / "records.sqlite"
    journal = Journal.open(tmp_path / "journal")
    store = RecordStore.open(path, tmp_path / "journal", spool=10)
    assert store.drain()
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    for number in range(50):
        record = conversation(f"1-{number}")
        store.keep(record, kept(journal, record))
    assert store.waiting == 10 and not store.drain(0.7) and "locked" in store.trouble
    blocker.execute("ROLLBACK")
    assert store.drain() and not store.trouble
    blocker.close()
    store.close()
    journal.close()
    assert count(path) == 50
