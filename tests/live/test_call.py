"""The main job, live: a caller, a menu, a queue, an agent, a record."""

from pathlib import Path

import pytest

from tests.live.cell import NUMBER, running, until
from tests.sums import check_sums
from voipcc.core.cdr import span_us
from voipcc.softphone.wire import ANSWER, DECLINE, RING

pytestmark = pytest.mark.live


async def test_a_caller_talks_to_an_agent_and_a_record_remains(tmp_path: Path) -> None:
    """A caller hears the welcome, chooses, waits, talks both ways, and one record says so."""
    async with running(tmp_path) as cell:
        agent = await cell.ready_agent("anna", tone_hz=700)
        call = await cell.call(cell.carrier(tone_hz=1000))
        await call.press("1")
        rung = await agent.next_call()
        await call.hears(700)
        await rung.hears(1000)
        await until(lambda: call.heard(700) >= 3 and rung.heard(1000) >= 3, 10)
        call.hang_up()
        await rung.ended()
        (record,) = await cell.records(1)
        check_sums(record)
        assert (record.outcome, record.ended_by, record.number) == ("answered", "caller", NUMBER)
        assert [part.kind for part in record.segments] == ["menu", "queue", "talk"]
        assert span_us(record, "talk") == pytest.approx(call.heard(700) * 1e6, abs=400_000)
        assert [offer.agent for offer in record.offers] == ["anna"]
        await cell.nothing_left()


async def test_a_declined_call_goes_to_the_next_agent(tmp_path: Path) -> None:
    """An agent who declines is passed over at once, and the caller talks to the next one."""
    async with running(tmp_path) as cell:
        await cell.ready_agent("anna", reaction=DECLINE)
        ben = await cell.ready_agent("ben", tone_hz=900, reaction=ANSWER)
        call = await cell.call(cell.carrier())
        await call.press("1")
        await ben.next_call()
        await call.hears(900)
        call.hang_up()
        (record,) = await cell.records(1)
        assert [(one.agent, one.result) for one in record.offers] == [
            ("anna", "rejected"),
            ("ben", "accepted"),
        ]


async def test_a_caller_who_hangs_up_in_the_queue_is_abandoned(tmp_path: Path) -> None:
    """A caller who gives up while a phone rings stops the ringing and is recorded as abandoned."""
    async with running(tmp_path) as cell:
        agent = await cell.ready_agent("anna", reaction=RING)
        call = await cell.call(cell.carrier())
        await call.press("1")
        rung = await agent.next_call()
        await rung.ringing()
        call.hang_up()
        await rung.ended()
        (record,) = await cell.records(1)
        check_sums(record)
        assert (record.outcome, record.offers[0].result) == ("abandoned", "cancelled")
        assert (await cell.agent_state("anna"))["work"] == "idle"
        await cell.nothing_left()
