"""Both engines of the records, for tests that must hold on either."""

from pathlib import Path

import pytest

from tests.database.server import Server
from voipcc.database.engine import Engine
from voipcc.database.sqlite_engine import SqliteEngine

ON_POSTGRES = pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))


@pytest.fixture(params=["sqlite", ON_POSTGRES])
def engine(request: pytest.FixtureRequest, tmp_path: Path, database_name: str) -> Engine:
    """An empty engine of either kind."""
    if request.param == "sqlite":
        return SqliteEngine(tmp_path / "records.sqlite")
    server: Server = request.getfixturevalue("postgres")
    return server.engine(database_name)
