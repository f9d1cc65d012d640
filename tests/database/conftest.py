"""Both engines of the records, for tests that must hold on either."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import skip_unless
from tests.database.server import REMEDY, Server, programs, running
from voipcc.database.engine import Engine
from voipcc.database.sqlite_engine import SqliteEngine

ON_POSTGRES = pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server for the tests of this process."""
    skip_unless(programs(), "there is no PostgreSQL 15 or newer", REMEDY)
    with running() as server:
        yield server


@pytest.fixture
def database_name(request: pytest.FixtureRequest) -> str:
    """A name for a database of this test alone."""
    return f"t{abs(hash(request.node.nodeid)):x}"[:60]


@pytest.fixture(params=["sqlite", ON_POSTGRES])
def engine(request: pytest.FixtureRequest, tmp_path: Path, database_name: str) -> Engine:
    """An empty engine of either kind."""
    if request.param == "sqlite":
        return SqliteEngine(tmp_path / "records.sqlite")
    server: Server = request.getfixturevalue("postgres")
    return server.engine(database_name)
