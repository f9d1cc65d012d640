"""The demo's processes: the served centre and the robots, each spoken to in JSON lines."""

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from voipcc.demo.wish import DemoError
from voipcc.softphone.outcome import Outcome
from voipcc.softphone.script import Plan, write_plan

READY_WITHIN_S = 60.0
STOP_WITHIN_S = 15.0
LINE_LIMIT = 1 << 24


class Centre:
    """`voipcc serve` in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> dict[str, Any]:
        """Returns the status once the centre is ready. Raises DemoError with its last words."""
        errors = self.folder / "serve.log"
        with errors.open("wb") as file:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "voipcc", "serve", "-c", str(self.folder), "--json"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=file,
                start_new_session=True,  # Ctrl-C is for the demo, which then stops it in order
            )
        assert self._process.stdout is not None
        try:
            line = await asyncio.wait_for(self._process.stdout.readline(), READY_WITHIN_S)
        except TimeoutError:
            line = b""
        if not line:
            raise DemoError(f"the centre did not start: {errors.read_text()[-2000:] or 'no word'}")
        status: dict[str, Any] = json.loads(line)
        return status

    async def stop(self) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), STOP_WITHIN_S)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


class Robots:
    """The callers and agents, in a process of their own so that nobody's clock disturbs theirs.

    `on_line` is told of every line they say.
    """

    def __init__(self, folder: Path, plan: Plan, on_line: Callable[[dict[str, Any]], None]) -> None:
        self._plan = folder / "robots.json"
        self._plan.touch(mode=0o600)
        self._plan.write_bytes(write_plan(plan))
        self._errors = folder / "robots.log"
        self._lines = folder / "robots.jsonl"  # what the robots saw, for whoever doubts a figure
        self._on_line = on_line
        self._process: asyncio.subprocess.Process | None = None
        self._ready: asyncio.Future[dict[str, int]] = asyncio.get_running_loop().create_future()
        self._reader: asyncio.Task[None] | None = None
        self.outcomes: list[Outcome] = []
        self.last: dict[str, Any] = {}

    async def start(self) -> None:
        """Robots are registered when this returns; callers begin on `begin`. Raises DemoError."""
        with self._errors.open("wb") as file:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "voipcc.softphone.robot", "--plan", str(self._plan)),
                "--wait",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=file,
                limit=LINE_LIMIT,
                start_new_session=True,
            )
        self._reader = asyncio.create_task(self._read())
        either: set[asyncio.Future[Any]] = {self._ready, self._reader}
        await asyncio.wait(either, timeout=30, return_when=asyncio.FIRST_COMPLETED)
        if not self._ready.done():
            raise DemoError(f"the robots did not start:\n{self._errors.read_text()[-2000:]}")
        silent = [name for name, status in self._ready.result().items() if status != 200]
        if silent:
            raise DemoError(f"these agents' phones could not register: {', '.join(silent)}")

    def tell(self, **line: Any) -> None:
        """Say one line to the robots."""
        assert self._process is not None and self._process.stdin is not None
        self._process.stdin.write(json.dumps(line).encode() + b"\n")

    async def finished(self) -> list[Outcome]:
        """Every outcome, once all calls are over. Raises DemoError when they broke down."""
        assert self._reader is not None
        await self._reader
        if not self.last:
            raise DemoError(f"the robots broke down:\n{self._errors.read_text()[-2000:]}")
        return self.outcomes

    async def stop(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), STOP_WITHIN_S)
        if self._reader is not None:
            self._reader.cancel()

    async def _read(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        with self._lines.open("wb") as kept:
            while text := await self._process.stdout.readline():
                kept.write(text)
                self._take(json.loads(text))

    def _take(self, line: dict[str, Any]) -> None:
        match line["say"]:
            case "ready":
                self._ready.set_result(line["agents"])
            case "outcome":
                self.outcomes.append(msgspec.convert(line["outcome"], Outcome))
            case "finished":
                self.last = line
        self._on_line(line)
