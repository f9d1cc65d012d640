"""The cells of the bench: each makes a few figures."""

import asyncio
import json
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.figure import Figure, Goal, at_share, compared, middle, rounds_of, spread
from tests.bench.line import line
from tests.bench.phones import freed_to_invite, talked_s
from tests.bench.probe import Latencies, open_probe
from tests.bench.stage import SIDES, TALK_MS, Load, Side, Stage, open_stage
from tests.bench.taping import taping
from tests.bench.wire import wire
from tests.waiting import until

FEW_AGENTS = 10
FSYNC_DELAY_MS = 20


@dataclass(frozen=True, slots=True)
class Effort:
    """How long the bench takes its time: calls, seconds and rounds of each cell."""

    warm_up_calls: int = 15
    idle_calls: int = 120
    idle_rounds: int = 3
    backlog_s: float = 14.0
    backlog_rounds: int = 2
    music_s: float = 8.0
    probes: int = 8
    fsync_probes: int = 10
    loop_s: float = 12.0


QUICK = Effort(
    warm_up_calls=6, idle_calls=50, idle_rounds=1, backlog_s=5.0, backlog_rounds=1, music_s=0.0,
    probes=2, fsync_probes=1, loop_s=4.0,
)  # fmt: skip
WAITING = 200
OWN_SHARE = 5.0 / 10.5  # milliseconds of processor time differ between machines, shares hardly
CALLS_PER_S = 12.0
CALLS_IN_PROGRESS = 100


async def idle(stage: Stage, effort: Effort) -> list[Figure]:
    """Processor time per served call with 100 agents and nobody waiting."""
    loads: dict[Side, list[Load]] = {side: [] for side in SIDES}
    for side in SIDES:  # the first calls are dearer
        await stage.burst(side, "many", effort.warm_up_calls, CALLS_PER_S)
    for turn in range(effort.idle_rounds):
        for side in SIDES if turn % 2 == 0 else SIDES[::-1]:
            loads[side].append(await stage.burst(side, "many", effort.idle_calls, CALLS_PER_S))
    us, them = loads["voipcc"], loads["app_queue"]
    n = sum(load.served for load in us)
    both = [load.spent.both / load.served for load in us]
    native = [load.spent.switch / load.served for load in them]
    own = [load.spent.controller / load.served for load in us]
    switch = [load.spent.switch / load.served for load in us]
    return [
        compared("served_call_cpu", "ms", both, native, Goal(1.6, of="ratio"), n,
                 f"100 agents, nobody waiting, {CALLS_PER_S:g} calls/s"),
        compared("own_share_cpu", "ms", own, native, Goal(OWN_SHARE, of="ratio"), n,
                 "the controller alone, against the whole call of app_queue: 5 ms to its 10.5 "
                 "on the machine the goals come from"),
        compared("switch_share_cpu", "ms", switch, native, None, n, "Asterisk alone"),
    ]  # fmt: skip


async def backlog(stage: Stage, effort: Effort) -> list[Figure]:
    """Processor time, share of the possible and the next INVITE with 10 agents, 200 waiting."""
    loads: dict[Side, list[Load]] = {side: [] for side in SIDES}
    for turn in range(effort.backlog_rounds):
        for side in SIDES if turn % 2 == 0 else SIDES[::-1]:
            loads[side].append(
                await stage.backlog(side, "few", WAITING + FEW_AGENTS, effort.backlog_s)
            )
    music_ms = await stage.music(WAITING, effort.music_s) if effort.music_s else 0.0
    us, them = loads["voipcc"], loads["app_queue"]
    n = sum(load.served for load in us)
    own = middle([load.spent.controller / max(load.served, 1) for load in us])
    return [
        compared("backlog_call_cpu", "ms", [_per_call(load) for load in us],
                 [_per_call(load, switch_only=True) for load in them], Goal(0.5, of="ratio"), n,
                 f"10 agents, {WAITING} waiting, all their music included "
                 f"({_music_note(us)} and {_music_note(them)} packets/s a caller); "
                 f"the controller alone {own:.1f} ms; music for so many from a plain dialplan: "
                 f"{music_ms:.0f} ms of processor a second"),
        _floor(us, them, music_ms),
        compared("freed_to_invite_backlog", "ms", [freed_ms(load) for load in us],
                 [freed_ms(load) for load in them], Goal(15, "under"), n, "median, callers waiting"),
        compared("agents_used", "share", [_share(load) for load in us],
                 [_share(load) for load in them], Goal(0.98, "at least"), n,
                 f"talk time of 10 agents as a share of the possible, {TALK_MS} ms a call"),
    ]  # fmt: skip


def _per_call(load: Load, *, switch_only: bool = False) -> float:
    spent = load.spent.switch if switch_only else load.spent.both
    return spent / max(load.served, 1)


def _floor(us: Sequence[Load], them: Sequence[Load], music_ms: float) -> Figure:
    """What the ratio would be if serving cost us nothing and only the music had to be paid."""
    per_call = [music_ms * load.seconds / max(load.served, 1) for load in us]
    theirs = [_per_call(load, switch_only=True) for load in them]
    note = "backlog_call_cpu cannot go below: the music of those who wait, and nothing else"
    return compared("backlog_music_floor", "ms", per_call, theirs, None, len(us), note)


def _music_note(loads: Sequence[Load]) -> str:
    return f"{middle([load.packets / load.seconds / WAITING for load in loads]):.0f}"


def freed_ms(load: Load) -> float:
    """The median from an agent's hang-up to the next INVITE at the same phone."""
    inside = [step for step in load.steps if load.start_s <= step.at_s < load.end_s]
    return middle(freed_to_invite(inside))


