"""An Asterisk somebody else runs: voipcc wrote files for it, and knows nothing of its process."""

import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from tests.live.second_asterisk import SecondAsterisk
from tests.ports import free_port


@dataclass
class Foreign(SecondAsterisk):
    """An Asterisk of its own in `folder`; its configuration is copied into `etc`."""

    def __post_init__(self) -> None:
        self.ari, self.ami = free_port("127.0.0.1"), free_port("127.0.0.1")
        self.sip = {name: free_port(self.host) for name in ("udp", "tcp", "tls", "wss")}

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
        await self.prepare()
        if files != self.etc:
            shutil.copytree(files, self.etc, dirs_exist_ok=True)
        await self.boot()


@contextlib.asynccontextmanager
async def foreign_asterisk(folder: Path) -> AsyncIterator[Foreign]:
    """One that is not started yet; it has gone at the end."""
    made = Foreign(folder)
    try:
        yield made
    finally:
        made.kill()
