"""Prompts in both bands, heard by phones of either; and prompts damaged behind our back."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.live.cell import NUMBER, Cell, running, until
from voipcc.audio import read_wav, tone, write_wav
from voipcc.softphone.wire import OutgoingCall, sdp

av = pytest.importorskip("av", reason="the codec of wide-band phones comes with aiortc")
pytestmark = pytest.mark.live

LOW_HZ, HIGH_HZ = 600, 6000
OTHER = "+4930123451"
PLAN = f"""format: 1
name: main
numbers: ["{NUMBER}"]
blocks:
  start:
    - play: ours
    - hang_up
"""
DAMAGED = PLAN.replace("ours", "hurt").replace(NUMBER, OTHER).replace("name: main", "name: hurt")
KINDS = (b"", b"RIFF", b"<html></html>", bytes(40_000))


class BrightCell(Cell):
    """A centre with a prompt in studio quality, and one that will be damaged."""

    def write(self) -> None:
        super().write()
        (self.folder / "dialplans" / "hurt.yaml").write_text(DAMAGED)
        sounds = self.folder / "sounds" / "en"
        sounds.mkdir()
        bright = tone(LOW_HZ, 2, 48_000, 0.2) + tone(HIGH_HZ, 2, 48_000, 0.2)
        soundfile.write(sounds / "ours.flac", bright, 48_000)
        write_wav(sounds / "hurt.wav", tone(LOW_HZ, 2.0))

    def damage(self, content: bytes) -> None:
        """Put rubbish in the place of what is played."""
        for place in (self.state.sounds, *self.state.versions.glob("*/played")):
            for file in place.glob("en/hurt.wav*"):
                file.unlink()
                file.write_bytes(content)


@dataclass
class WideEar:
    """What a phone that only knows G.722 receives; it says nothing itself."""

    payloads: list[bytes] = field(default_factory=list)

    def listen(self, call: OutgoingCall) -> None:
        media = call.media
        media.sending = False

        def agree(
            remote: tuple[str, int], kind: int, codec: str, events: int, codecs: dict[int, str]
        ) -> None:
            assert codec == "G722"
            media._remote, media._codecs = remote, codecs

        def receive(payload: bytes, codec: str, now_ns: int, **more: Any) -> None:
            self.payloads.append(payload)

        media.agree = agree  # type: ignore[method-assign]
        call.hearing.receive = receive  # type: ignore[method-assign]

    def samples(self) -> np.ndarray:
        """All of it at 16 kHz."""
        coder = av.CodecContext.create("g722", "r")
        coder.sample_rate, coder.layout = 16_000, "mono"
        frames = coder.decode(av.Packet(b"".join(self.payloads)))
        return np.concatenate([one.to_ndarray().reshape(-1) for one in frames]).astype(float)


def share_near(samples: np.ndarray, hz: float, rate: int) -> float:
    """The share of the energy within 200 Hz of a frequency."""
    energy = np.abs(np.fft.rfft(samples)) ** 2
    near = np.abs(np.fft.rfftfreq(len(samples), 1 / rate) - hz) < 200
    return float(energy[near].sum() / energy.sum())


async def test_a_wide_band_caller_hears_what_a_telephone_cannot_carry(tmp_path: Path) -> None:
    """A G.722 phone hears 6 kHz of a recording; an A-law phone hears the same without a fold."""
    sdp.PAYLOADS.setdefault("G722", 9)
    sdp.STATIC.setdefault(9, "G722")
    async with running(tmp_path, kind=BrightCell, plan=PLAN) as cell:
        ear = WideEar()
        call = cell.carrier(codecs=("G722",)).place_call(NUMBER)
        ear.listen(call)
        narrow = await cell.call(cell.carrier(codecs=("PCMA",), keep_audio=True))
        await asyncio.gather(call.ended(20), narrow.ended(20))
        wide = ear.samples()
        assert len(wide) > 16_000
        assert share_near(wide, HIGH_HZ, 16_000) > 0.3
        assert share_near(wide, LOW_HZ, 16_000) > 0.3
        narrow.hearing.save(tmp_path / "narrow.wav")
        heard, rate = read_wav(tmp_path / "narrow.wav")
        assert share_near(heard, LOW_HZ, rate) > 0.95
        await never_silent(cell)


async def never_silent(cell: Cell) -> None:
    """Whatever becomes of the file that is played, something is heard in its place."""
    for content in KINDS:
        cell.damage(content)
        call = await cell.call(cell.carrier(), OTHER)
        await until(lambda call=call: call.times.first_sound, 10, str(content[:6]))
        await call.ended(20)
