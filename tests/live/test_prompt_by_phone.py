"""A supervisor records a prompt by phone; the next caller hears it."""

import time
from pathlib import Path

import pytest

from tests.live.cell import NUMBER, Cell, running, until
from voipcc.audio import read_wav, tone, write_wav
from voipcc.centre_file import load_centre
from voipcc.loudness import loudness
from voipcc.secrets_file import set_pin
from voipcc.softphone.wire import OutgoingCall

pytestmark = pytest.mark.live

CARLA_HZ, OLD_HZ = 1300, 620
PIN = "47110815"
PLAN = f"""format: 1
name: main
numbers: ["{NUMBER}"]
blocks:
  start:
    - play: ours
    - hang_up
"""
SETTINGS = 'supervisors: {carla: {}}\nprompts: {numbers: {"12": ours}}\n'


class RecordingCell(Cell):
    """A centre with one prompt of its own that can be recorded by phone."""

    def write(self) -> None:
        super().write()
        write_wav(self.folder / "sounds" / "en" / "ours.wav", tone(OLD_HZ, 2.0))

    def is_logged(self, words: str) -> bool:
        return words in (self.state.log / "voipcc.jsonl").read_text()

    def recordings(self) -> list[Path]:
        """Those of two seconds or more that the switch writes or has written."""
        spool = self.state.asterisk / "spool" / "recording"
        found = [*spool.glob("voicemail-*.wav"), *self.state.voicemails.glob("*.wav")]
        return [path for path in found if _size(path) > 32_000]


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0  # it may be moved at this moment


async def press(call: OutgoingCall, keys: str) -> None:
    for key in keys:
        await call.press(key)


async def speak(cell: RecordingCell, call: OutgoingCall) -> None:
    """Be recorded for two seconds, end it, and hear it back."""
    await until(cell.recordings, 30, "nothing is recorded")
    since_ns = time.monotonic_ns()
    await press(call, "#")
    await until(lambda: call.hearing.heard(CARLA_HZ, start_ns=since_ns, share=0.3) > 1, 20)


async def test_a_prompt_is_recorded_heard_back_and_published(tmp_path: Path) -> None:
    """Code, PIN and number; recorded twice, then published: levelled, and heard by the next caller."""
    async with running(
        tmp_path, kind=RecordingCell, agents=("carla",), plan=PLAN, more=SETTINGS
    ) as cell:
        settings = load_centre(tmp_path / "centre.yaml").settings
        assert settings is not None
        set_pin(cell.state.secrets, settings, "carla", PIN)
        await cell.ask("reload")
        (tmp_path / "dialplans" / "half.yaml").write_text("somebody is still writing")
        carrier = cell.carrier()
        before = await cell.call(carrier)
        await before.hears(OLD_HZ, for_s=0.3)
        phone = await cell.agent_phone("carla", tone_hz=CARLA_HZ)
        call = phone.place_call("*85")
        await call.answered()
        await press(call, f"{PIN}#")
        await until(lambda: cell.is_logged('"finding":"right"'), 15, "the PIN")
        await press(call, "12#")
        await speak(cell, call)
        await press(call, "2")
        await until(lambda: not cell.recordings(), 15, "the first one is thrown away")
        await speak(cell, call)
        await press(call, "1")
        await call.ended(60)
        after = await cell.call(carrier)
        await after.hears(CARLA_HZ, for_s=0.3)
        await after.ended(20)
        assert cell.recordings() == []
        samples, rate = read_wav(tmp_path / "sounds" / "en" / "ours.wav")
        assert loudness(samples, rate) == pytest.approx(-19, abs=1)
        await cell.nothing_left()
