"""Texts with `{names}` in them, as in the address of a look-up."""

import re
from collections.abc import Callable

PLACE = re.compile(r"\{([^{}]*)\}")
NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}(\.[a-z][a-z0-9_-]{0,31})*")
SECRET = "secret."
CALLER = "call.caller"


def names_in(text: str) -> tuple[str, ...]:
    """What stands in braces, each once, in order."""
    return tuple(dict.fromkeys(PLACE.findall(text)))


def filled(text: str, value_of: Callable[[str], str]) -> str:
    """The text with each name's value in its place; what `value_of` raises is not caught."""
    return PLACE.sub(lambda place: value_of(place[1]), text)
