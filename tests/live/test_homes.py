"""Agents at home, live: every transport through NAT, an address that changes, a line that dies."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from tests.live.cell import until
from tests.live.homes import required
from tests.live.homes.centre import RTP_PORTS, HomesCentre, Worker, homes_centre
from tests.live.homes.robots import (
    PlacedCarrier,
    PlacedRobot,
    is_tone,
    longest_silence_s,
    next_call,
)
from tests.sums import check_sums
from voipcc.core.cdr import Conversation

pytestmark = [
    pytest.mark.root,
    pytest.mark.asyncio(loop_scope="module"),
]

GAP_S = 1.0
BACK_WITHIN_S = 3.0
LONGEST_SILENCE_S = 6.0
PACKETS_PER_S = 50
NO_AUDIO = f"""
table ip silence {{
    chain passing {{
        type filter hook forward priority filter - 1;
        udp dport {RTP_PORTS} drop
    }}
}}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[HomesCentre]:
    """One centre for all tests of this file; every agent's phone is there and ready."""
    required()
    async with homes_centre(tmp_path_factory.mktemp("homes")) as served:
        workers = served.workers.values()
        await asyncio.gather(served.open_carrier(), *map(served.begin_work, workers))
        yield served


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def tidy(centre: HomesCentre) -> AsyncIterator[None]:
    """What a failed test left behind is no other test's fault."""
    yield
    await centre.robots["carrier"].do("hang_up_all")
    await centre.nothing_left()
    centre.seen.update(one.id for one in await centre.records(1))


@dataclass(frozen=True, slots=True)
class Talk:
    """A caller in talk with an agent: `call` at the carrier, `rung` at her phone."""

    worker: Worker
    carrier: PlacedCarrier
    robot: PlacedRobot
    call: int
    rung: int

    async def both_ways(self, seconds: float, limit_s: float = 10.0) -> None:
        """Wait until both ends hear the other's tone for so long from now on."""
        now_ns = time.monotonic_ns()
        await asyncio.gather(
            self.carrier.hears(self.call, self.worker.tone_hz, seconds, limit_s),
            self.robot.hears(self.rung, self.worker.caller_hz, seconds, now_ns, limit_s),
        )

    async def back_after_s(self, since_ns: int) -> tuple[float, float]:
        """Seconds from then until the caller and the agent heard each other again."""
        heard = await self.robot.heard(self.rung, self.worker.caller_hz, since_ns)
        sounds = await self.carrier.sounds(self.call, since_ns)
        first_ns = next(one[0] for one in sounds if is_tone(one, self.worker.tone_hz))
        return (first_ns - since_ns) / 1e9, (heard.first_ns - since_ns) / 1e9

    async def silence_s(self, since_ns: int) -> float:
        """The caller's longest silence from then until now."""
        sounds = await self.carrier.sounds(self.call, since_ns)
        return longest_silence_s(sounds, since_ns, time.monotonic_ns())


async def talk(centre: HomesCentre, worker: Worker) -> Talk:
    """A caller dials the worker's number, and they hear each other."""
    carrier, robot = centre.robots["carrier"], centre.robots[worker.name]
    assert isinstance(carrier, PlacedCarrier)
    ringing = asyncio.create_task(next_call(robot))
    call = await carrier.dial(worker.number, worker.caller_hz)
    begun = Talk(worker, carrier, robot, call, await ringing)
    await begun.both_ways(0.5)
    return begun


async def hung_up(centre: HomesCentre, talks: list[Talk]) -> dict[str, Conversation]:
    """End the talks; the new records by agent."""
    await asyncio.gather(*(each.carrier.hang_up(each.call) for each in talks))
    kept = await centre.records(len(centre.seen) + len(talks))
    await centre.nothing_left()
    fresh = [record for record in kept if record.id not in centre.seen]
    centre.seen.update(record.id for record in fresh)
    for record in fresh:
        check_sums(record)
    return {record.offers[0].agent: record for record in fresh}


def stages(record: Conversation) -> list[str]:
    """What the caller went through after the dialplan's first steps."""
    return [part.kind for part in record.segments if part.kind != "menu"]


