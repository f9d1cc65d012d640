"""A controller that dies in the middle: nobody is cut, nobody loses the place, no record is lost."""

import asyncio
from pathlib import Path

import pytest

from tests.live.cell import STRAIGHT_PLAN, Cell, check_sums, running, until
from voipcc.softphone.wire import ANSWER

pytestmark = pytest.mark.live
BEAT_S = 0.6  # no talk may be without sound for longer


async def waiting(cell: Cell, count: int) -> None:
    """Until `count` callers wait in the centre's queues."""

    async def enough() -> bool:
        return sum(queue["waiting"] for queue in (await cell.view())["queues"]) == count

    await until(enough, 10)


async def dead_for(cell: Cell, seconds: float) -> None:
    """Kill the controller, leave it dead, start it again."""
    await cell.crash()
    await asyncio.sleep(seconds)  # the outage itself is what is tested
    await cell.serve()



@pytest.mark.parametrize(
    "dead_s",
    [2.0, 18.0, pytest.param(60.0, marks=pytest.mark.long)],
)
async def test_a_killed_controller_costs_nobody_anything(tmp_path: Path, dead_s: float) -> None:
    """A talk goes on, waiting callers keep their order, a new caller is served, no record is lost."""
    async with running(tmp_path, agents=("anna",), plan=STRAIGHT_PLAN) as cell:
        anna = await cell.ready_agent("anna", tone_hz=700, reaction=ANSWER)
        carrier = cell.carrier()
        talking = await cell.call(carrier, tone_hz=1000)
        rung = await anna.next_call()
        await rung.hears(1000)
        first = await cell.call(carrier, tone_hz=1100)
        await waiting(cell, 1)
        second = await cell.call(carrier, tone_hz=1200)
        await waiting(cell, 2)

        crashed = asyncio.create_task(dead_for(cell, dead_s))
        await asyncio.sleep(min(1.0, dead_s / 2))
        late = carrier.place_call("+4930123450", caller="+4917099999999", tone_hz=1300)
        await late.answered(4)  # the fallback answers within its second
        await crashed

        await waiting(cell, 3)
        for call in (talking, first, second, late):
            assert not call.over
            assert call.hearing.longest_gap_s() < BEAT_S
        for call, tone in ((talking, 1000), (first, 1100), (second, 1200), (late, 1300)):
            if call is not talking:
                rung = await anna.next_call(15)
                await rung.hears(tone, timeout_s=15)
            await call.hears(700, timeout_s=5)
            call.hang_up()
            await call.ended()
        records = await cell.records(4)
        for record in records:
            check_sums(record)
            assert record.outcome == "answered"
        assert len({record.id for record in records}) == len(records) == 4
        waits = [one.segments[0].start_us for one in records]
        assert waits == sorted(waits)
        await cell.nothing_left()
