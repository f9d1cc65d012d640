"""A report as page, CSV and Parquet: whole, and inert whatever stands in it."""

import csv
import io
import re
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.database.made import NOON_MS, conversation
from tests.database.test_report_lists import Measured
from tests.database.test_reports import example_day
from voipcc.database.reports import DEFINITIONS, FORMULAS, Question, charts, whole_report
from voipcc.database.reports import page as page_of
from voipcc.database.reports.charts import Series
from voipcc.database.reports.page import page
from voipcc.database.reports.question import utc_ms
from voipcc.database.reports.report import span_words
from voipcc.database.reports.sheet import Column, Sheet
from voipcc.database.reports.sheet_text import csv_of, shown, sparkline
from voipcc.database.reports.sheets import SHEETS, Asked, definition_sheet, sheet_named
from voipcc.inert import A_NUMBER

DAY = Question("Europe/Berlin", NOON_MS - 6 * 3_600_000, NOON_MS + 18 * 3_600_000, "30")
HOSTILE = (
    "=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "\t=1", "\r=1", 'a"b', "a,b;c", "a\nb", "\x00\x1b[31m",
    "\u202egpj.exe", "<script>alert(1)</script>", "'><img src=x onerror=alert(1)>", "&lt;b&gt;", "\u200b=1",
)  # fmt: skip


def day(queue: str = "sales", agent: str = "anna") -> Measured:
    records = Measured(example_day())
    records.append(conversation("9-1", queue=queue, agent=agent, party="p"))
    return records


def test_a_page_of_many_calls_leaves_lists_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above a number of calls the lists are left out, and the page says so; the figures are all there."""
    monkeypatch.setattr(page_of, "MOST_CALLS", 100)
    text = whole(day())
    assert "Of 101 calls the lists are left out: paths" in text
    assert "<h2>Lost callers" not in text and "<h2>Intervals" in text and "<h2>Agents" in text


class Page(HTMLParser):
    """Which elements a page has, what they say, and whether each is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in ("meta", "line"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def whole(records: Measured, name: str = "Centre") -> str:
    return page(records, Asked(DAY, now_ms=NOON_MS), name, lambda party: party)


def test_a_page_stands_by_itself() -> None:
    """Charts are in it, each element is closed, nothing is fetched and nothing runs."""
    text = whole(day())
    read = Page(text)
    assert read.open == [] and {"svg", "table", "style", "bdi"} <= set(read.names)
    assert "script" not in read.names and not {"src", "href", "onerror"} & read.attributes
    assert "http:" not in text and "https:" not in text and "url(" not in text
    for word in ("Calls offered", "Service level, with_abandons", "Lost callers", "101"):
        assert word in text
    assert text.count("<figure>") >= 3
    for svg in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        ElementTree.fromstring(svg)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_others_is_inert_in_a_page(text: str) -> None:
    """Names with markup, control signs and marks that turn the line make no element and no attribute."""
    harmless, hostile = whole(day("b", "c"), "d"), whole(day(text, text), text)
    shown_names = Page(hostile).names
    assert set(shown_names) == set(Page(harmless).names)
    assert Page(hostile).attributes == Page(harmless).attributes
    assert not [sign for sign in hostile if not sign.isprintable() and sign != "\n"]


def test_charts_need_no_style_sheet() -> None:
    """Each mark has its colour by itself, as mail programs leave the page's style out."""
    for svg in re.findall(r"<svg.*?</svg>", whole(day()), re.DOTALL):
        drawn = ElementTree.fromstring(svg)
        assert drawn.get("fill") and not [one for one in drawn.iter() if one.get("class")]
        assert all(one.get("fill") for one in (*drawn.iter("rect"), *drawn.iter("circle")))
        assert all(one.get("stroke") for one in (*drawn.iter("line"), *drawn.iter("polyline")))


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2025-10-09", "2025-10-10", "2025-10-09, Europe/Berlin"),
        ("2025-10-20", "2025-10-27", "2025-10-20 to 2025-10-26, Europe/Berlin"),
        (
            "2025-10-09T08:00",
            "2025-10-09T12:30",
            "2025-10-09 08:00 to 2025-10-09 12:30, Europe/Berlin",
        ),
    ],
)
def test_a_span_is_said_as_people_say_it(start: str, end: str, words: str) -> None:
    """Whole days by their dates, the last one included, also where a clock was changed; else the moments."""
    span = (utc_ms(datetime.fromisoformat(at), "Europe/Berlin") for at in (start, end))
    asked = Question("Europe/Berlin", *span, queues=("sales", "help"))
    assert span_words(whole_report(day(), asked)) == f"{words}, only queues sales, help"


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_others_is_inert_in_csv(text: str) -> None:
    """No cell begins with what a spreadsheet computes, and a row stays a row."""
    sheet = Sheet("x", "x", (Column("name", "text"), Column("count")), [(text, 7)])
    rows = list(csv.reader(io.StringIO(csv_of(sheet, "UTC"))))
    assert rows[0] == ["name", "count"] and len(rows) == 2 and rows[1][1] == "7"
    assert A_NUMBER.fullmatch(rows[1][0]) or rows[1][0][:1] not in tuple("=+-@\t\r")
    assert rows[1][0].isprintable()
    assert shown(text, sheet.columns[0], "UTC").isprintable()


