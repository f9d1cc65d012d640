"""The verbs that hand records to other programs, as an operator uses them."""

from pathlib import Path

from tests.cli.conftest import Voipcc
from tests.exports.test_tables import filled
from voipcc.exports.tables import TABLES
from voipcc.places import StateFolder


def test_the_verb_writes_files_and_tells_schemas(
    centre: Path, voipcc: Voipcc, tmp_path: Path
) -> None:
    """`voipcc export` lists tables, tells their columns, and writes what was asked for."""
    filled(StateFolder(centre / "state").records)
    assert len(voipcc("export", "-c", centre, "--json").json) == len(TABLES)
    schema = voipcc("export", "offers", "--schema", "--json", "-c", centre).json
    assert schema["columns"][0]["name"] == "call"
    said = voipcc("export", "calls", "-c", centre, "--to", "2025-10-10", "--zone", "UTC")
    assert said.code == 0 and said.out.count("\r\n") == 3
    out = tmp_path / "calls.jsonl"
    done = voipcc("export", "calls", "-c", centre, "--format", "jsonl", "--out", out, "--json").json
    assert done["rows"] == 3 and len(out.read_text().splitlines()) == 3
    assert voipcc("export", "call", "-c", centre).code == 2
    assert "no time zone" in voipcc("export", "calls", "-c", centre, "--zone", "Mars").err
    nowhere = voipcc("export", "calls", "-c", centre, "--format", "parquet")
    assert nowhere.code == 2 and "--out FOLDER" in nowhere.err
