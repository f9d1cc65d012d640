"""Centres with several trios on one Asterisk: a caller, an agent who has them, one who may get them.

Trio n has a number, a queue and tones of its own, so that what one hears proves who is heard.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.live.cell import Cell, loopback, until
from tests.sums import check_sums
from voipcc.core.cdr import Conversation
from voipcc.database.archive import Archive
from voipcc.database.cel_comparison import compare
from voipcc.database.cel_log import CelLog
from voipcc.softphone.wire import ANSWER, IncomingCall, OutgoingCall, Reaction, WirePhone

FIRST_HZ, STEP_HZ = 500, 60
AT_A_TIME = 3
WORST_MS = 120
PLAN = """format: 1
name: flow{n}
numbers: ["{number}"]
language: en
blocks:
  start:
    - queue: first{n}
      on_full: bye
      on_timeout: bye
  bye:
    - play: goodbye
    - hang_up
"""
WORDS = (
    "wrap_up_s: 1, announce_position: false, ring_timeout_s: 6, redial_s: 0, "
    "rest_after_rejected_s: 1, rest_after_missed_s: 1"
)


@dataclass
class Trios(Cell):
    """`count` trios: agents anna<n> and ben<n>, queues first<n> (anna) and second<n> (ben)."""

    count: int = 1
    outside: str = field(default_factory=loopback)

    def write(self) -> None:
        trunk = f"addresses: [{self.outside}/32], proxy: '{self.outside}:5060', permits: [DE]"
        self.more = f"  exchange: {{{trunk}}}\n"
        (self.folder / "dialplans").mkdir(parents=True, exist_ok=True)
        self.agents = [f"{name}{n}" for n in range(self.count) for name in ("anna", "ben")]
        self.queue_words = WORDS
        super().write()
        (self.folder / "dialplans" / "main.yaml").unlink()
        for n in range(self.count):
            text = PLAN.format(n=n, number=number(n))
            (self.folder / "dialplans" / f"flow{n}.yaml").write_text(text)
        path = self.folder / "centre.yaml"
        text = path.read_text()
        head, _, rest = text.partition("agents:\n")
        trunks = "trunks:\n" + rest.partition("trunks:\n")[2]
        path.write_text(head + self._people() + trunks)

    def _people(self) -> str:
        agents = "".join(
            f'  {name}{n}: {{short_number: "{(5, 2)[place]}{n:02d}", '
            f"devices: {{desk: {{transport: udp}}}}}}\n"
            for n in range(self.count)
            for place, name in enumerate(("anna", "ben"))
        )
        queues = "".join(
            f'  {queue}{n}: {{agents: [{agent}{n}], short_number: "{3 + place}{n:02d}", {WORDS}}}\n'
            for n in range(self.count)
            for place, (queue, agent) in enumerate((("first", "anna"), ("second", "ben")))
        )
        return f"agents:\n{agents}queues:\n{queues}"


def number(n: int) -> str:
    """Which number of ours the caller of trio n dials."""
    return f"+49301234{500 + n}"


@dataclass
class Trio:
    """One trio at work. Tones: caller, anna, ben."""

    cell: Trios
    n: int
    hz: tuple[int, int, int] = (0, 0, 0)
    reactions: list[Reaction] = field(default_factory=list)  # ben's or the telephone's, one a call
    rung: asyncio.Queue[IncomingCall] = field(default_factory=asyncio.Queue)
    anna: WirePhone = field(init=False)
    ben: WirePhone = field(init=False)
    caller: OutgoingCall = field(init=False)
    at_anna: IncomingCall = field(init=False)

    def __post_init__(self) -> None:
        first = FIRST_HZ + 3 * STEP_HZ * (self.n % 10)
        self.hz = (first, first + STEP_HZ, first + 2 * STEP_HZ)

    @property
    def names(self) -> tuple[str, str]:
        return f"anna{self.n}", f"ben{self.n}"

    def react(self, _call: Any) -> Reaction:
        return self.reactions.pop(0) if self.reactions else ANSWER

    async def begin(self, carrier: WirePhone) -> None:
        """Both are ready, and the caller talks to anna."""
        anna, ben = self.names
        self.anna = await self.cell.agent_phone(anna, tone_hz=self.hz[1])
        self.ben = await self.cell.agent_phone(ben, tone_hz=self.hz[2])
        self.ben.policy = self.react
        await self.cell.ask("agent.log_in", agent=anna)
        await self.cell.ask("agent.log_in", agent=ben)
        self.caller = carrier.place_call(number(self.n), caller=caller(self.n), tone_hz=self.hz[0])
        self.at_anna = await self.anna.next_call(15)
        await self.hear(self.caller, self.at_anna)

    async def hear(
        self, one: Any, other: Any, *, for_s: float = 0.3, timeout_s: float = 15.0
    ) -> None:
        """These two calls hear each other's tones from now on."""
        await asyncio.gather(
            one.hears(self.tone(other), for_s=for_s, timeout_s=timeout_s),
            other.hears(self.tone(one), for_s=for_s, timeout_s=timeout_s),
        )

    @property
    def number(self) -> str:
        """A telephone outside."""
        return f"+491709999{9000 + self.n}"

    async def target(self, kind: str) -> Any:
        """The call that comes to ben, or to the telephone outside."""
        if kind == "number":
            return await asyncio.wait_for(self.rung.get(), 15)
        return await self.ben.next_call(15)

    def tone(self, call: Any) -> int:
        """What the far side of this call sends."""
        if call is self.caller:
            return self.hz[0]
        return self.hz[1] if call.phone is self.anna else self.hz[2]

    async def verb(self, verb: str, **words: Any) -> Any:
        return await self.cell.ask(verb, agent=self.names[0], **words)

    async def transfer(self, how: str, kind: str = "agent", to: str = "") -> None:
        target = to or (self.names[1] if kind == "agent" else f"second{self.n}")
        await self.verb("transfer", how=how, kind=kind, to=target)

    async def refer(self, dialled: str) -> None:
        """What a softphone sends when its transfer key is pressed."""
        host, port = self.cell.server
        target = ("Refer-To", f"<sip:{dialled}@{host}:{port}>")
        contact = ("Contact", self.anna.contact)
        response = await self.at_anna.request("REFER", headers=(target, contact))
        assert response.status == 202

    async def hung_up(self, *calls: Any) -> None:
        for call in calls:
            await call.ended(10)

    def hears_music(self, call: Any) -> bool:
        """For most of a second there is sound at this ear, and no tone of the trio's in it."""
        sounds = call.timeline()[-8:]
        return len(sounds) == 8 and all(
            sound.hz and all(abs(sound.hz - hz) > 15 for hz in self.hz) for sound in sounds
        )

    def record(self, records: Sequence[Conversation]) -> Conversation:
        """The caller's own record."""
        (mine,) = [one for one in records if one.number == number(self.n) and one.direction == "in"]
        return mine


