"""The controller dies, freezes or is cut off in the middle of a demo: nobody pays for it."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from tests.conftest import skip_unless
from tests.live.cell import CALLER, NUMBER, Cell, running, until
from tests.live.crowd import CROWD_PLAN, NAMES, QUEUE_WORDS, SILENCE_S, Crowd, Wanted, draw
from tests.sums import check_sums
from voipcc.database.cel_waits import TOLERANCE_MS

pytestmark = pytest.mark.live
TORN_MS = 2_000  # a torn connection is back, and what was missed known, within so long
BEFORE_S = 8.0
FREEZE_NOTICED_S = 5.0  # the watchdog waits four seconds for a word


def cast(dead_s: float, after_s: float, per_minute: float) -> list[Wanted]:
    """A crowd, and those who must stand somewhere when it happens or while it lasts."""
    dies = BEFORE_S
    back = dies + dead_s
    return [
        *draw(7, back + after_s, per_minute),
        Wanted("talks-through", 0.8, after_s=back - 1.0),
        Wanted("talks-through-too", 1.2, after_s=back + 1.0),
        Wanted("ends-talk-while-away", 1.6, after_s=dies + min(5.0, dead_s / 2)),
        Wanted("in-prompt", dies - 0.6, key_after_s=2.0),
        Wanted("in-menu", dies - 3.5, key_after_s=6.0),
        Wanted("leaves-menu-while-away", dies - 2.0, "menu", 3.0, 6.0),
        Wanted("leaves-queue-while-away", dies - 5.0, "queue", 8.0),
        Wanted("just-arrives", dies - 0.05),
        Wanted("fallback-only", dies + min(1.0, dead_s / 4)),
        Wanted("fallback-only-too", dies + min(4.0, dead_s / 2)),
        Wanted("leaves-fallback", dies + min(2.0, dead_s / 3), "prompt", 4.0),
        Wanted("leaves-unclaimed", dies + min(3.0, dead_s / 2), "ringing", 0.5),
        Wanted("talks-in-fallback-beyond", dies + min(3.0, dead_s / 2), after_s=dead_s + 4.0),
        Wanted("arrives-last", back - min(2.0, dead_s / 4)),
    ]


@contextlib.asynccontextmanager
async def crowded(
    folder: Path, callers: Sequence[Wanted], agents: Sequence[str]
) -> AsyncIterator[tuple[Cell, Crowd]]:
    """A cell with its crowd, up to the moment when it happens."""
    words = {"plan": CROWD_PLAN, "queue_words": QUEUE_WORDS}
    async with running(folder, agents=agents, **words) as cell:
        crowd = Crowd(cell, callers)
        try:
            await crowd.begin()
            await crowd.until_s(BEFORE_S)
            yield cell, crowd
        finally:
            await crowd.stop()


async def check(
    crowd: Crowd, *, silence_s: float = SILENCE_S, tolerance_ms: int = TOLERANCE_MS
) -> None:
    """The controller has just come back: everybody is looked at when all have gone."""
    back_us = time.monotonic_ns() // 1000
    verdict = await crowd.verdict()
    faults = [*verdict.faults(silence_s, tolerance_ms), *verdict.order_faults(back_us)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("dead_s", "after_s", "agents", "per_minute"),
    [
        (17.0, 5.0, NAMES[:7], 40),
        pytest.param(60.0, 20.0, NAMES, 50, marks=pytest.mark.long),
    ],
)
async def test_a_controller_killed_in_the_middle_costs_nobody_anything(
    tmp_path: Path, dead_s: float, after_s: float, agents: Sequence[str], per_minute: float
) -> None:
    """Talks go on, waiting callers keep their place, new ones are served, every record is there once."""
    async with crowded(tmp_path, cast(dead_s, after_s, per_minute), agents) as (cell, crowd):
        await cell.crash()
        await asyncio.sleep(dead_s)  # the outage itself is what is tested
        await cell.serve()
        await check(crowd)


@pytest.mark.long
async def test_a_controller_that_dies_again_and_again_loses_nothing(tmp_path: Path) -> None:
    """Killed, killed while it takes stock of what it left, killed soon after: all is well at last."""
    async with crowded(tmp_path, cast(12.0, 10.0, 40), NAMES[:7]) as (cell, crowd):
        await cell.crash()
        for lives_s in (0.9, 1.2, 1.5, 1.8):  # around the moment at which it finds the switch
            starting = asyncio.create_task(cell.serve())
            await asyncio.sleep(lives_s)
            await cell.crash()
            with contextlib.suppress(AssertionError):
                await starting
        await cell.serve()
        await asyncio.sleep(1.0)
        await cell.crash()
        await cell.serve()
        await check(crowd)


@pytest.mark.long
async def test_a_frozen_controller_that_thaws_loses_nothing(tmp_path: Path) -> None:
    """Stopped for 20 s, then let go on: nothing is done because of what is long over."""
    async with crowded(tmp_path, cast(20.0, 8.0, 40), NAMES[:7]) as (cell, crowd):
        process = cell.process
        assert process is not None
        process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(20.0)  # the outage itself is what is tested
        process.send_signal(signal.SIGCONT)
        await check(crowd, silence_s=SILENCE_S + FREEZE_NOTICED_S)


@pytest.mark.root
async def test_broken_lines_to_the_switch_cost_nobody_anything(tmp_path: Path) -> None:
    """Every connection to ARI torn three times: what happened meanwhile is found out."""
    skip_unless(os.geteuid() == 0, "tearing connections needs root", "sudo ./run test")
    ss = shutil.which("ss")
    skip_unless(ss, "ss is not there", "apt-get install iproute2")
    async with crowded(tmp_path, cast(4.0, 6.0, 50), NAMES[:6]) as (cell, crowd):
        instance = json.loads((cell.state.asterisk / "instance.json").read_text())
        for _ in range(3):
            words = (
                str(ss),
                "-K",
                "-t",
                "dst",
                "127.0.0.1",
                "dport",
                "=",
                instance["local"]["ari"],
            )
            tearing = await asyncio.create_subprocess_exec(
                *map(str, words), stdout=asyncio.subprocess.PIPE
            )
            torn, _ = await tearing.communicate()
            skip_unless(
                b"ESTAB" in torn,
                "ss cannot tear connections here",
                "CONFIG_INET_DIAG_DESTROY",
                reachable=False,
            )
            await asyncio.sleep(1.5)
        assert "switch lost" in (cell.state.log / "voipcc.jsonl").read_text()
        await check(crowd, tolerance_ms=TORN_MS)


async def test_a_switch_killed_in_the_middle_leaves_a_record_of_each_call(tmp_path: Path) -> None:
    """Every live call is closed as lost, once; a new caller is served within five seconds."""
    async with crowded(tmp_path, cast(4.0, 0.0, 50), NAMES[:6]) as (cell, crowd):
        live = {call["leg"] for call in (await cell.view())["calls"]}
        instance = json.loads((cell.state.asterisk / "instance.json").read_text())
        os.kill(instance["pid"], signal.SIGKILL)
        died_us = time.monotonic_ns() // 1000
        await crowd.stop()
        carrier = cell.carrier(tone_hz=1000)

        async def served() -> bool:
            call = carrier.place_call(NUMBER, caller=CALLER)
            if await call.wait(lambda: call.times.first_sound > 0, 1.0):
                call.hang_up()
                return True
            call.hang_up()
            return False

        await until(served, 5)
        await cell.nothing_left()
        assert live
        records = await cell.records(len(live) + 1)
        lost = [record for record in records if record.outcome == "media_server_lost"]
        assert live <= {record.leg for record in lost}
        assert len({record.id for record in records}) == len(records)
        legs = [record.leg for record in records if record.boot_id == records[0].boot_id]
        for record in lost:
            check_sums(record)
            assert abs(record.ended_us - died_us) < 500_000, record
        assert legs
