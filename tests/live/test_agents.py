"""Agents at home, live: feature codes, phones that vanish, several agents, wrap-up and breaks."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.live.cell import STRAIGHT_PLAN, Cell, running, until
from tests.sums import check_sums
from voipcc.softphone.wire import ANSWER, RING, WirePhone

pytestmark = pytest.mark.live


async def dial(phone: WirePhone, code: str) -> None:
    """Dial a feature code and listen to its answer until the centre hangs up."""
    call = phone.place_call(code)
    await call.answered()
    await call.ended(10)
    assert call.hearing.packets > 10


async def in_state(cell: Cell, agent: str, **wanted: str) -> None:
    """Until the agent's state is as wanted."""

    async def is_so() -> bool:
        state = await cell.agent_state(agent)
        return all(state[key] == value for key, value in wanted.items())

    await until(is_so, 10)


async def test_feature_codes_do_what_the_verbs_do(tmp_path: Path) -> None:
    """An agent logs in, goes on break, comes back and logs out by dialling, and hears it confirmed."""
    async with running(tmp_path) as cell:
        anna = await cell.agent_phone("anna")
        await dial(anna, "*11")
        await in_state(cell, "anna", presence="ready")
        await dial(anna, "*132")
        await in_state(cell, "anna", presence="not_ready", reason="lunch")
        await dial(anna, "*10")
        await in_state(cell, "anna", presence="ready", reason="")
        await dial(anna, "*99")
        await in_state(cell, "anna", presence="ready")
        await dial(anna, "*12")
        await in_state(cell, "anna", presence="logged_out")
        await cell.nothing_left()


async def test_a_break_during_a_call_comes_after_it(tmp_path: Path) -> None:
    """A break asked for in mid-call begins when the call and its wrap-up are over, and no call comes."""
    async with running(tmp_path, agents=("anna",), plan=STRAIGHT_PLAN) as cell:
        anna = await cell.ready_agent("anna", tone_hz=700, reaction=ANSWER)
        carrier = cell.carrier()
        call = await cell.call(carrier)
        await call.hears(700)
        await cell.ask("agent.not_ready", agent="anna", reason="lunch")
        assert (await cell.agent_state("anna"))["work"] == "talking"
        second = await cell.call(carrier, tone_hz=1100)
        call.hang_up()
        await in_state(cell, "anna", presence="not_ready", reason="lunch", work="idle")
        assert len(anna.calls) == 1
        await cell.ask("agent.ready", agent="anna")
        await second.hears(700)


async def test_a_tcp_phone_that_closes_is_unreachable_at_once(tmp_path: Path) -> None:
    """An agent whose phone's connection closes is unreachable within a second."""
    async with running(tmp_path, transport="tcp") as cell:
        anna = await cell.ready_agent("anna", transport="tcp")
        begun = time.monotonic()
        anna.vanish()
        await in_state(cell, "anna", line="unreachable")
        assert time.monotonic() - begun < 1.5


async def test_a_udp_phone_that_vanishes_while_it_rings_passes_the_call_on(tmp_path: Path) -> None:
    """A caller offered to a phone that has gone is offered to the next agent within six seconds."""
    async with running(tmp_path, plan=STRAIGHT_PLAN) as cell:
        anna = await cell.ready_agent("anna", reaction=RING)
        call = await cell.call(cell.carrier())
        await (await anna.next_call()).ringing()
        await cell.ready_agent("ben", tone_hz=900, reaction=ANSWER)
        anna.vanish()
        begun = time.monotonic()
        await call.hears(900, timeout_s=10)
        assert time.monotonic() - begun < 7
        assert (await cell.agent_state("anna"))["line"] == "unreachable"
        call.hang_up()
        (record,) = await cell.records(1)
        check_sums(record)
        assert [(one.agent, one.result) for one in record.offers][-1] == ("ben", "accepted")


async def test_a_line_that_dies_in_a_talk_keeps_the_caller(tmp_path: Path) -> None:
    """A caller whose agent's line dies is told within six seconds and goes to the next agent."""
    words = "wrap_up_s: 1, prefer_s: 0"  # nobody waits for the same agent
    async with running(tmp_path, plan=STRAIGHT_PLAN, queue_words=words) as cell:
        anna = await cell.ready_agent("anna", tone_hz=700, reaction=ANSWER)
        call = await cell.call(cell.carrier())
        await call.hears(700, for_s=1.0)
        await cell.ready_agent("ben", tone_hz=900, reaction=ANSWER)
        anna.vanish()
        begun = time.monotonic_ns()
        await call.hears(900, timeout_s=15)
        silence_s = call.hearing.longest_silence_s(begun)
        assert silence_s < 6.5, silence_s
        call.hang_up()
        (record,) = await cell.records(1)
        check_sums(record)
        assert "line_lost" in record.marks
        talks = [part.agent for part in record.segments if part.kind == "talk"]
        assert talks == ["anna", "ben"]
        await cell.nothing_left()


async def test_callers_are_served_first_in_first_out(tmp_path: Path) -> None:
    """Waiting callers are connected in the order in which they came."""
    async with running(
        tmp_path, agents=("anna",), plan=STRAIGHT_PLAN, queue_words="wrap_up_s: 0"
    ) as cell:
        carrier = cell.carrier()
        calls = []
        for tone_hz in (1000, 1100, 1200, 1300):
            calls.append(await cell.call(carrier, tone_hz=tone_hz))
            await until(lambda: waits(cell, len(calls)))
        anna = await cell.ready_agent("anna", tone_hz=700, reaction=ANSWER)
        for call in calls:
            rung = await anna.next_call(10)
            await call.hears(700)
            call.hang_up()
            await rung.ended()
        assert len(await cell.records(4)) == 4


async def waits(cell: Cell, count: int) -> bool:
    return sum(queue["waiting"] for queue in (await cell.view())["queues"]) == count


async def test_a_waiting_caller_hears_music_and_the_position(tmp_path: Path) -> None:
    """A waiting caller is never in silence for two seconds and hears the position while music stops."""
    async with running(tmp_path, agents=("anna",), plan=STRAIGHT_PLAN) as cell:
        call = await cell.call(cell.carrier())
        await asyncio.sleep(8)  # music, the first announcement after 3 s, music again
        assert call.hearing.longest_gap_s() < 0.5
        assert call.hearing.longest_silence_s() < 2.0
        story = await cell.view()
        assert story["calls"][0]["state"] in ("queue", "waiting")
        call.hang_up()
        (record,) = await cell.records(1)
        assert record.outcome == "abandoned"
