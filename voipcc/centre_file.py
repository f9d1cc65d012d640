"""Reads `centre.yaml` and the environment into settings; explains keys; writes the first example.

A setting `listen.udp` is overridden by VOIPCC_LISTEN__UDP: the key in capitals, `__`
between levels. The value is written as in the file; lists as `[en, de]`; an empty one
counts as not set.
"""

import errno
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, get_args

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from voipcc.centre_checks import centre_problems
from voipcc.document import Node, parse_document, read_document, scalar_of
from voipcc.form import is_phone_number, validated
from voipcc.places import shipped_dialplans
from voipcc.problem import Problem, did_you_mean, in_order, is_refused, nearest
from voipcc.settings import CentreSettings
from voipcc.zones import is_zone

PREFIX: Final = "VOIPCC_"
CURRENT_FORMAT: Final = 1
# From an older format to the next: each entry changes the nodes of a file of format n.
MIGRATIONS: Final[dict[int, Callable[[Node], Node]]] = {}
EXAMPLE: Final = Path(__file__).parent / "example_centre.yaml"


class SettingsError(Exception):
    """What was asked for cannot be done with these settings; the text says why."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings (None when any problem is an error) and every problem, by line.

    `rough` is what could be read all the same, with defaults for the rest: good for checking
    the dialplans in the same go, never for running. None where nothing could be read.
    """

    settings: CentreSettings | None
    problems: tuple[Problem, ...]
    rough: CentreSettings | None = None


def load_centre(
    path: Path, environment: Mapping[str, str] | None = None, beside: Path | None = None
) -> Loaded:
    """Reads and checks one centre file; `environment` is the process's own by default.

    Relative folders in it are meant beside it (or in `beside`, when this is a copy of the centre's
    file there) and stay relative. Never raises for bad files.
    """
    folder = beside or path.parent
    node, problems = read_document(path)
    if node is None:
        if not problems:
            remedy = "begin with: format: 1 (voipcc init writes an example)"
            problems = [Problem("error", str(path), 1, 1, "the centre file is empty", remedy)]
        return Loaded(None, tuple(problems))
    if not node.is_mapping:
        remedy = "begin with: format: 1 (voipcc init writes an example)"
        return Loaded(None, (node.error(path, "this is not a centre file", remedy),))
    given = os.environ if environment is None else environment
    overrides, refused = _overrides(given)
    node = _overlaid(_migrated(node), overrides)
    settings, form_problems = validated(CentreSettings, node, str(path))
    problems += [*refused, *form_problems, *centre_problems(node, settings, str(path), folder)]
    named = in_order(_from_environment(problem, overrides) for problem in problems)
    rough = settings or _rough(node)
    return Loaded(None if is_refused(named) else settings, named, rough)


def _rough(node: Node) -> CentreSettings:
    """The parts that are right by themselves; of agents and queues at least the names."""
    kept = {}
    for key, pair in (node.mapping or {}).items():
        part = Node(0, 0, mapping={key: pair})
        if key in ("agents", "queues"):
            part = Node(0, 0, mapping={key: (pair[0], _right_entries(key, pair[1]))})
        if validated(CentreSettings, part, "")[0] is not None:
            kept.update(part.mapping or {})
    settings, _ = validated(CentreSettings, Node(0, 0, mapping=kept), "")
    settings = settings or CentreSettings()
    if not is_zone(settings.time_zone):
        return settings.model_copy(update={"time_zone": "UTC"})
    return settings


def _right_entries(key: str, entries: Node) -> Node:
    pairs = {}
    for name, (label, entry) in (entries.mapping or {}).items():
        for candidate in (entry, _right_keys(key, entry), Node(0, 0, mapping={})):
            if _is_right(key, name, candidate):
                pairs[name] = (label, candidate)
                break
    return Node(0, 0, mapping=pairs)


