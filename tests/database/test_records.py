"""Every record of the journal is in the tables exactly once, whatever happens to them."""

import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.database.made import (
    NOON_MS,
    conversation,
    kept,
    leg_quality,
    moment,
    offer,
    wrap_up,
)
from voipcc.core.cdr import Answer, Watch
from voipcc.core.commands import KeepLegQuality, KeepWrapUp
from voipcc.core.events import TimePassed
from voipcc.database.archive import Archive, RecordFilter, connection
from voipcc.database.journal import Journal
from voipcc.database.records import RecordsError, RecordStore
from voipcc.database.tables import SQLITE, steps

WRITER = """
import os, sys
from pathlib import Path
from tests.database.made import conversation, kept
from voipcc.database.journal import Journal
from voipcc.database.records import RecordStore
folder = Path(sys.argv[1])
journal = Journal.open(folder / "journal")
store = RecordStore.open(folder / "records.sqlite", folder / "journal")
while True:
    record = conversation(f"1-{journal.last_sequence}")
    number = kept(journal, record)
    store.keep(record, number)
    os.write(1, b"%d\\n" % number)
"""


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


def test_a_look_into_the_journal_that_finds_nothing_loses_nothing(tmp_path: Path) -> None:
    """However often nothing new was found, the next record is still derived after a crash."""
    path = tmp_path / "records.sqlite"
    journal = Journal.open(tmp_path / "journal")
    kept(journal, conversation("1-1"))
    for _ in range(3):
        store = RecordStore.open(path, tmp_path / "journal")
        assert store.drain() and store.drained_to == 1
        store.close()
    kept(journal, conversation("1-2"))
    journal.close()
    store = RecordStore.open(path, tmp_path / "journal")
    assert store.drain() and count(path) == 2
    store.close()


def test_tables_never_know_more_than_a_power_cut_leaves_of_the_journal(tmp_path: Path) -> None:
    """A record whose entry is not synced waits, and is written when it is."""
    safe = 0
    store = RecordStore.open(tmp_path / "records.sqlite", safe=lambda: safe)
    store.keep(conversation(), 7)
    assert not store.drain(0.8) and store.archive.counts()["all"] == 0
    safe = 7
    assert store.drain() and store.archive.counts()["all"] == 1
    store.close()


def test_tables_that_know_a_longer_journal_take_what_the_present_one_says(tmp_path: Path) -> None:
    """Beside a journal brought back from a backup the next records are derived after a crash, too."""
    path = tmp_path / "records.sqlite"
    store = RecordStore.open(path)
    store.keep(conversation("1-9"), 900)
    store.close()
    journal = Journal.open(tmp_path / "journal")
    kept(journal, conversation("1-1"))
    store = RecordStore.open(path, journal.folder)
    assert store.drain() and store.drained_to == 1
    store.close()
    kept(journal, conversation("2-1"))
    journal.close()
    store = RecordStore.open(path, journal.folder)
    assert store.drain() and store.archive.conversation("2-1")
    store.close()


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


def test_killed_writer_leaves_every_record_derivable(tmp_path: Path) -> None:
    """After kill -9 of a process that journals and keeps, each record is there exactly once."""
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE)
    assert writer.stdout
    for _ in range(700):
        returned = int(writer.stdout.readline())
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    journal = Journal.open(tmp_path / "journal")
    assert journal.last_sequence >= returned
    store = RecordStore.open(tmp_path / "records.sqlite", tmp_path / "journal")
    assert store.drain() and store.drained_to == journal.last_sequence
    assert store.archive.counts()["all"] == journal.last_sequence
    store.close()
    journal.close()


def test_newer_tables_are_refused(tmp_path: Path) -> None:
    """Tables of a newer release are not touched; the message says what to do."""
    path = tmp_path / "records.sqlite"
    RecordStore.open(path).close()
    database = sqlite3.connect(path)
    database.execute("UPDATE meta SET value = 99 WHERE key = 'schema'")
    database.commit()
    database.close()
    with pytest.raises(RecordsError, match="newer voipcc"):
        RecordStore.open(path)


