"""Supervisors on a real Asterisk: tones prove who hears whom, in each mode and after each sudden death."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.live.cell import STRAIGHT_PLAN, Cell, running, until
from tests.sums import check_sums
from voipcc.centre_file import load_centre
from voipcc.control import VerbError
from voipcc.core.cdr import Conversation
from voipcc.database.cel_comparison import compare
from voipcc.database.cel_log import CelLog
from voipcc.secrets_file import set_pin
from voipcc.softphone.wire import IncomingCall, OutgoingCall, WirePhone
from voipcc.softphone.wire.call import Call

pytestmark = pytest.mark.live
CALLER_HZ, ANNA_HZ, CARLA_HZ = 1000, 700, 1300
SETTINGS = "supervisors:\n  carla: {queues: [sales]}\n"


@dataclass
class Talk:
    """Caller and anna talk; carla hears them when `carla` is set."""

    cell: Cell
    caller: OutgoingCall
    anna: IncomingCall
    anna_phone: WirePhone
    carla_phone: WirePhone
    carla: Call | None = None
    agent: str = "anna"

    async def supervise(self, mode: str, supervisor: str = "carla") -> None:
        """By verb; carla's phone answers the first time."""
        await self.cell.ask("supervise", supervisor=supervisor, agent=self.agent, mode=mode)
        if self.carla is None:
            self.carla = await self.carla_phone.next_call(10)
            await self.carla.hears(ANNA_HZ)

    async def is_heard(self, **hears: tuple[int, ...]) -> None:
        """Soon everybody hears exactly these tones, for 0.6 s without a break."""
        voices = {"caller": CALLER_HZ, "anna": ANNA_HZ, "carla": CARLA_HZ}
        async with asyncio.timeout(30):
            while True:
                since_ns = time.monotonic_ns()
                await asyncio.sleep(0.8)
                if all(
                    (_heard(getattr(self, ear), hz, since_ns) >= 0.4) == (hz in wanted)
                    and (hz in wanted or _heard(getattr(self, ear), hz, since_ns) == 0)
                    for ear, wanted in hears.items()
                    for voice, hz in voices.items()
                    if voice != ear
                ):
                    return

    async def only_listens(self) -> None:
        """Caller and agent hear each other and nobody else."""
        await self.is_heard(caller=(ANNA_HZ,), anna=(CALLER_HZ,), carla=(CALLER_HZ, ANNA_HZ))

    async def all_hear_all(self) -> None:
        await self.is_heard(
            caller=(ANNA_HZ, CARLA_HZ), anna=(CALLER_HZ, CARLA_HZ), carla=(CALLER_HZ, ANNA_HZ)
        )

    async def whispers(self) -> None:
        """The agent hears the supervisor, the caller does not."""
        await self.is_heard(
            caller=(ANNA_HZ,), anna=(CALLER_HZ, CARLA_HZ), carla=(CALLER_HZ, ANNA_HZ)
        )


async def agreeing(cell: Cell, count: int = 1) -> list[Conversation]:
    """The records, which add up and agree with the switch's own log."""
    records = await cell.records(count)
    log = CelLog(cell.state.asterisk / "log" / "cel-custom" / "Master.csv")
    devices = json.loads(cell.state.secrets.read_text())["devices"]
    endpoints = {name: one["endpoint"] for name, one in devices.items()}
    calls = log.read()

    def complete() -> bool:
        calls.extend(log.read())
        return len(calls) >= count

    await until(complete, 10)
    for one in records:
        check_sums(one)
    assert compare(records, calls, endpoints) == []
    return records


def _heard(call: Call | None, hz: int, since_ns: int) -> float:
    assert call is not None
    return call.hearing.heard(hz, start_ns=since_ns, share=0.15)


@asynccontextmanager
async def talking(cell: Cell) -> AsyncIterator[Talk]:
    """A talk in a cell of its own agents; nothing is left over at the end."""
    anna = await cell.ready_agent("anna", tone_hz=ANNA_HZ)
    carla = await cell.agent_phone("carla", tone_hz=CARLA_HZ)
    caller = await cell.call(cell.carrier(tone_hz=CALLER_HZ))
    rung = await anna.next_call(10)
    await rung.hears(CALLER_HZ)
    await caller.hears(ANNA_HZ)
    yield Talk(cell, caller, rung, anna, carla)
    await cell.nothing_left()


