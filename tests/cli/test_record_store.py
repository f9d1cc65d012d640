"""Verbs for the records as a whole: where they are, rebuilt, copied to a server and back."""

import io
from pathlib import Path

import pytest

from tests.cli.conftest import Voipcc
from tests.database.made import conversation, kept
from tests.database.server import PASSWORD, Server
from voipcc.database.journal import Journal
from voipcc.database.records import RecordStore
from voipcc.places import StateFolder


def test_records_are_shown_and_rebuilt(centre: Path, voipcc: Voipcc) -> None:
    """How many there are and where; lost rows come back from the journal."""
    state = StateFolder(centre / "state")
    assert "there are no records yet" in voipcc("records", "show", "-c", centre).err
    assert "there is no journal yet" in voipcc("records", "rebuild", "-c", centre).err
    journal = Journal.open(state.journal)
    store = RecordStore.open(state.records)
    for number in range(5):
        record = conversation(f"1-{number}")
        sequence = kept(journal, record)
        if number < 2:
            store.keep(record, sequence)
    store.close()
    journal.close()
    shown = voipcc("records", "show", "-c", centre, "--json").json
    assert shown["rows"]["conversation"] == 2 and shown["engine"] == "sqlite"
    done = voipcc("records", "rebuild", "-c", centre, "--json").json
    assert (done["records"], done["conversations"], done["entries"]) == (5, 5, 5)
    assert "5 conversations in" in voipcc("records", "rebuild", "-c", centre).out
    assert "5 conversation\n" in voipcc("records", "show", "-c", centre).out
    assert "names no server" in voipcc("records", "copy", "-c", centre).err


@pytest.mark.xdist_group("postgres")
def test_a_centre_moves_to_a_server(
    records: Path, voipcc: Voipcc, postgres: Server, database_name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """With `records:` written and the password kept, one verb copies, and every list reads the server."""
    before = voipcc("calls", "-c", records, "--json").json
    where = postgres.database(database_name)
    block = f"host: 127.0.0.1, port: {where.port}, database: {where.database}, password: db"
    file = records / "centre.yaml"
    file.write_text(f"{file.read_text()}\nrecords:\n  postgres: {{{block}}}\n")
    assert "voipcc secret set db" in voipcc("records", "copy", "-c", records).err
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD))
    assert voipcc("secret", "set", "db", "-c", records).code == 0
    assert "no records yet" in voipcc("calls", "-c", records).err
    done = voipcc("records", "copy", "-c", records, "--json").json
    assert (done["conversations"], done["records"], done["refused"]) == (3, 5, [])
    (records / "state" / "records.sqlite").unlink()
    assert voipcc("calls", "-c", records, "--json").json == before
    assert voipcc("call", "1-1", "-c", records, "--json").json["record"]["outcome"] == "answered"
    assert voipcc("line", "anna", "-c", records).code == 0
    assert "sales" in voipcc("report", "-c", records, "--day", "2025-10-09").out
    shown = voipcc("records", "show", "-c", records)
    assert "PostgreSQL voipcc@127.0.0.1" in shown.out and PASSWORD not in shown.out
    assert voipcc("records", "copy", "--back", "-c", records, "--json").json["records"] == 5
    assert (records / "state" / "records.sqlite").exists()