def _share(load: Load) -> float:
    return talked_s(load.steps, load.start_s, load.end_s) / (FEW_AGENTS * load.seconds)


async def waiting(folder: Path, effort: Effort) -> list[Figure]:
    """Agent freed to next INVITE alone, with 10 agents and 200 callers waiting on real Asterisk."""
    medians: dict[Side, list[float]] = {side: [] for side in SIDES}
    served = 0
    async with open_stage(folder, FEW_AGENTS) as stage:
        for turn in range(effort.backlog_rounds):
            for side in SIDES if turn % 2 == 0 else SIDES[::-1]:
                load = await stage.backlog(side, "few", WAITING + FEW_AGENTS, effort.backlog_s)
                medians[side].append(freed_ms(load))
                served += load.served if side == "voipcc" else 0
    us, them = medians["voipcc"], medians["app_queue"]
    note = f"median, {WAITING} callers waiting, measured at the phones' sockets"
    return [compared("freed_to_invite_waiting", "ms", us, them, Goal(15, "under"), served, note)]


async def latency(stage: Stage, effort: Effort) -> list[Figure]:
    """Single calls: prompt, agent's INVITE from idle, next INVITE with a caller waiting."""
    found = {side: Latencies() for side in SIDES}
    async with open_probe(stage, "voipcc") as ours, open_probe(stage, "app_queue") as theirs:
        pairs = [(ours, found["voipcc"]), (theirs, found["app_queue"])]
        for turn in range(effort.probes):
            for probe, into in pairs if turn % 2 == 0 else pairs[::-1]:
                await probe.measure(into)
    us, them = found["voipcc"], found["app_queue"]
    return [
        _latency("arrival_to_prompt", us.arrival_to_prompt, them.arrival_to_prompt, Goal(50, "under")),
        _latency("queue_to_invite", us.queue_to_invite, them.queue_to_invite, Goal(15, "under")),
        _latency("freed_to_invite", us.freed_to_invite, them.freed_to_invite, Goal(15, "under")),
    ]  # fmt: skip


def _latency(
    name: str, ours: Sequence[float], theirs: Sequence[float], goal: Goal, note: str = ""
) -> Figure:
    """Medians over all probes; the noise is that of three slices of them."""
    them = middle(theirs)
    ratio = middle(ours) / them if them else None
    noise = spread(rounds_of(ours, 3))
    note = note or f"median; 99 %: {at_share(ours, 0.99):.1f} ms"
    return Figure(name, "ms", middle(ours), goal, them, ratio, noise, len(ours), note)


async def fsync(folder: Path, effort: Effort) -> list[Figure]:
    """The latencies once more, on a disk that takes 20 ms longer for every sync."""
    slow, plain = Latencies(), Latencies()
    environment = {"VOIPCC_FSYNC_DELAY_MS": str(FSYNC_DELAY_MS)}
    async with (
        open_stage(folder / "slow", 0, environment) as slow_stage,
        open_stage(folder / "plain", 0) as plain_stage,
        open_probe(slow_stage, "voipcc") as slow_probe,
        open_probe(plain_stage, "voipcc") as plain_probe,
    ):
        pairs = [(slow_probe, slow), (plain_probe, plain)]
        for turn in range(effort.fsync_probes):
            for probe, into in pairs if turn % 2 == 0 else pairs[::-1]:
                await probe.measure(into)
    goal = Goal(1.1, of="ratio")
    note = f"against the same without {FSYNC_DELAY_MS} ms per fsync"
    return [
        _latency(f"{name}_slow_fsync", getattr(slow, name), getattr(plain, name), goal, note)
        for name in ("arrival_to_prompt", "queue_to_invite", "freed_to_invite")
    ]


async def loop(folder: Path, effort: Effort) -> list[Figure]:
    """The longest callback of the event loop with 100 calls in progress."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "watch.json"
    environment = {"VOIPCC_BENCH_WATCH": str(path)}
    async with open_stage(folder, FEW_AGENTS, environment, watched=True) as stage:
        callers = await stage.crowd("voipcc", "few", CALLS_IN_PROGRESS)
        process = stage.centre.process
        assert process is not None
        process.send_signal(signal.SIGUSR2)
        await asyncio.sleep(effort.loop_s)
        process.send_signal(signal.SIGUSR2)
        await until(path.exists, 10)
        await stage.empty(callers)
    seen = json.loads(path.read_text())
    held_ms, ran_ms, what = (seen["longest"] or [(0.0, 0.0, "")])[0]
    note = (
        f"{seen['slow']} of {seen['count']} over 20 ms, waiting for a processor left out; "
        f"{ran_ms:.1f} ms of it computing, in {what[:80]}"
    )
    return [Figure("longest_callback", "ms", held_ms, Goal(20), n=seen["count"], note=note)]


async def crowded(folder: Path, effort: Effort) -> list[Figure]:
    """Agent freed to next INVITE with a thousand callers waiting, Asterisk faked at the wire."""
    return await wire(folder, effort.probes)


async def recorded(folder: Path, effort: Effort) -> list[Figure]:
    """Thirty calls talking and recorded."""
    return await taping(folder, effort.loop_s)


ONLY_BY_NAME = ("waiting", "line", "taping")  # `backlog` has the same figure among others
Cell = Callable[[Stage, Effort], Awaitable[list[Figure]]]
ON_STAGE: dict[str, Cell] = {"idle": idle, "latency": latency, "backlog": backlog}
ALONE: dict[str, Callable[[Path, Effort], Awaitable[list[Figure]]]] = {
    "fsync": fsync,
    "loop": loop,
    "waiting": waiting,
    "wire": crowded,
    "line": line,
    "taping": recorded,
}
