"""Agents' lines on a real Asterisk: measured in talks, faults noticed, kept with the call."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.live.cell import STRAIGHT_PLAN, Cell, loopback, running, until
from voipcc.control import VerbError
from voipcc.core.cdr import LegQuality
from voipcc.database.archive import Archive
from voipcc.softphone.sip.account import PhoneAccount
from voipcc.softphone.sip.remote import PjRobot
from voipcc.softphone.wire import IncomingCall, OutgoingCall, WirePhone

pytestmark = [
    pytest.mark.live,
    pytest.mark.asyncio(loop_scope="module"),
]

AGENTS = ("fine", "lossy", "deaf", "mute")
SOFT = "soft"  # its phone is a real softphone
QUEUE = "wrap_up_s: 0, announce_first_s: 0"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cell(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cell]:
    """One centre in which four agents talk at once, each over another line."""
    folder: Path = tmp_path_factory.mktemp("lines")
    async with running(
        folder, agents=(*AGENTS, SOFT), plan=STRAIGHT_PLAN, queue_words=QUEUE
    ) as served:
        yield served


async def talk(cell: Cell, carrier: WirePhone, agent: str, tone_hz: int) -> OutgoingCall:
    """A caller talks to this agent, whose phone is the only one that is free."""
    phone = await cell.ready_agent(agent, tone_hz=tone_hz)
    if agent == "deaf":
        phone.on_invite = fall_silent
    call = await cell.call(carrier)

    async def talks() -> bool:
        return bool((await cell.agent_state(agent))["work"] == "talking")

    await until(talks, 10, f"{agent} talks")
    if agent == "lossy":
        phone.calls[-1].media.loses = lambda number: number % 50 < 6  # six in a row of fifty
    return call


async def phone_of(cell: Cell, agent: str, tone_hz: int) -> WirePhone:
    """The agent's phone, also where no other test has brought it."""
    there = (one for one in cell.phones if one.user and one.tone_hz == tone_hz)
    return next(there, None) or await cell.ready_agent(agent, tone_hz=tone_hz)


async def nobody_else(cell: Cell) -> None:
    """All are out, whichever tests ran before."""
    for agent in (*AGENTS, SOFT):
        with contextlib.suppress(VerbError):  # who is out already
            await cell.ask("agent.log_out", agent=agent)


def fall_silent(call: IncomingCall) -> None:
    """Not one packet comes from this phone."""
    call.media.sending = False


async def line(cell: Cell, agent: str) -> dict[str, Any]:
    return dict((await cell.agent_state(agent))["line_health"])


async def test_lines_are_measured_and_faults_noticed(cell: Cell) -> None:
    """Loss degrades a line after two looks; one-way audio and digital silence are named; all is kept."""
    carrier = cell.carrier()
    calls = {
        "lossy": await talk(cell, carrier, "lossy", 500),
        "deaf": await talk(cell, carrier, "deaf", 600),
        "mute": await talk(cell, carrier, "mute", 0),
        "fine": await talk(cell, carrier, "fine", 700),
    }

    async def state(agent: str) -> tuple[str, str]:
        found = await line(cell, agent)
        return found["state"], found["reason"]

    async def is_so(agent: str, wanted: tuple[str, str]) -> bool:
        return await state(agent) == wanted

    await until(lambda: is_so("deaf", ("bad", "one_way")), 20, "one-way audio")
    await until(lambda: is_so("lossy", ("degraded", "loss")), 30, "loss")
    await until(lambda: is_so("mute", ("degraded", "dead_microphone")), 60, "dead microphone")
    fine = await line(cell, "fine")
    print(fine, await line(cell, "lossy"))
    assert fine["state"] == "good"
    assert fine["mos"] > 4.2 and fine["loss_percent"] < 1
    assert 8 < (await line(cell, "lossy"))["loss_percent"] < 20
    shown = await cell.ask("why", name="deaf")
    assert shown["line"]["reason"] == "one_way"
    await asyncio.gather(*(hang_up(call) for call in calls.values()))
    await cell.records(4)
    await cell.nothing_left()
    await check_kept(cell)


async def hang_up(call: OutgoingCall) -> None:
    call.hang_up()
    await until(lambda: call.over)


async def check_kept(cell: Cell) -> None:
    """Each leg of each call has its figures."""
    archive = Archive(cell.state.records)

    def kept() -> dict[str, list[LegQuality]]:
        return {agent: archive.lines_of(agent) for agent in AGENTS}

    legs = await until(lambda: all(kept().values()) and kept(), 10)
    for agent, rows in legs.items():
        (mine,) = rows
        print(mine)
        both = archive.leg_qualities(mine.conversation)
        assert sorted(bool(one.device) for one in both) == [False, True]
        assert mine.codec in ("alaw", "ulaw")
        assert (mine.packets_in == 0) == (agent == "deaf")
    assert legs["deaf"][0].fault == "one_way"
    assert legs["mute"][0].fault == "dead_microphone"
    assert 2.5 < legs["lossy"][0].mos_in < 3.9
    assert legs["fine"][0].mos_in > 4.2


