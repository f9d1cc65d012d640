"""`voipcc restore BACKUP` where it must not, or cannot: nothing is harmed, and the reason is clear."""

import io
import os
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import Voipcc
from tests.database.lived import lived
from tests.database.made import NOON_MS, conversation
from tests.database.server import PASSWORD, Server
from voipcc.backup.manifest import MANIFEST
from voipcc.core.cdr import Stretch
from voipcc.database import postgres_engine, segment
from voipcc.database.archive import Archive
from voipcc.database.engine import NoRecords
from voipcc.database.postgres_engine import Address, PostgresEngine
from voipcc.database.records import RecordStore
from voipcc.database.rows import Record
from voipcc.database.schema import set_meta
from voipcc.places import StateFolder

STRETCH = Stretch("anna", "ready", "", True, True, "boot", NOON_MS, 1, 3_600_000_001)
SERVER = "VOIPCC_RECORDS__POSTGRES__"


@pytest.fixture
def used(centre: Path) -> Path:
    """A centre that has lived through some hours."""
    lived(StateFolder(centre / "state"), 60)
    return centre


@pytest.fixture
def saved(used: Path, tmp_path: Path, voipcc: Voipcc, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its backup, with the passwords "db" and "wrong"."""
    for name, word in (("db", PASSWORD), ("wrong", "secret-word")):
        monkeypatch.setattr("sys.stdin", io.StringIO(word))
        assert voipcc("secret", "set", name, "-c", used).code == 0
    assert voipcc("backup", tmp_path / "saved", "-c", used).code == 0
    return tmp_path / "saved"


def rows_in(address: Address) -> dict[str, int]:
    """The tables that have any rows."""
    try:
        rows = Archive(PostgresEngine(address)).standing()["rows"]
    except NoRecords:
        return {}
    return {name: count for name, count in rows.items() if count}


def with_one(record: Record) -> Callable[[Address], None]:
    def prepare(address: Address) -> None:
        store = RecordStore.open(PostgresEngine(address))
        store.keep(record, 1)
        assert store.drain(60)
        store.close()

    return prepare


def another_centre(address: Address) -> None:
    PostgresEngine(address, owner=7).writing().close()


def newer_tables(address: Address) -> None:
    session = PostgresEngine(address).writing()
    set_meta(session, "schema", 99)
    session.close()


def nothing(address: Address) -> None:
    pass


SERVERS: dict[str, tuple[Callable[[Address], None], dict[str, object], str]] = {
    "records there": (
        with_one(conversation("77-1")),
        {},
        "has rows already (1 conversation, 3 segment",
    ),
    "no calls, but rows": (with_one(STRETCH), {}, "has rows already (1 stretch)"),
    "another centre": (another_centre, {}, "holds the records of another centre"),
    "newer tables": (newer_tables, {}, "the records have schema 99"),
    "not there": (nothing, {"port": 1}, "restored but for the records"),
    "no such database": (nothing, {"database": "nowhere"}, '"nowhere" does not exist'),
    "wrong password": (nothing, {"password": "wrong"}, "password authentication failed"),
    "unknown secret": (nothing, {"password": "nobody"}, "voipcc secret set nobody"),
    "too old": (nothing, {}, "15 or newer is needed"),
}


@pytest.mark.xdist_group("postgres")
@pytest.mark.parametrize("case", SERVERS)
def test_a_server_that_will_not_do_is_refused(
    case: str, saved: Path, tmp_path: Path, voipcc: Voipcc, postgres: Server,
    database_name: str, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The folder is there, the server as it was; the message says why and what to do, and no password."""
    prepare, differences, reason = SERVERS[case]
    address = postgres.database(database_name)
    prepare(address)
    before = rows_in(address)
    if case == "too old":
        monkeypatch.setattr(postgres_engine, "OLDEST", 990_000)
    words = {"host": "127.0.0.1", "port": address.port, "database": database_name, "password": "db"}
    for name, value in (words | differences).items():
        monkeypatch.setenv(SERVER + name.upper(), str(value))
    fresh = tmp_path / "fresh"
    said = voipcc("restore", saved, "-c", fresh)
    assert said.code == 1 and reason in said.err, said.err
    assert PASSWORD not in said.err and "secret-word" not in said.err
    assert f"voipcc records copy -c {fresh}" in said.err or "secret set" in said.err
    assert (fresh / "centre.yaml").exists() and (fresh / "state/records.sqlite").exists()
    monkeypatch.setattr(postgres_engine, "OLDEST", 150_000)
    assert rows_in(address) == before


@pytest.mark.xdist_group("postgres")
def test_what_was_refused_is_done_later(
    saved: Path, tmp_path: Path, voipcc: Voipcc, postgres: Server, database_name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Once the server answers, the verb that the message names brings the records there, and all is proved."""
    address = replace(postgres.database(database_name), host="127.0.0.1", password=PASSWORD)
    for name, value in (("host", "127.0.0.1"), ("database", database_name), ("password", "db")):
        monkeypatch.setenv(SERVER + name.upper(), value)
    monkeypatch.setenv(f"{SERVER}PORT", "1")
    fresh = tmp_path / "fresh"
    assert voipcc("restore", saved, "-c", fresh).code == 1
    monkeypatch.setenv(f"{SERVER}PORT", str(address.port))
    assert voipcc("records", "copy", "-c", fresh).code == 0
    assert voipcc("verify", "-c", fresh).code == 0
    assert rows_in(address)["conversation"] > 0


def changed(saved: Path, change: Callable[[str, bytes], bytes]) -> None:
    """The backup with what `change` makes of its members."""
    with tarfile.open(saved) as archive, tarfile.open(f"{saved}.new", "w:gz") as fresh:
        for member in archive:
            file = archive.extractfile(member)
            data = change(member.name, file.read() if file else b"")
            member.size = len(data)
            fresh.addfile(member, io.BytesIO(data))
    os.replace(f"{saved}.new", saved)


def newer_format(name: str, data: bytes) -> bytes:
    """A manifest of a later release, of which nothing but its format can be relied on."""
    return b'{"format": 2, "files": ["other"]}' if name == MANIFEST else data


@pytest.mark.parametrize("left", [0, 3, 60, 0.3, 0.9, -500])
def test_a_truncated_backup_makes_no_centre(
    left: float, saved: Path, tmp_path: Path, voipcc: Voipcc
) -> None:
    """Wherever it was cut, it is refused, and nothing is left of the attempt."""
    size = saved.stat().st_size
    os.truncate(saved, int(size * left) if 0 < left < 1 else int(left) % size)
    said = voipcc("restore", saved, "-c", tmp_path / "fresh")
    assert said.code == 1 and "take another one" in said.err
    assert not (tmp_path / "fresh").exists() and not list(tmp_path.glob(".fresh*"))


def test_a_backup_of_a_newer_format_is_refused(saved: Path, tmp_path: Path, voipcc: Voipcc) -> None:
    """It is not called damaged: a newer voipcc can read it."""
    changed(saved, newer_format)
    said = voipcc("restore", saved, "-c", tmp_path / "fresh")
    assert said.code == 1 and "has format 2: use a newer voipcc" in said.err
    assert not (tmp_path / "fresh").exists() and not list(tmp_path.glob(".fresh*"))


def test_a_backup_with_a_newer_journal_is_refused(
    saved: Path, tmp_path: Path, voipcc: Voipcc, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte is as it was saved, but no entry can be read: the reason is told, and nothing is left."""
    monkeypatch.setattr(segment, "FORMAT", 0)
    said = voipcc("restore", saved, "-c", tmp_path / "fresh")
    assert said.code == 1 and "start a newer voipcc" in said.err
    assert not (tmp_path / "fresh").exists() and not list(tmp_path.glob(".fresh*"))
