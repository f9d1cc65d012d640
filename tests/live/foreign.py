"""An Asterisk somebody else runs: voipcc wrote files for it, and knows nothing of its process."""

import asyncio
import contextlib
import shutil
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.live.carriers.network import free_port
from tests.live.cell import loopback, until
from voipcc.asterisk.runtime import find_program
from voipcc.asterisk.runtime.program import Program
from voipcc.settings import CentreSettings

_FOLDERS = ("cache", "lib", "db", "keys/keys", "data/sounds", "spool/tmp", "run", "log/cel-custom")


@dataclass
class Foreign:
    """An Asterisk of its own in `folder`; its configuration is copied into `etc`."""

    folder: Path
    host: str = field(default_factory=loopback)
    process: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self) -> None:
        self.ari, self.ami = free_port("127.0.0.1"), free_port("127.0.0.1")
        self.sip = {name: free_port(self.host) for name in ("udp", "tcp", "tls", "wss")}
        self.program: Program

    @property
    def etc(self) -> Path:
        return self.folder / "etc"

    @property
    def cel_file(self) -> Path:
        return self.folder / "log" / "cel-custom" / "Master.csv"

    def settings(self) -> str:
        """What the centre's file says of it."""
        return (
            f"asterisk: {{mode: external, ari_url: 'http://127.0.0.1:{self.ari}',"
            f" ami_address: '127.0.0.1:{self.ami}', cel_file: '{self.cel_file}'}}\n"
        )

    async def start(self, files: Path) -> None:
        """Copy `files` into its configuration folder and boot."""
        self.program = await find_program(CentreSettings())
        for name in _FOLDERS:
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for name in ("documentation", "rest-api", "moh"):
            link = self.folder / "data" / name
            link.unlink(missing_ok=True)
            link.symlink_to(self.program.data / name)
        if files != self.etc:
            shutil.copytree(files, self.etc, dirs_exist_ok=True)
        (self.folder / "asterisk.conf").write_text(self._own_file())
        self.process = self._boot()
        await until(self._ready, 30)

    def _boot(self) -> "subprocess.Popen[bytes]":
        with (self.folder / "console").open("wb") as console:
            return subprocess.Popen(
                self.program.command(self.folder / "asterisk.conf", "-f"),
                stdout=console,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )

    def _own_file(self) -> str:
        places = {"etc": "etc", "cache": "cache", "varlib": "lib", "db": "db", "key": "keys"}
        places |= {"data": "data", "spool": "spool", "run": "run", "log": "log"}
        lines = [f"ast{key}dir = {self.folder / value}" for key, value in places.items()]
        modules = f"astmoddir = {self.program.modules}"
        return "\n".join(["[directories]", modules, *lines, "[options]", "nocolor = yes"]) + "\n"

    async def _ready(self) -> bool:
        assert self.process is not None
        said = (self.folder / "console").read_text(errors="replace")
        assert self.process.poll() is None, said[-2000:]
        return "fully booted" in await self.console("core waitfullybooted")

    async def console(self, words: str) -> str:
        asked = await asyncio.create_subprocess_exec(
            *self.program.command(self.folder / "asterisk.conf", "-rx", words),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await asyncio.wait_for(asked.communicate(), 10)
        return output.decode("utf-8", "replace")

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@contextlib.asynccontextmanager
async def foreign_asterisk(folder: Path) -> AsyncIterator[Foreign]:
    """One that is not started yet; it has gone at the end."""
    made = Foreign(folder)
    try:
        yield made
    finally:
        made.end()
