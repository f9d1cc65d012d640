"""How loud a sound is to an ear (ITU-R BS.1770), its true peak, and bringing both to measure.

Samples are float32, one dimension, -1.0 to 1.0. Loudness is in LUFS, a peak in dB below full scale.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voipcc.audio import Samples, resampled

SILENT_LUFS = -70.0  # the absolute gate: what is below counts as no sound
HOUSE_LUFS = -19.0
PEAK_DB = -2.0
ALLOWED_LU = 1.0
_BLOCK_S, _HOP_S = 0.4, 0.1
_PIECE_S, _EDGE_S = 30, 1
_SHORT = (
    1 << 18
)  # so many samples, half a minute at most rates: what the filters do to them is kept
_LOOK_S = 0.005
_STEPS = 6
# The two filters of BS.1770-4, tables 1 and 2, for 48 kHz: numerator and denominator.
_SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (-1.69065929318241, 0.73248077421585),
)
_HIGH_PASS = ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621))


def loudness(samples: Samples, rate: int) -> float:
    """The integrated loudness of one channel; -70 for silence.

    Blocks of 400 ms every 100 ms, gated at -70 LUFS and 10 LU under their mean. What is
    shorter than one block counts as one.
    """
    if len(samples) == 0:
        return SILENT_LUFS
    if rate > 48_000:
        samples, rate = resampled(samples, rate, 48_000), 48_000
    return _gated(_block_powers(_weighted(samples, rate), rate))


def hop_powers(samples: Samples, rate: int) -> NDArray[np.float64]:
    """The mean power of each whole 100 ms as the ear weighs it.

    Each is weighed by its spectrum alone: for talk within 0.02 LU of what the filters say, at half the work.
    """
    hop = round(_HOP_S * rate)
    count = len(samples) // hop
    spectra = np.fft.rfft(samples[: count * hop].reshape(count, hop))
    return np.asarray((spectra.real**2 + spectra.imag**2) @ _hop_weights(hop, rate), np.float64)


def integrated(powers: NDArray[np.float64]) -> float:
    """The integrated loudness of what `hop_powers` made, all its pieces in a row."""
    width = round(_BLOCK_S / _HOP_S)
    if len(powers) == 0:
        return SILENT_LUFS
    if len(powers) < width:
        blocks = np.array([powers.mean()])
    else:
        sums = np.concatenate([[0.0], np.cumsum(powers)])
        blocks = (sums[width:] - sums[:-width]) / width
    return _gated(blocks)


def _gated(powers: NDArray[np.float64]) -> float:
    heard = powers[_lufs(powers) > SILENT_LUFS]
    if len(heard) == 0:
        return SILENT_LUFS
    heard = heard[_lufs(heard) > _lufs(heard.mean()) - 10]
    return float(_lufs(heard.mean()))


@lru_cache(maxsize=4)
def _hop_weights(hop: int, rate: int) -> NDArray[np.float32]:
    """What each line of a hop's spectrum gives to its mean power."""
    weights = np.square(np.abs(_shape(hop, rate))) * 2 / hop**2
    weights[0] /= 2
    weights[-1] /= 1 + (hop % 2 == 0)  # the line at half the rate has no twin
    return weights.astype(np.float32)


