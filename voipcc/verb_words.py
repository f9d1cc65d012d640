"""What every verb does with its words: read arguments, which come from outside, and ask the core."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from voipcc.control import Arguments, VerbError
from voipcc.core.events import Event, RefusedEvent

if TYPE_CHECKING:
    from voipcc.server import House

LONGEST = 200  # letters of a text


def text(args: Arguments, name: str, default: str = "", longest: int = LONGEST) -> str:
    """A text that must be there, if not by default. Raises VerbError."""
    found = optional_text(args, name, longest) or default
    if not found:
        raise VerbError(f'"{name}" is missing')
    return found


def optional_text(args: Arguments, name: str, longest: int = LONGEST) -> str:
    """A text, "" when it is missing. Raises VerbError."""
    value = args.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise VerbError(f'"{name}" is no text')
    if len(value) > longest:
        raise VerbError(f'"{name}" has more than {longest} letters')
    return value


def one_of(args: Arguments, name: str, known: Collection[str]) -> str:
    """One of the known words. Raises VerbError."""
    value = args.get(name)
    if value not in known:
        raise VerbError(f'"{name}" must be one of {", ".join(known)}')
    return str(value)


def whole_number(
    args: Arguments, name: str, least: int, most: int, default: int | None = None
) -> int:
    """A whole number within its limits; without a default it must be there. Raises VerbError."""
    value = args.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise VerbError(f'"{name}" must be a whole number from {least} to {most}')
    return value


def flag(args: Arguments, name: str, default: bool = False) -> bool:
    """True or false. Raises VerbError."""
    value = args.get(name, default)
    if not isinstance(value, bool):
        raise VerbError(f'"{name}" must be true or false')
    return value


def request(house: "House", event: Event) -> str:
    """Have the core do it; what it refuses is a sentence for whoever asked. Raises VerbError."""
    try:
        house.controller.request(event)
    except RefusedEvent as error:
        raise VerbError(str(error)) from error
    return "done"
