"""A backup of a running centre, brought back elsewhere: it takes calls, and every call has its record."""

import asyncio
from pathlib import Path

import pytest

from tests.live.cell import STRAIGHT_PLAN, Cell, running, until
from voipcc.backup import back_up, restore
from voipcc.proof import prove
from voipcc.softphone.wire import ANSWER

pytestmark = pytest.mark.live


async def test_a_backup_taken_in_mid_call_becomes_a_centre(tmp_path: Path) -> None:
    """What was over is on record, what went on is closed, and new calls have numbers of their own."""
    target, fresh = tmp_path / "saved", tmp_path / "fresh"
    async with running(tmp_path / "first", agents=("anna",), plan=STRAIGHT_PLAN) as cell:
        anna = await cell.ready_agent("anna", tone_hz=700, reaction=ANSWER)
        carrier = cell.carrier()
        over = await cell.call(carrier)
        await over.hears(700, timeout_s=10)
        over.hang_up()
        (first,) = await cell.records(1)
        await until(lambda: all(call.over for call in anna.calls), 10)
        going_on = await cell.call(carrier)
        await going_on.hears(700, timeout_s=15)
        beside = await asyncio.to_thread(prove, cell.state)
        assert beside.intact, beside
        await asyncio.to_thread(back_up, cell.folder, cell.state, target)
        going_on.hang_up()
        await cell.records(2)
    await asyncio.to_thread(restore, target, fresh)
    again = Cell(fresh, agents=("anna",), trunk_address=cell.trunk_address)
    try:
        await again.serve()
        await again.records(2, 20)
        await again.agent_phone("anna", tone_hz=800)  # logged in she was, and is
        call = await again.call(again.carrier())
        await call.hears(800, timeout_s=15)
        call.hang_up()
        kept = await again.records(3, 20)
    finally:
        await again.stop()
    await again.check_kept()
    assert [one.outcome for one in kept] == ["answered", "answered", "answered"]
    assert kept[0] == first and "controller_restarted" in kept[1].marks
    epochs = [int(one.id.split("-")[0]) for one in kept]
    assert epochs[0] == epochs[1] == 1 and epochs[2] > 1000
