"""The wire phone against a real Asterisk: its own throwaway one, on addresses of its own."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.softphone.plain_asterisk import PlainAsterisk, find_root, start, stop
from voipcc.softphone.outcome import offers, talks
from voipcc.softphone.robot import run_robots
from voipcc.softphone.script import AgentScript, CallerScript, Plan
from voipcc.softphone.wire import ANSWER, BUSY, DECLINE, RING, Reaction, WirePhone
from voipcc.softphone.wire.line import Transport

pytestmark = [
    pytest.mark.live,
    pytest.mark.xdist_group("plain_asterisk"),
]
CALLER_HZ, ANNA_HZ, BEN_HZ = 500, 600, 660


@pytest.fixture(scope="module")
def asterisk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlainAsterisk]:
    root = find_root()
    place = os.getpid() % 200 + 20
    folder: Path = tmp_path_factory.mktemp("asterisk")
    running, pid = asyncio.run(start(folder, root, f"127.0.11.{place}", f"127.0.12.{place}"))
    yield running
    stop(running, pid)


@contextlib.asynccontextmanager
async def trunk(asterisk: PlainAsterisk, **more: object) -> AsyncIterator[WirePhone]:
    async with WirePhone(asterisk.trunk, asterisk.server, tone_hz=CALLER_HZ, **more) as phone:
        yield phone


@contextlib.asynccontextmanager
async def agent(
    asterisk: PlainAsterisk, name: str = "anna", reaction: Reaction = ANSWER,
    transport: Transport = "udp", tone_hz: int = ANNA_HZ,
) -> AsyncIterator[WirePhone]:  # fmt: skip
    async with WirePhone(
        "127.0.13.1", asterisk.server, user=name, password=f"secret-{name}", tone_hz=tone_hz,
        transport=transport, policy=lambda call: reaction,
    ) as phone:  # fmt: skip
        assert await phone.register(expiry_s=60) == 200
        yield phone
        await phone.unregister()


async def test_echo(asterisk: PlainAsterisk):
    """A caller on the trunk hears the own tone come back from Echo(), from the first packet on."""
    async with trunk(asterisk) as phone:
        call = phone.place_call("600", caller="+49301234")
        await call.answered()
        await call.hears(CALLER_HZ, for_s=0.3)
        times = call.times
        assert times.invite_sent < times.trying_received <= times.answered < times.first_sound
        assert call.hearing.lost == 0
        assert call.hearing.longest_gap_s() < 0.2
        call.hang_up()
        await call.ended()


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_registration(asterisk: PlainAsterisk, transport: Transport):
    """A phone registers with its digest, answers OPTIONS and takes its registration back."""
    async with agent(asterisk, transport=transport) as phone:
        assert phone.registration.expires_s >= 50
        assert phone.seen_as is not None
        assert "anna/sip:anna@127.0.13.1" in asterisk.console("pjsip show contacts")
        assert await phone.unregister() == 200
        assert "anna/sip:anna@127.0.13.1" not in asterisk.console("pjsip show contacts")
        assert await phone.register(expiry_s=60) == 200


async def test_refreshed_registration(asterisk: PlainAsterisk):
    """A short registration is refreshed by itself before it runs out."""
    async with agent(asterisk) as phone:
        assert await phone.register(expiry_s=1) == 200
        asked = phone.registration.count
        call = phone.place_call("600")
        assert await call.wait(lambda: phone.registration.count > asked, 20)


async def test_wrong_password(asterisk: PlainAsterisk):
    """A wrong password ends in 401 after one try and not in a loop."""
    async with WirePhone("127.0.13.2", asterisk.server, user="anna", password="wrong") as phone:
        assert await phone.register() == 401
        call = phone.place_call("600")
        await call.ended()
        assert call.status in (401, 403)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_call_to_an_agent(asterisk: PlainAsterisk, transport: Transport):
    """Caller and agent hear each other through Dial(), and the agent sees the caller's number."""
    async with trunk(asterisk) as phone, agent(asterisk, transport=transport) as anna:
        call = phone.place_call("700", caller="+4930555")
        far = await anna.next_call()
        await call.answered()
        await asyncio.gather(call.hears(ANNA_HZ, for_s=0.5), far.hears(CALLER_HZ, for_s=0.5))
        assert far.caller == "+4930555"
        assert 0 < far.times.invite_received - call.times.invite_sent < 1_000_000_000
        far.hang_up()
        await call.ended()
        assert call.ended_by == "far"


async def test_agent_calls_agent(asterisk: PlainAsterisk):
    """An INVITE that is challenged is sent again with credentials and reaches the other phone."""
    async with (
        agent(asterisk) as anna,
        agent(asterisk, "ben", tone_hz=BEN_HZ) as ben,
    ):
        call = anna.place_call("701")
        await call.answered()
        await asyncio.gather(call.hears(BEN_HZ), ben.calls[-1].hears(ANNA_HZ))


@pytest.mark.parametrize(("reaction", "status"), [(BUSY, 486), (DECLINE, 603)])
async def test_agent_refuses(asterisk: PlainAsterisk, reaction: Reaction, status: int):
    """An agent's refusal ends the Dial(), and the caller is not left ringing."""
    async with trunk(asterisk) as phone, agent(asterisk, reaction=reaction) as anna:
        call = phone.place_call("700")
        await call.ended()
        assert anna.calls[-1].status == status
        assert call.status >= 400