def test_tables_of_an_older_release_are_brought_forward(tmp_path: Path) -> None:
    """Offers kept before reasons were kept have none; those kept afterwards have theirs."""
    path = tmp_path / "records.sqlite"
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL)")
    for statement in steps(1, SQLITE):
        database.execute(statement)
    database.execute("INSERT INTO meta VALUES ('schema', 1)")
    database.close()
    store = RecordStore.open(path)
    reasoned = replace(offer("o"), why="longest_idle free=2")
    store.keep(conversation(offers=(reasoned,)), 4)
    store.close()
    found = store.archive.conversation("1-1")
    assert found is not None
    assert found.offers == (reasoned,)


def test_garbage_instead_of_tables_is_trouble_not_a_crash(tmp_path: Path) -> None:
    """A damaged database is reported; once it is moved away everything is derived again."""
    path = tmp_path / "records.sqlite"
    path.write_bytes(os.urandom(8192))
    journal = Journal.open(tmp_path / "journal")
    store = RecordStore.open(path, journal.folder)
    record = conversation()
    store.keep(record, kept(journal, record))
    assert not store.drain(0.3) and "not a database" in store.trouble
    path.unlink()
    assert store.drain() and store.archive.conversation("1-1") == record
    store.close()
    journal.close()


def test_record_the_tables_refuse_holds_up_no_other(tmp_path: Path) -> None:
    """A record with a number too large for the tables is named, the others are stored."""
    store = RecordStore.open(tmp_path / "records.sqlite")
    for number in range(3):
        store.keep(replace(conversation(f"1-{number}"), cause=2**70 if number == 1 else 16), number)
    store.close()
    assert store.damaged == ["1-1"] and store.archive.counts()["all"] == 2


def test_conversation_comes_back_whole(tmp_path: Path) -> None:
    """A record read from the tables equals the one that was kept."""
    record = replace(
        conversation(offers=(offer("a", "ben", "timeout"), offer("b"))), marks=("adopted", "x")
    )
    store = RecordStore.open(tmp_path / "records.sqlite")
    store.keep(record, 1)
    store.keep(conversation("1-2", ()), 2)
    store.close()
    assert store.archive.conversation("1-1") == record
    assert store.archive.conversation("nobody") is None
    assert list(store.archive.between(0, 1 << 60)) == [record, conversation("1-2", ())]


def test_list_is_filtered_and_newest_first(tmp_path: Path) -> None:
    """Each filter lets through exactly its conversations, the newest first, up to the limit."""
    store = RecordStore.open(tmp_path / "records.sqlite")
    wait = (("queue", 5.0),)
    for number, record in enumerate(
        (
            conversation("a", party="p1", agent="ben"),
            conversation("b", party="p1", queue="help"),
            conversation("c", wait, outcome="abandoned"),
            conversation("d", (("menu", 2.0),), outcome="left_in_menu", party="p2"),
        )
    ):
        store.keep(replace(record, arrived_utc_ms=NOON_MS + number), number)
    store.close()

    def names(**wanted: Any) -> str:
        return "".join(row.id for row in store.archive.conversations(RecordFilter(**wanted)))

    assert names() == "dcba" and names(limit=2) == "dc"
    assert names(party="p1") == "ba" and names(agent="ben") == "a" and names(queue="help") == "b"
    assert names(outcome="abandoned") == "c" and names(number="+49301234567") == "dcba"
    assert names(start_ms=NOON_MS + 1, end_ms=NOON_MS + 3) == "cb"
    assert store.archive.counts(NOON_MS + 2) == {"all": 2, "abandoned": 1, "left_in_menu": 1}
    assert store.archive.legs_since(NOON_MS + 2) == {"leg-c", "leg-d"}
    row = store.archive.conversations(RecordFilter(agent="ben"))[0]
    assert (row.wait_us, row.talk_us, row.duration_us) == (7_000_000, 30_000_000, 39_000_000)


def test_reading_without_records_says_so(tmp_path: Path) -> None:
    """Before the first record, reading gives a clear error."""
    with pytest.raises(RecordsError, match="no records yet"):
        Archive(tmp_path / "records.sqlite").counts()


