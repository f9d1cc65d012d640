"""Sounds as ready G.711 payloads of 20 ms, and the frequencies robots may call their own."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 8000
FRAME = 160
DTMF_HZ = {
    "1": (697, 1209), "2": (697, 1336), "3": (697, 1477), "A": (697, 1633),
    "4": (770, 1209), "5": (770, 1336), "6": (770, 1477), "B": (770, 1633),
    "7": (852, 1209), "8": (852, 1336), "9": (852, 1477), "C": (852, 1633),
    "*": (941, 1209), "0": (941, 1336), "#": (941, 1477), "D": (941, 1633),
}  # fmt: skip
DTMF_EVENTS = {key: number for number, key in enumerate("0123456789*#ABCD")}
_TAKEN_HZ = {350, 400, 425, 440, 450, 480, 620} | {hz for pair in DTMF_HZ.values() for hz in pair}
_LEVEL = 0.25
_BIAS, _CLIP = 0x84, 32635


def own_tones(count: int, *, first_hz: int = 500, step_hz: int = 20) -> tuple[int, ...]:
    """`count` different frequencies, none near a key's, a ring-back's or a busy tone's.

    Above about 140 they would leave the telephone band: ValueError.
    """
    tones = [
        hz
        for hz in range(first_hz, 3381, step_hz)
        if all(abs(hz - taken) > 12 for taken in _TAKEN_HZ)
    ]
    if count > len(tones):
        raise ValueError(f"{count} tones asked for, {len(tones)} fit into the telephone band")
    return tuple(tones[:count])


def mu_law(samples: NDArray[np.int16]) -> bytes:
    """Samples to PCMU (ITU-T G.711)."""
    wide = samples.astype(np.int32)
    size = np.minimum(np.abs(wide), _CLIP) + _BIAS
    exponent = np.floor(np.log2(size)).astype(np.int32) - 7
    mantissa = (size >> (exponent + 3)) & 0x0F
    sign = np.where(wide < 0, 0x80, 0)
    codes: NDArray[np.uint8] = (~(sign | (exponent << 4) | mantissa) & 0xFF).astype(np.uint8)
    return codes.tobytes()


def a_law(samples: NDArray[np.int16]) -> bytes:
    """Samples to PCMA (ITU-T G.711)."""
    wide = samples.astype(np.int32)
    size = np.minimum(np.where(wide < 0, -wide - 1, wide), 32767) >> 3
    exponent = np.maximum(np.floor(np.log2(np.maximum(size, 1))).astype(np.int32) - 4, 0)
    mantissa = (size >> np.maximum(exponent, 1)) & 0x0F
    sign = np.where(wide < 0, 0, 0x80)
    codes: NDArray[np.uint8] = ((sign | (exponent << 4) | mantissa) ^ 0x55).astype(np.uint8)
    return codes.tobytes()


def _mu_law_table() -> NDArray[np.int16]:
    code = ~np.arange(256) & 0xFF
    size = ((((code & 0x0F) << 3) + _BIAS) << ((code >> 4) & 7)) - _BIAS
    return np.where(code & 0x80, -size, size).astype(np.int16)


def _a_law_table() -> NDArray[np.int16]:
    code = np.arange(256) ^ 0x55
    exponent, mantissa = (code >> 4) & 7, code & 0x0F
    size = np.where(
        exponent == 0, (mantissa << 4) + 8, ((mantissa << 4) + 0x108) << np.maximum(exponent - 1, 0)
    )
    return np.where(code & 0x80, size, -size).astype(np.int16)


MU_LAW = _mu_law_table()
A_LAW = _a_law_table()
TO_MU_LAW = {"PCMU": bytes(range(256)), "PCMA": mu_law(A_LAW)}
SILENCE = {"PCMU": b"\xff" * FRAME, "PCMA": b"\xd5" * FRAME}
LOUDNESS = (np.abs(MU_LAW.astype(np.int32)) >> 7).astype(np.uint8).tobytes()


@lru_cache(maxsize=256)
def tone_frames(codec: str, *hz: int) -> tuple[bytes, ...]:
    """One second of these frequencies together, as 50 payloads that may be repeated for ever."""
    if not hz:
        return (SILENCE[codec],)
    time_s = np.arange(RATE_HZ) / RATE_HZ
    wave = sum(np.sin(2 * np.pi * one * time_s) for one in hz)
    samples = (np.asarray(wave) * (_LEVEL * 32767 / len(hz))).astype(np.int16)
    data = mu_law(samples) if codec == "PCMU" else a_law(samples)
    return tuple(data[start : start + FRAME] for start in range(0, RATE_HZ, FRAME))
