"""Dataclasses that are frozen for the type checker and quick to make.

`dataclass(frozen=True)` sets each field by a call of `object.__setattr__`, so that making an
event with eight fields costs as much as deciding about it. Here the type checker alone
refuses to change a value; equality, hash, slots and repr are those of a frozen dataclass.
"""

import dataclasses
from collections.abc import Callable
from typing import TypeVar, dataclass_transform

Value = TypeVar("Value")


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def dataclass(*, frozen: bool, slots: bool) -> Callable[[type[Value]], type[Value]]:
    """The class as a value: `@dataclass(frozen=True, slots=True)`, as with the usual one."""
    assert frozen, "what may change is a dataclass of the standard library"
    return dataclasses.dataclass(slots=slots, unsafe_hash=True)
