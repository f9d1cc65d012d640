"""The switch room on a real Asterisk with real phones: what no fake can prove."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.asterisk.fake_switch import NUMBER
from tests.asterisk.real_switch import RealRoom, real_switch
from tests.waiting import until
from voipcc.asterisk.ari import HttpPool
from voipcc.core.commands import (
    Adopt,
    Connect,
    EndTalk,
    HangUp,
    Play,
    Ring,
    SetStandIns,
    StartMusic,
    WatchLine,
)
from voipcc.core.events import (
    CallArrived,
    DeviceChanged,
    LegAnswered,
    LegConnected,
    LegEnded,
    PromptFinished,
    SwitchLost,
)
from voipcc.softphone.wire import Reaction

pytestmark = pytest.mark.live

ANSWER_SOON = Reaction(answer_after_s=0.05)


@pytest.fixture
async def room(tmp_path: Path):
    async with real_switch(tmp_path) as room:
        yield room


async def guard_of(room: RealRoom, leg: str) -> float:
    """Seconds until the dead-man's switch of a leg fires."""
    pool: HttpPool = room.switch._lines.pool
    _, body = await pool.ask("GET", f"channels/{leg}/variable?variable=TIMEOUT(absolute)")
    return float(body.split(b'"value":"')[1].split(b'"')[0])


async def talk(room: RealRoom):
    phone = await room.phone(reaction=ANSWER_SOON)
    call, leg = await room.caller()
    room.do(Ring("1-3", "anna/desk", leg, "1-0"))
    rung = await phone.next_call()
    await room.posted.next(LegAnswered, leg="1-3")
    room.do(Connect("1-4", leg, "1-3"))
    await room.posted.next(LegConnected, leg="1-3")
    return call, leg, rung


@pytest.mark.long
async def test_a_prompt_of_40_seconds_is_never_cut(room: RealRoom) -> None:
    """The guard of 15 s is renewed while a long prompt plays: it is heard to its end."""
    call, leg = await room.caller()
    prompts = ("number/7",) * 80
    begun = time.monotonic()
    room.do(Play(leg, "1-1", prompts))
    finished = await room.posted.next(PromptFinished, within_s=90)
    assert finished.playback == "1-1"
    assert time.monotonic() - begun >= 40
    assert 0 < await guard_of(room, leg) <= 15
    assert not call.over
    call.hang_up()
    await room.posted.next(LegEnded, leg=leg)


async def test_the_guard_follows_the_call(room: RealRoom) -> None:
    """15 s in music, hours in a talk, 15 s again afterwards; the agent's leg has hours."""
    _, leg, rung = await talk(room)
    await room.switch._lines.ami.ask("Ping")
    assert await guard_of(room, leg) > 3600
    assert await guard_of(room, "1-3") > 3600
    rung.hang_up()
    await room.posted.next(LegEnded, leg="1-3")
    room.do(StartMusic(leg))
    room.do(EndTalk("1-4"))
    await room.switch._lines.ami.ask("Ping")
    assert 0 < await guard_of(room, leg) <= 15


async def test_a_caller_keeps_waiting_while_nobody_controls_and_is_adopted(
    room: RealRoom,
) -> None:
    """Without a controller the caller falls to the fallback; the next controller fetches it."""
    call, leg = await room.caller()
    room.do(StartMusic(leg))
    keys = {"Channel": leg, "Variable": "TIMEOUT(absolute)", "Value": "1"}
    await room.switch._lines.ami.ask("Setvar", keys)  # so that the test need not wait 15 s
    await room.switch.stop()
    await asyncio.sleep(1.5)
    found = await room.new_switch()
    assert [(one.leg, one.place) for one in found.legs] == [(leg, "fallback_waiting")]
    room.do(Adopt(leg))
    back = await room.posted.next(CallArrived)
    assert (back.leg, back.number, back.answered) == (leg, NUMBER, True)
    assert back.happened_us - back.since_us > 1_000_000
    room.do(Play(leg, "2-1", ("number/7",)))
    await room.posted.next(PromptFinished, playback="2-1")
    assert not call.over
    room.do(HangUp(leg))
    await call.ended()


async def test_a_talk_goes_on_without_a_controller(room: RealRoom) -> None:
    """Two parties keep hearing each other while the room is away, and are found in their talk."""
    call, leg, rung = await talk(room)
    await room.switch.stop()
    before = call.heard(700), rung.heard(1000)
    await until(lambda: call.heard(700) > before[0] + 1 and rung.heard(1000) > before[1] + 1, 8)
    found = await room.new_switch()
    assert {(one.leg, one.place, one.talk, one.device) for one in found.legs} == {
        (leg, "talk", "1-4", ""),
        ("1-3", "talk", "1-4", "anna/desk"),
    }
    call.hang_up()
    await room.posted.next(LegEnded, leg=leg)
    room.do(HangUp("1-3"))
    room.do(EndTalk("1-4"))
    await rung.ended()
    await until(lambda: not room.switch._legs)
    assert await room.switch.counts() == {"channels": 0, "bridges": 0, "tasks": 0}


async def test_a_silent_phone_is_noticed_within_six_seconds(room: RealRoom) -> None:
    """A closely watched phone on UDP that vanishes is told as unreachable in time."""
    phone = await room.phone()
    room.do(WatchLine("anna/desk", True))
    phone.vanish()
    begun = time.monotonic()
    changed = await room.posted.next(DeviceChanged, within_s=6, reachable=False)
    assert changed.device == "anna/desk"
    assert time.monotonic() - begun < 6


async def test_a_phone_whose_socket_closes_is_gone_at_once(room: RealRoom) -> None:
    """A phone on TCP that dies is unreachable as soon as its connection ends."""
    phone = await room.phone("ben/desk", transport="tcp")
    begun = time.monotonic()
    phone.vanish()
    changed = await room.posted.next(DeviceChanged, reachable=False)
    assert changed.device == "ben/desk"
    assert time.monotonic() - begun < 1


async def test_stand_ins_are_rung_by_the_fallback(room: RealRoom) -> None:
    """A phone named as stand-in is rung and talks while no controller lives."""
    phone = await room.phone(reaction=ANSWER_SOON)
    room.do(SetStandIns(NUMBER, ("anna/desk",)))
    await room.switch._lines.ami.ask("Ping")
    call, leg = await room.caller()
    room.do(StartMusic(leg))
    keys = {"Channel": leg, "Variable": "TIMEOUT(absolute)", "Value": "1"}
    await room.switch._lines.ami.ask("Setvar", keys)
    await room.switch.stop()
    rung = await phone.next_call(15)
    await rung.hears(1000, timeout_s=15)
    found = await room.new_switch()
    assert {(one.place, one.device) for one in found.legs} == {
        ("fallback_talk", ""),
        ("fallback_talk", "anna/desk"),
    }
    call.hang_up()
    await room.posted.next(LegEnded, leg=leg)
    await rung.ended()


async def test_a_dead_switch_is_noticed(room: RealRoom) -> None:
    """When Asterisk dies the room knows within a second."""
    begun = time.monotonic()
    await room.private.stop()
    await room.posted.next(SwitchLost)
    assert time.monotonic() - begun < 5
