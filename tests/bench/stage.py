"""A centre with its SIPp phones on both sides, ready for load."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests.bench import centre as ours
from tests.bench import native
from tests.bench.centre import BenchCentre
from tests.bench.phones import Sink, Sipp, Step, register
from tests.bench.processor import Spent
from tests.waiting import until

Side = Literal["voipcc", "app_queue"]
SIDES: tuple[Side, Side] = ("voipcc", "app_queue")
TALK_MS = 1500
SETTLE_S = 0.4
PATIENCE_S = 8.0
SERVED_AT_LEAST = 0.8

NUMBERS: dict[Side, dict[str, str]] = {
    "voipcc": {"many": ours.MANY, "few": ours.FEW, "keys": ours.KEYS},
    "app_queue": {
        "many": native.MANY,
        "few": native.FEW,
        "keys": native.KEYS,
        "music": native.MUSIC,
    },
}
CALLERS: dict[Side, str] = {"voipcc": "callers", "app_queue": "native-callers"}
AGENTS: dict[Side, str] = {"voipcc": "agents", "app_queue": "native-agents"}


@dataclass(frozen=True, slots=True)
class Load:
    """What a stretch of load cost and what the phones saw in it."""

    spent: Spent
    served: int
    seconds: float
    start_s: float
    end_s: float
    packets: int
    steps: list[Step]


@dataclass
class Stage:
    """One centre, both sides' agents, and counting sockets for the callers' audio."""

    centre: BenchCentre
    agents: dict[Side, Sipp] = field(default_factory=dict)
    sinks: dict[Side, Sink] = field(default_factory=dict)

    async def burst(self, side: Side, load: str, calls: int, per_s: float) -> Load:
        """`calls` one after another at a steady rate, to the end of the last one."""
        callers = self._callers(side)
        mark = self._mark(side)
        await callers.start("caller", *_steady(NUMBERS[side][load], calls, per_s))
        await callers.finished(calls / per_s + PATIENCE_S)
        await asyncio.sleep(SETTLE_S)
        found = self._load(side, mark)
        await callers.stop()
        await self.centre.until_quiet()
        if found.served < SERVED_AT_LEAST * calls:
            raise RuntimeError(f"{side}: {found.served} of {calls} calls, see {callers.log}")
        return found

    async def backlog(self, side: Side, load: str, waiting: int, seconds: float) -> Load:
        """Always so many callers at once: a stretch of it, after the line has filled."""
        callers = await self.crowd(side, load, waiting)
        try:
            return await self.stretch(side, seconds)
        finally:
            await self.empty(callers)

    async def music(self, callers_waiting: int, seconds: float) -> float:
        """Processor time (ms) of one second of music for so many callers, and nothing else."""
        callers = await self.crowd("app_queue", "music", callers_waiting)
        try:
            return (await self.stretch("app_queue", seconds)).spent.switch / seconds
        finally:
            await self.empty(callers)

    async def crowd(self, side: Side, load: str, waiting: int) -> Sipp:
        """So many callers at once, each followed by another; returns when all are there."""
        callers = self._callers(side)
        words = ("-s", NUMBERS[side][load], "-l", str(waiting), "-m", "1000000", "-r", "70")
        await callers.start("caller", *words)

        def are_there() -> bool:
            return sum(step.what == "answered" for step in callers.steps) >= waiting

        await until(are_there, 60)
        await asyncio.sleep(1.0)
        return callers

    async def stretch(self, side: Side, seconds: float) -> Load:
        """What the load that is on costs in so many seconds."""
        mark = self._mark(side)
        await asyncio.sleep(seconds)
        return self._load(side, mark)

    async def empty(self, callers: Sipp) -> None:
        """Everybody hangs up."""
        await callers.stop()
        await self.centre.until_quiet()

    def _callers(self, side: Side) -> Sipp:
        role = CALLERS[side]
        return Sipp(self.centre.folder, role, self.centre.address(role), self.centre.server)

    def _mark(self, side: Side) -> tuple[Spent, float, int]:
        return self.centre.spent(), time.time(), self.sinks[side].packets

    def _load(self, side: Side, mark: tuple[Spent, float, int]) -> Load:
        spent, now = self.centre.spent() - mark[0], time.time()
        steps = [step for step in self.agents[side].steps if mark[1] - 60 <= step.at_s]
        served = sum(step.what == "freed" and mark[1] <= step.at_s < now for step in steps)
        packets = self.sinks[side].packets - mark[2]
        return Load(spent, served, now - mark[1], mark[1], now, packets, steps)


def _steady(number: str, calls: int, per_s: float) -> tuple[str, ...]:
    words = ("-s", number, "-m", str(calls), "-r", str(round(per_s * 10)), "-rp", "10000")
    return (*words, "-l", str(calls))


@contextlib.asynccontextmanager
async def open_stage(
    folder: Path, agents: int, environment: dict[str, str] | None = None, *, watched: bool = False
) -> AsyncIterator[Stage]:
    """A served centre with registered agents on both sides, taken apart at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    centre = BenchCentre(folder, agents, environment or {}, watched)
    stage = Stage(centre)
    try:
        await centre.start()
        if agents:
            await _staff(stage)
        yield stage
    finally:
        for sipp in stage.agents.values():
            await sipp.stop()
        for sink in stage.sinks.values():
            sink.close()
        await centre.stop()


async def _staff(stage: Stage) -> None:
    """Agents' phones register, answer and are logged in."""
    centre = stage.centre
    accounts = []
    for name in centre.names:
        device = centre.device(name)
        accounts.append((device["endpoint"], device["password"], name))
    phone = Sipp(centre.folder, "register", centre.address("agents"), centre.server)
    await register(phone, centre.folder, accounts)
    for side in SIDES:
        role = AGENTS[side]
        stage.sinks[side] = Sink(centre.address(CALLERS[side]))
        stage.agents[side] = Sipp(centre.folder, role, centre.address(role), centre.server)
        await stage.agents[side].start("agent", "-d", str(TALK_MS))
    await centre.until_reachable(centre.names)
    await centre.log_in(centre.names)
