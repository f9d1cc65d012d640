"""Recording by an Asterisk somebody else runs, whose spool folder the settings name."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.live.cell import STRAIGHT_PLAN, until
from tests.live.foreign import foreign_asterisk
from tests.live.taped import ANNA_HZ, CALLER_HZ, LOOSELY_S, People, judge, paused
from tests.live.test_external import Guest, handed_over

pytestmark = pytest.mark.live
RULES = "wrap_up_s: 1, announce_position: false, recording: {consent: none}"


@dataclass
class Spooled(Guest, People):
    """A centre that may read what its foreign Asterisk records."""

    def write(self) -> None:
        super().write()
        assert self.foreign is not None
        file = self.folder / "centre.yaml"
        named = f"mode: external, spool: '{self.foreign.folder / 'spool'}'"
        file.write_text(file.read_text().replace("mode: external", named))


async def test_a_foreign_asterisk_records_where_its_spool_is_named(tmp_path: Path) -> None:
    """Both sides, their time, a silent pause and one over a killed controller; its raw files are gone at the end."""
    async with foreign_asterisk(tmp_path / "foreign") as foreign:
        guest = Spooled(
            tmp_path / "centre",
            agents=("anna",),
            plan=STRAIGHT_PLAN,
            queue_words=RULES,
            listen=foreign.host,
            foreign=foreign,
        )
        guest.folder.mkdir()
        guest.write()
        await foreign.start(await handed_over(guest, foreign))
        try:
            await guest.serve()
            guest.line = guest.carrier()
            call, _, caller, anna = await guest.talk("anna", ANNA_HZ)
            assert (caller.hz, anna.hz) == (CALLER_HZ, ANNA_HZ)
            await asyncio.sleep(3)
            pause = await paused(guest, "anna", 1.5)
            await asyncio.sleep(2)
            outage = await killed(guest)
            await asyncio.sleep(2)
            for voice in (caller, anna):
                await voice.stop()
            call.hang_up()
            (tape,) = await guest.tapes(1)
            await until(lambda: not any((guest.state.tapes / "spool").iterdir()), 20)
            await guest.nothing_left()
        finally:
            await guest.stop()
        assert not list((foreign.folder / "spool").rglob("*.wav16")), "it recorded elsewhere"
    for side, voice in ((0, caller), (1, anna)):
        judge(tape, voice, side, [pause, outage], LOOSELY_S)
    assert tape.silent(pause)


async def killed(guest: Spooled) -> tuple[float, float]:
    """From the controller's death to a second after its return, in the monotonic clock."""
    loop = asyncio.get_running_loop()
    begin = loop.time()
    await guest.crash()
    await guest.serve()
    await until(lambda: guest.state_of("anna", "on"), 15)
    await asyncio.sleep(1)
    return begin, loop.time()
