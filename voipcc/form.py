"""Checks a YAML node against a pydantic model and says what is wrong in the operator's words.

Values are compared strictly, as in JSON: the text "5060" is not a number, and a number is
not a text, because a telephone number without quotes has lost its + already.
"""

import json
from collections.abc import Sequence
from ipaddress import IPv4Network
from typing import Any, TypeVar, cast, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean
from voipcc.setting_words import E164_PATTERN, PATTERN_MEANINGS

Form = TypeVar("Form", bound=BaseModel)
Path = tuple[str | int, ...]
KEY_MARK = "[key]"  # pydantic's word for "the key itself, not its value"


def validated(
    model: type[Form], node: Node, file: str, meanings: dict[str, str] | None = None
) -> tuple[Form | None, list[Problem]]:
    """The filled form, or None and every problem. `meanings` explains further patterns."""
    if not node.is_mapping:
        return None, [node.error(file, f"should be keys and values, not {_kind(node)}", "")]
    try:
        return model.model_validate_json(json.dumps(node.plain()), strict=True), []
    except ValidationError as error:
        words = {**PATTERN_MEANINGS, **(meanings or {})}
        details = error.errors(include_url=False)
        return None, [_problem(model, node, file, detail, words) for detail in details]


def without(node: Node, *keys: str) -> Node:
    """The same mapping less some keys."""
    rest = {key: pair for key, pair in (node.mapping or {}).items() if key not in keys}
    return Node(node.line, node.column, mapping=rest)


def _problem(
    model: type[BaseModel], node: Node, file: str, detail: ErrorDetails, words: dict[str, str]
) -> Problem:
    path = _written(node, tuple(detail["loc"]))
    at_key = bool(path) and (path[-1] == KEY_MARK or detail["type"] == "extra_forbidden")
    parent = node.at(*path[:-1])
    if parent.is_scalar and path and isinstance(path[-1], str) and path[-1] != KEY_MARK:
        path = path[:-1]  # the short form of something larger: its key stands nowhere
        parent = node.at(*path[:-1])
    if path and path[-1] == KEY_MARK:
        place = node.at(*path[:-2]).key(str(path[-2]))
    elif at_key:
        place = parent.key(str(path[-1]))
    else:
        place = parent if detail["type"] == "missing" else _value_or_key(node, path)
    message, remedy = _sentence(model, path, place, detail, words)
    return place.error(file, message, remedy)


def _written(node: Node, path: Path) -> Path:
    """The path less what stands nowhere: pydantic's names of the forms a value may have."""
    found: list[str | int] = []
    for step, following in zip(path, [*path[1:], ""], strict=True):
        inner = node.at(step)
        if inner is node and node.at(following) is not node:
            continue
        found.append(step)
        node = inner
    return tuple(found)


def _value_or_key(node: Node, path: Path) -> Node:
    """The value's place; where a value is empty its mark is after it, so take its key's."""
    value = node.at(*path)
    if value.is_scalar and value.value is None and path and isinstance(path[-1], str):
        return node.at(*path[:-1]).key(path[-1])
    return value


def _sentence(
    model: type[BaseModel], path: Path, place: Node, detail: ErrorDetails, words: dict[str, str]
) -> tuple[str, str]:
    """What is wrong and what to do."""
    kind, context, name = detail["type"], detail.get("ctx", {}), _name(path)
    if kind == "extra_forbidden":
        known = _keys_at(model, path[:-1])
        return f'unknown key "{path[-1]}"', did_you_mean(str(path[-1]), known, "known keys")
    if kind == "missing":
        return f'"{path[-1]}" is missing', "add it"
    if detail["input"] is None:
        return f"{name} has no value", "write one, or leave the key out"
    if kind == "string_pattern_mismatch":
        pattern = str(context["pattern"])
        return f'"{place.text}" does not fit {name}', words.get(pattern, f"form: {pattern}")
    if kind == "literal_error":
        return _choice(name, place, str(context["expected"]))
    if kind == "value_error":
        return _no_such_value(name, place, detail["msg"].removeprefix("Value error, "))
    return _wrong_type(name, place, kind) or _limit(name, place, kind, context, detail["msg"])


def _wrong_type(name: str, place: Node, kind: str) -> tuple[str, str] | None:
    """The sentence for a value of another type than wanted; None for any other fault."""
    match kind:
        case "string_type":
            return _no_text(name, place)
        case "int_type" | "float_type" | "int_from_float":
            return _no_number(name, place)
        case "bool_type":
            return f"{name} should be true or false, not {_kind(place)}", "write true or false"
        case "tuple_type" | "list_type":
            return (
                f"{name} should be a list, not {_kind(place)}",
                "write [one, two] or lines with -",
            )
        case "model_type" | "dict_type" | "model_attributes_type":
            return (
                f"{name} should be keys and values, not {_kind(place)}",
                'write "key: value" lines',
            )
    return None


