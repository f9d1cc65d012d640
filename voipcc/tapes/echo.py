"""Whether one side's voice comes back on the other: the echo of a phone or a line.

Both sides are looked at in windows of two seconds in which the one speaks and the other is fainter. Of each
the cross-correlation for delays up to half a second is taken; over several windows only a real echo
stays at its place, while what two people say by chance averages away.
"""

import numpy as np
from numpy.typing import NDArray

from voipcc.tapes.job import RATE

SLOWER = 4  # 4 kHz are enough to find a voice again
WINDOW = 2 * RATE // SLOWER
LONGEST_LAG = RATE // SLOWER // 2
MOST_WINDOWS = 200
LEAST_WINDOWS = 3
LEAST_POWER = 10 ** (-45 / 10)
LIKENESS = 0.25
AUDIBLE_DB = -45.0
LOWEST_HZ = 250.0  # hum is on both sides of many lines, and is no echo
Sound = NDArray[np.float32]


class EchoFinder:
    """How much of the voice of a source comes back on the other side."""

    def __init__(self) -> None:
        self._sum = np.zeros(LONGEST_LAG)
        self._gain = np.zeros(LONGEST_LAG)
        self._count = 0
        size = 1 << (WINDOW + LONGEST_LAG - 1).bit_length()
        self._size = size
        self._audible = np.fft.rfftfreq(size, SLOWER / RATE) >= LOWEST_HZ

    def take(self, source: Sound, other: Sound) -> None:
        """The next block of both sides as `slower` made them, of the same length."""
        for begin in range(0, len(source) - WINDOW + 1, WINDOW):
            if self._count >= MOST_WINDOWS:
                return
            self._look(source[begin : begin + WINDOW], other[begin : begin + WINDOW])

    def _look(self, source: Sound, other: Sound) -> None:
        loud, faint = (float(np.dot(one, one)) / WINDOW for one in (source, other))
        if loud < LEAST_POWER or faint == 0.0 or faint > loud / 2:
            return
        before, after = (np.fft.rfft(one, self._size) * self._audible for one in (source, other))
        whole = np.fft.irfft(after * np.conj(before), self._size)[:LONGEST_LAG]
        heard, told = (_energy(one, self._size) for one in (before, after))
        if heard <= 0 or told <= 0:
            return
        self._sum += whole / np.sqrt(heard * told)
        self._gain += whole / heard
        self._count += 1

    def found(self) -> tuple[float, float, float]:
        """The echo's level under the voice in dB (0: none), its delay in ms, the likeness 0 to 1."""
        if self._count < LEAST_WINDOWS:
            return 0.0, 0.0, 0.0
        mean = np.abs(self._sum) / self._count
        place = int(mean.argmax())
        like = float(min(mean[place], 1.0))
        gain = abs(float(self._gain[place])) / self._count
        level = 20 * float(np.log10(max(gain, 1e-6)))
        if like < LIKENESS or level < AUDIBLE_DB:
            return 0.0, 0.0, like
        return level, place * SLOWER * 1000 / RATE, like


def slower(samples: Sound) -> Sound:
    """A sound of 16 kHz, -1.0 to 1.0, with as many samples as are needed here."""
    quarters = samples[: len(samples) // SLOWER * SLOWER].reshape(-1, SLOWER).T
    return np.asarray(np.add.reduce(quarters) / np.float32(SLOWER), np.float32)


def _energy(spectrum: NDArray[np.complexfloating], size: int) -> float:
    return float(2 * np.sum(np.square(np.abs(spectrum))) / size)
