"""Prompt names to files: own before shipped, the wanted language before the first one."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ONE_MOMENT = "queue/one_moment"
LAST_RESORT = "tone:ring"
"""Heard when not even the shipped prompts are there: never silence."""

WAV_HEADER_BYTES = 44


class Media(NamedTuple):
    """What to play, and which prompts exist nowhere."""

    media: list[str]
    missing: list[str]


class Sounds:
    """`folders` hold `<language>/<prompt>.wav`; the first folder that has a file wins."""

    def __init__(self, folders: Sequence[Path], first_language: str = "en") -> None:
        self.folders = tuple(folders)
        self.first_language = first_language

    def find(self, prompt: str, language: str) -> str | None:
        """Asterisk's media word for a prompt, or None. An empty file is no prompt."""
        if prompt.startswith("/") or ".." in prompt:
            return None
        for spoken in dict.fromkeys((language, self.first_language)):
            for folder in self.folders:
                path = f"{folder}/{spoken}/{prompt}"
                try:
                    if os.stat(f"{path}.wav").st_size > WAV_HEADER_BYTES:
                        return f"sound:{path}"
                except OSError:
                    continue
        return None

    def media(self, prompts: Sequence[str], language: str) -> Media:
        """All prompts that exist, in order; one_moment or a tone when none does."""
        found: list[str] = []
        missing: list[str] = []
        for prompt in prompts:
            word = self.find(prompt, language)
            if word is None:
                missing.append(prompt)
            else:
                found.append(word)
        if not found:
            found.append(self.find(ONE_MOMENT, language) or LAST_RESORT)
        return Media(found, missing)
