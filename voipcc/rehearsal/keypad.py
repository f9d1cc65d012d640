"""What a rehearsed caller types: digits of a collection or a telephone number, counted as the real switch room does."""

from dataclasses import dataclass

from voipcc.core import events as it
from voipcc.core.check_digits import fits
from voipcc.core.media_words import Collect, Collected, TypingBegun

DIGITS = "0123456789"
AGAIN = "*"
NUMBER_END = "#"


@dataclass(slots=True)
class Typing:
    """Digits so far; `until_us` is when the pause after the last one ends it (0: none yet)."""

    command: Collect
    digits: str = ""
    begun: bool = False
    until_us: int = 0


@dataclass(slots=True)
class NumberTyping:
    """A telephone number that is typed."""

    check: str
    digits: str = ""


def typed(typing: Typing, digit: str) -> tuple[bool, list[it.Event]]:
    """Whether this key ends it, and what the switch room says of the key."""
    command = typing.command
    told: list[it.Event] = []
    if not typing.begun:
        typing.begun = True
        told.append(TypingBegun(command.leg, command.collection))
    if digit == command.end:
        return True, [*told, collected(typing)]
    if digit == AGAIN:
        typing.digits = ""
    elif digit in DIGITS:
        typing.digits += digit
    if len(typing.digits) >= command.longest:
        return True, [*told, collected(typing)]
    return False, told


def collected(typing: Typing) -> Collected:
    """What becomes of the digits; a secret is counted, never told."""
    command, digits = typing.command, typing.digits
    shown = "" if command.secret else digits
    leg, name, count = command.leg, command.collection, len(digits)
    if not digits:
        return Collected(leg, name, "nothing", shown, count)
    if count < command.shortest:
        return Collected(leg, name, "short", shown, count)
    right = fits(digits, command.check)
    return Collected(leg, name, "complete" if right else "wrong", shown, count)
