"""The controller's end of the process that works on recordings: started when there is work, asked one thing at a time."""

import asyncio
import contextlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

LINE_LIMIT = 16 << 20
ANSWER_WITHIN_S = 3600.0  # a day of sound on a busy machine


class WorkerDied(Exception):
    """The process ended, or hangs, before it answered."""


class Worker:
    """`ask` starts the process when it is not there. One question at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """Of the process; 0 when there is none."""
        return self._process.pid if self._process is not None else 0

    async def ask(self, keys: Mapping[str, str], request: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one request (see `voipcc/tapes/__main__.py`). Raises WorkerDied."""
        try:
            process = self._process or await self._start(keys)
            assert process.stdin is not None and process.stdout is not None  # both are pipes
            process.stdin.write(msgspec.json.encode(request) + b"\n")
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await process.stdin.drain()
                line = await process.stdout.readline()
            return dict(msgspec.json.decode(line))
        except (OSError, TimeoutError, ValueError, msgspec.DecodeError) as error:
            await self.stop()
            raise WorkerDied(str(error) or "it hangs") from error

    async def _start(self, keys: Mapping[str, str]) -> asyncio.subprocess.Process:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        pipe = asyncio.subprocess.PIPE
        command = [sys.executable, "-m", "voipcc.tapes", str(self._folder)]
        self._process = await asyncio.create_subprocess_exec(
            *command, stdin=pipe, stdout=pipe, limit=LINE_LIMIT, start_new_session=True
        )
        assert self._process.stdin is not None
        self._process.stdin.write(msgspec.json.encode({"keys": dict(keys)}) + b"\n")
        return self._process

    async def stop(self) -> None:
        """No process any more: whatever it had in hand is done again from the start."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
