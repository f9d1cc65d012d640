"""What a rehearsed caller hears, as sound: the prompts at their times, music while waiting."""

import contextlib
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import numpy as np

from voipcc import audio
from voipcc.core import commands as do
from voipcc.prompt_names import files_in
from voipcc.prompt_sources import sources_in
from voipcc.prompts import finished
from voipcc.recording import RecordingError, read_recording
from voipcc.rehearsal.scene import Scene
from voipcc.rehearsal.switch import CALLER, SECOND

RATE = audio.TELEPHONE_RATE
LONGEST_S = 900
TAIL_S = 0.5
UNKNOWN_HZ, UNKNOWN_S = 660.0, 1.0  # a prompt that has no file: a soft tone of this length
MUSIC_LEVEL, UNKNOWN_LEVEL = 0.04, 0.1
CHORD_HZ = (262.0, 330.0, 392.0, 330.0)


class Recordings:
    """Prompts and music as callers hear them: those of the operator's `own` folder before `shipped`.

    `made` has those a voice said.
    """

    def __init__(self, own: Path, shipped: Path, made: Path | None = None) -> None:
        self.own, self.others = own, [shipped, *([made] if made else [])]
        self.samples = cache(self._samples)
        self._sources = cache(partial(sources_in, own))

    def seconds(self, language: str, prompt: str) -> float:
        """How long a prompt is."""
        return max(len(self.samples(language, prompt)) / RATE, 0.02)

    def _samples(self, language: str, prompt: str) -> audio.Samples:
        source = self._sources(language).get(prompt)
        try:
            if source is not None:
                return finished(read_recording(source).repaired(), RATE)
            for folder in self.others:
                file = folder / language / f"{prompt}.wav"
                if ".." not in prompt and file.is_file():
                    found, rate = audio.read_wav(file)
                    return audio.resampled(found, rate, RATE)
        except (RecordingError, audio.AudioError, OSError):
            pass  # `voipcc prompts check` says what is wrong with it
        return audio.tone(UNKNOWN_HZ, UNKNOWN_S, RATE, UNKNOWN_LEVEL)

    def music(self, name: str, count: int) -> audio.Samples:
        """So many samples of the operator's own music, or of a soft tune that stands for it."""
        files = [
            file for several in files_in(self.own / "music" / name).values() for file in several
        ]
        for file in files[:1]:
            with contextlib.suppress(RecordingError):
                found = finished(read_recording(file, LONGEST_S).repaired(), RATE)
                if len(found):
                    return np.resize(found, count).astype(np.float32)
        return chord(count)


def heard(scene: Scene, recordings: Recordings) -> audio.Samples:
    """The call as the caller hears it until a talk begins or it ends; fifteen minutes at most."""
    length_us = min(_end_us(scene) - scene.begin_us, LONGEST_S * SECOND)
    whole = np.zeros(_place(length_us) + round(TAIL_S * RATE), dtype=np.float32)
    for name, begin_us, end_us in _music(scene):
        first = _place(begin_us - scene.begin_us)
        last = min(_place(end_us - scene.begin_us), len(whole))
        if first < last:
            whole[first:last] = recordings.music(name, last - first)
    for said in scene.switch.said:
        _say(
            whole,
            scene,
            recordings,
            said.until_us,
            said.language,
            zip(said.prompts, said.begins_us, strict=False),
        )
    return whole


def _say(
    whole: audio.Samples,
    scene: Scene,
    recordings: Recordings,
    until_us: int,
    language: str,
    prompts: Iterator[tuple[str, int]],
) -> None:
    last = min(_place(until_us - scene.begin_us), len(whole))
    for prompt, begin_us in prompts:
        samples = recordings.samples(language, prompt)
        first = _place(begin_us - scene.begin_us)
        end = min(first + len(samples), last)
        if first < end:
            whole[first:end] = samples[: end - first]


def _place(us: int) -> int:
    return max(us, 0) * RATE // SECOND


def _end_us(scene: Scene) -> int:
    """When the caller talks for the first time, or the call is over, or now."""
    talks = [move.at_us for move in scene.moves if move.kind == "talk"]
    return talks[0] if talks else scene.switch.now_us


def _music(scene: Scene) -> Iterator[tuple[str, int, int]]:
    """Which music the caller hears, from when until when."""
    heard_now, since_us = "", 0
    for told in scene.told:
        now_us = told.now.monotonic_us
        for command in told.commands:
            match command:
                case do.StartMusic(leg=leg, music=music) if leg == CALLER and not heard_now:
                    heard_now, since_us = music, now_us
                case do.StopMusic(leg=leg) if leg == CALLER and heard_now:
                    yield heard_now, since_us, now_us
                    heard_now = ""
    if heard_now:
        yield heard_now, since_us, _end_us(scene)


def chord(count: int) -> audio.Samples:
    """So many samples of a soft tune that stands for the music."""
    bar = np.concatenate([audio.tone(hz, 0.5, RATE, MUSIC_LEVEL) for hz in CHORD_HZ])
    return np.resize(bar, count).astype(np.float32)
