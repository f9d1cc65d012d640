"""Changes to centre.yaml made by verbs: comments stay, and only a valid file is kept."""

import contextlib
import fcntl
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from voipcc import yaml_text
from voipcc.centre_file import load_centre
from voipcc.document import parse_document
from voipcc.problem import Problem
from voipcc.setting_words import NAME_PATTERN

NAME_MEANING = "small letters, digits, - and _, a letter first, 32 at most"


class EditRefused(Exception):
    """The change would make the file invalid; `problems` say why. The file is untouched."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


def add_agent(
    path: Path,
    name: str,
    *,
    display: str,
    device: str,
    transport: str,
    queues: Sequence[str],
    language: str | None = None,
    number: str = "",
    rescue: bool = False,
) -> None:
    """Add an agent with one device to centre.yaml and to `queues`.

    An agent who exists gets the device in addition. With a `number` it is a telephone outside,
    for calls or only for the `rescue`. Raises EditRefused, changing nothing.
    """
    for word in (name, device):
        if not re.fullmatch(NAME_PATTERN, word):
            raise EditRefused(f'"{word[:40]}" is no name: {NAME_MEANING}')
    with _edited(path) as edit:
        agent = edit.entry("agents", name) or {}
        if device in (agent.get("devices") or {}):
            raise EditRefused(f'agent "{name}" has a device "{device}" already')
        words = {"display": display, "language": language, "rescue": device if rescue else None}
        told = {word: value for word, value in words.items() if value and word not in agent}
        phone: dict[str, Any] = {"number": number} if number else {"transport": transport}
        if rescue:
            phone["calls"] = False
        if agent:
            edit.put(("agents", name, "devices", device), phone)
            for word, value in told.items():
                edit.put(("agents", name, word), value)
        else:
            edit.put(("agents", name), {**told, "devices": {device: phone}})
        for queue in dict.fromkeys(queues):
            _join(edit, queue, name)


def remove_agent(path: Path, name: str) -> None:
    """Take an agent out of centre.yaml and of all queues. Raises EditRefused."""
    with _edited(path) as edit:
        agents = edit.entry("agents") or {}
        if name not in agents:
            known = ", ".join(agents) or "none"
            raise EditRefused(f'there is no agent "{name}"; known are: {known}')
        for queue, entry in (edit.entry("queues") or {}).items():
            names = _names((entry or {}).get("agents") or [])
            if name in names:
                edit.cut(("queues", queue, "agents", names.index(name)))
        edit.cut(("agents", name))


def _join(edit: "_Edit", queue: str, name: str) -> None:
    known = edit.entry("queues") or {}
    if queue not in known:
        raise EditRefused(f'there is no queue "{queue}"; known are: {", ".join(known) or "none"}')
    if name not in _names((known[queue] or {}).get("agents") or []):
        edit.append(("queues", queue, "agents"), name)


def _names(members: Sequence[Any]) -> list[str]:
    """Of agents by name or as {name, level, ...}."""
    return [one["name"] if isinstance(one, dict) else one for one in members]


class _Edit:
    """The file's text while it is changed."""

    def __init__(self, text: str) -> None:
        self.text = text

    def entry(self, *path: str) -> Any:
        """The plain value at `path`, None where there is none."""
        root, _ = parse_document(self.text, "")
        found = root.plain() if root is not None else None
        for name in path:
            found = (found or {}).get(name)
        return found

    def put(self, path: Sequence[str], value: Any) -> None:
        self.text = yaml_text.put(self.text, path, value)

    def append(self, path: Sequence[str], item: str) -> None:
        self.text = yaml_text.append(self.text, path, item)

    def cut(self, path: Sequence[str | int]) -> None:
        self.text = yaml_text.cut(self.text, path)


@contextlib.contextmanager
def _edited(path: Path) -> Iterator[_Edit]:
    """The file, written back when the block ends without an error.

    Two edits at once wait for each other. Raises EditRefused; then the file is untouched.
    """
    path = path.resolve()  # a link stays a link
    with _alone(path.parent):
        before = load_centre(path)
        if before.settings is None:
            raise EditRefused(f"{path} has errors; mend them first", before.problems)
        edit = _Edit(path.read_bytes().decode("utf-8-sig"))
        try:
            yield edit
        except yaml_text.LayoutError as error:
            raise EditRefused(f"{path}: {error}; the change must be made by hand") from error
        _write(path, edit.text)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(path: Path, text: str) -> None:
    trial = path.with_name(f".{path.name}.new")
    try:
        trial.write_bytes(text.encode("utf-8", "replace"))
        after = load_centre(trial)
        if after.settings is None:
            problems = [replace(one, file=str(path)) for one in after.problems]
            raise EditRefused("the change would make the file invalid", problems)
        trial.chmod(path.stat().st_mode & 0o777)
        trial.replace(path)
    except OSError as error:
        reason = f"{path} cannot be written ({error.strerror})"
        raise EditRefused(
            f"{reason}: make room, or run voipcc as the user it belongs to"
        ) from error
    finally:
        trial.unlink(missing_ok=True)
