"""Records in PostgreSQL, live: no call waits for the server, and none is lost or doubled with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import skip_unless
from tests.database.server import REMEDY, Server, programs
from tests.database.server import running as server_running
from tests.live.cell import Cell, running, until
from voipcc.database.archive import Archive
from voipcc.database.engine import RecordsError
from voipcc.database.postgres_engine import PostgresEngine
from voipcc.softphone.wire import WirePhone

pytestmark = pytest.mark.live


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that only this test kills."""
    skip_unless(programs(), "there is no PostgreSQL 15 or newer", REMEDY)
    with server_running() as made:
        yield made


async def a_call(cell: Cell, carrier: WirePhone, agent: WirePhone) -> None:
    """One caller talks to the agent, both ways."""
    call = await cell.call(carrier)
    await call.press("1")
    rung = await agent.next_call()
    await call.hears(700, timeout_s=10)
    await rung.hears(1000, timeout_s=10)
    call.hang_up()
    await rung.ended()
    await cell.nothing_left(30)


async def test_a_dead_server_delays_no_call_and_loses_no_record(
    tmp_path: Path, server: Server
) -> None:
    """Calls go on while the server is killed, also through kill -9 of the controller; then each record is there once."""
    where = server.database("centre")
    more = f"records:\n  postgres: {{host: {where.host}, port: {where.port}, database: centre}}\n"
    archive = Archive(PostgresEngine(where))

    def kept() -> int:
        try:
            return archive.counts()["all"]
        except RecordsError:
            return -1

    async with running(tmp_path, more=more) as cell:
        agent = await cell.ready_agent("anna", tone_hz=700)
        carrier = cell.carrier(tone_hz=1000)
        await a_call(cell, carrier, agent)
        await until(lambda: kept() == 1, 30)
        server.kill()
        await a_call(cell, carrier, agent)
        assert (await cell.ask("status"))["records_waiting"] >= 1
        await cell.crash()
        await cell.serve()
        await a_call(cell, carrier, agent)
        server.start()
        await until(lambda: kept() == 3, 60)
        assert not cell.state.records.exists()
        calls = list(archive.between(0, 1 << 60))
        assert [one.outcome for one in calls] == ["answered"] * 3
        assert all(len(one.offers) == 1 and len(one.segments) == 3 for one in calls)
        day = calls[0].arrived_utc_ms // 86_400_000 * 86_400_000
        (sums,) = archive.rolled_sums([(day, day + 2 * 86_400_000)]) or [{}]
        assert (sums[""].offered, sums["sales"].answered) == (3, 3)
