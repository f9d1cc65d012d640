"""A controller that dies in the middle: nobody is cut, nobody loses the place, no record is lost."""

import asyncio
import json
import os
import signal
from pathlib import Path

import pytest

from tests.live.cell import CALLER, NUMBER, STRAIGHT_PLAN, Cell, running, until
from tests.sums import check_sums
from voipcc.audio import tone, write_wav
from voipcc.core.cdr import span_us
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
    # That callers outlive the fifteen seconds of the guard, too, a whole crowd shows in test_outages.
    [2.0, pytest.param(18.0, marks=pytest.mark.long), pytest.param(60.0, marks=pytest.mark.long)],
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
            await call.hears(700)
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


async def test_an_end_nobody_heard_is_recorded_at_its_own_time(tmp_path: Path) -> None:
    """A caller who hangs up while the controller is dead frees the agent and is recorded exactly."""
    async with running(tmp_path, agents=("anna",), plan=STRAIGHT_PLAN) as cell:
        anna = await cell.ready_agent("anna", tone_hz=700, reaction=ANSWER)
        call = await cell.call(cell.carrier(), tone_hz=1000)
        rung = await anna.next_call()
        await rung.hears(1000, for_s=1.0)
        await cell.crash()
        call.hang_up()
        await call.ended()
        talked_us = (call.times.bye_sent - rung.times.answered) // 1000
        await asyncio.sleep(1.5)  # the outage goes on after the caller has gone
        await cell.serve()
        await rung.ended()
        (record,) = await cell.records(1)
        check_sums(record)
        assert record.outcome == "answered"
        assert span_us(record, "talk") == pytest.approx(talked_us, abs=150_000)
        await cell.nothing_left()


async def test_a_frozen_controller_does_not_keep_callers_in_silence(tmp_path: Path) -> None:
    """While the controller is frozen a new caller is taken by the fallback, and adopted afterwards."""
    async with running(tmp_path, agents=("anna",), plan=STRAIGHT_PLAN) as cell:
        await cell.agent_phone("anna", tone_hz=700, reaction=ANSWER)  # not logged in yet
        carrier = cell.carrier()
        process = cell.process
        assert process is not None
        process.send_signal(signal.SIGSTOP)
        late = carrier.place_call(NUMBER, caller=CALLER, tone_hz=1300)
        await late.answered(4)
        process.send_signal(signal.SIGCONT)
        await waiting(cell, 1)
        await cell.ask("agent.log_in", agent="anna")
        await late.hears(700, timeout_s=20)
        late.hang_up()
        (record,) = await cell.records(1)
        check_sums(record)
        assert record.outcome == "answered" and "adopted" in record.marks
        await cell.nothing_left()


async def test_a_dead_switch_is_back_within_seconds(tmp_path: Path) -> None:
    """When Asterisk dies its calls are closed as lost, and a new call works within five seconds."""
    async with running(tmp_path, agents=("anna",), plan=STRAIGHT_PLAN) as cell:
        anna = await cell.ready_agent("anna", tone_hz=700, reaction=ANSWER)
        call = await cell.call(cell.carrier(), tone_hz=1000)
        await (await anna.next_call()).hears(1000)
        instance = json.loads((cell.state.asterisk / "instance.json").read_text())
        os.kill(instance["pid"], signal.SIGKILL)
        (record,) = await cell.records(1)
        check_sums(record)
        assert record.outcome == "media_server_lost"
        call.hang_up()

        async def registered() -> bool:
            return await anna.register(timeout_s=1.0) == 200

        await until(registered, 10)
        again = await cell.call(cell.carrier(tone_hz=1100))
        await again.hears(700, timeout_s=10)
        again.hang_up()
        assert len(await cell.records(2)) == 2
        await cell.nothing_left()


@pytest.mark.parametrize("prompt_s", [18, pytest.param(40, marks=pytest.mark.long)])
async def test_a_long_prompt_is_not_cut(tmp_path: Path, prompt_s: int) -> None:
    """The dead-man's switch never ends a prompt that is longer than it."""
    plan = STRAIGHT_PLAN.replace("  start:\n", "  start:\n    - play: long\n")
    sounds = tmp_path / "sounds" / "en"
    sounds.mkdir(parents=True)
    write_wav(sounds / "long.wav", tone(620, prompt_s))
    async with running(tmp_path, agents=("anna",), plan=plan) as cell:
        await cell.ready_agent("anna", tone_hz=700, reaction=ANSWER)
        call = await cell.call(cell.carrier())
        await call.hears(700, timeout_s=prompt_s + 10)
        assert call.heard(620) == pytest.approx(prompt_s, abs=0.5)
        assert call.hearing.longest_gap_s() < BEAT_S
