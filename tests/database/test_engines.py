"""Embedded or on a server: the same records, the same lists, the same figures."""

import time
from dataclasses import replace
from pathlib import Path
from random import Random

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
from tests.database.server import PASSWORD, Server
from tests.database.test_reports import example_day, whole
from tests.database.test_rolled import DAY, Records, agree
from voipcc.core.cdr import Announced, Answer, Stretch, Tape, Watch
from voipcc.core.commands import KeepWrapUp
from voipcc.core.events import TimePassed
from voipcc.database.archive import Archive, RecordFilter
from voipcc.database.engine import Engine, RecordsError
from voipcc.database.journal import Journal
from voipcc.database.postgres_engine import PostgresEngine
from voipcc.database.records import Record, RecordStore
from voipcc.database.remaking import copied, rebuilt
from voipcc.database.reports import Counts
from voipcc.database.rolled import Rolled
from voipcc.database.rows import KEPT, PARTS
from voipcc.database.schema import meta, set_meta
from voipcc.database.sqlite_engine import SqliteEngine
from voipcc.database.tables import HALF_HOUR, ROLLED, SCHEMA, steps

HOSTILE = "=cmd|' /C'!\"';--\\N\\.\t\n\u202e\u05d0\U0001f600"
STRETCH = Stretch("anna", "ready", "", True, True, "boot", NOON_MS, 1, 3_600_000_001)
TAPE = Tape(
    "1-5", "1-1", "1-1", "sales", ("anna", "ben"), "both", "given", 90, "boot", NOON_MS,
    1, 9_000_001, ((1000, 2000), (3000, 4500)), "", ("p1",),
)  # fmt: skip
WHOLE = replace(
    conversation("1-1", party="p1", offers=(offer("o1"), offer("o0", "ben", "timeout"))),
    marks=("adopted", HOSTILE),
    survey=(Answer("csat", HOSTILE, 7, "sales", "anna"),),
    watches=(Watch("carla", "anna", "listen", 1, 2, "1-9", "key"),),
    announced=(Announced("sales", 3_500_000, 0, 60, True),),
    trunk=HOSTILE,
)


def keep(engine: Engine, *records: Record) -> RecordStore:
    """The records, written and the writer closed."""
    store = RecordStore.open(engine)
    for number, record in enumerate(records, 1):
        store.keep(record, number)
    store.close()
    assert not store.trouble
    return store


def troubled(store: RecordStore, within_s: float = 60.0) -> str:
    """What the store says is wrong, once it has found out."""
    latest_s = time.monotonic() + within_s
    while not store.trouble and time.monotonic() < latest_s:
        store.drain(0.1)
    return store.trouble


def some_day(count: int, seed: int = 1) -> Records:
    """Calls of three days, some with notes."""
    chance = Random(seed)
    records: Records = []
    for number in range(count):
        agent, queue = chance.choice(["anna", "ben"]), chance.choice(["sales", "help"])
        fate = chance.choice(["answered", "answered", "abandoned", "overflowed"])
        parts = [("menu", 2), ("queue", chance.random() * 90)]
        parts += [("talk", chance.random() * 300)] if fate == "answered" else []
        made = conversation(
            f"1-{number}", tuple(parts), outcome=fate, agent=agent, queue=queue,
            arrived_utc_ms=DAY[0] + chance.randrange(DAY[1] - DAY[0]),
            offers=(offer(f"o{number}", agent),), party=f"p{number % 7}",
        )  # fmt: skip
        records.append(made)
        if fate == "answered":
            records.append(replace(wrap_up(f"o{number}", agent), conversation=made.id))
    chance.shuffle(records)
    return records


def test_records_come_back_whole_and_once(engine: Engine) -> None:
    """Every field survives, hostile text too; kept twice a record is one row."""
    others = (wrap_up("o1"), leg_quality(), STRETCH, TAPE)
    keep(engine, WHOLE, *others, WHOLE, *others, conversation("1-2", ()))
    archive = Archive(engine)
    assert archive.conversation("1-1") == WHOLE
    assert list(archive.between(0, 1 << 60)) == [WHOLE, conversation("1-2", ())]
    assert archive.wrap_ups("1-1") == [others[0]] and archive.leg_qualities("1-1") == [others[1]]
    assert archive.stretches_between(NOON_MS, NOON_MS + 9) == [STRETCH]
    assert archive.lines_of("anna") == [others[1]] and archive.tapes("1-1") == [TAPE]
    rows = archive.standing()["rows"]
    assert [rows[name] for name in ("conversation", "wrap_up", "leg_quality", "stretch")] == [2, 1, 1, 1]  # fmt: skip
    assert rows["offer"] == 2 and rows["segment"] == 3


