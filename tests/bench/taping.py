"""Thirty calls that talk and are recorded: processor time and memory of everything that carries them."""

import asyncio
import json
from pathlib import Path

from tests.bench.figure import Figure, Goal
from tests.bench.processor import spent_ms
from tests.live.cell import STRAIGHT_PLAN, Cell, running, until
from voipcc.tapes.sheet import Catalogue

CALLS = 30
WORDS = "wrap_up_s: 1, announce_position: false, recording: {{consent: none, share: {share}}}"
CORE_SHARE, MEMORY_MB = 0.5, 512
SEALED_WITHIN_S = 240


async def taping(folder: Path, seconds: float) -> list[Figure]:
    """Talking alone first, then the same recorded: what recording adds, and what all of it takes."""
    plain_share, _, _, _ = await _talking(folder / "plain", 0, seconds)
    share, memory_mb, sealed_ms, count = await _talking(folder / "taped", 100, seconds)
    note = f"{CALLS} calls talking and recorded for {seconds:g} s; switch and controller"
    added = f"against the same calls without: {plain_share:.3f} of a core"
    return [
        Figure("taped_calls_cpu", "of a core", share, Goal(CORE_SHARE), n=count, note=f"{note}, {added}"),
        Figure("taped_calls_memory", "MB", memory_mb, Goal(MEMORY_MB), n=count,
               note="switch, controller and the worker, each page once (PSS)"),
        Figure("taped_second_sealed_cpu", "ms", sealed_ms, n=count,
               note="the worker's processor time for one second of one recording, afterwards, at the lowest priority"),
    ]  # fmt: skip


async def _talking(folder: Path, share: int, seconds: float) -> tuple[float, float, float, int]:
    """Share of a core, memory in MB, worker's milliseconds for a second of sound, recordings kept."""
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
        before = sum(map(spent_ms, pids))
        await asyncio.sleep(seconds)
        spent = sum(map(spent_ms, pids)) - before
        memory_mb = sum(map(_memory_mb, [*pids, *_children(pids[0])]))
        for call in calls:
            call.hang_up()
        kept, worker_ms = await _sealed(cell) if share else ([], 0.0)
        heard_s = sum(kept) or 1.0
    return spent / seconds / 1000, memory_mb, worker_ms / heard_s, len(kept)


async def _sealed(cell: Cell) -> tuple[list[float], float]:
    """Seconds of each recording, and the most the worker was seen to have used for them."""
    catalogue, used = Catalogue(cell.state.tapes), {0: 0.0}
    own = _pids(cell)[0]

    def done() -> bool:
        for pid in _children(own):
            try:
                used[pid] = spent_ms(pid)
            except OSError:
                continue
        return len(list(catalogue.newest())) == CALLS

    await until(done, SEALED_WITHIN_S)
    return [sheet.length_ms / 1000 for sheet in catalogue.newest()], sum(used.values())


def _pids(cell: Cell) -> list[int]:
    assert cell.process is not None
    instance = json.loads((cell.state.asterisk / "instance.json").read_text())
    return [cell.process.pid, instance["pid"]]


def _children(pid: int) -> list[int]:
    """The workers of a process."""
    text = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in text.read_text().split()] if text.exists() else []


def _memory_mb(pid: int) -> float:
    """What the process holds of the machine's memory, shared pages by their share."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
