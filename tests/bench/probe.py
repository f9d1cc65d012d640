"""Single calls by wire phones: latencies at the socket, with nothing else going on."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from tests.bench.native import PROBE_PORT
from tests.bench.stage import CALLERS, NUMBERS, Side, Stage
from voipcc.softphone.wire import ANSWER, IncomingCall, OutgoingCall, WirePhone

AFTER_PROMPT_S = 0.55
SHORT_TALK_S = 0.3
WITHIN_S = 10.0


@dataclass
class Latencies:
    """Milliseconds, one of each per probe."""

    arrival_to_prompt: list[float] = field(default_factory=list)
    queue_to_invite: list[float] = field(default_factory=list)
    freed_to_invite: list[float] = field(default_factory=list)


@dataclass
class Probe:
    """One caller's and one agent's phone at one of the two systems."""

    caller: WirePhone
    agent: WirePhone
    number: str

    async def measure(self, into: Latencies) -> None:
        """Two callers, one agent: the first is served from idle, the second from the line."""
        first = await self._arrived(into)
        key_ns = await _pressed(first)
        talk = await self._rung()
        into.queue_to_invite.append((talk.times.invite_received - key_ns) / 1e6)
        await talk.answered(WITHIN_S)
        second = await self._arrived(into)
        await _pressed(second)
        await asyncio.sleep(SHORT_TALK_S)
        talk.hang_up()
        following = await self._rung()
        gap_ns = following.times.invite_received - talk.times.bye_sent
        into.freed_to_invite.append(gap_ns / 1e6)
        await following.answered(WITHIN_S)
        await asyncio.sleep(SHORT_TALK_S)
        for call in (first, second):
            if not call.over:
                call.hang_up()
            await call.ended(WITHIN_S)
        await following.ended(WITHIN_S)

    async def _arrived(self, into: Latencies) -> OutgoingCall:
        call = self.caller.place_call(self.number, caller="+4917012345678")
        await call.answered(WITHIN_S)
        await call.wait(lambda: call.times.first_rtp_received > 0, WITHIN_S)
        passed_ns = call.times.first_rtp_received - call.times.invite_sent
        into.arrival_to_prompt.append(passed_ns / 1e6)
        await asyncio.sleep(AFTER_PROMPT_S)
        return call

    async def _rung(self) -> IncomingCall:
        return await self.agent.next_call(WITHIN_S)


async def _pressed(call: OutgoingCall) -> int:
    await call.press("1")
    return call.media.pressed[-1].at_ns


@contextlib.asynccontextmanager
async def open_probe(stage: Stage, side: Side) -> AsyncIterator[Probe]:
    """The phones of one side; voipcc's agent is registered and logged in."""
    centre = stage.centre
    caller = WirePhone(centre.address(CALLERS[side]), centre.server)
    host = centre.address("probe-agent")
    if side == "app_queue":
        agent = WirePhone(host, centre.server, port=PROBE_PORT, policy=lambda _: ANSWER)
    else:
        device = centre.device("probe")
        agent = WirePhone(
            host,
            centre.server,
            user=device["endpoint"],
            password=device["password"],
            policy=lambda _: ANSWER,
        )
    try:
        if side == "voipcc":
            await agent.register(expiry_s=3600)
            await centre.until_reachable(["probe"])
            await centre.ask("agent.log_in", agent="probe")
        yield Probe(caller, agent, NUMBERS[side]["keys"])
    finally:
        if side == "voipcc":
            with contextlib.suppress(Exception):
                await centre.ask("agent.log_out", agent="probe")
        for phone in (caller, agent):
            with contextlib.suppress(OSError):
                await phone.close(timeout_s=1.0)
