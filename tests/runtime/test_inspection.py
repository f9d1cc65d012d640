"""What is said of an external Asterisk that cannot be used."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from voipcc.asterisk.address import SwitchAddress
from voipcc.asterisk.config.modules import MODULES
from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime import inspect_external

ALL = [name for names in MODULES.values() for name in names]


@contextlib.asynccontextmanager
async def asterisk(
    version: str = "22.10.1",
    status: int = 200,
    modules: list[str] | None = None,
    login: str = "Response: Success",
    greeting: str = "Asterisk Call Manager/11.0.0",
) -> AsyncIterator[SwitchAddress]:
    """The two doors of an Asterisk, at the wire."""

    async def ari(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = (await reader.readuntil(b"\r\n\r\n")).decode()
        answer: Any = {"system": {"version": version}}
        if "/modules" in asked:
            names = ALL if modules is None else modules
            answer = [{"name": f"{name}.so", "status": "Running"} for name in names]
        body = json.dumps(answer).encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    async def ami(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(f"{greeting}\r\n".encode())
        with contextlib.suppress(asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(f"{login}\r\n".encode())
        writer.close()

    async with (
        await asyncio.start_server(ari, "127.0.0.1", 0) as web,
        await asyncio.start_server(ami, "127.0.0.1", 0) as manager,
    ):
        ports = [one.sockets[0].getsockname()[1] for one in (web, manager)]
        yield SwitchAddress(
            *("127.0.0.1", ports[0], "voipcc", "x", "127.0.0.1", ports[1], "voipcc", "y"),
            endpoints={},
            sounds=(Path("sounds"),),
        )


async def test_a_fitting_one_is_known_by_its_version() -> None:
    """Version, modules and both passwords are right: its version is told."""
    async with asterisk() as address:
        assert await inspect_external(address) == "22.10.1"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"version": "20.9.2"}, r"is 20\.9\.2; voipcc needs 22\.10\.1 or newer.*update it"),
        ({"version": "unknown"}, "is unknown; voipcc needs"),
        ({"status": 401}, "refuses our ARI password.*switch config"),
        ({"status": 404}, r"is no ARI \(404\).*asterisk\.ari_url"),
        ({"modules": ALL[1:]}, f"does not run {ALL[0]}: load what modules.conf lists"),
        ({"modules": []}, "and others"),
        ({"login": "Response: Error"}, "refuses our AMI password"),
        ({"greeting": "220 mail"}, "no AMI answers at.*asterisk.ami_address"),
    ],
)
async def test_what_is_wrong_is_told_with_the_remedy(words: dict[str, Any], sentence: str) -> None:
    """Too old, another program, wrong passwords, missing modules: each has its own sentence."""
    async with asterisk(**words) as address:
        with pytest.raises(SwitchError, match=sentence):
            await inspect_external(address)


async def test_one_that_is_not_there_is_told() -> None:
    """Nobody listens: the setting to correct is named."""
    async with asterisk() as address:
        pass
    with pytest.raises(SwitchError, match=r"no Asterisk answers at.*asterisk\.ari_url"):
        await inspect_external(address)
