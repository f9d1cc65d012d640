"""docker/compose.yaml as values: what an engine would be told of each service."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from voipcc.images.errors import ImageError

_VARIABLE = re.compile(r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^}]*))?\}")
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mount:
    """`source` is a volume's name or a folder of the machine, `below` a folder in that volume."""

    source: str
    target: str
    below: str = ""
    read_only: bool = False

    @property
    def is_volume(self) -> bool:
        return not self.source.startswith(("/", ".", "~"))


@dataclass(frozen=True, slots=True)
class Service:
    """One service. Without words of its own (`None`) the image's are said."""

    name: str
    image: str
    entrypoint: Words | None = None
    command: Words | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    mounts: tuple[Mount, ...] = ()
    health: Words = ()
    needs: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    network: str = ""


@dataclass(frozen=True, slots=True)
class Composition:
    """The whole file. `volumes` are those it declares."""

    services: Mapping[str, Service]
    volumes: frozenset[str]


def read_services(path: Path, environment: Mapping[str, str] | None = None) -> Composition:
    """The file with its variables filled in. Raises ImageError."""
    try:
        text = filled(path.read_text(encoding="utf-8"), environment or {})
        document = YAML(typ="safe", pure=True).load(text)
        services = {name: _service(name, one) for name, one in document["services"].items()}
        return Composition(services, frozenset(document.get("volumes", {})))
    except (OSError, YAMLError, KeyError, TypeError, AttributeError) as error:
        raise ImageError(f"{path} cannot be read: {error}") from error


def filled(text: str, environment: Mapping[str, str]) -> str:
    """`${NAME:-default}` replaced as compose does; an empty variable counts as none."""
    return _VARIABLE.sub(
        lambda found: environment.get(found["name"]) or found["default"] or "", text
    )


def _service(name: str, given: Mapping[str, Any]) -> Service:
    return Service(
        name=name,
        image=given["image"],
        entrypoint=_words(given.get("entrypoint")),
        command=_words(given.get("command")),
        environment={key: str(value) for key, value in given.get("environment", {}).items()},
        mounts=tuple(_mount(one) for one in given.get("volumes", ())),
        health=tuple(given.get("healthcheck", {}).get("test", ("CMD",))[1:]),
        needs=tuple(given.get("depends_on", ())),
        profiles=tuple(given.get("profiles", ())),
        network=given.get("network_mode", ""),
    )


def _words(given: Any) -> Words | None:
    return None if given is None else tuple(str(one) for one in given)


def _mount(given: str | Mapping[str, Any]) -> Mount:
    if isinstance(given, str):
        source, target, *rest = given.split(":")
        return Mount(source, target, read_only=rest == ["ro"])
    below = given.get("volume", {}).get("subpath", "")
    return Mount(given["source"], given["target"], below, bool(given.get("read_only")))