def test_lists_are_filtered_alike(engine: Engine) -> None:
    """By queue, agent, party, outcome and time; newest first; steps and counts too."""
    first = conversation("a", party="p1", agent="ben")
    second = replace(conversation("b", (("queue", 5),), outcome="abandoned"), arrived_utc_ms=NOON_MS + 1)  # fmt: skip
    keep(engine, first, second)
    archive = Archive(engine)

    def names(wanted: RecordFilter) -> str:
        return "".join(row.id for row in archive.conversations(wanted))

    assert names(RecordFilter()) == "ba" and names(RecordFilter(limit=1)) == "b"
    assert names(RecordFilter(agent="ben")) == "a" and names(RecordFilter(party="p1")) == "a"
    assert names(RecordFilter(outcome="abandoned", queue="sales")) == "b"
    assert archive.counts() == {"all": 2, "abandoned": 1, "answered": 1}
    assert archive.legs_since(NOON_MS + 1) == {"leg-b"}
    assert list(archive.steps_between(0, 1 << 60, 9)) == [("start",)]


def test_the_example_day_has_the_tables_percentages(engine: Engine) -> None:
    """All six service levels and both abandon rates of the worked example, from rows and from counts."""
    keep(engine, *example_day())
    archive = Archive(engine)
    report = whole(archive)  # type: ignore[arg-type]
    assert report == whole(example_day())
    sums = archive.rolled_sums([DAY])
    assert sums is not None
    assert Counts(*sums[0][""][2:]) == report.total.counts
    assert Counts(*sums[0]["sales"][2:]) == report.queues["sales"].counts


def test_counts_are_those_of_the_records(engine: Engine) -> None:
    """In batches, with repeats, with notes before and after their calls: counts equal the records'."""
    records = some_day(300)
    store = RecordStore.open(engine)
    for part in (records[:100], records[50:200], records[150:]):
        for number, record in enumerate(part):
            store.keep(record, number)
        assert store.drain()
    store.close()
    agree(Archive(engine), records, 20, 5)
    agree(Archive(engine), records, 45, 10)


def test_a_long_batch_of_which_some_is_kept_already(engine: Engine) -> None:
    """Rows on their way when the server finds a repeat are not lost; one twice in a batch is one row."""
    records = [conversation(f"1-{number}", (("queue", 5),)) for number in range(1500)]
    odd = conversation('a "b" \\c{,}', (("queue", 5), ("talk", 9)))
    note = replace(wrap_up("o1"), conversation=odd.id)
    keep(engine, records[7], note)
    keep(engine, *records, *records[:9], odd)
    archive = Archive(engine)
    assert archive.counts()["all"] == 1501
    (sums,) = archive.rolled_sums([DAY]) or [{}]
    assert sums[""].offered == 1501 and sums[""].wrap_up_us == note.end_us - note.start_us


def test_what_no_table_holds_stops_nothing(engine: Engine) -> None:
    """A number too large is named and left out, a text with NUL is mended, all others are stored."""
    records = [conversation(f"1-{number}") for number in range(20)]
    records[3] = replace(records[3], cause=2**70)
    records[5] = replace(records[5], trunk="car\0rier\udcff")
    store = keep(engine, *records, wrap_up("o7"))
    assert store.damaged == ["1-3"]
    archive = Archive(engine)
    assert archive.counts()["all"] == 19 and archive.wrap_ups("1-1") == [wrap_up("o7")]
    found = archive.conversation("1-5")
    assert found is not None and "\udcff" not in found.trunk and found.trunk.startswith("car")
    (sums,) = archive.rolled_sums([DAY]) or [{}]
    assert sums[""].offered == 19


def test_an_endless_word_is_kept_and_counted_by_its_beginning(engine: Engine) -> None:
    """A mark longer than any index entry may be holds nothing up."""
    chance = Random(3)
    long = "tag:" + "".join(chr(chance.randrange(0x4E00, 0x9FFF)) for _ in range(20_000))
    store = keep(engine, replace(conversation(), marks=(long,)), conversation("1-2"))
    assert not store.damaged
    found = Archive(engine).conversation("1-1")
    assert found is not None and found.marks == (long,)
    assert [one.name for one in Archive(engine).tallies(*DAY, "mark") or ()] == [long[:200]]