def _lufs(power: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    return np.asarray(-0.691 + 10 * np.log10(np.maximum(power, 1e-12)))


def _block_powers(weighted: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    block, hop = round(_BLOCK_S * rate), round(_HOP_S * rate)
    if len(weighted) <= block:
        return np.array([np.mean(np.square(weighted))])
    sums = np.concatenate([[0.0], np.cumsum(np.square(weighted))])
    starts = np.arange(0, len(weighted) - block + 1, hop)
    return np.asarray((sums[starts + block] - sums[starts]) / block, np.float64)


def _weighted(samples: Samples, rate: int) -> NDArray[np.float64]:
    """The samples through both filters, in pieces: by frequency, so that any rate will do."""
    piece, edge = _PIECE_S * rate, _EDGE_S * rate
    result = np.empty(len(samples))
    for begin in range(0, len(samples), piece):
        lead = min(edge, begin)
        part = samples[begin - lead : begin + piece]
        size = 1 << int(np.ceil(np.log2(len(part) + edge)))
        shape = (_kept_shape if size <= _SHORT else _shape)(size, rate)
        heard = np.fft.irfft(np.fft.rfft(part, size) * shape, size)
        result[begin : begin + piece] = heard[lead : len(part)]
    return result


def _shape(size: int, rate: int) -> NDArray[np.complex128]:
    """What the filters make of the frequencies of a piece of this size."""
    return _response(np.asarray(np.fft.rfftfreq(size, 1 / rate), np.float64))


_kept_shape = lru_cache(maxsize=8)(_shape)  # hundreds of prompts share a few sizes


def _response(hz: NDArray[np.float64]) -> NDArray[np.complex128]:
    """What the filters make of each frequency, below 24 kHz."""
    back = np.exp(-2j * np.pi * np.minimum(hz, 24_000) / 48_000)
    result = np.ones(len(hz), np.complex128)
    for (b0, b1, b2), (a1, a2) in (_SHELF, _HIGH_PASS):
        result *= (b0 + b1 * back + b2 * back**2) / (1 + a1 * back + a2 * back**2)
    return result


def true_peak(samples: Samples, rate: int) -> float:
    """The highest amplitude between and at the samples (four times oversampled), in dB."""
    return 20 * float(np.log10(max(float(_envelope(samples, rate).max(initial=0.0)), 1e-6)))


def _envelope(samples: Samples, rate: int) -> NDArray[np.float32]:
    """For each sample the highest amplitude up to its neighbours."""
    if len(samples) == 0:
        return np.zeros(0, np.float32)
    finer = np.abs(resampled(samples, rate, 4 * rate))
    finer = np.pad(finer, (0, max(0, 4 * len(samples) - len(finer))))[: 4 * len(samples)]
    here = np.maximum(finer.reshape(-1, 4).max(axis=1), np.abs(samples))
    before = np.concatenate([here[:1], here[:-1]])
    return np.asarray(np.maximum(here, before), np.float32)


def limited(samples: Samples, rate: int, peak_db: float = PEAK_DB) -> Samples:
    """The samples with no true peak over `peak_db`: turned down around each, 5 ms ahead."""
    highest = _envelope(samples, rate)
    limit = 10 ** (peak_db / 20)
    if float(highest.max(initial=0.0)) <= limit:
        return samples
    half = max(1, round(_LOOK_S * rate))
    least = _lowest_around(np.minimum(1.0, limit / np.maximum(highest, limit)), half)
    slope = np.hanning(2 * half + 3)[1:-1]
    gain = np.convolve(np.pad(least, half, mode="edge"), slope / slope.sum(), "valid")
    result = (samples * gain).astype(np.float32)
    over = 10 ** (true_peak(result, rate) / 20) / limit
    return (result / max(over, 1.0)).astype(np.float32)


def _lowest_around(values: NDArray[np.floating], half: int) -> NDArray[np.float64]:
    """The lowest value within `half` places on both sides, by doubling the stretch looked at."""
    low = np.pad(np.asarray(values, np.float64), half, constant_values=1.0)
    width, wanted = 1, 2 * half + 1
    while width < wanted:
        step = min(width, wanted - width)
        low = np.minimum(low[:-step], low[step:])
        width += step
    return low


def levelled(
    samples: Samples, rate: int, target: float = HOUSE_LUFS, peak_db: float = PEAK_DB
) -> Samples:
    """The samples at `target` LUFS with true peaks limited; silence stays silence."""
    now = loudness(samples, rate)
    if now <= SILENT_LUFS:
        return samples
    gain_db, result = 0.0, samples
    for _ in range(_STEPS):  # the limiter takes some loudness: it is made up for
        gain_db += target - now
        result = limited((samples * 10 ** (gain_db / 20)).astype(np.float32), rate, peak_db)
        now = loudness(result, rate)
        if abs(now - target) < 0.05:
            break
    return result
