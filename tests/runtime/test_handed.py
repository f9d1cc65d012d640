"""The files of an external Asterisk, where voipcc may write them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.runtime.centres import NUMBERS, secrets, settings
from voipcc.asterisk.address import SwitchAddress
from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime import external_address
from voipcc.asterisk.runtime.handed import hand_over
from voipcc.places import StateFolder

EXTERNAL = {
    "mode": "external",
    "ari_url": "http://127.0.0.1:8088",
    "ami_address": "127.0.0.1:5038",
    "spool": "/spool",
}


@contextlib.asynccontextmanager
async def ari(status: int) -> AsyncIterator[tuple[SwitchAddress, list[str]]]:
    """The door of an Asterisk that answers a ping so, and what it was asked."""
    asked: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        asked.append(" ".join(head.split()[:2]).replace("/ari", ""))
        code = 204 if head.startswith("PUT") else status
        writer.write(
            f"HTTP/1.1 {code} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
        )
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as door:
        port = door.sockets[0].getsockname()[1]
        yield (
            replace(external_address(settings(asterisk=EXTERNAL), secrets()), ari_port=port),
            asked,
        )


async def given(folder: Path, address: SwitchAddress, *more: str, **changes: object) -> list[str]:
    """What is late of a centre, with more numbers, that was handed over."""
    centre = settings(asterisk=EXTERNAL, **changes)
    return await hand_over(folder, address, centre, secrets(), (*NUMBERS, *more), ())


async def test_before_asterisk_runs_all_is_written(tmp_path: Path) -> None:
    """Nobody answers yet: every file is there, private, and nothing is late."""
    async with ari(200) as (address, _):
        pass
    assert await given(tmp_path / "etc", address) == []
    files = [path for path in (tmp_path / "etc").rglob("*") if path.is_file()]
    assert {"modules.conf", "pjsip.conf", "devices.conf", "cert.pem"} <= {one.name for one in files}
    assert not [one for one in files if one.stat().st_mode & 0o077]


async def test_what_a_running_asterisk_reads_again_is_reloaded(tmp_path: Path) -> None:
    """Numbers take effect at once; ports of audio are late, and are named; the same again is nothing."""
    async with ari(200) as (address, asked):
        await given(tmp_path, replace(address, ari_port=1))
        assert await given(tmp_path, address) == []
        assert asked == ["GET /asterisk/ping"]
        late = await given(tmp_path, address, "+4930999", rtp_ports="30000-30999")
        assert late == ["rtp.conf"]
        assert "PUT /asterisk/modules/pbx_config.so" in asked
        assert "rtpstart = 30000" in (tmp_path / "rtp.conf").read_text()


@pytest.mark.parametrize("status", [401, 403])
async def test_one_with_other_passwords_must_be_restarted(tmp_path: Path, status: int) -> None:
    """It is told, and what it needs lies there already."""
    async with ari(status) as (address, _):
        with pytest.raises(SwitchError, match=rf"other files than ours \({status}\): restart it"):
            await given(tmp_path, address)
    assert (tmp_path / "modules.conf").exists()


async def test_one_that_still_starts_is_written_to(tmp_path: Path) -> None:
    """Until its modules are loaded ARI knows no ping: that is no refusal."""
    async with ari(404) as (address, _):
        assert await given(tmp_path, address) == []
    assert (tmp_path / "modules.conf").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """The place and the remedy are said."""
    (tmp_path / "file").touch()
    address = external_address(settings(asterisk=EXTERNAL), secrets())
    with pytest.raises(SwitchError, match=r"cannot be written"):
        asyncio.run(given(tmp_path / "file" / "etc", replace(address, ari_port=1)))


def test_with_a_spool_folder_recordings_are_kept_by_the_centre() -> None:
    """Without one, or without a state folder, they stay where nobody here sees them."""
    centre, state = settings(asterisk=EXTERNAL), StateFolder(Path("/state"))
    kept = external_address(centre, secrets(), state=state)
    assert kept.recordings == Path("/spool/recording")
    assert (kept.voicemails, kept.tapes) == (state.voicemails, state.tapes / "spool")
    without = settings(asterisk={**EXTERNAL, "spool": None})
    assert external_address(without, secrets(), state=state).tapes is None
