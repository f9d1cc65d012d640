"""Files of an earlier format, brought to the present one by small changes of their text.

Comments, order and layout stay as a person wrote them. A file without `format` is of format 0.
A change of format comes with one `Migration`; `voipcc migrate` shows what it would do, and does it.
"""

import difflib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from voipcc.document import Node, parse_document

Kind = Literal["centre", "dialplan"]
CURRENT: Final = 1


class MigrationError(Exception):
    """The file cannot be brought to the present format; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Change:
    """At this place (from 1) so many characters become `text`."""

    line: int
    column: int
    length: int
    text: str


@dataclass(frozen=True, slots=True)
class Migration:
    """From format `before` to the next: what changes, in words and in the text of a file."""

    kinds: tuple[Kind, ...]
    before: int
    words: str
    changes: Callable[[Node], Sequence[Change]]


@dataclass(frozen=True, slots=True)
class Migrated:
    """One file, as it was and as it would be."""

    file: str
    before: int
    after: int
    words: tuple[str, ...]
    old: str
    new: str

    @property
    def difference(self) -> str:
        """What would change, line by line."""
        old, new = self.old.splitlines(keepends=True), self.new.splitlines(keepends=True)
        return "".join(difflib.unified_diff(old, new, self.file, f"{self.file} (migrated)"))

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        words = list(self.words)
        plain = {"file": self.file, "from": self.before, "to": self.after, "words": words}
        return {**plain, "difference": self.difference}


def _first_line(root: Node) -> list[Change]:
    """The number of the format, before everything else but comments."""
    first = min(key.line for key, _ in (root.mapping or {}).values())
    return [Change(first, 1, 0, "format: 1\n")]


MIGRATIONS: Final = (
    Migration(("centre", "dialplan"), 0, "the number of the format is written down", _first_line),
)


def migrated(
    kind: Kind,
    file: str,
    text: str,
    migrations: Sequence[Migration] = MIGRATIONS,
    current: int = CURRENT,
) -> Migrated | None:
    """The file in the present format, None when it is of that already. Raises MigrationError."""
    node = _parsed(file, text)
    before = format_of(node)
    if before > current:
        reason = f"{file} has format {before}, and this voipcc knows {current}: install a newer one"
        raise MigrationError(reason)
    words, new = list[str](), text
    for number in range(before, current):
        for one in migrations:
            if one.before == number and kind in one.kinds:
                new = changed(new, one.changes(_parsed(file, new)))
                words.append(one.words)
        new = _numbered(file, new, number + 1)
    return Migrated(file, before, current, tuple(words), text, new) if new != text else None


def _parsed(file: str, text: str) -> Node:
    node, problems = parse_document(text, file)
    if node is None or not node.mapping:
        reason = str(problems[0]) if problems else f"{file}: there are no keys in it"
        raise MigrationError(reason)
    return node


def format_of(node: Node) -> int:
    """The format a file says it has; 0 where it says nothing."""
    found = node.children.get("format", Node(0, 0)).value
    return found if isinstance(found, int) else 0


def _numbered(file: str, text: str, number: int) -> str:
    """The text with this number as its format."""
    node = _parsed(file, text)
    if format_of(node) == number:
        return text
    place = node.children.get("format")
    if place is None:
        raise MigrationError(f"{file}: write format: {number} at its beginning")
    new = changed(text, [Change(place.line, place.column, len(place.text), str(number))])
    if format_of(_parsed(file, new)) != number:
        raise MigrationError(f"{file}:{place.line}: write format: {number} plainly, without quotes")
    return new


def changed(text: str, changes: Sequence[Change]) -> str:
    """The text with these changes, whose places are all those of the text as it is now."""
    lines = text.splitlines(keepends=True)
    for one in sorted(changes, key=lambda one: (one.line, one.column), reverse=True):
        line = lines[one.line - 1]
        at = one.column - 1
        lines[one.line - 1] = line[:at] + one.text + line[at + one.length :]
    return "".join(lines)


def renamed(key: Node, word: str) -> Change:
    """A key gets another name."""
    return Change(key.line, key.column, len(key.text), word)


def migrate_files(files: Mapping[Path, Kind]) -> tuple[list[Migrated], list[str]]:
    """Every file that would change, and every one that cannot, with the reason."""
    found, refused = list[Migrated](), list[str]()
    for path, kind in files.items():
        try:
            text = path.read_bytes().decode("utf-8")
            if one := migrated(kind, str(path), text):
                found.append(one)
        except (MigrationError, OSError, UnicodeDecodeError) as error:
            refused.append(str(error))
    return found, refused


def write(one: Migrated) -> None:
    """Puts the new text in the file's place, whole or not at all. Raises OSError."""
    path = Path(one.file)
    draft = path.with_name(f".{path.name}.new")
    draft.write_bytes(one.new.encode())
    draft.chmod(path.stat().st_mode & 0o777)
    os.replace(draft, path)
