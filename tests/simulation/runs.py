"""Many centres, each a run of its own from its seed, shared by a few processes."""

import gc
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context

from tests.simulation.errands import ErrandWorld
from tests.simulation.taping import TapedWorld
from tests.simulation.world import World

ERRANDS_EVERY = 5  # of the centres drawn by chance one in five makes callbacks and voicemails

GARBAGE = 200_000  # objects more than before, until it is looked for

TAPED_EVERY = 7  # ... and one in seven of the others records talks


@dataclass(slots=True)
class Outcome:
    """What came of one centre; `violation` is empty when nothing was broken."""

    seed: int
    calls: int = 0
    events: int = 0
    seconds: float = 0.0
    virtual_s: int = 0
    violation: str = ""
    outcomes: dict[str, int] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)


def begin_process() -> None:
    """What is loaded stays; garbage, which is mostly cores that were restored, is looked for seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE)


def run_one(order: tuple[int, int, bool]) -> Outcome:
    """One centre from its seed; a violation is reported, not raised."""
    seed, calls, is_drawn = order
    errands = is_drawn and seed % ERRANDS_EVERY == 0
    world = ErrandWorld(seed, calls) if errands else _plain_or_taped(seed, calls, is_drawn)
    world.transcribed = False
    came = Outcome(seed)
    began = time.process_time()
    try:
        world.run()
    except AssertionError as broken:
        came.violation = str(broken)[:2000]
    came.seconds = time.process_time() - began
    sums, tally = world.checker.sums, world.checker.choices.tally
    came.calls, came.events = len(sums.records), world.events
    came.virtual_s, came.outcomes = world.now_us // 1_000_000, sums.outcomes
    came.figures = {
        "judged": tally.judged,
        "doubtful": tally.doubtful,
        "contested_agents": tally.contested_agents,
        "contested_callers": tally.contested_callers,
        "redialled": sums.redialled,
        **{f"by_{name}": count for name, count in tally.by_strategy.items()},
        **{f"notes_{name}": count for name, count in sums.noted.items()},
    }
    if isinstance(world, ErrandWorld):
        came.figures |= {f"errands_{name}": n for name, n in world.checker.tally.items()}
    if isinstance(world, TapedWorld):
        came.figures |= {f"tapes_{name}": n for name, n in world.checker.tally.items()}
    return came


def _plain_or_taped(seed: int, calls: int, is_drawn: bool) -> World:
    taped = is_drawn and seed % TAPED_EVERY == 0
    return (TapedWorld if taped else World)(seed, calls, is_drawn)


def all_of(orders: list[tuple[int, int, bool]], processes: int) -> Iterator[Outcome]:
    """Every centre's outcome, as they come in."""
    if processes < 2 or len(orders) < 2:
        yield from map(run_one, orders)
        return
    with get_context("spawn").Pool(processes, begin_process) as pool:
        yield from pool.imap_unordered(run_one, orders)
