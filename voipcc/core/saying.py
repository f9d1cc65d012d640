"""What is said as names of prompts: values are put in, in the language of the call."""

from math import isfinite

from voipcc.core import spoken
from voipcc.core.call import Call
from voipcc.core.media_words import Value
from voipcc.core.steps import Prompts, Spoken
from voipcc.core.values import value_of

NOT_SPOKEN = "not_spoken"
LONGEST_DIGITS = 40
MOST_PROMPTS = 100


def words(call: Call, prompts: Prompts, language: str = "") -> tuple[str, ...]:
    """The prompts to be played; a value nobody can say is left out, and the record is marked.

    `language` is whoever's it is who hears them, "": the caller's.
    """
    said: list[str] = []
    for part in prompts:
        if isinstance(part, str):
            said.append(part)
        else:
            said += _put_in(call, part, language or call.language)
    return tuple(said[:MOST_PROMPTS])


def _put_in(call: Call, part: Spoken, language: str) -> tuple[str, ...]:
    value: Value | None = part.of if part.literal else value_of(call, part.of)
    try:
        if value is not None and (said := in_words(part, value, language)):
            return said
    except ValueError:
        pass
    call.mark(NOT_SPOKEN)
    return ()


def in_words(part: Spoken, value: Value, language: str) -> tuple[str, ...]:
    """The prompts that say one value. Raises ValueError for one that cannot be said so."""
    if isinstance(value, bool):
        raise ValueError("yes and no are no numbers")
    match part.form:
        case "number":
            return spoken.number(_whole(float(value)), language)
        case "digits":
            return tuple(f"number/{digit}" for digit in str(value)[:LONGEST_DIGITS])
        case _:
            raise ValueError(f"a {part.form} cannot be said yet")


def _whole(value: float) -> int:
    if not isfinite(value) or abs(value) >= spoken.LIMIT or value != int(value):
        raise ValueError(f"{value} is no whole number that can be said")
    return int(value)
