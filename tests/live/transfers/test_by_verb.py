"""Transfers, holds and consults by verb: tones prove who hears whom, records agree with the switch."""

from pathlib import Path

import pytest

from tests.live.cell import running, until
from tests.live.transfers.trio import Trio, Trios, judged, side_by_side
from voipcc.core.cdr import span_us
from voipcc.softphone.wire import DECLINE

pytestmark = pytest.mark.live


async def blind_answered(trio: Trio) -> None:
    await trio.transfer("blind")
    at_ben = await trio.ben.next_call(10)
    await trio.hear(trio.caller, at_ben)
    await trio.hung_up(trio.at_anna)
    trio.caller.hang_up()
    await trio.hung_up(at_ben)


async def blind_to_queue(trio: Trio) -> None:
    await trio.transfer("blind", "queue")
    at_ben = await trio.ben.next_call(10)
    await trio.hear(trio.caller, at_ben)
    at_ben.hang_up()
    await trio.hung_up(trio.caller)


async def blind_declined(trio: Trio) -> None:
    """Anna has the wrap-up behind her by then, and gets the caller back."""
    trio.reactions.append(DECLINE)
    await trio.transfer("blind")
    await trio.hung_up(trio.at_anna)
    again = await trio.anna.next_call(20)
    await trio.hear(trio.caller, again)
    trio.caller.hang_up()
    await trio.hung_up(again)


async def consult_finished(trio: Trio) -> None:
    await trio.transfer("consult")
    at_ben = await trio.ben.next_call(10)
    await trio.hear(trio.at_anna, at_ben)
    await trio.verb("transfer.finish")
    await trio.hear(trio.caller, at_ben)
    await trio.hung_up(trio.at_anna)
    trio.caller.hang_up()
    await trio.hung_up(at_ben)


async def consult_taken_back(trio: Trio) -> None:
    await trio.transfer("consult")
    at_ben = await trio.ben.next_call(10)
    await trio.hear(trio.at_anna, at_ben)
    await trio.verb("transfer.cancel")
    await trio.hear(trio.caller, trio.at_anna)
    await trio.hung_up(at_ben)
    trio.at_anna.hang_up()
    await trio.hung_up(trio.caller)


async def warm(trio: Trio) -> None:
    await trio.transfer("warm")
    at_ben = await trio.ben.next_call(10)
    await trio.hear(trio.at_anna, at_ben)
    await trio.verb("transfer.finish")
    await trio.hear(trio.caller, at_ben)
    await trio.hear(trio.caller, trio.at_anna)
    await trio.hear(trio.at_anna, at_ben)
    await trio.verb("transfer.finish")
    await trio.hung_up(trio.at_anna)
    await trio.hear(trio.caller, at_ben)
    trio.caller.hang_up()
    await trio.hung_up(at_ben)


async def held(trio: Trio) -> None:
    await trio.verb("hold")
    await until(lambda: trio.hears_music(trio.caller), 10)
    await trio.verb("resume")
    await trio.hear(trio.caller, trio.at_anna)
    trio.caller.hang_up()
    await trio.hung_up(trio.at_anna)


async def parked(trio: Trio) -> None:
    """Left at a place by verb, picked up by dialling the code and the place."""
    slot = await trio.verb("park")
    await trio.hung_up(trio.at_anna)
    await until(lambda: trio.hears_music(trio.caller), 15)
    picked = trio.ben.place_call(f"*6{slot}", tone_hz=trio.hz[2])
    await trio.hear(trio.caller, picked)
    picked.hang_up()
    await trio.hung_up(trio.caller)


async def conference(trio: Trio) -> None:
    """Three talk; the one who began it leaves, and the others go on."""
    await trio.transfer("conference")
    at_ben = await trio.ben.next_call(15)
    await trio.hear(trio.caller, at_ben)
    await trio.hear(trio.at_anna, at_ben)
    await trio.hear(trio.caller, trio.at_anna)
    await trio.verb("mute")
    await trio.hear(trio.caller, at_ben)
    trio.at_anna.hang_up()
    await trio.hear(trio.caller, at_ben)
    trio.caller.hang_up()
    await trio.hung_up(at_ben)


CELLS = (
    parked,
    conference,
    blind_answered,
    blind_to_queue,
    blind_declined,
    consult_finished,
    consult_taken_back,
    warm,
    held,
)


async def test_every_way_joins_the_right_people(tmp_path: Path) -> None:
    """Each cell ends with the right two hearing each other, exact records, and nothing left over."""
    async with running(tmp_path, Trios, count=len(CELLS)) as cell:
        assert isinstance(cell, Trios)
        carrier = cell.carrier()
        trios = [Trio(cell, n) for n in range(len(CELLS))]
        await side_by_side(carrier, list(zip(trios, CELLS, strict=True)))
        records = await judged(cell, len(CELLS))
        finished = trios[5].record(records)
        assert "transferred" in finished.marks
        assert span_us(finished, "consult") > 300_000
        assert {one.direction for one in records} == {"in", "consult"}