def centre(folder: Path) -> Any:
    """Anna and her supervisor carla."""
    return running(
        folder,
        agents=("anna", "carla"),
        plan=STRAIGHT_PLAN,
        more=SETTINGS,
        environment={"VOIPCC_AGENTS__ANNA__SHORT_NUMBER": '"21"'},
        queue_words="wrap_up_s: 1, announce_position: false",
    )


def modes(record: Conversation) -> list[str]:
    return [watch.mode for watch in record.watches]


async def test_each_mode_by_verb_and_by_key_and_the_end_of_the_call(tmp_path: Path) -> None:
    """Listen, whisper, barge and back: exactly the right ones hear; the caller's end ends it all."""
    async with centre(tmp_path) as cell, talking(cell) as talk:
        with pytest.raises(VerbError, match="anna is no supervisor"):
            await talk.supervise("listen", supervisor="anna")
        await talk.supervise("listen")
        await talk.only_listens()
        await talk.supervise("whisper")
        await talk.whispers()
        assert talk.carla is not None
        await talk.carla.press("6")
        await talk.all_hear_all()
        await talk.carla.press("4")
        await talk.only_listens()
        await talk.carla.press("5")
        await talk.whispers()
        talk.caller.hang_up()
        await talk.anna.ended()
        await talk.carla.ended()
        (record,) = await agreeing(cell)
        assert modes(record) == ["listen", "whisper", "barge", "listen", "whisper"]
        assert [watch.by for watch in record.watches] == ["verb", "verb", "key", "key", "key"]


AGENTS = ("anna", "ben", "carla", "dora", "emma")
SUPERVISORS = ("sara", "tim", "uma", "vera", "will")
MODES = ("listen", "whisper", "barge")
DEATHS = ("caller", "agent", "agent_dies", "supervisor", "supervisor_dies")


def tower(folder: Path) -> Any:
    """Five agents and five supervisors; a supervisor takes no calls as long as nobody logs in."""
    more = "supervisors: {" + ", ".join(f"{name}: {{}}" for name in SUPERVISORS) + "}\n"
    return running(
        folder,
        agents=(*AGENTS, *SUPERVISORS),
        plan=STRAIGHT_PLAN,
        more=more,
        queue_words="wrap_up_s: 120, announce_position: false",
    )


class Floor:
    """Talks, each with its supervisor; whoever has talked has notes to write for long."""

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.carrier = cell.carrier(tone_hz=CALLER_HZ)

    async def talk(self, place: int) -> Talk:
        """The next talk; nobody else is free."""
        agent = AGENTS[place]
        phone = await self.cell.ready_agent(agent, tone_hz=ANNA_HZ)
        supervisor = await self.cell.agent_phone(SUPERVISORS[place], tone_hz=CARLA_HZ)
        caller = await self.cell.call(self.carrier)
        rung = await phone.next_call(10)
        await rung.hears(CALLER_HZ)
        return Talk(self.cell, caller, rung, phone, supervisor, agent=agent)


async def death(talk: Talk, supervisor: str, mode: str, who: str) -> None:
    """One party of one talk goes; the others hear what they are to hear then."""
    await talk.supervise(mode, supervisor=supervisor)
    assert talk.carla is not None
    heard = {"listen": talk.only_listens, "whisper": talk.whispers, "barge": talk.all_hear_all}
    await heard[mode]()
    match who:
        case "caller":
            talk.caller.hang_up()
            await talk.anna.ended()
            await talk.carla.ended()
        case "agent":
            talk.anna.hang_up()
            await talk.caller.ended()
            await talk.carla.ended()
        case "agent_dies" if mode == "barge":
            talk.anna_phone.vanish()
            await talk.is_heard(caller=(CARLA_HZ,), carla=(CALLER_HZ,))
        case "agent_dies":
            talk.anna_phone.vanish()
            await talk.carla.ended(10)
            assert _heard(talk.caller, CARLA_HZ, 0) == 0
        case "supervisor" | "supervisor_dies":
            if who == "supervisor":
                talk.carla.hang_up()
            else:
                talk.carla_phone.vanish()
            await talk.is_heard(caller=(ANNA_HZ,), anna=(CALLER_HZ,))
            await until(lambda: _free(talk.cell, supervisor), 15)
    talk.caller.hang_up()
    await talk.caller.ended()


