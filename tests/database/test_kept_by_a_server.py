"""Proof and backup of a centre whose records are on a PostgreSQL server."""

from pathlib import Path

import pytest

from tests.database.lived import lived
from tests.database.server import Server
from voipcc.backup import back_up, restore
from voipcc.database.archive import Archive
from voipcc.database.records import RecordStore
from voipcc.places import StateFolder
from voipcc.proof import prove

pytestmark = pytest.mark.xdist_group("postgres")


def test_records_on_a_server_are_proved_saved_and_brought_back(
    postgres: Server, database_name: str, tmp_path: Path
) -> None:
    """`verify` reads them there, a backup has them as a file, and what is lost there is found."""
    folder = tmp_path / "centre"
    folder.mkdir()
    (folder / "centre.yaml").write_text("format: 1\n")
    state = lived(StateFolder((folder / "state").resolve()), 200)
    state.records.unlink()
    engine = postgres.engine(database_name)
    store = RecordStore.open(engine, state.journal)
    assert store.drain(60)
    store.close()
    proof = prove(state, engine)
    assert proof.intact, proof
    back_up(folder, state, tmp_path / "saved", engine)
    restore(tmp_path / "saved", tmp_path / "fresh")
    fresh = StateFolder(tmp_path / "fresh" / "state")
    assert prove(fresh).intact
    assert Archive(fresh.records).standing()["rows"] == Archive(engine).standing()["rows"]
    session = engine.writing()
    session.run("DELETE FROM conversation WHERE id = (SELECT min(id) FROM conversation)")
    session.close()
    found = [one.what for check in prove(state, engine).checks for one in check.findings]
    assert any("is not in the tables" in one for one in found)
    assert any("belongs to no conversation" in one for one in found)
