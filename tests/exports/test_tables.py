"""What other programs get of the records: by its schema, whole, and harmless."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.database.made import NOON_MS, conversation, leg_quality, offer, wrap_up
from voipcc.core.cdr import Announced, Answer, Conversation, Stretch, Tape, Watch
from voipcc.core.tape_files import TapeFile
from voipcc.database.archive import Archive
from voipcc.database.engine import Engine
from voipcc.database.parties import Parties
from voipcc.database.records import RecordStore
from voipcc.exports.parquet import months, write_months
from voipcc.exports.schema import KINDS, Span, Table
from voipcc.exports.tables import TABLES
from voipcc.exports.writers import rows_of, write_csv, write_json_lines
from voipcc.inert import cell, plain

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "exports.md").read_text()
DAY_MS = 86_400_000
ALWAYS = Span(0, 1 << 62)
HOSTILE = ("=1+1", "@SUM(A1)", " =cmd|' /C calc'!A0", "\u202eevil", "a\x1b[2Jb", '"x",=2', "-2+3")
BERLIN = ZoneInfo("Europe/Berlin")


def whole(name: str, **words: Any) -> Conversation:
    """A call with at least one of everything."""
    return replace(
        conversation(name, offers=(offer(f"{name}-o"),), **words),
        marks=("adopted",),
        announced=(Announced("sales", 5_000_000, 60, 180, True),),
        watches=(Watch("sue", "anna", "listen", 12_000_000, 20_000_000),),
        survey=(Answer("how", "5", 30_000_000, "sales", "anna"),),
    )


def filled(place: Path | Engine) -> Archive:
    """Three days with one of everything each."""
    store = RecordStore.open(place)
    for day in range(3):
        at_ms = NOON_MS + day * DAY_MS
        store.keep(whole(f"1-{day}", arrived_utc_ms=at_ms, party=f"p{day}"), day + 1)
        store.keep(replace(wrap_up(f"1-{day}-o"), conversation=f"1-{day}"), day + 1)
        leg = leg_quality(
            f"leg-{day}", conversation=f"1-{day}", start_utc_ms=at_ms, end_utc_ms=at_ms + 60_000
        )
        store.keep(leg, day + 1)
        at_us = day * DAY_MS * 1000
        stretch = Stretch(
            "anna", "ready", "", True, True, "boot", at_ms, at_us, at_us + 3_600_000_000
        )
        store.keep(stretch, day + 1)
        name, until_us = f"1-{day}-t", at_us + 30_000_000
        tape = Tape(
            name, f"1-{day}", "leg", "sales", ("anna",), "both", "announce", 90, "boot", at_ms,
            at_us, until_us, ((1000, 3000),), "", (f"p{day}",),
        )  # fmt: skip
        store.keep(tape, day + 1)
        file = (f"{day}.flac", "ab" * 32, 999, at_ms, 30_000, at_ms + DAY_MS)
        store.keep(TapeFile(name, f"1-{day}", *file, ("echo",), (("share", 0.5),)), day + 1)
    assert store.drain(60)
    store.close()
    return Archive(place)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return filled(tmp_path_factory.mktemp("filled") / "records.sqlite")


def as_csv(table: Table, archive: Archive, span: Span = ALWAYS) -> list[list[str]]:
    file = io.StringIO(newline="")
    write_csv(table, rows_of(table, archive, span), file, BERLIN)
    return list(csv.reader(io.StringIO(file.getvalue(), newline=""), strict=True))


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_table_has_a_row_a_day_by_its_schema(table: Table, archive: Archive) -> None:
    """Each cell of CSV and each value of JSON lines is of the kind the schema names."""
    head, *rows = as_csv(table, archive)
    assert head == [column.name for column in table.columns]
    assert len(rows) == {"segments": 9}.get(table.name, 3)
    file = io.StringIO()
    write_json_lines(table, rows_of(table, archive, ALWAYS), file, BERLIN)
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    assert [list(line) for line in lines] == [head] * len(rows)
    kinds = {
        "text": str, "whole": int, "figure": float, "yes_no": bool, "time": (str, type(None)),
        "texts": list,
    }  # fmt: skip
    assert set(kinds) == set(KINDS)
    for column in table.columns:
        for line in lines:
            value = line[column.name]
            assert isinstance(value, kinds[column.kind]), column
            assert column.kind != "time" or value is None or value.endswith(("+02:00", "+01:00"))


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_column_stands_on_its_page(table: Table) -> None:
    """docs/exports.md has each table with each column, its kind and its meaning, in order."""
    section = PAGE.split(f"### {table.name}\n")[1].split("\n#")[0]
    assert table.meaning in section and table.counted_by in section
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.*) \|$", section, re.MULTILINE)
    assert rows == [(one.name, one.kind, one.meaning) for one in table.columns]


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_spans_side_by_side_have_each_row_once(table: Table, archive: Archive) -> None:
    """A row is in one span only, wherever the cut is."""
    cut = NOON_MS + DAY_MS
    both = [
        *rows_of(table, archive, Span(0, cut)),
        *rows_of(table, archive, Span(cut, 1 << 62)),
    ]
    assert both == list(rows_of(table, archive, ALWAYS))
    assert len(list(rows_of(table, archive, Span(0, cut)))) == len(both) // 3


def test_parquet_has_the_same_by_month(archive: Archive, tmp_path: Path) -> None:
    """Each table's files hold its rows, times as moments of UTC."""
    parquet = pytest.importorskip(
        "pyarrow.parquet", reason="pyarrow is missing; install voipcc with its extra parquet"
    )
    for table in TABLES.values():
        made = write_months(table, archive, ALWAYS, tmp_path)
        assert [path.name for path, _ in made] == ["2025-10.parquet"]
        found = parquet.read_table(made[0][0])
        assert found.column_names == [column.name for column in table.columns]
        assert found.num_rows == made[0][1] == len(list(rows_of(table, archive, ALWAYS)))
    calls = parquet.read_table(tmp_path / "calls" / "2025-10.parquet").to_pylist()
    assert [row["arrived"].astimezone(UTC).timestamp() * 1000 for row in calls] == [
        NOON_MS + day * DAY_MS for day in range(3)
    ]
    assert not list(tmp_path.rglob("*.making"))