async def _free(cell: Cell, supervisor: str) -> bool:
    """Nothing of a supervisor's leg is left."""
    try:
        await cell.ask("supervise.stop", supervisor=supervisor)
    except VerbError as refused:
        return "listens to nobody" in str(refused)
    return False


@pytest.mark.parametrize("mode", MODES)
async def test_after_each_sudden_death(tmp_path: Path, mode: str) -> None:
    """Whoever goes, the others hear each other as they should, nothing is left, CEL agrees."""
    async with tower(tmp_path) as cell:
        floor = Floor(cell)
        talks = [await floor.talk(place) for place in range(len(DEATHS))]
        deaths = [
            death(talk, supervisor, mode, who)
            for talk, supervisor, who in zip(talks, SUPERVISORS, DEATHS, strict=True)
        ]
        await asyncio.gather(*deaths)
        await cell.nothing_left(20)
        records = await agreeing(cell, len(DEATHS))
        assert {modes(record)[0] for record in records} == {mode}
        assert {record.outcome for record in records} == {"answered"}


async def test_after_a_talk_was_taken_over(tmp_path: Path) -> None:
    """By verb: the supervisor is the agent then, whoever goes, and a broken line keeps the caller."""
    deaths = ("caller", "supervisor", "supervisor_dies")
    async with tower(tmp_path) as cell:
        floor = Floor(cell)
        talks = [await floor.talk(place) for place in range(len(deaths))]

        async def taken(talk: Talk, supervisor: str, who: str) -> None:
            await cell.ask("supervise", supervisor=supervisor, agent=talk.agent, mode="take_over")
            talk.carla = await talk.carla_phone.next_call(10)
            await talk.anna.ended(10)
            await talk.is_heard(caller=(CARLA_HZ,), carla=(CALLER_HZ,))
            if who == "supervisor":
                talk.carla.hang_up()
            elif who == "supervisor_dies":
                talk.carla_phone.vanish()
                await until(lambda: _waits(cell), 15)
            if who != "supervisor":
                talk.caller.hang_up()
            await talk.caller.ended()

        several = zip(talks, SUPERVISORS, deaths, strict=False)
        await asyncio.gather(*(taken(*one) for one in several))
        await cell.nothing_left(20)
        records = await agreeing(cell, len(deaths))
        assert {modes(record)[-1] for record in records} == {"take_over"}
        assert all("taken_over" in record.marks for record in records)
        assert sorted(record.ended_by for record in records) == ["agent", "caller", "caller"]


async def _waits(cell: Cell) -> bool:
    """One caller is in line again."""
    return sum(queue["waiting"] for queue in (await cell.view())["queues"]) == 1


async def typed_pin(call: Call, pin: str) -> None:
    for digit in f"{pin}#":
        await call.press(digit)