def _limit(
    name: str, place: Node, kind: str, context: dict[str, Any], said: str
) -> tuple[str, str]:
    match kind:
        case "greater_than_equal":
            return f"{name} is {place.text}, too small", f"{context['ge']:g} at least"
        case "less_than_equal":
            return f"{name} is {place.text}, too large", f"{context['le']:g} at most"
        case "string_too_long":
            return f"{name} is too long", f"{context['max_length']} letters at most"
        case "string_too_short" | "too_short":
            return f"{name} is empty", "fill it in, or leave the key out"
        case "too_long":
            return f"{name} has too many entries", f"{context['max_length']} at most"
    return f'{name}: "{place.text}": {said.removeprefix("Input ")}', "see voipcc explain"


def _no_such_value(name: str, place: Node, said: str) -> tuple[str, str]:
    """Addresses and networks by Python's own classes, times by the dialplan's form."""
    if "stands beside" in said:
        return said, "write it below the list, without -"
    if "write a time" in said:
        return f'{name}: "{place.text}" is no time', said
    if "begin before it ends" in said:
        return f'{name}: "{place.text}" is no part of a day', said
    if "must not be" in said:
        return f"{name} cannot be {place.text}", said
    if name.endswith("address"):
        return f'{name}: "{place.text}" is no IPv4 address', "such as 192.168.1.10"
    if "host bits" in said:
        return f"{name}: {place.text} is an address within a network", _network_of(place.text)
    return f'{name}: "{place.text}" is no IPv4 network', "such as 192.168.1.0/24"


def _network_of(text: str) -> str:
    network = IPv4Network(text, strict=False)
    return f"the network is {network}, this one address {text.partition('/')[0]}/32"


def _choice(name: str, place: Node, expected: str) -> tuple[str, str]:
    choices = [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]
    if name.endswith("format"):
        remedy = f"this voipcc reads format {', '.join(choices)}; a newer one may read it"
        return f"format {place.text or _kind(place)} is not known", remedy
    return f'{name} cannot be "{place.text}"', did_you_mean(place.text, choices, "one of")


def _no_text(name: str, place: Node) -> tuple[str, str]:
    if not place.is_scalar:
        return f"{name} should be one text, not {_kind(place)}", ""
    message = f"{name} is {place.text}, which YAML takes for {_kind(place)}"
    if is_phone_number(place.text):
        return message, f'put it in quotes: "{with_plus(place.text)}"'
    return message, f'put it in quotes: "{place.text}"'


def is_phone_number(text: str) -> bool:
    """Whether these digits without quotes were probably meant as a telephone number."""
    return text.lstrip("+").isdigit() and (
        text[0] == "+" or len(text) > (2 if text[0] == "0" else 6)
    )


def with_plus(text: str) -> str:
    """The number in international form where that can be told, else as it is."""
    return f"+{text[2:]}" if text.startswith("00") else text


def _no_number(name: str, place: Node) -> tuple[str, str]:
    if place.quoted and place.text.isdigit():
        return f'{name} is the text "{place.text}", not a number', f"without quotes: {place.text}"
    given = place.text if isinstance(place.value, float) else _kind(place)
    return f"{name} should be a whole number, not {given}", "write a whole number"


def _kind(node: Node) -> str:
    if node.is_mapping:
        return "keys and values"
    if node.is_list:
        return "a list"
    match node.value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
    return f'the text "{node.text[:40]}"'


def _name(path: Sequence[str | int]) -> str:
    """The key as a person names it: `listen.udp`; list positions count from 1."""
    words: list[str] = []
    for step in path:
        if isinstance(step, int):
            words[-1:] = [f"{words[-1]} (entry {step + 1})"] if words else [f"entry {step + 1}"]
        elif step != KEY_MARK:
            words.append(step)
    return ".".join(words) or "this"


def _keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """The keys that may stand at a place of the form."""
    current: Any = model
    for step in path:
        current = _inside(current, step)
        if current is None:
            return []
    if not _is_model(current):
        return []
    return [field.alias or name for name, field in current.model_fields.items()]


def _inside(annotation: Any, step: str | int) -> Any:
    if _is_model(annotation):
        fields = cast(type[BaseModel], annotation).model_fields
        field = next((one for name, one in fields.items() if (one.alias or name) == step), None)
        return _model_in(field.annotation) if field else None
    arguments = [one for one in get_args(annotation) if one is not ...]
    return _model_in(arguments[-1]) if arguments else None


def _model_in(annotation: Any) -> Any:
    """A model, or a dict or list of models, within an optional or annotated type."""
    if _is_model(annotation):
        return annotation
    for argument in get_args(annotation):
        if _is_model(argument) and not isinstance(annotation, type(dict[str, int])):
            return argument
    return annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


__all__ = ["E164_PATTERN", "is_phone_number", "validated", "with_plus", "without"]
