"""The same from the phone itself: codes in mid-talk, the hold key, the transfer key (REFER)."""

from pathlib import Path

import pytest

from tests.live.cell import running, until
from tests.live.transfers.trio import Trio, Trios, judged, side_by_side

pytestmark = pytest.mark.live


async def consult_by_code(trio: Trio) -> None:
    """Code, ben's short number, then the code again to give the caller away."""
    await trio.at_anna.press("*2")
    await until(lambda: trio.hears_music(trio.caller), 10)
    await trio.at_anna.press(f"2{trio.n:02d}#")
    at_ben = await trio.ben.next_call(10)
    await trio.hear(trio.at_anna, at_ben)
    await trio.at_anna.press("*1")
    await trio.hear(trio.caller, at_ben)
    await trio.hung_up(trio.at_anna)
    trio.caller.hang_up()
    await trio.hung_up(at_ben)


async def blind_by_code(trio: Trio) -> None:
    """To a queue by its short number."""
    await trio.at_anna.press("*1")
    await until(lambda: trio.hears_music(trio.caller), 10)
    await trio.at_anna.press(f"4{trio.n:02d}#", how="info")
    at_ben = await trio.ben.next_call(10)
    await trio.hear(trio.caller, at_ben)
    await trio.hung_up(trio.at_anna)
    at_ben.hang_up()
    await trio.hung_up(trio.caller)


async def nobody_by_code(trio: Trio) -> None:
    """Whoever types nobody's number has the caller back; the codes of others are the caller's."""
    await trio.at_anna.press("*1")
    await until(lambda: trio.hears_music(trio.caller), 10)
    await trio.at_anna.press("999#")
    await trio.hear(trio.caller, trio.at_anna)
    await trio.at_anna.press("*9")
    await trio.at_anna.press("12")
    await trio.hear(trio.caller, trio.at_anna)
    trio.caller.hang_up()
    await trio.hung_up(trio.at_anna)


async def blind_by_refer(trio: Trio) -> None:
    await trio.refer(f"2{trio.n:02d}")
    at_ben = await trio.ben.next_call(10)
    await trio.hear(trio.caller, at_ben)
    await trio.hung_up(trio.at_anna)
    trio.caller.hang_up()
    await trio.hung_up(at_ben)


async def refused_refer(trio: Trio) -> None:
    """A transfer to somebody on a break leaves the caller with the agent."""
    await trio.cell.ask("agent.not_ready", agent=trio.names[1], reason="break")
    await trio.refer(f"2{trio.n:02d}")
    await trio.hear(trio.caller, trio.at_anna, for_s=1.5)
    trio.at_anna.hang_up()
    await trio.hung_up(trio.caller)


async def held_by_key(trio: Trio) -> None:
    """The phone's own hold gives the other side music."""
    assert await trio.at_anna.hold() == 200
    await until(lambda: trio.hears_music(trio.caller), 10)
    assert await trio.at_anna.resume() == 200
    await trio.hear(trio.caller, trio.at_anna)
    trio.caller.hang_up()
    await trio.hung_up(trio.at_anna)


CELLS = (
    consult_by_code,
    blind_by_code,
    nobody_by_code,
    blind_by_refer,
    refused_refer,
    held_by_key,
)


async def test_every_key_does_what_the_verb_does(tmp_path: Path) -> None:
    """Codes and keys of the phone join the right people, and no typed digit stands in the journal."""
    async with running(tmp_path, Trios, count=len(CELLS)) as cell:
        assert isinstance(cell, Trios)
        trios = [Trio(cell, n) for n in range(len(CELLS))]
        await side_by_side(cell.carrier(), list(zip(trios, CELLS, strict=True)))
        records = await judged(cell, len(CELLS))
        assert "transferred" in trios[3].record(records).marks
        assert "transferred" not in trios[4].record(records).marks
        kinds = {part.kind for part in trios[5].record(records).segments}
        assert "hold" in kinds
        written = b"".join(path.read_bytes() for path in cell.state.journal.iterdir())
        assert b'"DigitPressed"' not in written
