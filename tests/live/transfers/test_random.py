"""Random sequences of everything agents do in calls, by six robots on a real Asterisk."""

import asyncio
import contextlib
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.live.cell import running, until
from tests.live.transfers.trio import Exchange, Trio, Trios, caller, judged, number
from voipcc.control import VerbError
from voipcc.softphone.wire import ANSWER, BUSY, DECLINE, RING, IncomingCall, Reaction, WirePhone

pytestmark = pytest.mark.live
HOWS = ("blind", "warm", "consult", "conference")
CODES = ("*1", "*2", "*3", "*4", "*5", "*6", "*7", "*8")
VERBS = ("transfer.finish", "transfer.cancel", "hold", "resume", "mute", "park")
ACTIONS = 7


@dataclass
class Six:
    """Two callers and four agents, who may all give calls to each other."""

    trios: list[Trio]
    carrier: WirePhone
    chance: random.Random
    callers: list[Any] = field(default_factory=list)

    @property
    def cell(self) -> Trios:
        return self.trios[0].cell

    @property
    def names(self) -> list[str]:
        return [name for trio in self.trios for name in trio.names]

    async def begin(self) -> None:
        """Everybody is ready, and mostly answers."""
        for trio in self.trios:
            for name, tone in zip(trio.names, trio.hz[1:], strict=True):
                phone = await self.cell.agent_phone(name, tone_hz=tone)
                phone.policy = self._react
                await self.cell.ask("agent.log_in", agent=name)

    def _react(self, _call: IncomingCall) -> Reaction:
        return self.chance.choices((ANSWER, DECLINE, BUSY, RING), (80, 8, 6, 6))[0]

    def phones(self) -> list[Any]:
        """Every call there is at an agent's phone."""
        return [
            one for phone in self.cell.phones for one in phone.live if phone is not self.carrier
        ]

    async def sequence(self) -> None:
        """Two callers come, things happen, and everybody hangs up."""
        for trio in self.trios:
            call = self.carrier.place_call(
                number(trio.n), caller=caller(trio.n), tone_hz=trio.hz[0]
            )
            self.callers.append(call)
        await asyncio.gather(*(call.answered(15) for call in self.callers[-2:]))
        for _ in range(ACTIONS):
            await self.callers[-1].wait(lambda: False, self.chance.choice((0.05, 0.3, 0.8)))
            with contextlib.suppress(VerbError):  # not possible at the moment, and said so
                await self._act()
        for call in (*self.callers[-2:], *self.phones()):
            call.hang_up()
        await until(self._quiet, 40)

    async def _act(self) -> None:
        chance, calls = self.chance, self.phones()
        talking = [one for one in calls if one.state == "talking"]
        draw = chance.random()
        if draw < 0.45:
            kind, to = chance.choice(
                [("agent", name) for name in self.names]
                + [("queue", f"second{trio.n}") for trio in self.trios]
                + [("number", self.trios[0].number)]
            )
            how, agent = chance.choice(HOWS), chance.choice(self.names)
            await self.cell.ask("transfer", agent=agent, how=how, kind=kind, to=to)
        elif draw < 0.65:
            await self.cell.ask(chance.choice(VERBS), agent=chance.choice(self.names))
        elif draw < 0.85 and talking:
            await chance.choice(talking).press(chance.choice(CODES))
        elif draw < 0.9 and talking:
            chance.choice(talking).hang_up()
        elif draw < 0.93:
            self.callers[-1].hang_up()
        elif talking:
            await chance.choice(talking).press(f"2{self.trios[0].n:02d}#")

    async def _quiet(self) -> bool:
        """Nothing is left of it, and the agents have their notes behind them."""
        for call in self.phones():
            call.hang_up()
        view = await self.cell.view()
        return not view["calls"] and all(one["work"] == "idle" for one in view["agents"])


async def played(folder: Path, sequences: int, seed: int) -> None:
    async with running(folder, Trios, count=2) as cell:
        assert isinstance(cell, Trios)
        trios = [Trio(cell, n) for n in range(2)]
        Exchange(cell, trios)
        six = Six(trios, cell.carrier(), random.Random(seed))
        await six.begin()
        for _ in range(sequences):
            await six.sequence()
        await judged(cell, 2 * sequences)


async def test_six_random_sequences(tmp_path: Path) -> None:
    """Whatever six people do, nothing is left over and every record agrees with the switch."""
    await played(tmp_path, 6, 1)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(6))
async def test_three_hundred_random_sequences(tmp_path: Path, seed: int) -> None:
    """The same with fifty sequences for each of six seeds."""
    await played(tmp_path, 50, 100 + seed)
