"""What a waiting caller hears and can do, live: announcements, messages, a key, the same place."""

from pathlib import Path

import pytest

from tests.live.cell import NUMBER, Cell, running
from tests.sums import check_sums
from voipcc.audio import tone, write_wav
from voipcc.softphone.wire import OutgoingCall

pytestmark = pytest.mark.live

MUSIC_HZ, POSITION_HZ, COMFORT_HZ, MENU_HZ = 440, 1100, 1700, 2300
FIRST_HZ, SECOND_HZ = 650, 850  # "one" and "two"
SECOND_NS = 1_000_000_000
PLAN = f"""format: 1
numbers: ["{NUMBER}"]
blocks:
  start:
    - queue: sales
      on_full: bye
      on_timeout: bye
      keys: {{"9": choice}}
  choice:
    - menu: main-menu
      keys: {{"1": start}}
      timeout: 30 s
      on_timeout: start
  bye:
    - play: goodbye
    - hang_up
"""
QUEUE = (
    "wrap_up_s: 0, announce_first_s: 1, announce_every_s: 10,"
    " comfort: {prompts: [queue/busy_day], first_s: 8, every_s: 60, gap_s: 1}"
)


class ToneCell(Cell):
    """A centre whose music and prompts are pure tones."""

    def write(self) -> None:
        super().write()
        sounds = self.folder / "sounds"
        write_wav(sounds / "music" / "default" / "tone.wav", tone(MUSIC_HZ, 20))
        for name, hz in (
            ("queue/you_are_number", POSITION_HZ),
            ("queue/busy_day", COMFORT_HZ),
            ("main-menu", MENU_HZ),
            ("number/1", FIRST_HZ),
            ("number/2", SECOND_HZ),
        ):
            write_wav(sounds / "en" / f"{name}.wav", tone(hz, 2.0 if hz == COMFORT_HZ else 1.0))


def _only_music(call: OutgoingCall, start_ns: int, end_ns: int) -> bool:
    """Whether the caller heard the music and nothing else between the two moments."""
    sounds = call.hearing.timeline(start_ns, end_ns)
    return len(sounds) > 5 and all(abs(one.hz - MUSIC_HZ) < 10 for one in sounds)


async def _positions(cell: Cell) -> list[str]:
    """The legs of those who wait for sales, in order."""
    view = await cell.view()
    legs = {one["id"]: one["leg"] for one in view["calls"]}
    (sales,) = (one for one in view["queues"] if one["name"] == "sales")
    return [legs[one["call"]] for one in sales["callers"]]


async def test_a_caller_hears_where_they_stand_visits_a_menu_and_comes_back(
    tmp_path: Path,
) -> None:
    """Position and message are for one caller alone; a key leads to a menu and back to the place."""
    async with running(tmp_path, kind=ToneCell, plan=PLAN, queue_words=QUEUE) as cell:
        carrier = cell.carrier()
        first = await cell.call(carrier)
        await first.hears(POSITION_HZ, for_s=0.3)
        await first.hears(FIRST_HZ, for_s=0.3)
        await first.hears(MUSIC_HZ, for_s=0.2)
        second = await cell.call(carrier)
        await second.hears(SECOND_HZ, for_s=0.3)
        await first.hears(COMFORT_HZ, for_s=1.2)
        end_ns = second.hearing.last_rtp_ns
        assert _only_music(second, end_ns - SECOND_NS, end_ns - SECOND_NS // 10)
        order = await _positions(cell)
        await first.press("9")
        await first.hears(MENU_HZ, for_s=0.3)
        assert await _positions(cell) == order[1:]
        await first.press("1")
        await first.hears(MUSIC_HZ, for_s=0.3)
        assert await _positions(cell) == order
        await first.hears(FIRST_HZ, for_s=0.3)
        agent = await cell.ready_agent("anna", tone_hz=700)
        await agent.next_call()
        await first.hears(700)
        second.hang_up()
        await second.ended()
        first.hang_up()
        records = await cell.records(2)
        for record in records:
            check_sums(record)
        (answered,) = (one for one in records if "left_by_key" in one.marks)
        assert answered.outcome == "answered"
        kinds = [one.kind for one in answered.segments]
        assert kinds == ["menu", "queue", "menu", "queue", "talk"]
        await cell.nothing_left()
