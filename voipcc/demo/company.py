"""The demo's processes: the served centre and the robots, each spoken to in JSON lines."""

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from voipcc.demo.wish import DemoError

if TYPE_CHECKING:
    from voipcc.softphone.outcome import Outcome

READY_WITHIN_S = 60.0
STOP_WITHIN_S = 15.0
LINE_LIMIT = 1 << 24


class Centre:
    """`voipcc serve` in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._errors = folder / "serve.log"
        self._process: asyncio.subprocess.Process | None = None

    async def begin(self) -> None:
        """It loads and starts its switch when this returns."""
        with self._errors.open("wb") as file:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "voipcc", "serve", "-c", str(self.folder)),
                *("--json", "--leash"),
                stdin=asyncio.subprocess.PIPE,  # its end, when the demo dies, ends the centre too
                stdout=asyncio.subprocess.PIPE,
                stderr=file,
                start_new_session=True,  # Ctrl-C is for the demo, which then stops it in order
            )

    async def sip_port(self) -> int:
        """Where it speaks SIP over UDP, once it is ready. Raises DemoError with its last words."""
        assert self._process is not None and self._process.stdout is not None
        try:
            line = await asyncio.wait_for(self._process.stdout.readline(), READY_WITHIN_S)
        except TimeoutError:
            line = b""
        if not line:
            words = self._errors.read_text()[-2000:] or "no word"
            raise DemoError(f"the centre did not start: {words}")
        return int(json.loads(line)["ports"]["udp"])

    async def stop(self) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):  # it ended at this very moment
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

    def __init__(self, folder: Path) -> None:
        self.on_line: Callable[[dict[str, Any]], None] = lambda line: None
        self._plan = folder / "robots.json"
        self._errors = folder / "robots.log"
        self._lines = folder / "robots.jsonl"  # what the robots saw, for whoever doubts a figure
        self._process: asyncio.subprocess.Process | None = None
        self._ready: asyncio.Future[dict[str, int]] = asyncio.get_running_loop().create_future()
        self._reader: asyncio.Task[None] | None = None
        self._outcomes: list[Any] = []
        self.last: dict[str, Any] = {}

    async def begin(self) -> None:
        """They load when this returns and wait for their plan."""
        with self._errors.open("wb") as file:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "voipcc.softphone.robot", "--plan", str(self._plan)),
                *("--wait", "--wait-for-plan"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=file,
                limit=LINE_LIMIT,
                start_new_session=True,
            )
        self._reader = asyncio.create_task(self._read())

    async def start(self, plan: bytes) -> None:
        """Robots are registered when this returns; callers begin on `start`. Raises DemoError."""
        assert self._reader is not None
        self._plan.touch(mode=0o600)
        self._plan.write_bytes(plan)
        self.tell(do="plan")
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

    async def finished(self) -> "list[Outcome]":
        """Every outcome, once all calls are over. Raises DemoError when they broke down."""
        assert self._reader is not None
        await self._reader
        if not self.last:
            raise DemoError(f"the robots broke down:\n{self._errors.read_text()[-2000:]}")
        from voipcc.softphone.outcome import Outcome  # late: it loads numpy

        return msgspec.convert(self._outcomes, list[Outcome])

    async def stop(self) -> None:
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(TimeoutError, ProcessLookupError):
                self._process.terminate()
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
                self._outcomes.append(line["outcome"])
            case "finished":
                self.last = line
        self.on_line(line)
