"""Whether a prompt's file is fit to be heard: what is an error, what is mended by itself.

Errors: nobody would hear the prompt, or not all of it. Warnings: it is heard, but converted,
levelled or trimmed first (that happens at publish), or somebody should record it better.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np

from voipcc import audio
from voipcc.loudness import ALLOWED_LU, HOUSE_LUFS, loudness
from voipcc.problem import Problem
from voipcc.recording import LONGEST_S, Recording, RecordingError, read_recording

QUIETEST_LUFS = -50.0
SHORTEST_S = 0.06
MOST_SILENCE_S = 0.5
CLIPPED_SHARE = 0.001
WIDE_RATE = 16_000
_BY_ITSELF = "nothing need be done: callers hear it {}; `voipcc prompts {}` changes the file itself"

Fault = tuple[str, str]  # what is wrong, what to do


def check_prompt(path: Path, longest_s: int = LONGEST_S) -> list[Problem]:
    """Everything wrong with one sound file; empty when it is played just as it is."""
    try:
        now = path.stat()
    except OSError:
        found = _found(path, longest_s)
    else:  # read once as long as it stays the same: it is asked about at every keystroke
        found = _found_once(
            path, longest_s, now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns
        )
    errors, warnings = found
    return [
        *(Problem("error", str(path), 0, 0, message, remedy) for message, remedy in errors),
        *(Problem("warning", str(path), 0, 0, message, remedy) for message, remedy in warnings),
    ]


@lru_cache(maxsize=20_000)
def _found_once(
    path: Path, longest_s: int, *same: int
) -> tuple[tuple[Fault, ...], tuple[Fault, ...]]:
    return _found(path, longest_s)


def _found(path: Path, longest_s: int) -> tuple[tuple[Fault, ...], tuple[Fault, ...]]:
    try:
        recording = read_recording(path, longest_s)
    except RecordingError as error:
        return ((error.message, error.remedy),), ()
    errors = unheard_faults(recording, longest_s)
    return tuple(errors), () if errors else tuple(mended_faults(recording))


def unheard_faults(recording: Recording, longest_s: int = LONGEST_S) -> list[Fault]:
    """Why nobody would hear it, or not all of it."""
    samples, length_s = recording.samples, recording.length_s
    if recording.damage:
        remedy = "copy it anew; if it is whole to the ear, `voipcc prompts convert` repairs it"
        return [(recording.damage, remedy)]
    if len(samples) == 0:
        return [("holds no sound at all", "record it again")]
    if length_s > longest_s:  # no more than a second over it was read
        return [(f"is longer than {longest_s} s", "cut it into several files")]
    if length_s < SHORTEST_S:
        return [(f"is {length_s * 1000:.0f} ms long: too short to be heard", "record it again")]
    if np.ptp(samples) < 1e-4 and abs(float(samples.mean())) > 1e-4:
        remedy = "look at the microphone's cable and record it again"
        return [("holds one constant level (DC) and no sound", remedy)]
    if loudness(_without_dc(samples), recording.rate) < QUIETEST_LUFS:
        return [("is silent", "record it again, louder")]
    return []


def mended_faults(recording: Recording) -> list[Fault]:
    """What is put right by itself, and what only a better recording would."""
    found: list[Fault] = []
    if form := _form(recording):
        found.append((form, _BY_ITSELF.format("converted", "convert")))
    if float(np.mean(np.abs(recording.samples) > 0.999)) > CLIPPED_SHARE:
        found.append(("is clipped", "record it again, at a lower level"))
    off = loudness(_without_dc(recording.samples), recording.rate) - HOUSE_LUFS
    if abs(off) > ALLOWED_LU:
        word = "louder" if off > 0 else "quieter"
        fault = f"is {abs(off):.1f} LU {word} than the other prompts ({HOUSE_LUFS:.0f} LUFS)"
        found.append((fault, _BY_ITSELF.format("as loud as the others", "convert")))
    before_s, after_s = silence_at_ends(recording)
    if max(before_s, after_s) > MOST_SILENCE_S:
        fault = f"has {before_s:.1f} s of silence before and {after_s:.1f} s after the sound"
        found.append((fault, _BY_ITSELF.format("without it", "trim")))
    return found


def _form(recording: Recording) -> str:
    """How the file differs from what Asterisk plays, "" when it does not."""
    other = []
    if recording.container not in ("WAV", "WAVEX"):
        other.append(recording.container)
    if recording.rate not in (audio.TELEPHONE_RATE, WIDE_RATE):
        other.append(f"{recording.rate} Hz")
    if recording.channels != 1:
        other.append(f"{recording.channels} channels")
    if recording.form != "PCM_16":
        other.append(recording.form.replace("_", " "))
    if recording.container == "WAVEX":
        other.append("an extensible header")
    return f"has another form than prompts are played in: {', '.join(other)}" if other else ""


def silence_at_ends(recording: Recording) -> tuple[float, float]:
    """Seconds of silence before and after the sound."""
    samples = _without_dc(recording.samples)
    heard = np.flatnonzero(np.abs(samples) > np.abs(samples).max(initial=0.0) * audio.SILENT_SHARE)
    if len(heard) == 0:
        return recording.length_s, 0.0
    return int(heard[0]) / recording.rate, (len(samples) - 1 - int(heard[-1])) / recording.rate


def _without_dc(samples: audio.Samples) -> audio.Samples:
    return (samples - samples.mean()).astype(np.float32) if len(samples) else samples
