"""Which prompts and languages there are, by the names of their files alone."""

import re
from collections.abc import Iterable
from pathlib import Path

LANGUAGE_NAME = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?(-[a-z][a-z0-9]{2,15})?")
_VOICE = re.compile(r"-[a-z][a-z0-9]{2,15}$")
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
    """Names of all prompts that can be heard in one language; a voice lacks none its language has."""
    spoken = with_language(language)
    return {name for folder in folders for one in spoken for name in files_in(folder / one)}


def with_language(spoken: str) -> tuple[str, ...]:
    """`en-anna` is a voice: what she has not said is heard as `en` has it."""
    language = _VOICE.sub("", spoken)
    return (spoken,) if language == spoken else (spoken, language)


def languages_in(folders: Iterable[Path]) -> set[str]:
    """Languages for which these folders have any prompt."""
    return {
        place.name
        for folder in folders
        if folder.is_dir()
        for place in folder.iterdir()
        if place.is_dir() and LANGUAGE_NAME.fullmatch(place.name)
    }
