"""Fixtures: a fake switch at the wire, and a Switch room connected to it."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from tests.asterisk.fake_switch import FakeSwitch, fake_switch
from tests.asterisk.inbox import Inbox
from tests.waiting import until
from voipcc.asterisk.legs import Leg
from voipcc.asterisk.switch import Switch
from voipcc.audio import tone, write_wav
from voipcc.core.commands import Answer, Connect, Play, Ring
from voipcc.core.events import CallArrived, LegAnswered, LegConnected, SwitchFound
from voipcc.core.moment import seconds


class People:
    """A parties store that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def party_of(self, e164: str, name: str = "") -> str:
        self.asked.append((e164, name))
        return "party-1"


@dataclass
class Room:
    """A connected Switch, what it posted, and the fake behind it."""

    switch: Switch
    posted: Inbox
    fake: FakeSwitch
    people: Any
    found: SwitchFound | None = None

    def asked(self, method: str = "") -> list[str]:
        """Requests since the room was connected, without the music bridge's own."""
        return [one for one in self.fake.asked if one.startswith(method)]

    def leg(self, leg: str) -> Leg:
        return self.switch._legs[leg]

    async def caller(self) -> str:
        """A caller who has been answered."""
        leg = self.fake.call()
        await self.posted.next(CallArrived, leg=leg)
        self.switch.carry_out(Answer(leg))
        await self.posted.next(LegAnswered, leg=leg)
        return leg

    async def agent(self, caller: str, leg: str = "1-20") -> str:
        """A device leg that has been picked up."""
        self.switch.carry_out(Ring(leg, "anna/desk", caller, "1-1"))
        await self.fake_has(leg)
        self.fake.answers(leg)
        await self.posted.next(LegAnswered, leg=leg)
        return leg

    async def talk(self, talk: str = "1-30") -> tuple[str, str]:
        """A caller and an agent in a talk."""
        caller = await self.caller()
        agent = await self.agent(caller)
        self.switch.carry_out(Connect(talk, caller, agent))
        await self.posted.next(LegConnected, leg=agent)
        return caller, agent

    async def playing(self, leg: str, playback: str = "1-40", *prompts: str) -> None:
        self.switch.carry_out(Play(leg, playback, prompts or ("welcome",)))
        await self.settled()

    async def fake_has(self, leg: str) -> None:
        await until(lambda: leg in self.fake.channels)

    async def settled(self) -> None:
        """Every request sent so far has been answered."""
        await until(lambda: not self.switch._lines.pool.under_way)


# The usual tracebacks with everybody's variables take half a second of the loop each.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)

# At the fake switch the room looks after things more often; which figures are the real ones is
# seen by tests/live. Each is replaced where it is used.
BRISK = {
    "switch.switch.TICK_S": 0.1,
    "switch.vigil.LOOK_AFTER_S": 0.15,
    "switch.presence.FIRST_PROBE_US": seconds(0.35),
}


@pytest.fixture(autouse=True)
def brisk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for whole seconds of a clock, except at a real Asterisk."""
    if request.node.get_closest_marker("live") is None:
        for name, value in BRISK.items():
            monkeypatch.setattr(f"voipcc.asterisk.{name}", value)


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    """A folder with the prompts the tests speak of."""
    for name in ("en/welcome", "en/number/1", "en/number/7", "en/queue/one_moment", "de/number/7"):
        write_wav(tmp_path / f"{name}.wav", tone(700, 0.1))
    return tmp_path


@pytest.fixture
async def fake() -> AsyncIterator[FakeSwitch]:
    async with fake_switch() as switch:
        yield switch


@contextlib.asynccontextmanager
async def connected(
    fake: FakeSwitch, sounds: Path, people: Any = None, **more: Any
) -> AsyncIterator[Room]:
    """A room at the fake switch; what it asked while it connected is forgotten."""
    posted, people = Inbox(), people or People()
    switch = Switch(
        fake.address((sounds,)),
        post=posted.post,
        parties=people,
        country="DE",
        log=structlog.get_logger(),
        **more,
    )
    await switch.start()
    room = Room(switch, posted, fake, people)
    room.found = await posted.next(SwitchFound)
    await room.settled()
    fake.asked.clear()
    fake.bodies.clear()
    try:
        yield room
    finally:
        await switch.stop()


@pytest.fixture
async def room(fake: FakeSwitch, sounds: Path) -> AsyncIterator[Room]:
    async with connected(fake, sounds) as room:
        yield room