async def test_caller_gives_up(asterisk: PlainAsterisk):
    """A caller's CANCEL reaches the agent's phone as a CANCEL."""
    async with trunk(asterisk) as phone, agent(asterisk, reaction=RING) as anna:
        call = phone.place_call("700")
        far = await anna.next_call()
        await call.ringing()
        call.hang_up()
        await asyncio.gather(call.ended(), far.ended())
        assert (call.status, far.ended_by) == (487, "cancelled")


async def test_early_media(asterisk: PlainAsterisk):
    """Sound before the answer is heard, and nothing is sent until then."""
    async with trunk(asterisk) as phone:
        call = phone.place_call("601")
        await call.hears(900, for_s=0.2)
        assert call.times.answered == 0
        assert call.times.progress_received > 0
        assert call.media.sent == 0
        call.hang_up()
        await call.ended()


@pytest.mark.parametrize("how", ["rfc4733", "info", "inband"])
async def test_keys(asterisk: PlainAsterisk, how: str):
    """Asterisk takes a key by telephone event, by INFO, and in-band where no events are offered."""
    async with trunk(asterisk, events=how != "inband") as phone:
        call = phone.place_call("602")
        await call.hears(700)
        await call.press("2", how=how, hold_ms=160)
        await call.hears(1300)
        assert call.heard(1100) == 0


async def test_recorded_and_played_back(asterisk: PlainAsterisk):
    """What a robot says is what Asterisk records: its tone comes back from the file."""
    async with trunk(asterisk) as phone:
        call = phone.place_call("603")
        await call.answered()
        assert await call.wait(lambda: call.hearing.packets > 0, 20)
        await call.hears(CALLER_HZ, for_s=0.4)
        await call.ended()
        assert call.ended_by == "far"


async def test_hold_gives_music(asterisk: PlainAsterisk):
    """While the agent holds, the caller hears music and not the agent; afterwards the agent again."""
    async with trunk(asterisk) as phone, agent(asterisk) as anna:
        call = phone.place_call("700")
        await call.answered()
        far = anna.calls[-1]
        await call.hears(ANNA_HZ)
        assert await far.hold() == 200
        held_ns = time.monotonic_ns() + 100_000_000
        assert await call.wait(lambda: time.monotonic_ns() > held_ns + 400_000_000, 20)
        assert call.heard(ANNA_HZ, start_ns=held_ns) == 0
        assert await far.resume() == 200
        await call.hears(ANNA_HZ)


async def test_refused_by_the_switch(asterisk: PlainAsterisk):
    """Busy and unknown numbers end with the switch's status."""
    async with trunk(asterisk) as phone:
        busy, unknown = phone.place_call("606"), phone.place_call("999")
        await asyncio.gather(busy.ended(), unknown.ended())
        assert (busy.status, unknown.status) == (486, 404)


async def test_vanished_tcp_phone(asterisk: PlainAsterisk):
    """A TCP phone that vanishes takes its connection with it, and Asterisk drops the contact."""
    phone = WirePhone(
        "127.0.13.3", asterisk.server, user="ben", password="secret-ben", transport="tcp"
    )
    assert await phone.register() == 200
    phone.vanish()
    async with trunk(asterisk) as caller:
        call = caller.place_call("701")
        await call.ended()
        assert call.status in (480, 404, 503)


async def test_processor_time_of_25_legs(asterisk: PlainAsterisk):
    """25 legs with audio both ways cost the robots' process well under half of one core."""
    async with trunk(asterisk) as phone:
        calls = [phone.place_call("600", tone_hz=500 + 20 * number) for number in range(25)]
        await asyncio.gather(*(call.answered() for call in calls))
        wall, used = time.monotonic(), time.process_time()
        assert await calls[0].wait(lambda: time.monotonic() > wall + 2, 20)
        share = (time.process_time() - used) / (time.monotonic() - wall)
        for number, call in enumerate(calls):
            assert call.heard(500 + 20 * number) > 1.5
            assert call.hearing.lost == 0
        assert share < 0.4


async def test_robots(asterisk: PlainAsterisk):
    """Robots on a trunk and at two agents' phones hear each other in every call through Asterisk."""
    agents = tuple(
        AgentScript(name, name, f"secret-{name}", hz, address=f"127.0.13.{place}")
        for place, (name, hz) in enumerate((("anna", ANNA_HZ), ("ben", BEN_HZ)), 4)
    )
    callers = tuple(
        CallerScript(
            f"caller {place}", "700" if place % 2 else "701", 1000 + 20 * place,
            caller=f"+49301234{place:03}", start_s=1.5 * (place // 2), hang_up_after_s=0.8,
        )
        for place in range(4)
    )  # fmt: skip
    plan = Plan(asterisk.server, asterisk.trunk, callers=callers, agents=agents, longest_s=15)
    outcomes = await run_robots(plan)
    verdicts = talks(outcomes)
    assert sorted(talk.caller for talk in verdicts) == [script.name for script in callers]
    for talk in verdicts:
        assert talk.both_ways, talk
        assert talk.answer_to_audio_ms is not None
        assert talk.answer_to_audio_ms < 500
    assert {offer.caller for offer in offers(outcomes)} == {script.name for script in callers}
