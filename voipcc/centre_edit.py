"""Changes to centre.yaml made by verbs: comments stay, and only a valid file is kept."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from voipcc.centre_file import load_centre
from voipcc.problem import Problem


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
) -> None:
    """Add an agent with one device to centre.yaml and to `queues`.

    An agent who exists gets the device in addition. Raises EditRefused, changing nothing.
    """
    yaml, document = _read(path)
    agents = _mapping(document, "agents")
    agent = _mapping(agents, name)
    devices = _mapping(agent, "devices")
    if device in devices:
        raise EditRefused(f'agent "{name}" has a device "{device}" already')
    if display:
        agent["display"] = display
    if language:
        agent["language"] = language
    devices[device] = {"transport": transport}
    known = document.get("queues") or {}
    for queue in queues:
        if queue not in known:
            raise EditRefused(f'there is no queue "{queue}"; known are: {", ".join(known)}')
        members = known[queue].setdefault("agents", [])
        if name not in members:
            members.append(name)
    _write(path, yaml, document)


def remove_agent(path: Path, name: str) -> None:
    """Take an agent out of centre.yaml and of all queues. Raises EditRefused."""
    yaml, document = _read(path)
    if name not in (document.get("agents") or {}):
        raise EditRefused(f'there is no agent "{name}"')
    del document["agents"][name]
    for queue in (document.get("queues") or {}).values():
        if name in queue.get("agents", ()):
            queue["agents"].remove(name)
    _write(path, yaml, document)


def _read(path: Path) -> tuple[YAML, Any]:
    before = load_centre(path)
    if before.settings is None:
        raise EditRefused(f"{path} has errors; mend them first", before.problems)
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 100
    return yaml, yaml.load(path.read_text(encoding="utf-8"))


def _mapping(parent: Any, key: str) -> Any:
    if parent.get(key) is None:
        parent[key] = {}
    return parent[key]


def _write(path: Path, yaml: YAML, document: Any) -> None:
    text = io.StringIO()
    yaml.dump(document, text)
    trial = path.with_name(f".{path.name}.new")
    trial.write_text(text.getvalue(), encoding="utf-8")
    after = load_centre(trial)
    if after.settings is None:
        trial.unlink()
        raise EditRefused("the change would make the file invalid", after.problems)
    trial.chmod(path.stat().st_mode & 0o777)
    trial.replace(path)