async def test_by_code_and_pin_up_to_taking_over(tmp_path: Path) -> None:
    """A wrong PIN is asked again, keys lead on to the caller alone; the agent goes to the wrap-up."""
    async with centre(tmp_path) as cell:
        settings = load_centre(tmp_path / "centre.yaml").settings
        assert settings is not None
        set_pin(cell.state.secrets, settings, "carla", "47110815")
        await cell.ask("reload")
        async with talking(cell) as talk:
            talk.carla = talk.carla_phone.place_call("*8021")
            await talk.carla.answered()
            await typed_pin(talk.carla, "47110816")
            log = cell.state.log / "voipcc.jsonl"
            await until(lambda: '"finding":"wrong"' in log.read_text(), what="asked again")
            await typed_pin(talk.carla, "47110815")
            await talk.only_listens()
            await talk.carla.press("7")  # means nothing yet
            await talk.carla.press("6")
            await talk.all_hear_all()
            await talk.carla.press("7")
            await talk.anna.ended()
            await talk.is_heard(caller=(CARLA_HZ,), carla=(CALLER_HZ,))
            assert (await cell.agent_state("carla"))["work"] == "talking"
            talk.caller.hang_up()
            await talk.carla.ended()
        (record,) = await agreeing(cell)
        assert modes(record) == ["listen", "barge", "take_over"]
        assert [watch.by for watch in record.watches] == ["code", "key", "key"]
        assert [part.agent for part in record.segments if part.kind == "talk"] == ["anna", "carla"]
        written = b"".join(path.read_bytes() for path in cell.state.journal.iterdir())
        assert b"47110815" not in written + cell.state.secrets.read_bytes()
        assert b"SecretChecked" in written


async def test_a_listener_outlives_the_controller_but_never_the_call(tmp_path: Path) -> None:
    """After kill -9 the whisper is whispered again; a call that ended meanwhile takes it along."""
    async with centre(tmp_path) as cell, talking(cell) as talk:
        await talk.supervise("whisper")
        await talk.whispers()
        await cell.crash()
        await cell.serve()
        await talk.whispers()
        await cell.ask("supervise", supervisor="carla", agent="anna", mode="listen")
        await talk.only_listens()
        await cell.crash()
        talk.caller.hang_up()
        await talk.caller.ended()
        await cell.serve()
        assert talk.carla is not None
        await talk.carla.ended()
        await talk.anna.ended()
        (record,) = await agreeing(cell)
        assert modes(record) == ["whisper", "listen"]  # one whisper, through the restart


async def test_help_comes_or_is_refused(tmp_path: Path) -> None:
    """Nobody free is said at once; a free supervisor is told what it is about and listens."""
    async with centre(tmp_path) as cell, talking(cell) as talk:
        with pytest.raises(VerbError, match="No supervisor is free"):
            await cell.ask("agent.help", agent="anna")
        await cell.ask("agent.log_in", agent="carla")
        await cell.ask("agent.help", agent="anna")
        talk.carla = await talk.carla_phone.next_call(10)
        await talk.only_listens()
        talk.carla.hang_up()
        await until(lambda: _free(cell, "carla"))
        await talk.anna.press("*")
        await talk.anna.press("0")
        talk.carla = await talk.carla_phone.next_call(10)
        await talk.only_listens()
        talk.caller.hang_up()
        await talk.carla.ended()
        await talk.anna.ended()
        (record,) = await agreeing(cell)
        assert [(watch.mode, watch.by) for watch in record.watches] == [("listen", "help")] * 2


async def test_a_note_for_a_colleague(tmp_path: Path) -> None:
    """It outlives kill -9, is told of at login, is heard once with the sender's own voice."""
    async with centre(tmp_path) as cell:
        carla = await cell.agent_phone("carla", tone_hz=CARLA_HZ)
        anna = await cell.agent_phone("anna", tone_hz=ANNA_HZ)
        leaving = carla.place_call("*8121")
        await leaving.answered()

        def spoken() -> bool:
            found = cell.state.asterisk.rglob("voicemail-*.wav")
            return any(path.stat().st_size > 40_000 for path in found)

        await until(spoken, 30)
        await leaving.press("#")
        await leaving.ended(15)
        (row,) = await cell.ask("notes")
        assert (row["for"], row["from"]) == ("anna", "carla")
        assert Path(row["file"]).exists() and row["length_s"] > 1
        await cell.crash()
        await cell.serve()
        assert await cell.ask("notes") == [row]
        hearing = anna.place_call("*82")
        await hearing.answered()
        await hearing.hears(CARLA_HZ, timeout_s=15)
        await hearing.ended(30)
        assert await cell.ask("notes") == []
        assert not Path(row["file"]).exists()
        await cell.nothing_left()
