"""Prompt names to files: own before shipped, the wanted language before the first one."""

import os
import stat
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from voipcc.audio import AudioError, read_wav, wav_form
from voipcc.prompt_names import with_language

ONE_MOMENT = "queue/one_moment"
LAST_RESORT = "tone:ring"
"""Heard when not even the shipped prompts are there: never silence."""

WAV_HEADER_BYTES = 44
WIDE = ".wav16"
_AUDIBLE = 0.003  # of full scale, 50 dB under it
_RATES = {".wav": 8000, WIDE: 16_000}


class Media(NamedTuple):
    """What to play, and which prompts exist nowhere."""

    media: list[str]
    missing: list[str]


class Sounds:
    """`folders` hold `<language>/<prompt>.wav`; the first folder that has a file wins.

    Beside it may lie a wide-band `<prompt>.wav16`: Asterisk takes what suits the caller.
    `versions` holds the same of every version a call may still run on, in `<version>/played`.
    """

    def __init__(
        self, folders: Sequence[Path], first_language: str = "en", versions: Path | None = None
    ) -> None:
        self.folders = tuple(folders)
        self.first_language = first_language
        self.versions = versions

    def find(self, prompt: str, language: str, version: str = "") -> str | None:
        """Asterisk's media word for a prompt, or None. What cannot be heard is no prompt."""
        if prompt.startswith("/") or ".." in prompt:
            return None
        folders = self._folders(version)
        for spoken in dict.fromkeys((*with_language(language), self.first_language)):
            for folder in folders:
                path = f"{folder}/{spoken}/{prompt}"
                if _is_heard(path, ".wav") is True and _is_heard(path, WIDE) is not False:
                    return f"sound:{path}"
        return None

    def _folders(self, version: str) -> tuple[Path, ...]:
        """Where a call that runs on `version` ("": the one in force) finds its prompts.

        What that version has, what all have, and last what the version in force has.
        """
        if self.versions is None or not version:
            return self.folders
        place, (in_force, *common) = self.versions / version / "played", self.folders
        return (place, *common, in_force) if place.is_dir() else self.folders

    def media(self, prompts: Sequence[str], language: str, version: str = "") -> Media:
        """All prompts that exist, in order; one_moment or a tone when none does."""
        found: list[str] = []
        missing: list[str] = []
        for prompt in prompts:
            word = self.find(prompt, language, version)
            if word is None:
                missing.append(prompt)
            else:
                found.append(word)
        if not found:
            found.append(self.find(ONE_MOMENT, language, version) or LAST_RESORT)
        return Media(found, missing)


def _is_heard(path: str, ending: str) -> bool | None:
    """Whether Asterisk plays a sound of this file; None where there is none."""
    try:
        now = os.stat(f"{path}{ending}")
    except FileNotFoundError:
        return None
    except OSError:
        return False
    same = (now.st_size, now.st_mtime_ns, now.st_ino)
    return stat.S_ISREG(now.st_mode) and _holds_sound(f"{path}{ending}", _RATES[ending], *same)


@lru_cache(maxsize=20_000)
def _holds_sound(path: str, rate: int, size: int, *same: int) -> bool:
    """Looked into once as long as the file stays the same; a prompt takes a tenth of a ms."""
    try:
        form = wav_form(Path(path))
        if (form.rate, form.channels) != (rate, 1) or not 0 < form.frames * 2 < size:
            return False
        samples, _ = read_wav(Path(path))
    except (AudioError, OSError):
        return False
    return len(samples) == form.frames and bool(np.ptp(samples) > _AUDIBLE)
