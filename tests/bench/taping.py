"""Thirty calls that talk and are recorded: processor time and memory of everything that carries them."""

import asyncio
import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

from tests.bench.figure import Figure, Goal
from tests.bench.processor import spent_ms
from tests.live.cell import STRAIGHT_PLAN, Cell, running, until
from voipcc.softphone.wire import OutgoingCall
from voipcc.tapes.sheet import Catalogue

CALLS = 30
WORDS = "wrap_up_s: 1, announce_position: false, recording: {{consent: none, share: {share}}}"
CORE_SHARE, MEMORY_MB = 0.5, 512
SEALED_WITHIN_S = 240
PACKETS_A_SECOND = 50


async def taping(folder: Path, seconds: float) -> list[Figure]:
    """Talking alone first, then the same recorded: what recording adds, and what all of it takes."""
    plain = await _talking(folder / "plain", 0, seconds)
    taped = await _talking(folder / "taped", 100, seconds)
    note = f"{CALLS} calls talking and recorded for {seconds:g} s; switch and controller"
    added = f"against the same calls without: {plain.share:.3f} of a core"
    heard = f"{taped.heard:.0%} of the packets came: with less than all of them it is too low"
    whole = taped.share + CALLS * taped.sealed_ms / 1000
    return [
        Figure("taped_calls_cpu", "of a core", taped.share, Goal(CORE_SHARE), n=taped.count,
               note=f"{note}, {added}; {heard}"),
        Figure("taped_and_sealed_cpu", "of a core", whole, Goal(CORE_SHARE), n=taped.count,
               note=f"the same and the worker, when as many calls end as begin; {heard}"),
        Figure("taped_calls_memory", "MB", taped.memory_mb, Goal(MEMORY_MB), n=taped.count,
               note="switch, controller and the worker, each page once (PSS)"),
        Figure("taped_second_sealed_cpu", "ms", taped.sealed_ms, n=taped.count,
               note="the worker's processor time for one second of one recording, afterwards, at the lowest priority"),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Talks:
    """Share of a core, memory, the worker's time for a second of sound, recordings kept, share of packets heard."""

    share: float
    memory_mb: float
    sealed_ms: float
    count: int
    heard: float


async def _talking(folder: Path, share: int, seconds: float) -> Talks:
    """Thirty calls, `share` of a hundred of them recorded."""
    folder.mkdir(parents=True)
    agents = tuple(f"a{number}" for number in range(CALLS))
    words = WORDS.format(share=share)
    async with running(folder, plan=STRAIGHT_PLAN, agents=agents, queue_words=words) as cell:
        line = cell.carrier()
        for agent in agents:
            await cell.ready_agent(agent)
        calls = [await cell.call(line) for _ in agents]

        async def all_talk() -> bool:
            rows = (await cell.view())["calls"]
            ready = [one for one in rows if one["state"] == "talk"]
            return len(ready) == CALLS and all(
                bool(one["recording"]) == bool(share) for one in ready
            )

        await until(all_talk, 60)
        pids = _pids(cell)
        before, packets = sum(map(spent_ms, pids)), _heard(calls)
        await asyncio.sleep(seconds)
        spent = sum(map(spent_ms, pids)) - before
        packets = _heard(calls) - packets
        for call in calls:
            call.hang_up()
        kept, worker_ms, most_mb = await _sealed(cell) if share else ([], 0.0, 0.0)
    return Talks(
        spent / seconds / 1000,
        most_mb,
        worker_ms / (sum(kept) or 1.0),
        len(kept),
        packets / (PACKETS_A_SECOND * seconds * CALLS),
    )


def _heard(calls: list[OutgoingCall]) -> int:
    """Packets of sound that came to the callers."""
    return sum(call.media.hearing.packets for call in calls)


async def _sealed(cell: Cell) -> tuple[list[float], float, float]:
    """Seconds of each recording, the worker's time for them, and the most memory of all three while it works."""
    catalogue, pids, used_ms, most_mb = Catalogue(cell.state.tapes), _pids(cell), 0.0, 0.0

    async def done() -> bool:
        nonlocal used_ms, most_mb
        if worker := (await cell.ask("status"))["recordings_worker"]:
            with contextlib.suppress(OSError):
                used_ms = spent_ms(worker)
                most_mb = max(most_mb, sum(map(_memory_mb, [*pids, worker])))
        return len(list(catalogue.newest())) == CALLS

    await until(done, SEALED_WITHIN_S)
    return [sheet.length_ms / 1000 for sheet in catalogue.newest()], used_ms, most_mb


def _pids(cell: Cell) -> list[int]:
    assert cell.process is not None
    instance = json.loads((cell.state.asterisk / "instance.json").read_text())
    return [cell.process.pid, instance["pid"]]


def _memory_mb(pid: int) -> float:
    """What the process holds of the machine's memory, shared pages by their share."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
