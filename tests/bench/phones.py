"""SIPp in the roles of callers and agents, and what its logs say."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.processor import drops_at
from voipcc.debs import ensure_tool

SCENARIOS = Path(__file__).parent / "scenarios"
SINK_PORT = 6000
END_WITHIN_S = 1.5  # SIPp hangs up its calls at once, but then may stay for long
STEPS = frozenset({"answered", "ended", "invite", "talking", "freed"})
REGISTER_WITHIN_S = 30.0
LONGEST_TALK_S = 2.0


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a SIPp log: what happened when (seconds of the day's clock) in which call."""

    what: str
    at_s: float
    who: str
    call: str


def steps_of(lines: Iterable[str]) -> list[Step]:
    """The steps of a log; lines that are something else are left out.

    Phones write "invite 1700000000 123456 a001 call-id", callers have no third word.
    """
    found = []
    for line in lines:
        match line.split():
            case [what, seconds, micros, *who, call] if what in STEPS:
                found.append(Step(what, _clock(seconds, micros), "".join(who), call))
    return found


def _clock(seconds: str, micros: str) -> float:
    return float(seconds) + float(micros) / 1e6


class Sink:
    """A socket that takes audio and is never read: the kernel counts what it throws away."""

    def __init__(self, address: str, port: int = SINK_PORT) -> None:
        self.address, self.port = address, port
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self._socket.bind((address, port))

    @property
    def packets(self) -> int:
        """How many arrived so far, but for the few that still fit."""
        return drops_at(Path("/proc/net/udp").read_text(), self.address, self.port)

    def close(self) -> None:
        self._socket.close()


class Sipp:
    """One SIPp at one address, with a log of its scenario's steps."""

    def __init__(self, folder: Path, name: str, address: str, server: tuple[str, int]) -> None:
        self._folder, self._name = folder, name
        self._address, self._server = address, server
        self._process: asyncio.subprocess.Process | None = None
        self.log = folder / f"{name}.log"

    async def start(self, scenario: str, *words: str) -> None:
        """Begin to play `scenario`; its log begins anew."""
        self.log.unlink(missing_ok=True)
        tool = ensure_tool("sipp")
        argv = tool.argv(
            f"{self._server[0]}:{self._server[1]}",
            *("-sf", str(SCENARIOS / f"{scenario}.xml"), "-i", self._address, "-p", "5060"),
            *("-mi", self._address, "-mp", "7000", "-nostdin", "-timer_resol", "1"),
            *("-key", "sink", str(SINK_PORT), "-trace_logs", "-log_file", str(self.log)),
            *("-trace_err", "-error_file", str(self.log.with_suffix(".err"))),
            *("-watchdog_minor_maxtriggers", "100000", "-watchdog_major_maxtriggers", "1000"),
            *words,
        )
        with (self._folder / f"{self._name}.out").open("wb") as output:
            self._process = await asyncio.create_subprocess_exec(
                *argv,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                cwd=self._folder,
            )

    async def finished(self, within_s: float) -> bool:
        """Whether it ended by itself in time."""
        assert self._process is not None
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), within_s)
            return True
        return False

    async def stop(self) -> None:
        """Hang up every call and end."""
        if self._process is None or self._process.returncode is not None:
            return
        for _ in range(2):  # once: no new calls; twice: end those under way, too
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGUSR1)
            await asyncio.sleep(0.1)
        if not await self.finished(END_WITHIN_S):
            self._process.kill()
            await self._process.wait()

    @property
    def steps(self) -> list[Step]:
        if not self.log.exists():
            return []
        return steps_of(self.log.read_text(errors="replace").splitlines())


async def register(sipp: Sipp, folder: Path, accounts: Sequence[tuple[str, str, str]]) -> None:
    """Register (user, password, name) each from the address the agents' SIPp will have.

    Raises RuntimeError when a registration was refused.
    """
    table = folder / "accounts.csv"
    with table.open("w") as file:
        file.write("SEQUENTIAL\n")
        for user, password, name in accounts:
            file.write(f"{user};[authentication username={user} password={password}];{name}\n")
    count = str(len(accounts))
    await sipp.start("register", "-inf", str(table), "-m", count, "-r", "100", "-l", count)
    assert sipp._process is not None
    if not await sipp.finished(REGISTER_WITHIN_S) or sipp._process.returncode:
        await sipp.stop()
        raise RuntimeError("the agents' phones could not register: see register.err")


def freed_to_invite(steps: Sequence[Step]) -> list[float]:
    """Milliseconds from an agent's hang-up to the next INVITE at the same agent's phone."""
    freed: dict[str, float] = {}
    gaps = []
    for step in sorted(steps, key=lambda one: one.at_s):
        if step.what == "freed":
            freed[step.who] = step.at_s
        elif step.what == "invite" and step.who in freed:
            gaps.append((step.at_s - freed.pop(step.who)) * 1000)
    return gaps


def talked_s(steps: Sequence[Step], start_s: float, end_s: float) -> float:
    """Seconds all agents together talked within a window.

    A talk without an end counts for a while only: its caller was swept away.
    """
    began: dict[str, float] = {}
    total = 0.0
    for step in sorted(steps, key=lambda one: one.at_s):
        if step.what == "talking":
            began[step.call] = step.at_s
        elif step.what == "freed" and step.call in began:
            total += max(0.0, min(step.at_s, end_s) - max(began.pop(step.call), start_s))
    for at_s in began.values():
        total += max(0.0, min(end_s, at_s + LONGEST_TALK_S) - max(at_s, start_s))
    return total


def counted(steps: Sequence[Step], what: str, start_s: float, end_s: float) -> int:
    """How often something happened within a window."""
    return sum(step.what == what and start_s <= step.at_s < end_s for step in steps)
