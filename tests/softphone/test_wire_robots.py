"""Robots follow their scripts and tell the truth about what they heard."""

import asyncio
import json
import os
import socket
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.ports import free_port
from voipcc.softphone.outcome import Outcome, Talk, offers, same_number, talks
from voipcc.softphone.robot import Robots, run_robots
from voipcc.softphone.script import (
    AgentScript,
    CallerScript,
    CodeScript,
    KeyStroke,
    Plan,
    PlanError,
    read_plan,
    write_plan,
)
from voipcc.softphone.wire import ANSWER, DECLINE, RING, Reaction, Span, Times

SECOND = 1_000_000_000


def direct(*callers: CallerScript, **agent: Any) -> Plan:
    """A plan without a switch: what is dialled rings at the only agent's phone."""
    address = "127.0.0.5"
    port = free_port(address, socket.SOCK_DGRAM)
    anna = AgentScript("anna", "anna", "", 700 - 40, address=address, port=port, **agent)
    return Plan((address, port), "127.0.0.4", callers=callers, agents=(anna,), longest_s=20)


def caller(name: str = "first", **more: Any) -> CallerScript:
    values = {"number": "100", "tone_hz": 500, "caller": "+4930111222", "patience_s": 3} | more
    return CallerScript(name, **values)


async def test_talk_is_heard_both_ways():
    """A caller who talks for a second is heard and hears the agent, and both are judged so."""
    outcomes = await run_robots(direct(caller(hang_up_after_s=1.0, keys=(KeyStroke("1", 0.1),))))
    one, other = sorted(outcomes, key=lambda outcome: outcome.kind, reverse=True)
    assert (one.kind, one.reached, one.ended_by, one.hung_up) == ("caller", "talk", "us", True)
    assert (other.kind, other.far, other.ended_by) == ("agent", "+4930111222", "far")
    (talk,) = talks(outcomes)
    assert talk.both_ways
    assert (talk.caller, talk.agent) == ("first", "anna")
    assert 1.0 <= talk.seconds < 2.0
    assert talk.answer_to_audio_ms is not None
    assert talk.answer_to_audio_ms < 100
    (offer,) = offers(outcomes)
    assert (offer.caller, offer.answered, offer.freed_ns) == ("first", True, 0)
    assert one.arrival_to_prompt_ms is not None
    assert one.pressed[0].key == "1"


async def test_cut_leg_is_found_out():
    """A leg whose audio is cut fails the verdict of its talk."""
    robots = Robots(direct(caller(hang_up_after_s=1.2, patience_s=1.2)))
    try:
        await robots.begin()
        run = asyncio.ensure_future(robots.run())
        agent = robots.floor.agents["anna"]
        call = await agent.phone.next_call()
        await call.hears(500)
        robots.obey({"do": "cut", "robot": "anna"})
        outcomes = await run
    finally:
        await robots.close()
    (talk,) = talks(outcomes)
    assert not talk.both_ways
    assert talk.caller == "first"


@pytest.mark.parametrize(
    ("hang_up", "reaction", "reached", "far_end"),
    [
        ("ringing", RING, "dialled", "cancelled"),
        ("prompt", ANSWER, "sound", "far"),
        ("menu", ANSWER, "sound", "far"),
        ("never", ANSWER, "talk", "us"),
    ],
)
async def test_stages(hang_up: Any, reaction: Reaction, reached: str, far_end: str):
    """A caller hangs up at the stage the script names, or leaves it to the agent."""
    script = caller(hang_up=hang_up, hang_up_after_s=0.1)
    talk_s = 0.8 if hang_up == "never" else None
    outcomes = await run_robots(direct(script, reactions=(reaction,), talk_s=talk_s))
    by_kind = {outcome.kind: outcome for outcome in outcomes}
    assert by_kind["caller"].reached == reached
    assert by_kind["agent"].ended_by == far_end
    assert by_kind["caller"].hung_up is (hang_up != "never")


async def test_reactions_in_turn():
    """An agent takes its reactions in turn, and a second call meets a busy phone."""
    callers = (
        caller("one", patience_s=1), caller("two", patience_s=1, start_s=0.3, hang_up_after_s=1),
        caller("three", patience_s=1, start_s=0.7, tone_hz=540),
    )  # fmt: skip
    outcomes = await run_robots(direct(*callers, reactions=(DECLINE, ANSWER)))
    by_name = {outcome.robot: outcome for outcome in outcomes if outcome.kind == "caller"}
    assert [by_name[name].status for name in ("one", "two", "three")] == [603, 200, 486]
    assert [one.busy for one in outcomes if one.kind == "agent"].count(True) == 1


async def test_feature_code_is_dialled():
    """A code that comes after a call is dialled when that call has ended."""
    port = free_port("127.0.0.4", socket.SOCK_DGRAM)
    code = CodeScript(f"sip:*131@127.0.0.4:{port}", after_call=1, lasts_s=0.2)
    plan = direct(caller(hang_up_after_s=0.2), codes=(code,))
    outcomes = await run_robots(replace(plan, trunk_port=port))
    assert [one.far for one in outcomes if one.kind == "code"] == [code.dial]


