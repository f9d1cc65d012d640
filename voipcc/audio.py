"""Samples in numpy arrays: reading and writing WAV, tones, loudness, trimming, resampling.

Samples are float32, one dimension, -1.0 to 1.0; `rate` is samples per second. Telephone
prompts are 8 kHz mono, 16 bit.
"""

import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
TELEPHONE_RATE = 8000
FULL_SCALE = 32768.0
SILENT_SHARE = 0.0056  # 45 dB under the peak
WINDOW_S = 0.05  # 20 Hz wide: a jitter-buffer jump spoils one window, not the whole recording


class AudioError(Exception):
    """A sound file that cannot be used; the text says why."""


# --- tones ----------------------------------------------------------------------------------


def tone(hz: float, seconds: float, rate: int = TELEPHONE_RATE, level: float = 0.3) -> Samples:
    """A sine of `hz` with peak `level` (1.0 is full scale)."""
    time_s = np.arange(round(seconds * rate), dtype=np.float64) / rate
    return (level * np.sin(2 * np.pi * hz * time_s)).astype(np.float32)


def tone_share(samples: NDArray[np.generic], hz: float, rate: int = TELEPHONE_RATE) -> float:
    """The share of the energy that is at `hz`, 0.0 (none, or silence) to 1.0 (a pure tone).

    Any numeric samples, any scale. Two tones at once share the energy between them.
    """
    at_hz, whole = _energies(samples, hz, rate)
    return at_hz / whole if whole > 0 else 0.0


def tone_level(samples: NDArray[np.generic], hz: float, rate: int = TELEPHONE_RATE) -> float:
    """The peak amplitude of the sine of `hz` in the samples, in their own scale."""
    at_hz, _ = _energies(samples, hz, rate)
    count = _windows(samples, rate).size
    return float(np.sqrt(2 * at_hz / count)) if count else 0.0


def _energies(samples: NDArray[np.generic], hz: float, rate: int) -> tuple[float, float]:
    """The energy at `hz` and the energy of everything.

    Each window is projected on a sine and a cosine by least squares, so that the result is
    exact for any frequency, not only for whole periods in a window (as with Goertzel's).
    """
    windows = _windows(samples, rate)
    if windows.size == 0:
        return 0.0, 0.0
    phase = 2 * np.pi * hz * np.arange(windows.shape[1]) / rate
    basis = np.stack([np.cos(phase), np.sin(phase)], axis=1)
    projected = windows @ basis
    fitted = projected @ np.linalg.pinv(basis.T @ basis)
    return float(np.sum(projected * fitted)), float(np.sum(windows * windows))


def _windows(samples: NDArray[np.generic], rate: int) -> NDArray[np.float64]:
    flat = np.asarray(samples, dtype=np.float64).reshape(-1)
    length = min(len(flat), max(1, round(WINDOW_S * rate)))
    if length == 0:
        return np.zeros((0, 1))
    count = len(flat) // length
    return flat[: count * length].reshape(count, length)


# --- silence ----------------------------------------------------------------------------------


def trimmed(samples: Samples, rate: int = TELEPHONE_RATE, keep_s: float = 0.02) -> Samples:
    """The samples without the silence (45 dB under the peak) at both ends, `keep_s` left there."""
    peak = float(np.abs(samples).max(initial=0.0))
    audible = np.flatnonzero(np.abs(samples) > peak * SILENT_SHARE)
    if peak == 0.0 or len(audible) == 0:
        return samples[:0]
    keep = round(keep_s * rate)
    return samples[max(0, audible[0] - keep) : audible[-1] + keep + 1]


# --- rate ---------------------------------------------------------------------------------------


def resampled(samples: Samples, rate: int, wanted: int) -> Samples:
    """The samples at `wanted` per second, by soxr: nothing folds back."""
    if rate == wanted or len(samples) == 0:
        return samples
    import soxr

    return np.asarray(soxr.resample(samples.astype(np.float32), rate, wanted, "VHQ"), np.float32)


# --- files --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WavForm:
    """What the header of a WAV file promises."""

    rate: int
    channels: int
    frames: int


def wav_form(path: Path) -> WavForm:
    """The header of a 16-bit PCM WAV file. Raises AudioError when it is not one."""
    with _opened(path) as file:
        return WavForm(file.getframerate(), file.getnchannels(), file.getnframes())


def read_wav(path: Path) -> tuple[Samples, int]:
    """Mono samples and the rate of a 16-bit PCM WAV file; channels are averaged.

    Raises AudioError when it is not one, OSError when it cannot be read.
    """
    with _opened(path) as file:
        channels, rate = file.getnchannels(), file.getframerate()
        data = file.readframes(file.getnframes())
    whole = len(data) // (2 * channels) * channels
    frames = np.frombuffer(data, dtype="<i2", count=whole).reshape(-1, channels)
    return (frames.mean(axis=1) / FULL_SCALE).astype(np.float32), rate


@contextmanager
def _opened(path: Path) -> Iterator[wave.Wave_read]:
    try:
        with wave.open(str(path), "rb") as file:
            if file.getsampwidth() != 2:
                raise AudioError(f"has {file.getsampwidth() * 8} bits a sample instead of 16")
            yield file
    except (wave.Error, EOFError) as error:
        reason = str(error) or "it ends in its header"
        raise AudioError(f"is not a PCM WAV file ({reason})") from error


def write_wav(path: Path, samples: Samples, rate: int = TELEPHONE_RATE) -> None:
    """Writes mono 16-bit PCM; louder than full scale is cut off. Makes the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = np.clip(np.round(np.asarray(samples) * 32767), -32768, 32767).astype("<i2")
    with path.open("wb") as place, wave.open(place, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(whole.tobytes())
