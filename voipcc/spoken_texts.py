"""Texts of dialplans and overrides made into prompts by a synthetic voice, each once.

A name belongs to what is said, so a file that is there is right, and stays.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from voipcc import audio
from voipcc.prompts import spoken
from voipcc.speech import Engine, Espeak


def make_texts(
    folder: Path, texts: Mapping[str, Mapping[str, str]], voice: Engine | None = None
) -> list[Path]:
    """Make `folder/<language>/<name>.wav` of each text (name -> language -> text) that is not there.

    Returns the files made. Raises PromptError when the voice cannot be had or a text makes no sound.
    """
    missing = [
        (language, text, file)
        for name, said in texts.items()
        for language, text in said.items()
        if not (file := folder / language / f"{name}.wav").exists()
    ]
    voice = voice or Espeak()
    for language, text, file in missing:
        _write(file, spoken(text, language, voice))
    return [file for _, _, file in missing]


def _write(file: Path, samples: audio.Samples) -> None:
    """All of it or nothing: a half file would be played as it is."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}.new")
    audio.write_wav(fresh, samples)
    fresh.replace(file)
