"""Make-believe recordings: voices of noise that speak in spurts, tones, and jobs around them."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voipcc.audio import tone, write_wav
from voipcc.tapes.job import RATE, Job, Part, write_job
from voipcc.tapes.sealed import KeyRing

RING = KeyRing.of({"t1": "11" * 32, "t2": "22" * 32})
START_MS = 1_780_000_000_000  # 2026-05-28 20:26:40 UTC
Sound = NDArray[np.float32]


def silence(seconds: float) -> Sound:
    """Nothing at all."""
    return np.zeros(round(seconds * RATE), np.float32)


def voice(seconds: float, seed: int = 1, level: float = 0.1) -> Sound:
    """Noise of a voice's loudness, all the time."""
    chance = np.random.default_rng(seed)
    return np.asarray(chance.normal(0, level, round(seconds * RATE)), np.float32)


def keys(text: str) -> Sound:
    """DTMF keys of 100 ms with 100 ms between them."""
    low = {
        key: hz
        for hz, row in zip((697, 770, 852, 941), ("123A", "456B", "789C", "*0#D"), strict=True)
        for key in row
    }
    high = {
        key: hz
        for hz, row in zip((1209, 1336, 1477, 1633), ("147*", "2580", "369#", "ABCD"), strict=True)
        for key in row
    }
    pressed = [tone(low[one], 0.1, RATE, 0.2) + tone(high[one], 0.1, RATE, 0.2) for one in text]
    return np.concatenate([part for one in pressed for part in (one, silence(0.1))])


def spool_job(
    folder: Path, caller: Sound | None, agent: Sound | None, tape: str = "1-1", **more: Any
) -> Path:
    """The folder the switch room leaves, with one part; `more` are fields of the job."""
    spool = folder / "spool" / tape
    spool.mkdir(parents=True, exist_ok=True)
    for name, sound in (("caller.wav", caller), ("agent.wav", agent)):
        if sound is not None:
            write_wav(spool / name, sound, RATE)
    length = max(len(one) for one in (caller, agent) if one is not None) * 1000 // RATE
    facts: dict[str, Any] = {
        "tape": tape,
        "conversation": "1-2",
        "queue": "sales",
        "agents": ("anna",),
        "start_utc_ms": START_MS,
        "parts": (Part("caller.wav", "agent.wav", 0, length),),
        "keep_days": 3650,
        "parties": ("p-1",),
    }
    write_job(spool, Job(**{**facts, **more}))
    return spool