def test_months_cover_a_span_without_gap_or_overlap() -> None:
    """The months of a span follow each other, cut at its bounds."""
    start_ms, end_ms = NOON_MS, NOON_MS + 400 * DAY_MS
    found = list(months(start_ms, end_ms))
    assert (found[0][1], found[-1][2]) == (start_ms, end_ms)
    assert all(one[2] == other[1] for one, other in pairwise(found))
    assert [name for name, _, _ in found][:4] == ["2025-10", "2025-11", "2025-12", "2026-01"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert_in_a_cell(text: str) -> None:
    """What a caller chose is neither a formula, nor a command to a terminal, nor turned around."""
    shown = cell(text)
    assert shown.isprintable()
    assert shown[0] == "'" or not shown.lstrip(' "').startswith(("=", "+", "-", "@"))


@given(st.text())
def test_every_cell_is_one_visible_line(text: str) -> None:
    """Whatever a text is, its cell is printable, no formula, and can be read back as one cell."""
    shown = cell(text)
    assert shown.isprintable() and shown[:1] not in tuple("=@")
    file = io.StringIO(newline="")
    csv.writer(file).writerow([shown, "x"])
    assert next(csv.reader(io.StringIO(file.getvalue(), newline=""))) == [shown, "x"]
    assert plain(plain(text)) == plain(text)


def test_our_numbers_stay_numbers() -> None:
    """A telephone number is no formula, and is not changed."""
    assert [cell(text) for text in ("+4930123456", "-12", "-1.5")] == ["+4930123456", "-12", "-1.5"]
    assert cell("+4930123456+1") == "'+4930123456+1"


def test_people_are_named_only_when_asked_for(archive: Archive, tmp_path: Path) -> None:
    """Number and name stand in the table with their party's consent of `who` alone, and inert."""
    parties = Parties.open(tmp_path / "parties.log", clock=lambda: NOON_MS)
    parties.close()
    calls = TABLES["calls"]
    place = [column.name for column in calls.columns].index("caller_name")
    assert {row[place] for row in as_csv(calls, archive)[1:]} == {""}

    class Somebody:
        number, name = "+4917012345678", '=HYPERLINK("http://x","y")'

    named = Span(0, 1 << 62, lambda party: Somebody())  # type: ignore[arg-type,return-value]
    rows = as_csv(calls, archive, named)[1:]
    assert {row[place] for row in rows} == {'\'=HYPERLINK("http://x","y")'}
    assert {row[place - 1] for row in rows} == {"+4917012345678"}


def test_both_engines_give_the_same(engine: Engine, archive: Archive) -> None:
    """Whatever keeps the records, what other programs get is the same."""
    other = filled(engine)
    for table in TABLES.values():
        assert list(rows_of(table, other, ALWAYS)) == list(rows_of(table, archive, ALWAYS))
