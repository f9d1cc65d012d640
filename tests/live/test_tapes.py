"""Recordings judged by their sound: right side, right time, silent pauses, through hold, transfer and a killed controller."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.live.cell import STRAIGHT_PLAN, running, until
from tests.live.taped import ANNA_HZ, BEN_HZ, CARLA_HZ, People, absent, judge, paused
from tests.live.voices import RATE, Voice

pytestmark = pytest.mark.live

RULES = "wrap_up_s: 1, announce_position: false, recording: {consent: none, keep_days: 7}"


async def test_recordings_have_each_side_at_its_time(tmp_path: Path) -> None:
    """Through pause, hold, transfer and a killed controller each voice is where and when it was said."""
    async with running(
        tmp_path, People, plan=STRAIGHT_PLAN, agents=("anna", "ben", "carla"), queue_words=RULES
    ) as cell:
        cell.line = cell.carrier()
        first, _, caller, anna = await cell.talk("anna", ANNA_HZ)
        second, _, other, ben = await cell.talk("ben", BEN_HZ)
        carla_phone = await cell.ready_agent("carla")
        await asyncio.sleep(2)
        pause = await paused(cell, "anna", 2)
        await asyncio.sleep(2)
        hold_at = time.monotonic()
        await cell.ask("hold", agent="anna")
        given_at = time.monotonic()
        await cell.ask("transfer", agent="ben", how="blind", kind="agent", to="carla")
        await until(lambda: carla_phone.calls, 15)
        await until(lambda: cell.state_of("carla", "on"), 15)
        carla = Voice(carla_phone.calls[-1].media, CARLA_HZ)
        carla.begin(5)
        taken_at = time.monotonic()
        await asyncio.sleep(2)
        await cell.ask("resume", agent="anna")
        resumed_at = time.monotonic()
        await asyncio.sleep(2)
        await cell.ask("recording.pause", call="carla")
        silent_at = time.monotonic()
        killed_at = silent_at + 1
        await asyncio.sleep(1)
        await cell.crash()
        await cell.serve()
        back_at = time.monotonic()
        assert await cell.state_of("carla", "paused") and await cell.state_of("anna", "on")
        await asyncio.sleep(1)
        heard_at = time.monotonic()
        await cell.ask("recording.resume", call="carla")
        await until(lambda: cell.state_of("carla", "on"), 10)
        await asyncio.sleep(3)
        for voice in (caller, anna, other, carla):
            await voice.stop()
        first.hang_up()
        second.hang_up()
        tapes = await cell.tapes(2)

    hold, away, outage = (hold_at, resumed_at), (given_at, taken_at), (killed_at, back_at)
    again, quiet = (back_at, back_at + 1), (silent_at, heard_at)
    one, two = tapes
    assert (one.sheet.agents, two.sheet.agents) == (("anna",), ("ben", "carla"))
    judge(one, caller, 0, [pause, (hold_at, hold_at), (resumed_at, resumed_at), outage, again])
    judge(one, anna, 1, [pause, hold, outage, again])
    judge(two, other, 0, [away, quiet])
    judge(two, ben, 1, [(given_at, 1e12)])
    judge(two, carla, 1, [(0.0, taken_at + 1), quiet])
    assert one.silent(pause) and two.silent(quiet)
    absent(one, anna, 1, hold)
    for tape in tapes:
        assert not {"dead_caller", "dead_agent", "one_way", "sound_in_pause"} & {*tape.sheet.faults}
        assert abs(tape.sheet.length_ms - len(tape.samples) / RATE * 1000) < 2


async def test_callers_are_asked_and_agents_pause_by_code(tmp_path: Path) -> None:
    """Only who presses 1 is recorded; `*9` on the agent's phone pauses it and goes on with it."""
    rules = RULES.replace("consent: none", "consent: ask")
    async with running(
        tmp_path, People, plan=STRAIGHT_PLAN, agents=("anna",), queue_words=rules
    ) as cell:
        cell.line = cell.carrier()
        phone = await cell.ready_agent("anna")
        for key in "12":
            call = await cell.call(cell.line)
            await until(lambda call=call: call.media.hearing.packets > 25, 15)
            call.media.press(key)
            await until(cell.talks, 20)
            assert await cell.state_of("anna", "on" if key == "1" else "")
            if key == "1":
                phone.calls[-1].media.press("*9")
                await until(lambda: cell.state_of("anna", "paused"), 10)
                phone.calls[-1].media.press("*9")
                await until(lambda: cell.state_of("anna", "on"), 10)
            call.hang_up()
            await until(cell.is_quiet, 15)
        (tape,) = await cell.tapes(1)
        records = await cell.records(2)
    assert tape.sheet.consent == "given" and len(tape.sheet.pauses) == 1
    marks = [set(record.marks) & {"recording_given", "recording_refused"} for record in records]
    assert marks == [{"recording_given"}, {"recording_refused"}]
