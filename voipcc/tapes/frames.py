"""What is known of each 20 ms of each side: enough for all figures, and small for long calls."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from voipcc.tapes.job import RATE

FRAME_MS = 20
FRAME = RATE * FRAME_MS // 1000
CLIPPED = 32_700
SILENT_DB = -90.0
FLOOR_OVER_DB = 10.0  # speech is so much louder than the noise of the line
LEAST_SPEECH_DB, SURE_SPEECH_DB = -55.0, -38.0
GAP_MS, SPURT_MS = 300, 100
Frames = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(slots=True)
class Frames20:
    """One side: the mean power of each frame (full scale is 1), samples cut off, the peak."""

    powers: list[Frames] = field(default_factory=list)
    clipped: int = 0
    peak: int = 0

    def take(self, samples: NDArray[np.int16]) -> None:
        """The next block; whole frames, but for the last one."""
        missing = -len(samples) % FRAME
        padded = np.pad(samples, (0, missing)) if missing else samples
        frames = padded.astype(np.float32).reshape(-1, FRAME)
        sums = np.einsum("ij,ij->i", frames, frames).astype(np.float64)
        self.powers.append(sums / (FRAME * 32768.0**2))
        peak = max(int(samples.max(initial=0)), -int(samples.min(initial=0)))
        if peak >= CLIPPED:
            self.clipped += int(np.count_nonzero((samples >= CLIPPED) | (samples <= -CLIPPED)))
        self.peak = max(self.peak, peak)

    def levels(self) -> Frames:
        """Each frame's level in dB below full scale, -90 for silence."""
        powers = np.concatenate(self.powers) if self.powers else np.zeros(0)
        return np.asarray(10 * np.log10(np.maximum(powers, 10 ** (SILENT_DB / 10))))


def speech(levels: Frames) -> Mask:
    """In which frames somebody speaks: louder than the line's noise, short gaps filled."""
    if not len(levels):
        return np.zeros(0, np.bool_)
    noise = float(np.percentile(levels, 10))
    least = min(max(noise + FLOOR_OVER_DB, LEAST_SPEECH_DB), SURE_SPEECH_DB)
    found = without_short(levels > least, GAP_MS // FRAME_MS, value=False)
    return without_short(found, SPURT_MS // FRAME_MS, value=True)


def without_short(mask: Mask, least: int, *, value: bool) -> Mask:
    """The mask with every inner run of `value` shorter than `least` frames turned over."""
    result = mask.copy()
    for begin, end in runs(mask == value):
        edge = begin == 0 or end == len(mask)
        if end - begin < least and (value or not edge):
            result[begin:end] = not value
    return result


def runs(mask: Mask) -> list[tuple[int, int]]:
    """Begin and end of each stretch in which the mask is true."""
    turns = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(begin), int(end)) for begin, end in turns.reshape(-1, 2)]
