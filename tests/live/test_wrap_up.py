"""Wrap-up live: mandatory, with a disposition dialled on the agent's phone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live.cell import STRAIGHT_PLAN, Cell, running, until
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
    await call.answered(5)
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

        (kept,) = await until(noted, 5)
        assert (kept.agent, kept.disposition, kept.ended_by) == ("anna", "11", "code")
        assert kept.offer == record.offers[-1].id and kept.end_us - kept.start_us > 1_000_000
        shown = json.loads(told(cell, "call", record.id, "--json"))
        assert shown["wrap_ups"][0]["disposition_name"] == "order / new order"
        await in_state(cell, work="wrap_up")
        await cell.ask("agent.disposition", agent="anna", code="2")
        assert told(cell, "agent", "wrap-up", "anna", "--end").strip() == "done"
        await cell.nothing_left()