async def test_a_degraded_line_is_rung_with_codecs_for_it(cell: Cell) -> None:
    """With `line_profile: automatic` the next INVITE offers Opus and GSM first, and no G.722."""
    for agent in ("fine", "mute"):
        await cell.ask("agent.log_out", agent=agent)
    phone = next(one for one in cell.phones if one.calls and one.tone_hz == 500)
    offers: list[str] = []
    phone.on_invite = lambda call: offers.append(call.invite.body.decode())
    carrier = next(one for one in cell.phones if not one.user)
    call = await cell.call(carrier)
    await until(lambda: offers, 10)
    kinds = offers[0].split("m=audio ")[1].split("\r\n")[0].split()[2:]
    print(kinds)
    await hang_up(call)
    assert "9" not in kinds and "3" in kinds and int(kinds[0]) >= 96
    for agent in ("fine", "mute"):
        await cell.ask("agent.log_in", agent=agent)


async def test_a_line_test_by_code_echoes_speaks_and_counts(cell: Cell) -> None:
    """*60: the agent hears the own voice, is told the quality, and the test stands in the history."""
    code = (await phone_of(cell, "lossy", 500)).place_call("*60")
    await code.answered()
    await code.hears(500, for_s=1.0, timeout_s=20)  # what it says itself comes back
    await code.ended(40)
    archive = Archive(cell.state.records)
    (test,) = await until(
        lambda: [one for one in archive.lines_of("lossy") if one.source == "test"], 10
    )
    print(test)
    assert (test.conversation, test.device) == ("", "lossy/desk")
    assert test.packets_in > 400 and test.mos_in > 4
    assert (await line(cell, "lossy"))["state"] == "good"
    shown = await cell.nothing_left()
    assert not any(shown.values())


async def test_a_softphone_is_measured_both_ways_with_its_round_trip(cell: Cell) -> None:
    """A phone that reports by RTCP has a MOS each way; muted and suppressing silence it has no fault."""
    pytest.importorskip("pjsua2")
    await nobody_else(cell)
    secret = json.loads(cell.state.secrets.read_text())["devices"][f"{SOFT}/desk"]
    account = PhoneAccount(
        cell.listen, secret["endpoint"], secret["password"], port=cell.status["ports"]["udp"]
    )
    wish = {"tone_hz": 800, "manners": {"answer_after_s": 0.1}, "silence_suppression": True}
    async with PjRobot(account, local_address=loopback(), **wish) as robot:
        await robot.register()
        await cell.ask("agent.log_in", agent=SOFT)
        carrier = next((one for one in cell.phones if not one.user), None) or cell.carrier()
        call = await cell.call(carrier)
        await call.hears(800, for_s=1.0, timeout_s=15)
        await robot.do("mute", muted=True)

        async def measured() -> bool:
            return bool((await line(cell, SOFT))["round_trip_ms"])

        await until(measured, 40, "a round trip")
        found = await line(cell, SOFT)
        print(found)
        assert found["state"] == "good" and 0 < found["round_trip_ms"] < 500
        await hang_up(call)
        await cell.nothing_left()
    archive = Archive(cell.state.records)
    (mine,) = await until(lambda: archive.lines_of(SOFT), 10)
    print(mine)
    assert mine.mos_in > 4 and mine.mos_out > 4 and mine.round_trip_us > 0
    assert mine.packets_out > 100 and mine.fault == ""


@pytest.mark.parametrize("ending", ["caller", "agent", "waiting"])
async def test_the_shortest_call_has_figures_of_each_leg(cell: Cell, ending: str) -> None:
    """Of a call of two seconds, whoever ends it, every packet that was sent to us is on the record."""
    phone = await phone_of(cell, "fine", 700)
    await nobody_else(cell)
    known = len(list(Archive(cell.state.records).between(0, 1 << 62)))
    if ending != "waiting":
        await cell.ask("agent.log_in", agent="fine")
    rung = len(phone.calls)
    call = await cell.call(
        next((one for one in cell.phones if not one.user), None) or cell.carrier()
    )
    if ending != "waiting":
        await until(lambda: len(phone.calls) > rung, 10)
        await call.hears(700)
    await until(lambda: call.media.sent > 100, 10)
    if ending == "agent":
        phone.calls[-1].hang_up()
        await until(lambda: call.over)
    else:
        await hang_up(call)
    record = (await cell.records(known + 1))[-1]
    wanted = {"": call.media.sent}
    if ending != "waiting":
        wanted["fine"] = phone.calls[-1].media.sent
    archive = Archive(cell.state.records)
    found = await until(
        lambda: (
            len(rows := archive.leg_qualities(record.id)) == len(wanted)
            and {one.agent: one for one in rows}
        ),
        10,
    )
    for agent, sent in wanted.items():
        print(sent, found[agent])
        assert sent - 15 <= found[agent].packets_in + found[agent].lost_in <= sent + 5
        assert found[agent].codec in ("alaw", "ulaw") and found[agent].mos_in > 4
