"""What is counted while records are written is what the records say, whatever order they come in."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import astuple

from tests.database.made import NOON_MS, conversation, offer, wrap_up
from tests.effort import examples
from voipcc.core.cdr import Answer, Conversation, WrapUp
from voipcc.database.archive import Archive
from voipcc.database.records import RecordStore
from voipcc.database.reports import AgentCounts, Counts, Question
from voipcc.database.reports.tally import Tally
from voipcc.database.rolled import Rolled, RolledAgent
from voipcc.database.rollup import ALL
from voipcc.database.sqlite_engine import SqliteEngine
from voipcc.database.tables import DAY_MS, LIMITS_S, QUARTER_MS, SCHEMA, SQLITE, TABLES, steps

OLD = Path(__file__).parent / "releases" / "schema_11.sql"
DAY = (NOON_MS // DAY_MS * DAY_MS, NOON_MS // DAY_MS * DAY_MS + 3 * DAY_MS)
Records = list[Conversation | WrapUp]


def stored(path: Path, records: Records) -> Archive:
    """The records in a new file, in this order."""
    store = RecordStore.open(path)
    for number, record in enumerate(records, 1):
        store.keep(record, number)
    store.close()
    assert not store.damaged and not store.trouble
    return Archive(path)


def told(records: Records, threshold_s: float, short_s: float) -> Tally:
    """The same counted from the records themselves."""
    limits = {"threshold_us": round(threshold_s * 1e6), "short_us": round(short_s * 1e6)}
    tally = Tally(Question("UTC", *DAY, **limits))  # type: ignore[arg-type]
    arrived = {}
    for record in records:
        if isinstance(record, Conversation):
            tally.take(record)
            arrived[record.id] = record.arrived_utc_ms
    for record in records:
        if isinstance(record, WrapUp) and record.conversation in arrived:
            tally.take_wrap_up(arrived[record.conversation], record)
    return tally


def agree(archive: Archive, records: Records, threshold_s: float, short_s: float) -> None:
    """Quarters, sums, agents and words are those of the records."""
    tally = told(records, threshold_s, short_s)
    rows = archive.rolled(*DAY, threshold_s=threshold_s, short_s=short_s)
    assert rows is not None
    assert {(row.start_utc_ms, row.queue): row[2:] for row in rows} == {
        key: astuple(counts) for key, counts in tally.quarters.items()
    }
    agents = archive.rolled_agents(*DAY)
    assert agents is not None
    assert {row.agent: row[2:] for row in agents} == {
        name: astuple(counts) for name, counts in tally.agents.items()
    }
    words = archive.tallies(*DAY, "outcome", "disposition", "mark")
    assert words is not None
    found = {(one.kind, one.queue, one.name): one.number for one in words}
    expected = {("outcome", "", name): count for name, count in tally.outcomes.items()}
    expected |= {("disposition", *key): count for key, count in tally.dispositions.items()}
    expected |= {("mark", "", name): count for name, count in tally.on_the_way.marks.items()}
    assert {key: one for key, one in found.items() if key[0] != "outcome" or not key[1]} == expected


WAITS = st.sampled_from([0.0, 0.999999, 1, 5, 5.000001, 12, 20, 20.000001, 300, 301, 4000])


@st.composite
def days(draw: st.DrawFn) -> Records:
    """Some calls, callbacks and notes of three days, in any order, some of them twice."""
    records: Records = []
    for number in range(draw(st.integers(1, 8))):
        name, agent = f"1-{number}", draw(st.sampled_from(["anna", "ben"]))
        fate = draw(st.sampled_from(["answered", "abandoned", "overflowed", "media_server_lost"]))
        parts = [("queue", draw(WAITS)), *([("talk", 30.0), ("hold", 2.5)] * (fate == "answered"))]
        record = conversation(
            name, tuple(parts), outcome=fate, agent=agent,
            queue=draw(st.sampled_from(["sales", "help"])),
            arrived_utc_ms=DAY[0] + draw(st.integers(0, 3 * DAY_MS - 1)),
            offers=(offer(f"o{name}", agent, draw(st.sampled_from(["accepted", "timeout"]))),),
        )  # fmt: skip
        direction = draw(st.sampled_from(["in", "in", "callback"]))
        marks = draw(st.sampled_from([(), ("adopted",), ("adopted", "tag:x")]))
        records.append(replace(record, direction=direction, marks=marks))
        if draw(st.booleans()):
            note = replace(wrap_up(f"o{name}", agent), conversation=name)
            queue = draw(st.sampled_from(["sales", ""]))
            records.append(replace(note, queue=queue, missing=draw(st.booleans())))
    return draw(st.permutations(records + draw(st.lists(st.sampled_from(records), max_size=3))))


@settings(max_examples=examples(25), deadline=None)
@given(days(), st.sampled_from(LIMITS_S), st.sampled_from(LIMITS_S))
def test_counts_are_those_of_the_records(
    tmp_path_factory: pytest.TempPathFactory, records: Records, threshold_s: int, short_s: int
) -> None:
    """Kept in any order, with repeats, the counts equal those made of the records alone."""
    path = tmp_path_factory.mktemp("rolled") / "records.sqlite"
    whole = list(dict.fromkeys(records))
    agree(stored(path, records), whole, threshold_s, short_s)


def test_sums_join_days_and_quarters(tmp_path: Path) -> None:
    """A span of odd bounds, of whole days, of an hour: each is the sum of its quarters."""
    calls: Records = [
        conversation(f"1-{number}", (("queue", number % 40), ("talk", 9)),
                     arrived_utc_ms=DAY[0] + number * 1_000_000)
        for number in range(250)
    ]  # fmt: skip
    archive = stored(tmp_path / "records.sqlite", calls)
    for start, end in ((0, 3 * DAY_MS), (QUARTER_MS, DAY_MS - QUARTER_MS),
                       (DAY_MS - 4 * QUARTER_MS, 2 * DAY_MS + QUARTER_MS), (0, DAY_MS)):  # fmt: skip
        span = (DAY[0] + start, DAY[0] + end)
        (sums,), rows = archive.rolled_sums([span]) or [{}], archive.rolled(*span)
        assert rows is not None
        for queue in (ALL, "sales"):
            own = [row for row in rows if row.queue == queue]
            assert sums[queue].offered == sum(row.offered for row in own)
            assert sums[queue].removed_in_time == sum(row.removed_in_time for row in own)
            assert sums[queue].longest_wait_us == max(row.longest_wait_us for row in own)
    hours = archive.rolled(*DAY, step_ms=4 * QUARTER_MS, queues=[ALL])
    assert hours is not None and {row.queue for row in hours} == {ALL}
    assert Counter(row.start_utc_ms for row in hours) == Counter(
        {record.arrived_utc_ms // 3_600_000 * 3_600_000 for record in calls}  # type: ignore[union-attr]
    )
    assert sum(row.offered for row in hours) == 250


def test_what_is_not_counted_is_not_guessed(tmp_path: Path) -> None:
    """A threshold that is not kept, or a bound within a quarter, gives nothing, not something wrong."""
    archive = stored(tmp_path / "records.sqlite", [conversation()])
    assert archive.rolled(*DAY, threshold_s=17) is None
    assert archive.rolled(DAY[0] + 1, DAY[1]) is None
    assert archive.rolled(*DAY, step_ms=1_200_000) is None
    assert archive.rolled_sums([(DAY[0], DAY[1] - 60_000)]) is None
    assert archive.rolled_agents(DAY[0] + 5, DAY[1]) is None
    assert archive.tallies(DAY[0] + 5, DAY[1], "outcome") is None


def test_a_rolled_row_is_made_into_the_reports_counts() -> None:
    """The names from `offered` on are those of reports.Counts and AgentCounts, in their order."""
    assert list(Rolled._fields[2:]) == list(Counts.__struct_fields__)
    assert list(RolledAgent._fields[2:]) == list(AgentCounts.__struct_fields__)


def test_answers_and_errands_are_counted_by_their_words(tmp_path: Path) -> None:
    """What callers answered, who promised a callback and who hung up are counted too."""
    answers = (Answer("csat", "5", 7, "sales", "anna"), Answer("again", "1", 9, "sales", "anna"))
    parts = (("queue", 1), ("talk", 2), ("survey", 3))
    records: Records = [
        replace(conversation("1-1", parts), survey=answers),
        conversation("1-2", (("queue", 3),), outcome="callback"),
    ]
    found = stored(tmp_path / "records.sqlite", records).tallies(
        *DAY, "answer", "survey", "errand", "ended"
    )
    assert [tuple(one) for one in found or ()] == [
        ("answer", "sales", "again 1", 1),
        ("answer", "sales", "csat 5", 1),
        ("ended", "", "far 16 0", 2),
        ("ended", "sales", "far 16 0", 2),
        ("errand", "", "callback promised", 1),
        ("survey", "sales", "", 1),
    ]


# --- tables of older releases -----------------------------------------------------------------------


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Path]:
    """The records of a release that counted nothing while writing."""
    path = tmp_path / "records.sqlite"
    with sqlite3.connect(path) as database:
        database.executescript(OLD.read_text())
    database.close()
    yield path


def test_an_older_releases_file_is_read_as_it_is(old: Path) -> None:
    """Before it was brought forward, its records are read and nothing is counted."""
    archive = Archive(old)
    first = archive.conversation("1-1")
    assert first is not None and len(first.offers) == 2 and first.marks == ("adopted",)
    assert first.survey[0].answer == "4" and first.watches[0].supervisor == "carla"
    assert first.announced[0].first is True and first.segments[0].steps == ("start",)
    assert [one.offer for one in archive.wrap_ups("1-1")] == ["o1"]
    assert archive.rolled(*DAY) is None


def test_an_older_releases_file_keeps_its_records_and_gets_counts(old: Path) -> None:
    """Brought forward it has every record it had, and the counts of all of them; new ones are added once."""
    before = list(Archive(old).between(0, 1 << 60))
    notes = Archive(old).wrap_ups("1-1")
    fresh = conversation("1-9", arrived_utc_ms=NOON_MS + 5_000_000)
    store = RecordStore.open(old)
    store.keep(before[0], 99)
    store.keep(fresh, 100)
    store.close()
    archive = Archive(old)
    assert list(archive.between(0, 1 << 60)) == [*before, fresh]
    agree(archive, [*before, fresh, *notes], 20, 5)


def test_tables_made_at_once_are_those_brought_forward(tmp_path: Path, old: Path) -> None:
    """A new file and an old one brought forward have the same tables and columns."""

    def shape(path: Path) -> dict[str, list[tuple[str, str]]]:
        with sqlite3.connect(path) as database:
            return {
                table.name: [
                    (row[1], row[2]) for row in database.execute(f"PRAGMA table_info({table.name})")
                ]
                for table in TABLES
            }

    for path in (old, fresh := tmp_path / "new.sqlite"):
        SqliteEngine(path).writing().close()
    assert shape(old) == shape(fresh)
    assert all(len(columns) == len(table.names) for table, columns in zip(TABLES, shape(old).values(), strict=True))  # fmt: skip


def test_every_table_and_column_comes_with_some_schema() -> None:
    """The steps make every table once; no table or column is newer than the schema."""
    made = [sql.split()[5] for number in range(SCHEMA + 1) for sql in steps(number, SQLITE) if sql.startswith("CREATE TABLE")]  # fmt: skip
    assert sorted(made) == sorted(table.name for table in TABLES)
    assert all(one.since <= SCHEMA for table in TABLES for one in (table, *table.columns))
