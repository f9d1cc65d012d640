"""Who hears what, live and side by side: comfort, the agent's words, hold, the survey, one agent by name.

Every sound is a pure tone, so that what a far end hears says which prompt or person it was.
"""

import asyncio
from pathlib import Path

import pytest

from tests.live.cell import Cell, running, until
from tests.sums import check_sums
from voipcc.audio import tone, write_wav
from voipcc.core.cdr import Conversation
from voipcc.softphone.wire import IncomingCall, OutgoingCall, WirePhone

pytestmark = pytest.mark.live

MUSIC_HZ, AGENT_HZ, CALLER_HZ = 440, 700, 1000
TIP_HZ, SECOND_HZ, BRIEF_HZ, HELD_HZ = 1250, 1500, 1750, 1950
QUESTION_HZ, THANKS_HZ, AWAY_HZ = 2200, 2450, 2700
NAMES = ("waits", "briefed", "held", "keyed", "asked", "named", "absent", "line")
AGENTS = {"briefed": "anna", "held": "ben", "keyed": "carla", "asked": "dora", "named": "emil"}
SPOKEN = {
    "queue/busy_day": TIP_HZ,
    "queue/have_ready": SECOND_HZ,
    "brief": BRIEF_HZ,
    "queue/one_moment": HELD_HZ,
    "question": QUESTION_HZ,
    "thanks": THANKS_HZ,
    "away": AWAY_HZ,
}
FLOW = """format: 1
numbers: ["{number}"]
comfort: tips
agent_hears: brief
on_hold: held
after_call: survey
blocks:
  start:
{start}
  tips:
    - play: queue/busy_day
    - jump: more
  more:
    - play: queue/have_ready
  brief:
    - play: brief
  held:
    - play: queue/one_moment
  survey:
    - menu: question
      into: csat
      keys: {{"1-5": thanks}}
      tries: 2
      timeout: 3 s
      on_timeout: thanks
  thanks:
    - play: thanks
  away:
    - play: away
    - hang_up
"""
BY_NAME = (
    "    - transfer: {{agent: {agent}, timeout: 10 s}}\n      on_away: away\n      on_failed: away"
)
INTO_LINE = "    - transfer: {queue: absent}\n      on_away: away"


def number(name: str) -> str:
    return f"+493012346{NAMES.index(name):02d}"


class Hearers(Cell):
    """One number and one queue for each of those who hear something."""

    def write(self) -> None:
        self.agents = [*AGENTS.values(), "fritz"]
        super().write()
        (self.folder / "dialplans" / "main.yaml").unlink()
        starts = {name: f"    - queue: {name}" for name in NAMES}
        starts |= {"named": BY_NAME.format(agent="emil"), "absent": BY_NAME.format(agent="fritz")}
        starts["line"] = INTO_LINE
        for name, start in starts.items():
            text = FLOW.format(number=number(name), start=start)
            (self.folder / "dialplans" / f"{name}.yaml").write_text(text)
        words = (
            "comfort: {first_s: 1, every_s: 5, gap_s: 1}, announce_position: false, wrap_up_s: 0"
        )
        queues = "".join(
            f"  {name}: {{agents: [{AGENTS.get(name, 'fritz')}], {words}}}\n" for name in NAMES
        )
        file = self.folder / "centre.yaml"
        file.write_text(file.read_text().replace("queues:\n", f"queues:\n{queues}"))
        sounds = self.folder / "sounds"
        write_wav(sounds / "music" / "default" / "tone.wav", tone(MUSIC_HZ, 20))
        for prompt, hz in SPOKEN.items():
            write_wav(sounds / "en" / f"{prompt}.wav", tone(hz, 1.0))