def caller(n: int) -> str:
    return f"+49170123{4000 + n}"


class Exchange:
    """The telephones outside, one for each trio, behind a trunk that may call Germany."""

    def __init__(self, cell: Trios, trios: Sequence[Trio]) -> None:
        self.trios = {trio.number: trio for trio in trios}
        phone = WirePhone(cell.outside, cell.server, port=5060, policy=self._react)
        phone.on_invite = self._came
        cell.phones.append(phone)

    def _react(self, call: IncomingCall) -> Reaction:
        return self.trios[call.called].react(call)

    def _came(self, call: IncomingCall) -> None:
        trio = self.trios[call.called]
        call.media.play(trio.hz[2])
        trio.rung.put_nowait(call)


async def side_by_side(
    carrier: WirePhone, acts: Sequence[tuple[Trio, Callable[[Trio], Awaitable[None]]]]
) -> None:
    """A few trios at a time: more would make each other late."""
    places = asyncio.Semaphore(AT_A_TIME)

    async def one(trio: Trio, act: Callable[[Trio], Awaitable[None]]) -> None:
        async with places:
            await trio.begin(carrier)
            await act(trio)

    async with asyncio.TaskGroup() as group:
        for trio, act in acts:
            group.create_task(one(trio, act), name=act.__name__)


async def judged(cell: Cell, incoming: int, others: int = 0) -> list[Conversation]:
    """Every record, once nothing is left and the switch's own log agrees with them."""
    await cell.nothing_left(20)
    archive = Archive(cell.state.records)

    def kept() -> list[Conversation]:
        rows = list(archive.between(0, 1 << 62)) if cell.state.records.exists() else []
        came = sum(one.direction == "in" for one in rows)
        return rows if came >= incoming and len(rows) - came >= others else []

    records: list[Conversation] = await until(kept, 15)
    for record in records:
        check_sums(record)
    devices = json.loads(cell.state.secrets.read_text())["devices"]
    endpoints = {device: secret["endpoint"] for device, secret in devices.items()}
    log, calls = CelLog(cell.state.asterisk / "log" / "cel-custom" / "Master.csv"), []

    def told() -> bool:
        calls.extend(log.read())
        return len(calls) >= incoming

    await until(told, 15)
    mine = [one for one in records if one.direction == "in"]
    assert (wrong := compare(mine, calls, endpoints, WORST_MS)) == [], wrong
    # Within 50 ms, but for a few where the machine was busy with other cells.
    assert len(wrong := compare(mine, calls, endpoints)) <= 1 + len(mine) // 20, wrong
    return records
