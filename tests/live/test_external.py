"""An Asterisk someone else runs, with the configuration our verb wrote."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.live.cell import Cell, until
from tests.live.foreign import Foreign, foreign_asterisk
from tests.live.nursery import told
from tests.sums import check_sums

pytestmark = pytest.mark.live
LISTEN = "listen: {{address: {host}, udp: {udp}, tcp: {tcp}, tls: {tls}, wss: {wss}}}"


@dataclass
class Guest(Cell):
    """A centre whose calls are carried by a foreign Asterisk."""

    foreign: Foreign | None = None

    def write(self) -> None:
        super().write()
        assert self.foreign is not None
        file = self.folder / "centre.yaml"
        lines = [line for line in file.read_text().splitlines() if not line.startswith("listen:")]
        listen = LISTEN.format(host=self.foreign.host, **self.foreign.sip)
        file.write_text("\n".join([*lines, listen, self.foreign.settings()]))

    async def stop(self) -> None:
        if self.process is not None and self.process.returncode is not None:
            self.process = None  # it was killed, or never ran: the Asterisk is none of its business
        await super().stop()


async def verb(cell: Cell, *words: str, code: int = 0) -> str:
    """What a `voipcc` verb says; it must end with `code`."""
    said = await told(*words, "-c", str(cell.folder))
    assert said.code == code, said
    return " ".join((said.out + said.err).split())


async def handed_over(guest: Guest, foreign: Foreign) -> Path:
    """The files as our verb writes them for the foreign Asterisk."""
    files = guest.folder / "handed-over"
    await verb(guest, "switch", "config", str(files), "--place", str(foreign.etc))
    return files


@contextlib.asynccontextmanager
async def guest_of(tmp_path: Path) -> AsyncIterator[tuple[Guest, Foreign]]:
    """A centre, not started, beside a foreign Asterisk that runs with its files."""
    async with foreign_asterisk(tmp_path / "foreign") as foreign:
        guest = Guest(tmp_path / "centre", listen=foreign.host, foreign=foreign)
        guest.folder.mkdir()
        guest.write()
        await foreign.start(await handed_over(guest, foreign))
        try:
            yield guest, foreign
        finally:
            await guest.stop()


async def test_a_foreign_asterisk_carries_whole_calls(tmp_path: Path) -> None:
    """Menu, queue, talk and record by an Asterisk we did not start; it outlives the centre, keeps
    the talk of a killed controller, and a new agent can be called after a reload."""
    async with guest_of(tmp_path) as (guest, foreign):
        status = await guest.serve()
        assert status["asterisk"].endswith(" (external)")
        anna = await guest.ready_agent("anna", tone_hz=700)
        call = await guest.call(guest.carrier(tone_hz=1000))
        await call.press("1")
        rung = await anna.next_call()
        await call.hears(700)
        await rung.hears(1000)
        await guest.crash()
        heard = call.heard(700)
        await until(lambda: call.heard(700) >= heard + 1.5, 10)
        await guest.serve()
        await until(lambda: talks(guest), 10)
        call.hang_up()
        await rung.ended()
        (record,) = await guest.records(1)
        check_sums(record)
        assert (record.outcome, record.ended_by) == ("answered", "caller")
        assert [part.kind for part in record.segments] == ["menu", "queue", "talk"]
        await guest.nothing_left()
        await a_new_agent_is_called(guest, foreign)
        await verb(guest, "stop")
        assert foreign.process is not None and foreign.process.poll() is None


async def talks(guest: Guest) -> bool:
    return any(one["work"] == "talking" for one in (await guest.view())["agents"])


async def a_new_agent_is_called(guest: Guest, foreign: Foreign) -> None:
    """Files written again, copied, reloaded there, then here."""
    await guest.ask("agent.log_out", agent="anna")
    guest.agents = (*guest.agents, "cora")
    guest.write()
    files = await handed_over(guest, foreign)
    devices = "pjsip.d/devices.conf"
    (foreign.etc / devices).write_text((files / devices).read_text())
    await foreign.console("module reload res_pjsip.so")
    await verb(guest, "reload")
    await cora_talks(guest)
    assert len(await guest.records(2)) == 2


async def cora_talks(guest: Guest) -> None:
    """An agent the Asterisk did not know when it started."""
    cora = await guest.ready_agent("cora", tone_hz=900)
    call = await guest.call(guest.carrier(tone_hz=1100))
    await call.press("1")
    rung = await cora.next_call()
    await rung.hears(1100)
    await call.hears(900)
    call.hang_up()
    await call.ended()


@dataclass
class Trusted(Guest):
    """Its foreign Asterisk reads its configuration where the centre may write it."""

    def write(self) -> None:
        super().write()
        assert self.foreign is not None
        file = self.folder / "centre.yaml"
        named = f"files: '{self.foreign.etc}', spool: '{self.foreign.folder / 'spool'}'"
        file.write_text(file.read_text().replace("mode: external", f"mode: external, {named}"))


async def test_files_of_a_foreign_asterisk_are_kept_by_the_centre(tmp_path: Path) -> None:
    """Where the centre may write its configuration, it waits for the Asterisk that starts with it,
    and an agent added later can be called after a reload alone."""
    async with foreign_asterisk(tmp_path / "foreign") as foreign:
        guest = Trusted(tmp_path / "centre", listen=foreign.host, foreign=foreign)
        guest.folder.mkdir()
        guest.write()
        foreign.etc.mkdir(parents=True)
        try:
            serving = asyncio.create_task(guest.serve())
            await until((foreign.etc / "modules.conf").exists, 30)
            await foreign.start(foreign.etc)
            assert (await serving)["asterisk"].endswith(" (external)")
            guest.agents = (*guest.agents, "cora")
            guest.write()
            await verb(guest, "reload")
            await cora_talks(guest)
            await guest.ask("agent.log_out", agent="cora")
        finally:
            await guest.stop()


async def test_calls_of_the_time_without_a_controller_are_recorded(tmp_path: Path) -> None:
    """An end nobody heard comes from the foreign Asterisk's own account of calls."""
    async with guest_of(tmp_path) as (guest, _):
        await guest.serve()
        anna = await guest.ready_agent("anna", tone_hz=700)
        call = await guest.call(guest.carrier(tone_hz=1000))
        await call.press("1")
        rung = await anna.next_call()
        await rung.hears(1000, for_s=1.0)
        await guest.crash()
        call.hang_up()
        await call.ended()
        await guest.serve()
        await rung.ended()
        (record,) = await guest.records(1)
        check_sums(record)
        assert record.outcome == "answered"
        await guest.nothing_left()


async def test_an_asterisk_that_does_not_fit_is_told_with_the_remedy(tmp_path: Path) -> None:
    """Not there, files of another centre, a wrong AMI password: each ends the start with a
    sentence that says what to do, and verbs of the private switch say where to look instead."""
    async with guest_of(tmp_path) as (guest, foreign):
        said = await verb(guest, "switch", "version", code=1)
        assert "external" in said
        assert "external" in await verb(guest, "switch", "log", code=1)
        assert "ask the external Asterisk" in await verb(guest, "trunk", "show", "--json")
        secrets = guest.state.secrets
        right: dict[str, Any] = json.loads(secrets.read_text())
        for key, word in (("ari_password", "ARI"), ("ami_password", "AMI")):
            secrets.write_text(json.dumps({**right, key: "wrong"}))
            said = await verb(guest, "serve", code=1)
            assert f"refuses our {word} password" in said and "switch config" in said
        secrets.write_text(json.dumps(right))
        foreign.kill()
        said = await verb(guest, "serve", code=1)
        assert "no Asterisk answers" in said and "asterisk.ari_url" in said
