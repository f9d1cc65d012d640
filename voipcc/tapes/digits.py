"""How many keys (DTMF) are heard in a stretch of sound. Which ones is nobody's business here."""

import itertools

import numpy as np
from numpy.typing import NDArray

from voipcc.tapes.job import RATE

LOW, HIGH = (697.0, 770.0, 852.0, 941.0), (1209.0, 1336.0, 1477.0, 1633.0)
WINDOW, HOP = RATE * 32 // 1000, RATE * 16 // 1000
LEAST_POWER = 10 ** (-50 / 10)  # of full scale: fainter keys are no keys to a switch either
LEAST_SHARE = 0.7  # of the sound's energy is in the two tones
WIDEST_TWIST = 10 ** (9 / 10)
LEAST_WINDOWS = 2


def pressed_keys(samples: NDArray[np.float32]) -> int:
    """The number of keys heard: the same one again counts again after a gap."""
    windows = _windows(samples)
    if not len(windows):
        return 0
    power = np.mean(np.square(windows), axis=1)
    low, high = (_tones(windows, hz) for hz in (LOW, HIGH))
    strong_low, strong_high = low.max(axis=1), high.max(axis=1)
    both = strong_low + strong_high
    twist = np.maximum(strong_low, strong_high) / np.maximum(
        np.minimum(strong_low, strong_high), 1e-12
    )
    key = low.argmax(axis=1) * len(HIGH) + high.argmax(axis=1)
    heard = (power > LEAST_POWER) & (both > LEAST_SHARE * power) & (twist < WIDEST_TWIST)
    return _runs(np.where(heard, key, -1))


def _windows(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    if len(samples) < WINDOW:
        return np.zeros((0, WINDOW))
    view = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
    return np.asarray(view, np.float64)


def _tones(windows: NDArray[np.float64], hz: tuple[float, ...]) -> NDArray[np.float64]:
    """The power of a sine of each frequency in each window, by least squares for each alone."""
    time_s = np.arange(WINDOW) / RATE
    found = np.zeros((len(windows), len(hz)))
    for place, one in enumerate(hz):
        wave = np.exp(-2j * np.pi * one * time_s)
        found[:, place] = 2 * np.square(np.abs(windows @ wave) / WINDOW)
    return found


def _runs(keys: NDArray[np.int64]) -> int:
    """Stretches of one key at least two windows long."""
    ends = np.flatnonzero(np.diff(keys, prepend=-2, append=-2))
    return sum(
        1
        for begin, end in itertools.pairwise(ends.tolist())
        if keys[begin] >= 0 and end - begin >= LEAST_WINDOWS
    )