async def test_every_home_and_transport_carries_audio_both_ways(centre: HomesCentre) -> None:
    """Over UDP, TCP, TLS with SRTP and WebRTC, alone or two behind one NAT, both ends hear each other."""
    talks = await asyncio.gather(*(talk(centre, each) for each in centre.workers.values()))
    await asyncio.gather(*(each.both_ways(2.0) for each in talks))
    assert (await centre.robots["cora"].do("outcome", call=talks[2].rung))["encrypted"]
    records = await hung_up(centre, talks)
    assert {name: one.outcome for name, one in records.items()} == dict.fromkeys(
        centre.workers, "answered"
    )


@pytest.mark.parametrize("settled_s", [0.5, 5.5])
async def test_a_talk_survives_another_outside_address(
    centre: HomesCentre, settled_s: float
) -> None:
    """When every home gets another address in mid-call, each talk is heard again within 3 s.

    A young talk differs: for 5 s Asterisk follows audio from anywhere, then only new offers.
    """
    talks = await asyncio.gather(*(talk(centre, each) for each in centre.workers.values()))
    await asyncio.gather(*(each.both_ways(settled_s) for each in talks))
    lost_ns = time.monotonic_ns()
    homes = {each.worker.home.name: each.worker.home for each in talks}
    moves = [(home, centre.next_address()) for home in homes.values()]
    moments = await asyncio.gather(*(home.move(address, GAP_S) for home, address in moves))
    back_ns = dict(zip(homes, moments, strict=True))
    await asyncio.gather(*(each.both_ways(1.0, 8.0) for each in talks))
    for each in talks:
        took = await each.back_after_s(back_ns[each.worker.home.name])
        print(f"{each.worker.transport}: caller {took[0]:.2f} s, agent {took[1]:.2f} s")
        assert max(took) < BACK_WITHIN_S, each.worker.transport
        assert await each.silence_s(lost_ns) < LONGEST_SILENCE_S
    records = await hung_up(centre, talks)
    for record in records.values():
        assert stages(record) == ["queue", "talk"]
        assert "line_lost" not in record.marks


async def test_a_caller_whose_agents_line_died_is_told_and_comes_first(centre: HomesCentre) -> None:
    """A dead line sends the caller back with a prompt within 6 s, and to the same agent once she is back."""
    one = await talk(centre, centre.workers["anna"])
    lost_ns = time.monotonic_ns()
    one.worker.home.lose_line()

    async def waiting() -> bool:
        return any(queue["waiting"] for queue in (await centre.view())["queues"])

    async def told() -> bool:
        sounds = await one.carrier.sounds(one.call, lost_ns)
        tone_hz = one.worker.tone_hz
        return (
            sum(hz > 0 and not is_tone((at, hz, share), tone_hz) for at, hz, share in sounds) >= 5
        )

    await until(waiting, LONGEST_SILENCE_S)
    await until(told, 3.0)  # half a second of the prompt, before the agent is back
    again = asyncio.create_task(next_call(one.robot))
    one.worker.home.regain_line(centre.next_address())
    resumed = Talk(one.worker, one.carrier, one.robot, one.call, await again)
    await resumed.both_ways(1.0)
    silence_s = await one.silence_s(lost_ns)
    print(f"longest silence of the caller: {silence_s:.2f} s")
    assert silence_s < LONGEST_SILENCE_S
    record = (await hung_up(centre, [resumed]))["anna"]
    assert stages(record) == ["queue", "talk", "queue", "talk"]
    assert "line_lost" in record.marks


@pytest.mark.parametrize("muted_s", [12.0, pytest.param(60.0, marks=pytest.mark.long)])
async def test_a_silent_phone_is_not_a_lost_one(centre: HomesCentre, muted_s: float) -> None:
    """A muted phone that suppresses silence stays connected though no audio comes from it for long."""
    worker = centre.workers["ben"]
    await centre.phone(worker, silence_suppression=True)
    one = await talk(centre, worker)
    await one.robot.do("mute", muted=True)
    sent = await packets_sent(one)
    # This phone still sends a packet every few seconds; others send none at all.
    worker.home.router.filter(NO_AUDIO)
    await asyncio.sleep(muted_s)  # the silence itself is what is tested
    worker.home.router.filter("delete table ip silence")
    assert await packets_sent(one) - sent < 0.1 * muted_s * PACKETS_PER_S
    assert await one.carrier.state(one.call) == "talking"
    await one.robot.do("mute", muted=False)
    await one.both_ways(0.5)
    record = (await hung_up(centre, [one]))["ben"]
    assert stages(record) == ["queue", "talk"]


async def packets_sent(one: Talk) -> int:
    (status,) = await one.robot.do("status")
    return int(status["sent_packets"])
