"""The figures of one recording; `meanings.py` says what each is."""

import numpy as np

from voipcc.tapes.frames import FRAME_MS, Mask
from voipcc.tapes.job import RATE
from voipcc.tapes.measure import Measured, interruptions, longest_ms


def figures_of(heard: Measured) -> dict[str, float]:
    """The figures by name, those of sides that were not recorded left out."""
    open_time = ~heard.paused
    open_ms = max(1, int(np.count_nonzero(open_time)) * FRAME_MS)
    anybody = np.any(heard.speech, axis=0) if heard.speech else open_time & False
    found: dict[str, float] = {
        "length_ms": heard.length * 1000 // RATE,
        "paused_ms": int(np.count_nonzero(heard.paused)) * FRAME_MS,
        "silence_share": _share(_ms(open_time & ~anybody), open_ms),
        "longest_silence_ms": longest_ms(open_time & ~anybody),
        "loudness_lufs": round(heard.loudness_whole, 1),
        "pause_keys": heard.pause_keys,
        "pause_sound_ms": heard.pause_sound_ms,
    }
    for place, side in enumerate(heard.sides):
        found |= _of_side(heard, place, side, open_ms)
    if len(heard.sides) == 2:
        found |= _of_both(heard, open_ms)
    return found


def _of_side(heard: Measured, place: int, side: str, open_ms: int) -> dict[str, float]:
    spoken_ms = _ms(heard.speech[place])
    spoken = spoken_ms * RATE / 1000
    peak = max(heard.peaks[place], 1) / 32768
    found = {
        f"talk_{side}_ms": spoken_ms,
        f"talk_{side}_share": _share(spoken_ms, open_ms),
        f"loudness_{side}_lufs": round(heard.loudness[place], 1),
        f"peak_{side}_db": round(20 * float(np.log10(peak)), 1),
        f"clipped_{side}_share": round(heard.clipped[place] / spoken, 5) if spoken else 0.0,
    }
    if heard.echoes[place]:
        found[f"echo_of_{side}_db"] = round(heard.echoes[place], 1)
    return found


def _of_both(heard: Measured, open_ms: int) -> dict[str, float]:
    caller, agent = heard.speech
    both_ms = _ms(caller & agent)
    return {
        "both_talking_ms": both_ms,
        "both_talking_share": _share(both_ms, open_ms),
        "interruptions_by_caller": interruptions(caller, agent),
        "interruptions_by_agent": interruptions(agent, caller),
    }


def _ms(mask: Mask) -> int:
    return int(np.count_nonzero(mask)) * FRAME_MS


def _share(part: float, whole: float) -> float:
    return round(part / whole, 4)
