"""What an agent hears before the caller, and what an agent's phone is told by its INVITE."""

from pathlib import Path

import pytest

from tests.live.cell import STRAIGHT_PLAN, Cell, running
from tests.sums import check_sums

pytestmark = pytest.mark.live
WORDS = "whisper: true, spoken_as: [welcome], wrap_up_s: 0, announce_position: false"


class Willing(Cell):
    """A centre whose agent's phones are asked to pick up by themselves."""

    def write(self) -> None:
        super().write()
        path = self.folder / "centre.yaml"
        path.write_text(path.read_text().replace("{display: Anna,", "{auto_answer: true,"))


async def test_an_agent_is_told_the_queue_first(tmp_path: Path) -> None:
    """The prompt comes before the caller's voice, the caller has music meanwhile, the phone may pick up by itself."""
    async with running(
        tmp_path, Willing, agents=("anna",), plan=STRAIGHT_PLAN, queue_words=WORDS
    ) as cell:
        anna = await cell.ready_agent("anna", tone_hz=700)
        carrier = cell.carrier(tone_hz=1000)
        call = await cell.call(carrier)
        at_anna = await anna.next_call(10)
        await at_anna.hears(1000, timeout_s=20)
        await call.hears(700)
        before = [sound for sound in at_anna.timeline() if abs(sound.hz - 1000) > 15 and sound.hz]
        assert len(before) >= 5  # half a second of the prompt, at least
        assert "answer-after=0" in at_anna.header("call-info")
        assert "alert-autoanswer" in at_anna.header("alert-info")
        call.hang_up()
        await at_anna.ended()
        (record,) = await cell.records(1)
        check_sums(record)
        await cell.nothing_left()
