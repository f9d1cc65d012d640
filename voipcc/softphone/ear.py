"""An ear for decoded samples: keeps what a listener would hear and judges afterwards which tones were in it.

`wire.hearing` judges RTP packets; this one stands behind the decoder of a real phone (pjsua2,
aiortc), jitter buffer, decryption and concealment included.
"""

import wave
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]
RATE_HZ = 8000
BLOCK = 320  # 40 ms: long enough to tell tones 50 Hz apart, short enough to time a gap
FAINTEST_AMPLITUDE = 300.0
LEAST_SHARE = 0.2  # of a block's power, so that two mixed tones are both heard
NANOSECONDS = 1_000_000_000
LATE_NS = 100_000_000
LONGEST_S = 900


@dataclass(frozen=True, slots=True)
class HeardTone:
    """How one tone was heard: `seconds` in all, between `first_ns` and `last_ns` (0: never).

    `gaps` are (start in monotonic nanoseconds, seconds) without the tone between first and last.
    """

    hz: float
    seconds: float
    first_ns: int = 0
    last_ns: int = 0
    gaps: tuple[tuple[int, float], ...] = ()

    @property
    def longest_gap_s(self) -> float:
        return max((length for _, length in self.gaps), default=0.0)


class Ear:
    """Mono 8 kHz 16 bit samples on a monotonic time line; late frames leave silence behind."""

    def __init__(self) -> None:
        self._samples = bytearray()
        self._start_ns = 0

    def feed(self, samples: bytes, now_ns: int) -> None:
        """Takes samples (little-endian int16) that arrived at `now_ns`; after 15 minutes it is full."""
        self._start_ns = self._start_ns or now_ns
        late_ns = now_ns - self._start_ns - _duration_ns(len(self._samples) // 2)
        if late_ns > LATE_NS:
            self._samples.extend(bytes(2 * (late_ns * RATE_HZ // NANOSECONDS)))
        self._samples.extend(samples)
        del self._samples[2 * RATE_HZ * LONGEST_S :]

    def samples(self, start_ns: int = 0, end_ns: int = 0) -> Samples:
        """What arrived between two monotonic moments (0: from the start, to the end)."""
        first = 2 * self._place(start_ns) if start_ns else 0
        last = 2 * self._place(end_ns) if end_ns else len(self._samples)
        return np.frombuffer(bytes(self._samples[first:last]), "<i2")

    def heard(self, hz: float, *, start_ns: int = 0, end_ns: int = 0) -> HeardTone:
        """Judges the tone of `hz` in what arrived between two monotonic moments."""
        where = np.flatnonzero(tone_blocks(self.samples(start_ns, end_ns), hz))
        if not len(where):
            return HeardTone(hz, 0.0)
        begin = max(self._start_ns, start_ns)
        edges = [begin + _duration_ns(int(place) * BLOCK) for place in where]
        block_ns = _duration_ns(BLOCK)
        gaps = tuple(
            (one + block_ns, (other - one - block_ns) / NANOSECONDS)
            for one, other in pairwise(edges)
            if other - one > block_ns * 1.5
        )
        return HeardTone(hz, len(where) * BLOCK / RATE_HZ, edges[0], edges[-1] + block_ns, gaps)

    def loudness(self, *, start_ns: int = 0, end_ns: int = 0) -> float:
        """Root mean square (0 to 32767) of what arrived in that time; 0.0 for nothing."""
        samples = self.samples(start_ns, end_ns).astype(np.float64)
        return float(np.sqrt(np.mean(samples**2))) if len(samples) else 0.0

    def save(self, path: Path) -> None:
        """Writes everything as a WAV file."""
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(bytes(self._samples))

    def _place(self, moment_ns: int) -> int:
        return max(0, (moment_ns - self._start_ns) * RATE_HZ // NANOSECONDS)


def tone_blocks(samples: Samples, hz: float) -> npt.NDArray[np.bool_]:
    """For each 40 ms of `samples`: whether a tone of `hz` stands out of it (a Goertzel filter)."""
    blocks = samples[: len(samples) // BLOCK * BLOCK].reshape(-1, BLOCK).astype(np.float64)
    turns = np.exp(-2j * np.pi * hz * np.arange(BLOCK) / RATE_HZ)
    amplitude = 2 * np.abs(blocks @ turns) / BLOCK
    power = np.mean(blocks**2, axis=1)
    present: npt.NDArray[np.bool_] = (amplitude >= FAINTEST_AMPLITUDE) & (
        amplitude**2 / 2 >= LEAST_SHARE * power
    )
    return present


def tone(
    hz: float, samples: int, start: int = 0, rate_hz: int = RATE_HZ, amplitude: int = 8000
) -> Samples:
    """A sine of `hz` beginning at sample number `start`, so that pieces join without a click."""
    at = np.arange(start, start + samples)
    return (amplitude * np.sin(2 * np.pi * hz * at / rate_hz)).astype(np.int16)


def _duration_ns(samples: int) -> int:
    return samples * NANOSECONDS // RATE_HZ
