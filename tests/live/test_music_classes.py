"""Each queue's own music: files in any format, a stream, and what is heard while that is away."""

import os
import sys
from pathlib import Path

import pytest
import soundfile

from tests.live.cell import NUMBER, STRAIGHT_PLAN, Cell, running
from voipcc.audio import tone, write_wav
from voipcc.softphone.wire import OutgoingCall

pytestmark = pytest.mark.live

FILE_HZ, OTHER_HZ, STREAM_HZ, MEANWHILE_HZ = 500, 800, 1200, 1600
OTHER = "+4930123451"
SETTINGS = "music: {radio: {stream: 'http://127.0.0.1:1/radio.mp3'}}\n"
# It stands in ffmpeg's place: what a decoder writes, until a file tells it to be away.
DECODER = f"""#!{sys.executable}
import array, math, os, pathlib, sys
place = 0
while not pathlib.Path("{{away}}").exists():
    wave = (round(8000 * math.sin(2 * math.pi * {STREAM_HZ} * n / 16000)) for n in range(place, place + 320))
    sys.stdout.buffer.write(array.array("h", wave).tobytes())
    sys.stdout.buffer.flush()
    place += 320
"""


class MusicCell(Cell):
    """Two queues: sales has a folder of files, support a stream with files to fall back on."""

    def write(self) -> None:
        self.queue_words = "wrap_up_s: 0, announce_position: false, music: house"
        super().write()
        file = self.folder / "centre.yaml"
        head, support = file.read_text().split("  support:")
        file.write_text(f"{head}  support:{support.replace('music: house', 'music: radio')}")
        plan = (
            STRAIGHT_PLAN.replace("sales", "support")
            .replace(NUMBER, OTHER)
            .replace(": main", ": other")
        )
        (self.folder / "dialplans" / "other.yaml").write_text(plan)
        music = self.folder / "sounds" / "music"
        for name in ("house", "radio"):
            (music / name).mkdir(parents=True)
        soundfile.write(music / "house" / "a.flac", tone(FILE_HZ, 20, 44_100), 44_100)
        write_wav(music / "radio" / "meanwhile.wav", tone(MEANWHILE_HZ, 20))
        (self.folder / "bin").mkdir()
        decoder = self.folder / "bin" / "ffmpeg"
        decoder.write_text(DECODER.replace("{away}", str(self.folder / "away")))
        decoder.chmod(0o755)


async def hears(call: OutgoingCall, hz: int) -> None:
    await call.hears(hz, timeout_s=25, for_s=0.5)


async def test_every_queue_has_its_music(tmp_path: Path) -> None:
    """Files of any format and a stream are heard; a changed folder and a stream away are no silence."""
    path = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
    async with running(
        tmp_path, kind=MusicCell, plan=STRAIGHT_PLAN, more=SETTINGS, environment=path
    ) as cell:
        carrier = cell.carrier()
        waits = await cell.call(carrier)
        listens = await cell.call(carrier, OTHER)
        await hears(waits, FILE_HZ)
        await hears(listens, STREAM_HZ)
        (tmp_path / "away").touch()
        await hears(listens, MEANWHILE_HZ)
        music = tmp_path / "sounds" / "music" / "house"
        (music / "a.flac").unlink()
        soundfile.write(music / "b.ogg", tone(OTHER_HZ, 20, 48_000), 48_000)
        await cell.ask("reload")
        since = await cell.call(carrier)
        await hears(since, OTHER_HZ)
        for call in (waits, listens, since):
            call.hang_up()
        await cell.nothing_left()