def test_tables_brought_forward_keep_their_rows(engine: Engine) -> None:
    """Tables that began with the first schema have, step by step, all of this one and their rows."""
    session = engine.writing()
    for table in (*ROLLED, *(shape.table for shape in (*PARTS.values(), *KEPT.values()))):
        session.run(f"DROP TABLE {table.name}")
    session.run("DROP TABLE conversation")
    for statement in steps(1, session.dialect):
        session.run(statement)
    columns = "id, sequence, direction, source, number, trunk, party, leg, plan_version, boot_id"
    numbers = "arrived_utc_ms, arrived_us, ended_us, cause, sip, wait_us, talk_us"
    texts = "outcome, ended_by, marks, queue, agent"
    session.run(
        f"INSERT INTO conversation ({columns}, {numbers}, {texts}) VALUES ('1-1', 4, 'in',"
        f" 'journal', '', '', '', '', '', '', {NOON_MS}, 1, 2, 16, 0, 0, 0, 'closed', 'far',"
        " '[]', '', '')"
    )
    set_meta(session, "schema", 1)
    set_meta(session, "rolled", 0)
    session.close()
    keep(engine, conversation("1-2"))
    archive = Archive(engine)
    found = archive.conversation("1-1")
    assert found is not None and found.outcome == "closed" and found.origin == ""
    words = archive.tallies(*DAY, "outcome")
    assert {one.name: one.number for one in words or () if not one.queue} == {"closed": 1, "answered": 1}  # fmt: skip
    assert archive.standing()["schema"] == SCHEMA


def test_half_hours_of_a_centre_that_had_quarters_alone(engine: Engine) -> None:
    """Brought forward from the release before, half-hours are filled from the quarters; reports are equal before and after."""
    archive = Archive(engine)

    def reported() -> list[Rolled] | None:
        return archive.rolled(*DAY, step_ms=1_800_000)

    def half_hours() -> list[tuple[object, ...]]:
        with engine.reading() as reading:
            rows = reading.rows("SELECT * FROM half_hour ORDER BY queue, start_utc_ms")
            return [tuple(row) for row in rows]

    keep(engine, *some_day(150))  # type: ignore[arg-type]
    written, found = half_hours(), reported()
    assert len(written) > 30 and len(found or ()) == len(written)
    session = engine.writing()
    session.run("DROP TABLE half_hour")
    set_meta(session, "schema", HALF_HOUR.since - 1)
    session.close()
    assert reported() == found
    engine.writing().close()
    assert half_hours() == written and reported() == found


def test_all_is_derived_from_the_journal_again(engine: Engine, tmp_path: Path) -> None:
    """Rows and counts that were lost or changed are as the journal says; what it does not have stays."""
    journal = Journal.open(tmp_path / "journal")
    records = [record for record in some_day(120) if not hasattr(record, "offer")]
    notes = [record for record in some_day(120) if hasattr(record, "offer")]
    store = RecordStore.open(engine, journal.folder)
    older = conversation("0-1", arrived_utc_ms=DAY[0])
    store.keep(older, 0)
    for record in records:
        store.keep(record, kept(journal, record))  # type: ignore[arg-type]
    for note in notes:
        store.keep(note, journal.append(moment(), TimePassed(), [KeepWrapUp(note)]))  # type: ignore[arg-type]
    store.close()
    session = engine.writing()
    session.run("DELETE FROM conversation WHERE id > '1-2'")
    session.run("UPDATE conversation SET outcome = 'closed', wait_us = 0")
    session.run("DELETE FROM wrap_up WHERE offer > 'o3'")
    session.run("UPDATE quarter SET offered = offered + 7")
    session.close()
    done = rebuilt(engine, journal.folder)
    assert (done.records, done.conversations, done.refused) == (len(records) + len(notes), 121, [])
    archive = Archive(engine)
    changed = replace(older, outcome="closed")
    assert {one.id: one for one in archive.between(0, 1 << 60)} == {
        one.id: one
        for one in (changed, *records)  # type: ignore[union-attr]
    }
    agree(archive, [changed, *records, *notes], 20, 5)
    assert archive.standing()["drained_to"] == journal.last_sequence
    journal.close()


# --- the server alone -------------------------------------------------------------------------------

on_server = pytest.mark.xdist_group("postgres")


@on_server
def test_a_copy_is_the_same_and_may_be_made_again(
    postgres: Server, database_name: str, tmp_path: Path
) -> None:
    """From the file to the server and back: every record and every count; again adds what is new."""
    file, server = SqliteEngine(tmp_path / "a.sqlite"), postgres.engine(database_name)
    records = some_day(200)
    keep(file, *records[:-20], leg_quality(), STRETCH, replace(WHOLE, id="9-1"))
    first = copied(file, server)
    assert first.records == len(records) - 20 + 3 and not first.refused
    keep(file, *records[-20:])
    counted: list[int] = []
    copied(file, server, counted.append)
    back = SqliteEngine(tmp_path / "b.sqlite")
    copied(server, back)
    assert counted and counted[-1] == len(records) + 3
    one, other, third = (Archive(engine) for engine in (file, server, back))
    assert list(one.between(0, 1 << 60)) == list(other.between(0, 1 << 60))
    assert list(one.between(0, 1 << 60)) == list(third.between(0, 1 << 60))
    assert one.standing() == other.standing() == third.standing()
    assert one.rolled(*DAY) == other.rolled(*DAY) == third.rolled(*DAY)
    assert one.tallies(*DAY, "outcome", "ended") == other.tallies(*DAY, "outcome", "ended")


