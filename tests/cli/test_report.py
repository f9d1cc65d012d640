"""The verb `report`: spans, sheets, formats, and the calls behind a figure."""

import csv
import io
from pathlib import Path

import pytest

from tests.cli.conftest import Voipcc
from voipcc.database.reports import DEFINITIONS
from voipcc.database.reports.sheets import SHEETS

DAY = ("--day", "2025-10-09")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (DAY, 3), (("--span", "2025-W41"), 3), (("--span", "2025-10"), 3), (("--span", "2025"), 3),
        (("--day", "2025-10-10"), 0), (("--from", "2025-10-09T10:00", "--to", "2025-10-09T12:00"), 3),
        (("--from", "2025-10-09T09:00", "--to", "2025-10-09T11:00"), 0),
        (("--from", "2025-10-09T09:00+00:00", "--to", "2025-10-09T12:00+00:00"), 3),
        ((*DAY, "--queue", "support"), 1), ((*DAY, "--queue", "support", "--queue", "sales"), 3),
        ((*DAY, "--agent", "ben"), 1), ((*DAY, "--number", "+49301234567"), 3), ((*DAY, "--number", "+1"), 0),
    ],
)  # fmt: skip
def test_spans_and_filters(
    words: tuple[str, ...], offered: int, records: Path, voipcc: Voipcc
) -> None:
    """A day, a week, a month, a year or from one moment to another; one queue, agent or number."""
    made = voipcc("report", *words, "-c", records, "--json").json
    assert made["total"]["counts"]["offered"] == offered


@pytest.mark.parametrize("what", ["summary", *SHEETS])
def test_every_sheet_can_be_had(what: str, records: Path, voipcc: Voipcc) -> None:
    """Each sheet comes as a table, as CSV and as JSON."""
    words = ("report", what, *DAY, "-c", records)
    assert voipcc(*words).code == 0
    assert list(csv.DictReader(io.StringIO(voipcc(*words, "--format", "csv").out))) is not None
    made = voipcc(*words, "--json").json
    assert made.get("sheet", "summary") == what


def test_intervals_are_asked_for(records: Path, voipcc: Voipcc) -> None:
    """Half-hours of a day, days of a month: by the span, or as asked."""
    words = ("report", "intervals", "-c", records, "--json")
    rows = voipcc(*words, *DAY).json["rows"]
    assert len({row["interval"] for row in rows}) == 48
    assert {row["queue"] for row in rows} == {"sales", "support", "all"}
    assert len(voipcc(*words, *DAY, "--queue", "sales", "--interval", "60").json["rows"]) == 24
    assert len(voipcc(*words, "--span", "2025-10", "--queue", "sales").json["rows"]) == 31


def test_the_calls_behind_a_figure_are_listed(records: Path, voipcc: Voipcc) -> None:
    """Who was abandoned, by id; the caller masked unless the whole number is asked for."""
    words = ("report", *DAY, "-c", records)
    assert [
        row["call"] for row in voipcc(*words, "--calls", "abandoned", "--json").json["rows"]
    ] == ["1-2"]
    shown = voipcc(*words, "--calls", "answered").out
    assert "+4917*******78" in shown and "+4917012345678" not in shown
    assert "+4917012345678" in voipcc(*words, "--calls", "answered", "--numbers").out
    wrong = voipcc(*words, "--calls", "x")
    assert wrong.code == 2 and "outcome:..." in wrong.err


def test_a_figure_is_defined(records: Path, voipcc: Voipcc) -> None:
    """One option away: what a figure is, and how others count it; it needs no centre."""
    shown = voipcc("report", "--define", "occupancy").out
    assert "Amazon Connect" in shown and "busy / (busy + idle)" in shown
    rows = voipcc("report", "--define", "all", "--json").json["rows"]
    assert {row["figure"] for row in rows} == set(DEFINITIONS)
    assert "occupancy" in voipcc("report", "--define", "x").err


def test_files_are_written_by_their_ending(records: Path, voipcc: Voipcc, tmp_path: Path) -> None:
    """A page, CSV and JSON come into files; a file that cannot be written is told."""
    words = ("report", *DAY, "-c", records, "-o")
    for name, begin in (("a.html", "<!doctype html>"), ("a.csv", "queue,"), ("a.json", "{")):
        assert voipcc(*words, tmp_path / name).code == 0
        assert (tmp_path / name).read_text().startswith(begin)
    assert "+4917012345678" not in (tmp_path / "a.html").read_text()
    assert "cannot be written" in voipcc(*words, tmp_path / "none" / "a.csv").err
    assert {file.name for file in tmp_path.iterdir()} == {"centre", "a.html", "a.csv", "a.json"}


def test_a_misspelt_queue_is_no_idle_one(records: Path, voipcc: Voipcc) -> None:
    """Who asks for a queue or agent nobody ever knew is told the names; one of the records alone is known."""
    for words in (("report", *DAY), ("calls",)):
        for option in ("--queue", "--agent"):
            said = voipcc(*words, option, "[/x]", "-c", records)
            assert said.code == 2 and "there is no" in said.err and "[/x]" in said.err
            assert ("sales, support" if option == "--queue" else "anna, ben") in said.err
    file = records / "centre.yaml"
    file.write_text(file.read_text().replace("  support:", "  helpdesk:"))
    assert voipcc("calls", "--queue", "support", "-c", records, "--json").json


def test_an_empty_span_says_where_records_are(records: Path, voipcc: Voipcc) -> None:
    """A report of nothing tells its span, and in which days something is kept."""
    said = voipcc("report", "--day", "2025-10-10", "-c", records)
    assert said.code == 0 and "Calls, 2025-10-10, Europe/Berlin" in said.out
    assert "between 2025-10-09 and 2025-10-09" in said.err


def test_names_that_look_like_markup_are_shown_as_they_are(centre: Path, voipcc: Voipcc) -> None:
    """A queue of an imported file may be called anything: nothing in its name is obeyed."""
    lines = (f"17000000{at}|c|[/red]\u202e\x1b[31m|NONE|{event}" for at, event in
             ((10, "ENTERQUEUE||1|1"), (20, "ABANDON|1|1|10")))  # fmt: skip
    file = centre / "queue_log"
    file.write_text("".join(f"{line}\n" for line in lines))
    assert voipcc("import", "queue_log", file, "-c", centre).code == 0
    for words in (
        ("report", "--span", "2023-11"),
        ("report", "lost", "--span", "2023-11"),
        ("calls",),
    ):
        said = voipcc(*words, "-c", centre)
        assert said.code == 0 and "\x1b" not in said.out and "\u202e" not in said.out
    assert "[/red]\\u202e" in voipcc("report", "--span", "2023-11", "-c", centre).out


@pytest.mark.parametrize(
    "words",
    [
        ("x",), ("--interval", "20"), ("--interval", "x"), ("--day", "2025-13"), ("--day", "2025-W60"),
        ("--from", "x"), ("--day", "today", "--from", "2025-01-01"), ("--format", "x"), ("--format", "parquet"),
        ("-o", "x.doc"), ("--from", "2025-02-01", "--to", "2025-01-01"), ("--from", "1000-01-01"),
        ("--window-days", "0"), ("--span", "2025", "--interval", "15"), ("--day", "9999"),
        ("--span", "0001"), ("--from", "1969-12-31"), ("--zone", "Mars"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_words_are_refused(words: tuple[str, ...], records: Path, voipcc: Voipcc) -> None:
    """What makes no report ends with 2 and says how to write it."""
    said = voipcc("report", *words, "-c", records)
    assert said.code == 2 and 0 < len(said.err) < 5000
