"""Wrap-up live: mandatory, with a disposition dialled on the agent's phone."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live.cell import NUMBER, STRAIGHT_PLAN, Cell, running, until
from voipcc.control import VerbError
from voipcc.core.cdr import WrapUp
from voipcc.database.archive import Archive
from voipcc.softphone.wire import ANSWER, WirePhone

pytestmark = pytest.mark.live
WORDS = (
    "wrap_up_mode: mandatory, disposition_required: true, "
    'dispositions: {"1": order, "11": new order, "2": question}'
)


async def dial(phone: WirePhone, code: str) -> None:
    """Dial a feature code and listen to its answer until the centre hangs up."""
    call = phone.place_call(code)
    await call.answered()
    await call.ended(10)
    assert call.hearing.packets > 10


async def in_state(cell: Cell, **wanted: str) -> None:
    """Until anna's state is as wanted."""

    async def is_so() -> bool:
        state = await cell.agent_state("anna")
        return all(state[key] == value for key, value in wanted.items())

    await until(is_so, 10)


def told(cell: Cell, *words: str) -> str:
    """What a verb of this centre prints."""
    typed = (sys.executable, "-m", "voipcc", *words, "-c", str(cell.folder))
    environment = {**os.environ, **cell.environment}
    return subprocess.run(
        typed, check=False, capture_output=True, text=True, env=environment
    ).stdout


async def test_a_mandatory_wrap_up_ends_with_its_disposition_dialled(tmp_path: Path) -> None:
    """No call comes in a wrap-up that owes its disposition; dialled, it is in the records."""
    async with running(tmp_path, agents=("anna",), plan=STRAIGHT_PLAN, queue_words=WORDS) as cell:
        anna = await cell.ready_agent("anna", tone_hz=700, reaction=ANSWER)
        carrier = cell.carrier()
        first = await cell.call(carrier)
        await first.hears(700)
        second = await cell.call(carrier, tone_hz=1100)
        await dial(anna, "*132")  # the break after this call
        assert (await cell.agent_state("anna"))["pending"] == "not_ready:lunch"
        await dial(anna, "*10")  # taken back
        assert (await cell.agent_state("anna"))["pending"] == ""
        first.hang_up()
        await in_state(cell, work="wrap_up")
        await dial(anna, "*14")
        await dial(anna, "*51")
        state = await cell.agent_state("anna")
        assert state["wrap_up"]["missing"] and state["wrap_up"]["ends_s"] is None
        await dial(anna, "*511")
        state = await cell.agent_state("anna")
        assert state["work"] == "wrap_up" and not state["wrap_up"]["missing"]
        await dial(anna, "*14")
        await second.hears(700)
        second.hang_up()
        (record, _) = await cell.records(2)
        archive = Archive(cell.state.records)

        def noted() -> list[WrapUp]:
            return archive.wrap_ups(record.id)

        (kept,) = await until(noted)
        assert (kept.agent, kept.disposition, kept.ended_by) == ("anna", "11", "code")
        assert kept.offer == record.offers[-1].id and kept.end_us - kept.start_us > 1_000_000
        shown = json.loads(told(cell, "call", record.id, "--json"))
        assert shown["wrap_ups"][0]["disposition_name"] == "order / new order"
        await in_state(cell, work="wrap_up")
        await cell.ask("agent.disposition", agent="anna", code="2")
        assert told(cell, "agent", "wrap-up", "anna", "--end").strip() == "done"
        await cell.nothing_left()


MODES = {
    "timed": ("anna", "+4930123451", "wrap_up_mode: timed, wrap_up_s: 600"),
    "timed_fixed": ("ben", "+4930123452", "wrap_up_mode: timed_fixed, wrap_up_s: 4"),
    "optional": ("carla", "+4930123453", "wrap_up_mode: optional"),
}


class Modes(Cell):
    """Each mode has a queue, a number and an agent of its own."""

    def write(self) -> None:
        super().write()
        file = self.folder / "centre.yaml"
        head, _, rest = file.read_text().partition("queues:\n")
        queues = [
            f"  {mode}: {{agents: [{agent}], {words}}}\n"
            for mode, (agent, _, words) in MODES.items()
        ]
        file.write_text(
            f"{head}queues:\n{''.join(queues)}trunks:\n{rest.partition('trunks:')[2][1:]}"
        )
        (self.folder / "dialplans" / "main.yaml").unlink()
        for mode, (_, number, _) in MODES.items():
            flow = STRAIGHT_PLAN.replace(NUMBER, number).replace("queue: sales", f"queue: {mode}")
            flow = flow.replace("name: main", f"name: {mode.replace('_', '-')}")
            (self.folder / "dialplans" / f"{mode.replace('_', '-')}.yaml").write_text(flow)

    async def work(self, agent: str) -> str:
        return str((await self.agent_state(agent))["work"])

    async def talk(self, mode: str, carrier: WirePhone) -> WirePhone:
        """One talk of this mode; the phone of its agent, who is in wrap-up now."""
        agent, number, _ = MODES[mode]
        phone = await self.ready_agent(agent, tone_hz=700, reaction=ANSWER)
        call = await self.call(carrier, number)
        await call.hears(700)
        if mode == "optional":
            await dial(phone, "*15")  # without it there would be none
        call.hang_up()

        async def writes() -> bool:
            return await self.work(agent) == "wrap_up"

        await until(writes, 10)
        return phone

    async def is_idle(self, agent: str) -> bool:
        return await self.work(agent) == "idle"


async def test_each_other_mode_ends_as_it_may(tmp_path: Path) -> None:
    """Side by side: timed ends early by a verb, fixed by time alone, optional was asked for and ends by code."""
    async with running(tmp_path, kind=Modes, agents=("anna", "ben", "carla")) as cell:
        carrier = cell.carrier()

        async def timed() -> None:
            await cell.talk("timed", carrier)
            await cell.ask("agent.wrap_up_end", agent="anna")
            assert await cell.work("anna") == "idle"

        async def fixed() -> None:
            await cell.talk("timed_fixed", carrier)
            with pytest.raises(VerbError, match="ends by itself"):
                await cell.ask("agent.wrap_up_end", agent="ben")
            await until(lambda: cell.is_idle("ben"), 20)

        async def optional() -> None:
            phone = await cell.talk("optional", carrier)
            await cell.ask("agent.wrap_up", agent="carla", extend_s=60)
            ends_s = (await cell.agent_state("carla"))["wrap_up"]["ends_s"]
            assert 60 < ends_s <= 120
            await dial(phone, "*14")
            await until(lambda: cell.is_idle("carla"), 10)

        await asyncio.gather(timed(), fixed(), optional())
        archive = Archive(cell.state.records)
        await cell.records(3)

        def kept() -> dict[str, str]:
            found = [one for _, one in archive.wrap_ups_between(0, 1 << 62)]
            return {one.mode: one.ended_by for one in found} if len(found) == 3 else {}

        assert await until(kept) == {"timed": "verb", "timed_fixed": "time", "optional": "code"}
        await cell.ask("agent.not_ready", agent="anna", reason="lunch")
        await cell.ask("agent.log_out", agent="ben")
        presence = json.loads(told(cell, "report", "--json"))["presence"]
        assert set(presence) == {"anna", "ben", "carla"}
        assert list(presence["anna"]["breaks"]) == ["lunch"]
        assert all(one["ready_s"] > 1 for one in presence.values())
        await cell.nothing_left()