@on_server
def test_a_centre_goes_on_where_its_copy_ended(
    postgres: Server, database_name: str, tmp_path: Path
) -> None:
    """Copied while it ran and started on the server, it derives from the journal what came meanwhile, once."""
    file, server = SqliteEngine(tmp_path / "a.sqlite"), postgres.engine(database_name)
    journal = Journal.open(tmp_path / "journal")
    old = RecordStore.open(file, journal.folder)
    for number in range(60):
        record = conversation(f"1-{number}")
        old.keep(record, kept(journal, record))
        if number == 30:
            assert old.drain()
            copied(file, server)
    old.close()
    store = RecordStore.open(server, journal.folder)
    assert store.drain(30) and store.drained_to == journal.last_sequence
    store.close()
    journal.close()
    assert list(store.archive.between(0, 1 << 60)) == list(old.archive.between(0, 1 << 60))
    assert store.archive.rolled(*DAY) == old.archive.rolled(*DAY)


@on_server
def test_a_killed_server_delays_but_loses_nothing(
    postgres: Server, database_name: str, tmp_path: Path
) -> None:
    """After kill -9 of the server, in the middle of writing, each record is there exactly once."""
    engine = postgres.engine(database_name)
    journal = Journal.open(tmp_path / "journal")
    store = RecordStore.open(engine, journal.folder, spool=500)
    for number in range(3000):
        record = conversation(f"1-{number}")
        store.keep(record, kept(journal, record))
        if number == 1500:
            assert store.drain(60)
        if number == 1600:
            postgres.kill()
    assert troubled(store)
    postgres.start()
    assert store.drain(60) and not store.trouble
    store.close()
    assert store.archive.counts()["all"] == 3000 and not store.damaged
    (sums,) = store.archive.rolled_sums([DAY]) or [{}]
    assert sums[""].offered == 3000 and store.drained_to == journal.last_sequence
    journal.close()


@on_server
def test_a_server_that_is_away_holds_up_nobody(tmp_path: Path, postgres: Server) -> None:
    """Opening returns at once, records wait in memory and in the journal, the trouble is told."""
    nowhere = PostgresEngine(replace(postgres.engine("away").address, port=1))
    store = RecordStore.open(nowhere)
    store.keep(conversation(), 1)
    assert "PostgreSQL voipcc@" in troubled(store)
    store.close(0.1)
    with pytest.raises(RecordsError, match="PostgreSQL"):
        Archive(nowhere).counts()


@on_server
def test_one_writer_and_one_centre(postgres: Server, database_name: str) -> None:
    """A second writer is refused while the first lives, another centre for ever."""
    address = postgres.database(database_name)
    with pytest.raises(RecordsError, match="no records yet"):
        Archive(PostgresEngine(address)).counts()
    session = PostgresEngine(address, owner=7).writing()
    with pytest.raises(RecordsError, match="another voipcc writes"):
        PostgresEngine(address, owner=7).writing()
    session.close()
    with pytest.raises(RecordsError, match="another centre"):
        PostgresEngine(address, owner=8).writing()
    again = PostgresEngine(address, owner=7).writing()
    assert meta(again, "owner") == 7
    again.close()


@on_server
def test_a_database_of_another_encoding_is_refused(postgres: Server, database_name: str) -> None:
    """Names from everywhere need UTF-8; the message says how to make the database."""
    address = postgres.database(database_name, "ENCODING 'LATIN1' TEMPLATE template0")
    with pytest.raises(RecordsError, match="ENCODING 'UTF8'"):
        PostgresEngine(address).writing()


@on_server
def test_a_password_is_asked_for_and_never_told(postgres: Server, database_name: str) -> None:
    """Over the network the password opens; a wrong one is trouble that does not repeat it."""
    address = replace(postgres.database(database_name), host="127.0.0.1", password=PASSWORD)
    PostgresEngine(address).writing().close()
    wrong = PostgresEngine(replace(address, password="secret-word"))
    with pytest.raises(RecordsError) as refused:
        wrong.writing()
    assert "secret-word" not in str(refused.value) + repr(wrong.address)
    assert "password" in str(refused.value)


@on_server
def test_without_the_right_certificate_nothing_is_sent(
    postgres: Server, database_name: str, tmp_path: Path
) -> None:
    """With a CA named, a server without TLS (or of another CA) is refused before any password."""
    authority = tmp_path / "ca.pem"
    authority.write_text("")
    address = replace(postgres.database(database_name), host="127.0.0.1", password=PASSWORD)
    with pytest.raises(RecordsError, match=r"SSL|certificate|TLS"):
        PostgresEngine(replace(address, ca_file=str(authority))).writing()