async def test_stop_leaves_nothing(tmp_path: Path):
    """A stopped plan hangs everything up, and each call still has its outcome and recording."""
    plan = direct(caller(hang_up="never"))
    robots = Robots(replace(plan, recordings=str(tmp_path)))
    await robots.begin()
    run = asyncio.ensure_future(robots.run())
    call = await robots.floor.agents["anna"].phone.next_call()
    await call.hears(500)
    robots.obey({"do": "stop"})
    await run
    await robots.close()
    assert sorted(outcome.kind for outcome in robots.floor.outcomes) == ["agent", "caller"]
    assert len(list(tmp_path.glob("*.wav"))) == 2
    assert not robots.floor.tasks


async def test_process(tmp_path: Path):
    """The robots' own process reads a plan and wishes and writes JSON lines to the end."""
    path = tmp_path / "plan.json"
    path.write_bytes(write_plan(direct(caller(hang_up_after_s=0.2))))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "voipcc.softphone.robot", "--plan", str(path), "--wait",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    lines = []
    async with asyncio.timeout(15):
        while line := await process.stdout.readline():
            lines.append(json.loads(line))
            if lines[-1]["say"] == "ready":
                process.stdin.write(b'nonsense\n{"do":"dance"}\n{"do":"start"}\n')
        assert await process.wait() == 0
    assert [line["say"] for line in lines].count("problem") == 2
    assert lines[-1]["say"] == "finished"
    outcomes = [
        msgspec.convert(line["outcome"], Outcome) for line in lines if line["say"] == "outcome"
    ]
    assert talks(outcomes)[0].caller == "first"


def test_plan_is_checked():
    """A plan comes back from JSON as it was, and a wrong one is refused with its place."""
    plan = direct(caller(), reactions=(DECLINE, Reaction(answer_after_s=2.0)))
    assert read_plan(write_plan(plan)) == plan
    for text, problem in (
        ("{", "cannot be read"),
        ('{"server":["a",1],"callers":[{"name":"x"}]}', r"missing.*\$.callers\[0\]"),
        ('{"server":["a","b"]}', r"\$.server\[1\]"),
    ):
        with pytest.raises(PlanError, match=problem):
            read_plan(text)
    with pytest.raises(PlanError, match="two robots"):
        read_plan(write_plan(replace(plan, callers=(caller("anna"),))))
    with pytest.raises(PlanError, match="no reaction"):
        read_plan(write_plan(direct(caller(), reactions=())))


def heard(robot: str, kind: Any, tone_hz: int, spans: tuple[Span, ...], **more: Any) -> Outcome:
    """An outcome of a call answered at 1 s and ended at 11 s."""
    times = Times(answered=SECOND, invite_sent=SECOND // 2, invite_received=SECOND // 2,
                  bye_received=11 * SECOND, ended=11 * SECOND)  # fmt: skip
    values = {"far": "", "reached": "talk", "status": 200, "ended_by": "far", "reason": "",
              "hung_up": False, "busy": False, "times": times, "heard": spans} | more  # fmt: skip
    return Outcome(robot=robot, kind=kind, tone_hz=tone_hz, **values)


def spans(hz: int, seconds: float) -> tuple[Span, ...]:
    return (Span(SECOND, SECOND + int(seconds * SECOND), hz),)


@pytest.mark.parametrize(("seconds", "verdict"), [(9.9, True), (7.9, True), (7.8, False)])
def test_verdict_needs_four_fifths(seconds: float, verdict: bool):
    """A talk counts as heard both ways only when each end heard the other for 80 % of it, its onset aside."""
    outcomes = [
        heard("bob", "caller", 500, spans(660, seconds), numbers=("+491",)),
        heard("anna", "agent", 660, spans(500, 10)),
    ]
    (talk,) = talks(outcomes)
    assert talk.both_ways is verdict
    assert talk.seconds == 10


def test_verdict_pairs_by_tone_where_numbers_are_withheld():
    """Of two callers at the same time the one whose tone the agent heard is the partner."""
    outcomes = [
        heard("bob", "caller", 500, ()),
        heard("eve", "caller", 540, spans(660, 10)),
        heard("anna", "agent", 660, spans(540, 10)),
    ]
    assert [(talk.caller, talk.both_ways) for talk in talks(outcomes)] == [("eve", True)]


def test_verdict_of_dead_silence():
    """Two ends that hear nothing at all are paired by number and judged deaf."""
    outcomes = [
        heard("bob", "caller", 500, (), numbers=("+4930123456",)),
        heard("anna", "agent", 660, (), far="030123456"),
    ]
    assert talks(outcomes) == [Talk("bob", "anna", SECOND, 11 * SECOND, 0, 0, False)]
    assert talks([heard("anna", "agent", 660, ())])[0].caller == ""


def test_same_number():
    """National and international writing of a number are the same, a withheld one is nobody's."""
    assert same_number("+4930123456", "030123456")
    assert not same_number("", "")
    assert not same_number("+4930123456", "+4930123457")
