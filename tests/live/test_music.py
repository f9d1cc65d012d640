"""Music for those who wait: never silence, whoever was there before."""

from pathlib import Path

from tests.live.cell import STRAIGHT_PLAN, running, until
from voipcc.softphone.wire import OutgoingCall


async def _hears_music(call: OutgoingCall) -> None:
    before = call.hearing.packets
    await until(lambda: call.hearing.packets > before + 25, 5.0)
    assert call.times.first_sound


async def test_the_next_caller_hears_music_after_the_line_was_empty(tmp_path: Path) -> None:
    """Music goes on for the next caller when the last one who waited has hung up."""
    words = "wrap_up_s: 0, announce_position: false"
    async with running(tmp_path, plan=STRAIGHT_PLAN, queue_words=words) as cell:
        carrier = cell.carrier()
        for _ in range(3):
            call = await cell.call(carrier)
            await _hears_music(call)
            call.hang_up()
            await call.ended()
            await cell.nothing_left()


async def test_the_music_is_back_after_every_channel_was_hung_up(tmp_path: Path) -> None:
    """Somebody who ends all channels by hand does not leave later callers in silence."""
    words = "wrap_up_s: 0, announce_position: false"
    async with running(tmp_path, plan=STRAIGHT_PLAN, queue_words=words) as cell:
        carrier = cell.carrier()
        await cell.ask("console", command="channel request hangup all")
        call = await cell.call(carrier)
        await _hears_music(call)


async def test_there_is_music_after_every_return_of_the_controller(tmp_path: Path) -> None:
    """A controller that finds the switch as its dead predecessor left it finds the music going on."""
    words = "wrap_up_s: 0, announce_position: false"
    async with running(tmp_path, plan=STRAIGHT_PLAN, queue_words=words) as cell:
        carrier = cell.carrier()
        for _ in range(3):
            await cell.crash()
            await cell.serve()
            call = await cell.call(carrier)
            await _hears_music(call)
            call.hang_up()
            await call.ended()
