"""What was kept of a recording's sound is a record: once, in the tables, derived from the journal."""

from pathlib import Path

from tests.core.desk import Floor
from tests.database.made import moment
from voipcc.core.tape_files import KeepTapeFile, TapeErased, TapeFile, TapePlayed, TapeStored
from voipcc.database.journal import Journal
from voipcc.database.records import RecordStore

FIGURES = (("silence_share", 0.25), ("pause_keys", 0.0))
STORED = TapeStored("1-7", "2026/x", "ab" * 32, 900, 60_000, ("one_way",), FIGURES, "1-2", 9, 5)
FILE = TapeFile("1-7", "1-2", "2026/x", "ab" * 32, 900, 5, 60_000, 9, ("one_way",), FIGURES)


def test_only_what_was_kept_becomes_a_record() -> None:
    """TapeStored makes one; playing and erasing change no record."""
    floor = Floor("office")
    assert floor.do(STORED) == [KeepTapeFile(FILE)]
    assert floor.do(TapePlayed("1-7", "carol")) == []
    assert floor.do(TapeErased("1-7", "retention")) == []


def test_it_is_derived_from_the_journal_once(tmp_path: Path) -> None:
    """Told twice, as after a crash, it is one row; a store that had nothing takes it from the journal."""
    journal = Journal.open(tmp_path / "journal")
    for _ in range(2):
        journal.append(moment(), STORED, [KeepTapeFile(FILE)])
    journal.close()
    store = RecordStore.open(tmp_path / "records.sqlite", tmp_path / "journal")
    assert store.drain()
    store.close()
    assert store.archive.tape_files("1-2") == [FILE]
    assert store.archive.tape_files("1-3") == []