def _right_keys(key: str, entry: Node) -> Node:
    """What is right of one agent or queue: who serves it is known though another key is wrong."""
    kept = {
        name: pair
        for name, pair in (entry.mapping or {}).items()
        if _is_right(key, "one", Node(0, 0, mapping={name: pair}))
    }
    return Node(0, 0, mapping=kept)


def _is_right(key: str, name: str, entry: Node) -> bool:
    label = Node(0, 0)
    part = Node(0, 0, mapping={name: (label, entry)})
    return validated(CentreSettings, Node(0, 0, mapping={key: (label, part)}), "")[0] is not None


def _migrated(node: Node) -> Node:
    """The nodes in the current format; a newer one is left to the form to refuse."""
    found = node.at("format").value
    while isinstance(found, int) and found in MIGRATIONS and found < CURRENT_FORMAT:
        node = MIGRATIONS[found](node)
        found += 1
    return node


# --- the environment ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Override:
    variable: str
    path: tuple[str, ...]
    value: Node


def _overrides(environment: Mapping[str, str]) -> tuple[list[_Override], list[Problem]]:
    """The settings among the variables. A line of -n stands for the n-th of them."""
    found: list[_Override] = []
    problems: list[Problem] = []
    for variable in sorted(environment):
        if not variable.startswith(PREFIX) or not environment[variable].strip():
            continue
        path = tuple(variable.removeprefix(PREFIX).lower().split("__"))
        if path[0] not in CentreSettings.model_fields:
            problems += _unknown_variable(variable, path)
            continue
        value, wrong = _value_of(variable, environment[variable].strip(), -len(found) - 1)
        problems += wrong
        if value is not None:
            found.append(_Override(variable, path, value))
    return found, problems


def _unknown_variable(variable: str, path: tuple[str, ...]) -> Iterator[Problem]:
    """Other VOIPCC_ variables exist; only those that look like a setting are complained of."""
    near = nearest(path[0], CentreSettings.model_fields, cutoff=0.6 if len(path) > 1 else 0.85)
    if near or len(path) > 1:
        rest = "__".join((near, *path[1:])).upper()
        remedy = f'did you mean "{PREFIX}{rest}"?' if near else "see voipcc explain"
        yield Problem("error", variable, 0, 0, "there is no such setting", remedy)


def _value_of(variable: str, text: str, line: int) -> tuple[Node | None, list[Problem]]:
    if text[0] in "[{\"'":
        node, problems = parse_document(text, variable)
        return (_relined(node, line) if node else None), problems
    value = text if is_phone_number(text) and text[0] in "+0" else scalar_of(text)
    return Node(line, 0, value, text), []


def _relined(node: Node, line: int) -> Node:
    items = None if node.items is None else [_relined(item, line) for item in node.items]
    pairs = None
    if node.mapping is not None:
        pairs = {
            key: (_relined(first, line), _relined(second, line))
            for key, (first, second) in node.mapping.items()
        }
    return Node(line, 0, node.value, node.text, node.quoted, items, pairs)


def _overlaid(node: Node, overrides: list[_Override]) -> Node:
    for override in overrides:
        node = _with(node, override.path, override.value)
    return node


def _with(node: Node, path: tuple[str, ...], value: Node) -> Node:
    if not path:
        return value
    pairs = dict(node.mapping or {})
    key, inner = pairs.get(path[0], (Node(value.line, 0, path[0], path[0]), None))
    empty = Node(value.line, 0, mapping={})
    pairs[path[0]] = (key, _with(inner if inner is not None else empty, path[1:], value))
    return Node(node.line, node.column, mapping=pairs)


def _from_environment(problem: Problem, overrides: list[_Override]) -> Problem:
    if problem.line >= 0:
        return problem
    return replace(problem, file=overrides[-problem.line - 1].variable, line=0, column=0)


# --- one line about every key -------------------------------------------------------------------------


def all_keys() -> tuple[str, ...]:
    """Every key the centre file may have; NAME stands for a name of one's own."""
    return tuple(key for key, _ in _fields(CentreSettings, ""))


