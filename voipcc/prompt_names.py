"""Which prompts and languages there are, by the names of their files alone."""

import re
from collections.abc import Iterable
from pathlib import Path

LANGUAGE_NAME = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")


def prompts_in(folders: Iterable[Path], language: str) -> set[str]:
    """Names of all prompts of one language in these folders."""
    names = set()
    for folder in folders:
        top = folder / language
        for file in top.rglob("*.wav"):
            names.add(file.relative_to(top).with_suffix("").as_posix())
    return names


def languages_in(folders: Iterable[Path]) -> set[str]:
    """Languages for which these folders have any prompt."""
    return {
        place.name
        for folder in folders
        if folder.is_dir()
        for place in folder.iterdir()
        if place.is_dir() and LANGUAGE_NAME.fullmatch(place.name)
    }