def test_a_wrap_up_is_one_row_whenever_its_conversation_comes(tmp_path: Path) -> None:
    """Kept before its conversation, kept twice, or derived from the journal: it is there once."""
    path = tmp_path / "records.sqlite"
    journal = Journal.open(tmp_path / "journal")
    note = wrap_up()
    first = journal.append(moment(), TimePassed(), [KeepWrapUp(note)])
    store = RecordStore.open(path, journal.folder)
    store.keep(note, first)
    record = conversation()
    store.keep(record, kept(journal, record))
    late = replace(wrap_up("1-9"), conversation="1-1", start_us=note.end_us, missing=True)
    journal.append(moment(), TimePassed(), [KeepWrapUp(late)])
    store.catch_up(journal.folder)
    assert store.drain()
    assert store.archive.wrap_ups("1-1") == [note, late]
    assert list(store.archive.wrap_ups_between(NOON_MS, NOON_MS + 1)) == [
        (NOON_MS, note),
        (NOON_MS, late),
    ]
    store.close()
    journal.close()


def test_an_older_release_has_no_wrap_ups(tmp_path: Path) -> None:
    """Records that were not brought forward yet are read, without wrap-ups."""
    path = tmp_path / "records.sqlite"
    RecordStore.open(path).close()
    database = sqlite3.connect(path)
    database.execute("DROP TABLE wrap_up")
    database.execute("UPDATE meta SET value = 1 WHERE key = 'schema'")
    database.commit()
    database.close()
    assert Archive(path).wrap_ups("1-1") == []
    assert list(Archive(path).wrap_ups_between(0, 1 << 60)) == []


def test_who_heard_a_conversation_comes_back(tmp_path: Path) -> None:
    """A supervisor's listenings are kept with the record, in order."""
    watches = tuple(
        Watch("carla", "anna", mode, at, at + 5, "1-9", "key")
        for at, mode in enumerate(("listen", "whisper", "barge", "take_over"))
    )
    store = RecordStore.open(tmp_path / "records.sqlite")
    store.keep(replace(conversation(), watches=watches), 1)
    store.keep(conversation("1-2"), 2)
    assert store.drain()
    found = store.archive.conversation("1-1")
    other = store.archive.conversation("1-2")
    store.close()
    assert found is not None and found.watches == watches
    assert other is not None and other.watches == ()


def test_answers_come_back_and_older_records_have_none(tmp_path: Path) -> None:
    """What a caller answered is kept with the record; tables without answers are read and brought forward."""
    path = tmp_path / "records.sqlite"
    answers = (Answer("csat", "4", 7, "sales", "anna"), Answer("again", "1", 9, "sales", "anna"))
    store = RecordStore.open(path)
    store.keep(conversation(), 1)
    store.close()
    database = sqlite3.connect(path)
    database.execute("DROP TABLE answer")
    database.execute("DROP TABLE half_hour")
    database.execute("UPDATE meta SET value = 10 WHERE key = 'schema'")
    database.commit()
    database.close()
    old = Archive(path).conversation("1-1")
    store = RecordStore.open(path)
    store.keep(replace(conversation("1-2"), survey=answers), 2)
    store.close()
    found = [Archive(path).conversation(name) for name in ("1-1", "1-2")]
    assert [one.survey for one in (old, *found) if one is not None] == [(), (), answers]


def test_a_legs_audio_is_one_row_also_from_the_journal(tmp_path: Path) -> None:
    """Kept twice or derived from the journal it is there once, by call and by agent, the newest first."""
    journal = Journal.open(tmp_path / "journal")
    mine, caller = leg_quality(), leg_quality("leg-a", agent="", device="", mos_out=0.0)
    first = journal.append(moment(), TimePassed(), [KeepLegQuality(mine)])
    store = RecordStore.open(tmp_path / "records.sqlite", journal.folder)
    store.keep(mine, first)
    test = leg_quality("k1", conversation="", source="test", start_utc_ms=NOON_MS + 9000)
    journal.append(moment(), TimePassed(), [KeepLegQuality(caller), KeepLegQuality(test)])
    store.catch_up(journal.folder)
    assert store.drain()
    assert store.archive.leg_qualities("1-1") == [mine, caller]
    assert store.archive.lines_of("anna") == [test, mine]
    assert store.archive.lines_of("anna", limit=1) == [test]
    store.close()
    journal.close()
