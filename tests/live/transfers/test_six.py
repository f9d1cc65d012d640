"""Six in one talk."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.live.cell import STRAIGHT_PLAN, running
from voipcc.control import VerbError

pytestmark = pytest.mark.live
NAMES = ("anna", "ben", "carla", "dan", "eva", "finn")
HZ = 800


async def each_is_heard_by_all_others(parties: list[Any]) -> None:
    """One speaks at a time, the others are still: the tone is at every other ear."""
    for party in parties:
        party.media.play()
    for speaker in parties:
        speaker.media.play(HZ)
        ears = [party for party in parties if party is not speaker]
        await asyncio.gather(*(ear.hears(HZ, timeout_s=15) for ear in ears))
        speaker.media.play()


async def test_six_talk_and_a_seventh_is_refused(tmp_path: Path) -> None:
    """A caller and five agents all hear each other; one more is refused; the last two still talk."""
    async with running(tmp_path, agents=NAMES, plan=STRAIGHT_PLAN) as cell:
        phones = {name: await cell.agent_phone(name) for name in NAMES}
        await cell.ask("agent.log_in", agent="anna")
        caller = await cell.call(cell.carrier())
        parties: list[Any] = [caller, await phones["anna"].next_call(15)]
        await caller.hears(700, timeout_s=15)
        for name in NAMES[1:5]:
            await cell.ask("agent.log_in", agent=name)
            await cell.ask("transfer", agent="anna", how="conference", kind="agent", to=name)
            parties.append(await phones[name].next_call(15))
            await parties[-1].hears(700, timeout_s=15)  # anna's or another agent's
        await each_is_heard_by_all_others(parties)
        await cell.ask("agent.log_in", agent="finn")
        with pytest.raises(VerbError, match="6 parties talk already"):
            await cell.ask("transfer", agent="anna", how="conference", kind="agent", to="finn")
        for party in parties[1:5]:
            party.hang_up()
            await party.ended(10)
        await each_is_heard_by_all_others([caller, parties[5]])
        caller.hang_up()
        await parties[5].ended(10)
        await cell.nothing_left()
        whole = [one for one in await cell.records(5) if one.direction == "in"]
        assert [one.outcome for one in whole] == ["answered"]
        heard = {name for part in whole[0].segments for name in (part.agent, *part.others)}
        assert heard >= set(NAMES[:5])
