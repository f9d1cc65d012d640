"""The compose file's PostgreSQL as its image would make and start it, and a centre's records in it.

The image runs `initdb --username=POSTGRES_USER --pwfile=... POSTGRES_INITDB_ARGS`, lets every
other address in by password, makes POSTGRES_DB over the socket, and then starts `postgres` with
the service's command. The same is done here with the machine's PostgreSQL.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.conftest import skip_unless
from tests.database.made import conversation
from tests.database.server import PASSWORD, REMEDY, Server, programs, running
from voipcc.database.engine import RecordsError
from voipcc.database.postgres_engine import PostgresEngine
from voipcc.database.records import RecordStore
from voipcc.images.composition import Service, read_services
from voipcc.places import StateFolder
from voipcc.record_place import engine_of
from voipcc.secrets_file import load_secrets, set_lookup_secret
from voipcc.settings import CentreSettings

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker" / "compose.yaml"
USUAL_PORT = "port=5432"
pytestmark = pytest.mark.xdist_group("postgres")


def service(port: int = 0) -> Service:
    """The service as an engine would be told of it."""
    filled_in = {"VOIPCC_POSTGRES_PORT": str(port)} if port else {}
    return read_services(COMPOSE, filled_in).services["postgres"]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """What the image makes of the service's words; the port is a free one."""
    skip_unless(programs(), "there is no PostgreSQL 15 or newer", REMEDY)
    given = service()
    options = [word for word in given.command or () if word != USUAL_PORT]
    assert options.pop() == options[0] == "-c" and USUAL_PORT in (given.command or ())
    assert given.environment["POSTGRES_USER"] == "voipcc"  # whom `Server` makes, too
    how = tuple(given.environment["POSTGRES_INITDB_ARGS"].split())
    with running(more=f" {' '.join(options)}", how=how) as server:
        access = server.data / "pg_hba.conf"
        access.write_text(f"{access.read_text()}\nhost all all all scram-sha-256\n")
        server.run("pg_ctl", "-D", str(server.data), "reload")
        server.database(given.environment["POSTGRES_DB"])
        yield server


def documented(port: int) -> CentreSettings:
    """The settings that docs/operations.md says for this service, with the port of this test."""
    text = (ROOT / "docs" / "operations.md").read_text()
    found = re.search(r"`(records: \{postgres: \{host: 127.0.0.1, [^`]+)`", text)
    assert found
    block = YAML(typ="safe", pure=True).load(found[1])
    block["records"]["postgres"]["port"] = port
    return CentreSettings.model_validate({"format": 1, **block})


def engine_as_documented(server: Server, tmp_path: Path, password: str) -> PostgresEngine:
    """Settings and secret as docs/operations.md says; the secret's name is found there, too."""
    settings, state = documented(server.port), StateFolder(tmp_path)
    assert "controller secret set postgres" in (ROOT / "docs" / "operations.md").read_text()
    set_lookup_secret(state.secrets, settings, "postgres", password)
    engine = engine_of(settings, state, load_secrets(state.secrets, settings))
    assert isinstance(engine, PostgresEngine)
    return engine


def test_a_centre_keeps_its_records_there(server: Server, tmp_path: Path) -> None:
    """With the documented settings and the password of the file, a record is kept and read again."""
    engine = engine_as_documented(server, tmp_path, PASSWORD)
    store = RecordStore.open(engine)
    store.keep(conversation(), 1)
    assert store.drain(60), store.trouble
    store.close()
    assert store.archive.counts() == {"all": 1, "answered": 1}


def test_nobody_comes_in_without_the_password(server: Server, tmp_path: Path) -> None:
    """The service is on the host's network: whoever is on that machine is asked, too."""
    engine = engine_as_documented(server, tmp_path, "guessed")
    for address in (engine.address, replace(engine.address, password="")):
        with pytest.raises(RecordsError, match="password"):
            PostgresEngine(address).writing()


def test_it_is_well_when_its_health_check_says_so(server: Server) -> None:
    """The check finds the server where it listens, and finds out when it is not there."""
    server.run(*service(server.port).health)
    with pytest.raises(subprocess.CalledProcessError):
        server.run(*service(1).health)


def test_what_the_password_and_the_data_need_is_declared() -> None:
    """The secret's file is where the image is told to read it; its data lie in a volume."""
    document = YAML(typ="safe", pure=True).load(COMPOSE.read_text())
    given = document["services"]["postgres"]
    assert given["secrets"] == ["postgres"] and "postgres" in document["secrets"]
    assert service().environment["POSTGRES_PASSWORD_FILE"] == "/run/secrets/postgres"
    (mount,) = service().mounts
    assert mount.target == "/var/lib/postgresql/data" and mount.source in document["volumes"]
    major = int(service().image.removeprefix("postgres:"))
    assert 15 <= major <= 17  # 18 keeps its data elsewhere
    assert "docker/postgres.password" in (ROOT / ".gitignore").read_text().splitlines()
