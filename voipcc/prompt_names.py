"""Which prompts and languages there are, by the names of their files alone."""

import re
from collections.abc import Iterable
from pathlib import Path

LANGUAGE_NAME = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
SOUND_ENDINGS = (".wav", ".flac", ".ogg", ".mp3", ".opus", ".aiff", ".aif", ".au", ".w64", ".caf")
"""A recording is taken as it is brought, in any of these, in small letters or in capitals."""


def files_in(folder: Path) -> dict[str, list[Path]]:
    """The sound files below a folder by the name of what they are, each list in order."""
    found: dict[str, list[Path]] = {}
    for file in sorted(folder.rglob("*.*")):
        if file.suffix.lower() in SOUND_ENDINGS and not file.name.startswith("."):
            found.setdefault(file.relative_to(folder).with_suffix("").as_posix(), []).append(file)
    return found


def prompts_in(folders: Iterable[Path], language: str) -> set[str]:
    """Names of all prompts of one language in these folders."""
    return {name for folder in folders for name in files_in(folder / language)}


def languages_in(folders: Iterable[Path]) -> set[str]:
    """Languages for which these folders have any prompt."""
    return {
        place.name
        for folder in folders
        if folder.is_dir()
        for place in folder.iterdir()
        if place.is_dir() and LANGUAGE_NAME.fullmatch(place.name)
    }
