"""An Asterisk beside the centre's own, in a folder of its own: prepared, booted, asked, killed."""

import asyncio
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.live.cell import loopback, until
from voipcc.asterisk.runtime import find_program
from voipcc.asterisk.runtime.program import Program
from voipcc.settings import CentreSettings

_PLACES = {
    "etc": "etc",
    "cache": "cache",
    "varlib": "lib",
    "db": "db",
    "key": "keys",
    "data": "data",
    "spool": "spool",
    "run": "run",
    "log": "log",
}
_FOLDERS = (*_PLACES.values(), "keys/keys", "data/sounds", "spool/tmp", "log/cel-custom")


@dataclass
class SecondAsterisk:
    """What it is configured for is written into `etc` by whoever needs it. `boot` may be repeated."""

    folder: Path
    host: str = field(default_factory=loopback)
    process: subprocess.Popen[bytes] | None = field(default=None, kw_only=True)
    program: Program = field(init=False)

    @property
    def etc(self) -> Path:
        return self.folder / "etc"

    async def prepare(self) -> None:
        """Its folders, and asterisk.conf which names them."""
        self.program = await find_program(CentreSettings())
        for name in _FOLDERS:
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for name in ("documentation", "rest-api", "moh"):
            link = self.folder / "data" / name
            link.unlink(missing_ok=True)
            link.symlink_to(self.program.data / name)
        lines = [f"ast{key}dir = {self.folder / value}" for key, value in _PLACES.items()]
        modules = f"astmoddir = {self.program.modules}"
        own_file = ["[directories]", modules, *lines, "[options]", "nocolor = yes", ""]
        (self.folder / "asterisk.conf").write_text("\n".join(own_file))

    async def boot(self) -> None:
        """Start it and wait until it is there."""
        self.process = self._started()
        await until(self._ready, 30)

    def _started(self) -> subprocess.Popen[bytes]:
        with (self.folder / "console").open("wb") as console:
            return subprocess.Popen(
                self.program.command(self.folder / "asterisk.conf", "-f"),
                stdout=console,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )

    async def _ready(self) -> bool:
        assert self.process is not None
        said = (self.folder / "console").read_text(errors="replace")
        assert self.process.poll() is None, said[-2000:]
        return "fully booted" in await self.console("core waitfullybooted")

    async def console(self, words: str) -> str:
        """What it answers to a command."""
        asked = await asyncio.create_subprocess_exec(
            *self.program.command(self.folder / "asterisk.conf", "-rx", words),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await asyncio.wait_for(asked.communicate(), 10)
        return output.decode("utf-8", "replace")

    def kill(self) -> None:
        """With -9, as when the power goes."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
