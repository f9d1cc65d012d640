"""The controller dies, freezes or is cut off in the middle of a demo: nobody pays for it."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.live.cell import running
from tests.live.crowd import CROWD_PLAN, NAMES, QUEUE_WORDS, Crowd, Wanted, draw

pytestmark = pytest.mark.live
BEFORE_S = 10.0


def cast(dead_s: float, after_s: float, per_minute: float) -> list[Wanted]:
    """A crowd, and those who must stand somewhere when the controller dies or while it is dead."""
    dies = BEFORE_S
    back = dies + dead_s
    return [
        *draw(7, back + after_s, per_minute),
        Wanted("talks-through", 1.0, after_s=back - 1.0),
        Wanted("talks-through-too", 1.5, after_s=back + 1.0),
        Wanted("ends-talk-while-dead", 2.0, after_s=dies + 5.0),
        Wanted("in-prompt", dies - 0.6, key_after_s=2.0),
        Wanted("in-menu", dies - 3.5, key_after_s=6.0),
        Wanted("leaves-menu-while-dead", dies - 2.0, "menu", 3.0, 6.0),
        Wanted("leaves-queue-while-dead", dies - 5.0, "queue", 8.0),
        Wanted("just-arrives", dies - 0.05),
        Wanted("fallback-only", dies + 1.0),
        Wanted("fallback-only-too", dies + 4.0),
        Wanted("leaves-fallback", dies + 2.0, "prompt", 4.0),
        Wanted("leaves-unclaimed", dies + 3.0, "ringing", 0.5),
        Wanted("talks-in-fallback-beyond", dies + 3.0, after_s=dead_s + 4.0),
        Wanted("arrives-last", back - 2.0),
    ]


async def run_outage(
    folder: Path, dead_s: float, after_s: float, agents: Sequence[str], per_minute: float
) -> None:
    async with running(folder, agents=agents, plan=CROWD_PLAN, queue_words=QUEUE_WORDS) as cell:
        crowd = Crowd(cell, cast(dead_s, after_s, per_minute))
        try:
            await crowd.begin()
            await crowd.until_s(BEFORE_S)
            await cell.crash()
            await asyncio.sleep(dead_s)  # the outage itself is what is tested
            await cell.serve()
            back_us = time.monotonic_ns() // 1000
            verdict = await crowd.verdict()
            faults = [*verdict.faults(), *verdict.order_faults(back_us)]
            assert not faults, "\n".join(faults)
        finally:
            await crowd.stop()


@pytest.mark.parametrize(
    ("dead_s", "after_s", "agents", "per_minute"),
    [
        (20.0, 10.0, NAMES[:7], 40),
        pytest.param(60.0, 20.0, NAMES, 50, marks=pytest.mark.long),
    ],
)
async def test_a_controller_killed_in_the_middle_costs_nobody_anything(
    tmp_path: Path, dead_s: float, after_s: float, agents: Sequence[str], per_minute: float
) -> None:
    """Talks go on, waiting callers keep their place, new ones are served, every record is there once."""
    await run_outage(tmp_path, dead_s, after_s, agents, per_minute)
