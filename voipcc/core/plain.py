"""Frozen classes from their JSON form: dicts, lists, strings, numbers (`state.plain` writes it)."""

from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

Reader = Callable[[Any], Any]


def from_plain(kind: Any, data: Any) -> Any:
    """A value of type `kind`: classes, unions told apart by `kind`, tuples, mappings, scalars."""
    return _reader(kind)(data)


@cache
def _reader(kind: Any) -> Reader:
    """How values of one type are read; found out once for each type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _reader_of_fields(kind)
    if origin is UnionType and all(map(is_dataclass, arguments)):
        return _reader_by_kind(arguments)
    if origin is UnionType and str in arguments and any(map(is_dataclass, arguments)):
        (kind,) = set(arguments) - {str}
        part = _reader(kind)
        return lambda data: data if isinstance(data, str) else part(data)
    if origin is tuple and arguments[-1] is ...:
        each = _reader(arguments[0])
        return tuple if each is _as_it_is else lambda data: tuple(map(each, data))
    if origin is tuple:
        return _reader_of_several(tuple(map(_reader, arguments)))
    if origin is Mapping:
        value = _reader(arguments[1])
        return (
            dict
            if value is _as_it_is
            else lambda data: {key: value(item) for key, item in data.items()}
        )
    return _as_it_is


def _reader_of_fields(kind: Any) -> Reader:
    readers = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}
    changed = [(name, read) for name, read in readers.items() if read is not _as_it_is]

    def read_fields(data: Any) -> Any:
        given = dict(data)
        for name, read in changed:
            if name in given:
                given[name] = read(given[name])
        return kind(**given)

    return read_fields


def _reader_of_several(readers: tuple[Reader, ...]) -> Reader:
    if all(read is _as_it_is for read in readers):
        return lambda data: tuple(data[: len(readers)])
    return lambda data: tuple(read(item) for read, item in zip(readers, data, strict=False))


def _reader_by_kind(kinds: tuple[Any, ...]) -> Reader:
    readers = {get_args(get_type_hints(one)["kind"])[0]: _reader(one) for one in kinds}
    return lambda data: readers[data["kind"]](data)


def _as_it_is(data: Any) -> Any:
    return data