class People:
    """What each of them does and hears."""

    def __init__(self, cell: Cell, carrier: WirePhone) -> None:
        self.cell = cell
        self.carrier = carrier

    async def arrive(self, name: str) -> OutgoingCall:
        caller = f"+49170123460{NAMES.index(name)}"
        call = self.carrier.place_call(number(name), caller=caller)
        await call.answered(15)
        return call

    async def served(self, name: str) -> tuple[OutgoingCall, IncomingCall]:
        """The caller and the agent of this queue are connected."""
        phone = await self.cell.ready_agent(AGENTS[name], tone_hz=AGENT_HZ)
        caller = await self.arrive(name)
        agent = await phone.next_call(15)
        await agent.hears(BRIEF_HZ, for_s=0.5, timeout_s=15)
        await asyncio.gather(
            caller.hears(AGENT_HZ, for_s=0.3, timeout_s=15),
            agent.hears(CALLER_HZ, for_s=0.3, timeout_s=15),
        )
        return caller, agent

    async def leave(self, caller: OutgoingCall) -> None:
        caller.hang_up()
        await caller.ended(10)

    async def waits(self) -> None:
        """Music, the messages of the flow in turn, music again."""
        call = await self.arrive("waits")
        for hz in (MUSIC_HZ, TIP_HZ, MUSIC_HZ, SECOND_HZ, MUSIC_HZ, TIP_HZ):
            await call.hears(hz, for_s=0.5, timeout_s=20)
        await self.leave(call)

    async def briefed(self) -> None:
        """The agent heard the words before the caller; the caller heard music and never them."""
        caller, agent = await self.served("briefed")
        brief = [one.start_ns for one in agent.timeline() if abs(one.hz - BRIEF_HZ) < 10]
        met = [one.start_ns for one in agent.timeline() if abs(one.hz - CALLER_HZ) < 10]
        assert brief and met and max(brief) < min(met)
        assert not caller.heard(BRIEF_HZ) and caller.heard(MUSIC_HZ)
        await self.leave(caller)

    async def held(self) -> None:
        """Music and the message by turns; back in the talk there is neither."""
        caller, agent = await self.served("held")
        await self.cell.ask("hold", agent=AGENTS["held"])
        for hz in (MUSIC_HZ, HELD_HZ, MUSIC_HZ, HELD_HZ):
            await caller.hears(hz, for_s=0.3, timeout_s=20)
        await self.cell.ask("resume", agent=AGENTS["held"])  # in the middle of the words
        await caller.hears(AGENT_HZ, for_s=3.5, timeout_s=20, share=0.6)
        await agent.hears(CALLER_HZ, for_s=0.3)
        await self.leave(caller)

    async def keyed(self) -> None:
        """The same by the hold key of the phone."""
        caller, agent = await self.served("keyed")
        assert await agent.hold() == 200
        for hz in (MUSIC_HZ, HELD_HZ, MUSIC_HZ):
            await caller.hears(hz, for_s=0.5, timeout_s=20, share=0.6)
        assert await agent.resume() == 200
        await caller.hears(AGENT_HZ, for_s=1.0, timeout_s=20, share=0.6)
        await agent.hears(CALLER_HZ, for_s=0.3)
        assert await agent.hold() == 200
        await caller.hears(HELD_HZ, for_s=0.3, timeout_s=20)
        await self.leave(caller)

    async def asked(self) -> None:
        """The agent hangs up; the caller is asked, answers and is thanked; the agent is free at once."""
        caller, agent = await self.served("asked")
        agent.hang_up()
        await caller.hears(QUESTION_HZ, for_s=0.3, timeout_s=15)
        await until(self._dora_is_idle, 10)
        await caller.press("4")
        await caller.hears(THANKS_HZ, for_s=0.3, timeout_s=15)
        await caller.ended(15)

    async def _dora_is_idle(self) -> bool:
        return bool((await self.cell.agent_state(AGENTS["asked"]))["work"] == "idle")

    async def named(self) -> None:
        """Led to one agent, through no queue."""
        caller, _ = await self.served("named")
        await self.leave(caller)

    async def absent(self) -> None:
        """The agent is logged out: the block for that."""
        call = await self.arrive("absent")
        await call.hears(AWAY_HZ, for_s=0.3, timeout_s=15)
        await call.ended(15)

    async def line(self) -> None:
        """No agent of the queue is there: the block for that."""
        call = await self.arrive("line")
        await call.hears(AWAY_HZ, for_s=0.3, timeout_s=15)
        await call.ended(15)


async def test_everybody_hears_what_the_dialplan_names_for_them(tmp_path: Path) -> None:
    """Waiting, before the talk, on hold, after it, led to one agent: each far end hears its own words."""
    async with running(tmp_path, kind=Hearers) as cell:
        people = People(cell, cell.carrier(tone_hz=CALLER_HZ))
        await asyncio.gather(*(getattr(people, name)() for name in NAMES))
        records = {one.number: one for one in await cell.records(len(NAMES))}
        for record in records.values():
            check_sums(record)
        _judge({name: records[number(name)] for name in NAMES})
        await cell.nothing_left()


def _judge(records: dict[str, Conversation]) -> None:
    """The records say the same."""
    kinds = {name: [part.kind for part in one.segments] for name, one in records.items()}
    assert kinds["waits"][-1] == "queue" and records["waits"].outcome == "abandoned"
    assert kinds["held"].count("hold") == 1 and kinds["keyed"].count("hold") == 2
    assert kinds["asked"][-2:] in (["talk", "survey"], ["survey", "closing"])
    (answer,) = records["asked"].survey
    assert (answer.question, answer.answer, answer.agent) == ("csat", "4", AGENTS["asked"])
    assert records["asked"].ended_by == "agent" and records["asked"].outcome == "answered"
    assert "queue" not in kinds["named"] and records["named"].outcome == "answered"
    assert "transfer_away" in records["absent"].marks
    assert "overflow_no_staff" in records["line"].marks