def explain(key: str) -> str:
    """One line about a key such as `listen.udp`, `queues.sales.wrap_up_s` or `wrap_up_s`.

    Raises SettingsError when there is none, with the nearest one.
    """
    fields = dict(_fields(CentreSettings, ""))
    for name, field in fields.items():
        if _is_same_key(name, key):
            return _line(name, field)
    endings = [name for name in fields if name.split(".")[-1] == key]
    if endings:
        return "\n".join(_line(name, fields[name]) for name in endings)
    words = {name.split(".")[-1]: name for name in fields}
    near = nearest(key, fields) or words.get(nearest(key.rpartition(".")[2], words), "")
    remedy = did_you_mean(near, [near]) if near else "voipcc explain lists them all"
    raise SettingsError(f'there is no key "{key}"; {remedy}')


def _is_same_key(pattern: str, key: str) -> bool:
    wanted, given = pattern.split("."), key.split(".")
    if given == [one for one in wanted if one != "NAME"]:
        return True
    return len(wanted) == len(given) and all(
        one in ("NAME", other) for one, other in zip(wanted, given, strict=True)
    )


def _fields(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        key = f"{prefix}{name}"
        yield key, field
        inner, named = _inner_model(field.annotation)
        if inner is not None:
            yield from _fields(inner, f"{key}.NAME." if named else f"{key}.")


def _inner_model(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """The model a key holds, and whether names of one's own come between."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    for argument in get_args(annotation):
        if isinstance(argument, type) and issubclass(argument, BaseModel):
            return argument, getattr(annotation, "__origin__", None) is dict
    return None, False


def _line(name: str, field: FieldInfo) -> str:
    notes = [_limits(field), _default(field)]
    if "NAME" not in name:
        notes.append(f"{PREFIX}{name.upper().replace('.', '__')}")
    text = "; ".join(note for note in notes if note)
    return f"{name}: {field.description}" + (f" ({text})" if text else "")


def _limits(field: FieldInfo) -> str:
    lowest = highest = None
    for limit in [*field.metadata, *_limits_of_type(field.annotation)]:
        if isinstance(limit, annotated_types.Ge):
            lowest = limit.ge
        if isinstance(limit, annotated_types.Le):
            highest = limit.le
    return f"{lowest} to {highest}" if lowest is not None and highest is not None else ""


def _limits_of_type(annotation: Any) -> list[Any]:
    return [part for part in get_args(annotation) if isinstance(part, annotated_types.BaseMetadata)]


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.default
    if field.default_factory is not None or value is None or value in ("", ()):
        return ""
    if isinstance(value, tuple):
        return f"default [{', '.join(map(str, value))}]"
    return f"default {str(value).lower() if isinstance(value, bool) else value}"


# --- a new centre ---------------------------------------------------------------------------------------


def write_example(folder: Path) -> list[Path]:
    """Makes a new centre in `folder`: centre.yaml, dialplans with their tests, an empty folder for sounds.

    Returns the files written. Raises FileExistsError, having written nothing, when one of
    them is there already; another OSError when the folder cannot be written.
    """
    sources = {Path("centre.yaml"): EXAMPLE}
    shipped = shipped_dialplans()
    for dialplan in sorted(shipped.rglob("*.yaml")):
        sources[Path("dialplans") / dialplan.relative_to(shipped)] = dialplan
    present = [str(place) for place in sources if (folder / place).exists()]
    if present:
        listed = ", ".join(present)
        reason = f"has {listed} already; choose an empty folder"
        raise FileExistsError(errno.EEXIST, reason, str(folder))
    for place in (folder / "dialplans" / "tests", folder / "sounds" / "en"):
        place.mkdir(parents=True, exist_ok=True)
    for place, source in sources.items():
        shutil.copyfile(source, folder / place)
    return [folder / place for place in sources]