def test_csv_has_stable_columns_and_whole_figures() -> None:
    """Names of columns are those of the page's manual; a moment has its offset, nothing is cut."""
    sheet = sheet_named("intervals", day(), Asked(DAY))
    rows = list(csv.DictReader(io.StringIO(csv_of(sheet, DAY.zone))))
    assert sum(int(row["offered"]) for row in rows if row["queue"] == "all") == 101
    assert rows[0]["start"].endswith("+02:00") and len(rows) == 48
    busy = next(row for row in rows if row["offered"] != "0")
    for name in FORMULAS:
        assert float(busy[f"{name}_percent"]) <= 100


@pytest.mark.parametrize("name", SHEETS)
def test_each_sheet_is_whole(name: str) -> None:
    """Every row has a value for each column, and JSON has them by name."""
    sheet = sheet_named(name, day(), Asked(DAY, now_ms=NOON_MS))
    assert sheet.name == name
    assert all(len(row) == len(sheet.columns) for row in sheet.rows)
    names = [one.name for one in sheet.columns]
    assert len(set(names)) == len(names)
    assert all(list(row) == names for row in sheet.plain("UTC")["rows"])


@pytest.mark.parametrize("name", ["intervals", "agents", "lost", "lines"])
def test_parquet_gives_back_every_row(name: str, tmp_path: Path) -> None:
    """Read by the package itself, types and values are those of the sheet, also of an empty one."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="pip install 'voipcc[parquet]'")
    from voipcc.database.reports.parquet import write_parquet

    sheet = sheet_named(name, day(), Asked(DAY, now_ms=NOON_MS))
    with (tmp_path / "sheet.parquet").open("wb") as file:
        write_parquet(sheet, file)
    found = parquet.read_table(tmp_path / "sheet.parquet")
    assert found.column_names == [one.name for one in sheet.columns]
    assert found.num_rows == len(sheet.rows)
    for column, values in zip(sheet.columns, found.columns, strict=True):
        assert str(values.type) in ("string", "int64", "double", "timestamp[ms, tz=UTC]")
        if column.kind != "moment":
            at = sheet.columns.index(column)
            assert values.to_pylist() == [row[at] for row in sheet.rows]


def test_every_figure_is_defined_with_its_rivals() -> None:
    """Each service level names the five others, and each definition says formula and unit."""
    sheet = definition_sheet("with_abandons")
    assert {row[1] for row in sheet.rows[1:]} >= {"Amazon Connect", "Asterisk app_queue (SL2)"}
    assert len(sheet.rows) == len(FORMULAS)
    for name, one in DEFINITIONS.items():
        assert one.name == name and one.formula and one.unit and one.means.endswith(".")
    compared = [one for one in DEFINITIONS.values() if one.rivals]
    assert len(compared) >= 12


def test_a_curve_is_one_line() -> None:
    """Neighbours are put together, a gap stays a blank, the highest value fills the line."""
    assert sparkline([0, 1, 2, None, 4]) == "▁▃▅ █"
    assert len(sparkline(list(range(96)), 40)) == 32
    assert sparkline([]) == "" and sparkline([0.0, 0.0]) == "▁▁"
    assert sparkline([50.0], top=100) == "▅"


@pytest.mark.parametrize(
    ("highest", "top"),
    [(0, 1), (1, 1), (3, 3), (7, 8), (11, 15), (97, 100), (640, 800), (100, 100)],
)
def test_an_axis_ends_at_a_round_number(highest: float, top: float) -> None:
    """The axis holds the highest value and has a few marks."""
    found, ticks = charts.scale(highest)
    assert found >= highest and found == ticks[-1] and len(ticks) <= 6
    assert found == pytest.approx(top)


def test_a_broken_line_has_no_bridge() -> None:
    """Where nobody called, the line of the service level is broken and not drawn through."""
    drawn = charts.line("x", list("abcde"), Series("y", "level", [90, 80, None, 70, 60]), 100, "%")
    assert drawn.count("<polyline") == 2 and drawn.count("<circle") == 4


def test_filters_stand_in_the_report() -> None:
    """A report of a part says so, and its total is the sum of the queues that were asked for."""
    asked = replace(DAY, queues=("sales",), agent="anna")
    found = whole_report(day("help"), asked)
    assert found.only == {"queues": ["sales"], "agent": "anna"}
    assert found.total.counts.offered == found.queues["sales"].counts.offered == 80
    assert list(found.queues) == ["sales"]


def test_numbers_are_written_in_full_and_what_is_cut_is_said() -> None:
    """A million is no power of ten, and a chart of too many agents says how many there are."""
    drawn = charts.stacked("x", ["a"], [Series("y", "good", [808_000])])
    assert ">1,000,000</text>" in drawn and "a: 808,000 y" in drawn
    names = [f"agent{at}" for at in range(80)]
    many = charts.rows("Time", names, [Series("y", "good", [2.5] * 80)], 0, "min")
    assert "Time (the first 40 of 80)" in many and "2.5 min" in many and "agent40" not in many
