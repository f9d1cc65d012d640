"""Which prompts a machine spoke: a mark by content, so that a recording put over one is none.

`sounds/<language>/.synthetic.json` maps a prompt's name to what was made and of which text.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

MARKS = ".synthetic.json"
MOST_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Made:
    """What an engine made: the hash of the file, of its text, and the engine's name."""

    content: str
    text: str
    engine: str


class SyntheticMarks:
    """The marks of one language's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._marks = _read(folder / MARKS)

    def made(self, name: str, text: str, engine: str) -> None:
        """Mark the file of this prompt as it is now."""
        self._marks[name] = Made(digest_of(self._folder / f"{name}.wav"), text_digest(text), engine)

    def is_synthetic(self, name: str) -> bool:
        """Whether the prompt's file is the one an engine made; a recording over it is not."""
        mark, file = self._marks.get(name), self._folder / f"{name}.wav"
        try:
            return mark is not None and file.is_file() and digest_of(file) == mark.content
        except OSError:
            return False

    def is_outdated(self, name: str, text: str) -> bool:
        """Whether it is synthetic and its text has changed since."""
        return self.is_synthetic(name) and self._marks[name].text != text_digest(text)

    def save(self) -> None:
        """Write the marks of files that are still there; whole or not at all."""
        kept = {name: mark for name, mark in self._marks.items() if self._is_there(name)}
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / f"{MARKS}.{os.getpid()}"
        text = json.dumps({name: asdict(kept[name]) for name in sorted(kept)}, indent=1)
        fresh.write_text(text + "\n")
        fresh.replace(self._folder / MARKS)

    def _is_there(self, name: str) -> bool:
        return (self._folder / f"{name}.wav").is_file()


def _read(file: Path) -> dict[str, Made]:
    """A file somebody spoiled marks nothing: then every prompt counts as a recording."""
    try:
        if file.stat().st_size > MOST_BYTES:
            return {}
        found = json.loads(file.read_bytes())
        return {str(name): Made(**mark) for name, mark in found.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def digest_of(file: Path) -> str:
    """The SHA-256 of a file's content."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def text_digest(text: str) -> str:
    """A short hash of a text, to tell that it has changed."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
