"""From the body of an answer to the values a dialplan asked for."""

import math
import re
from typing import Any

import msgspec

from voipcc.core.media_words import Value
from voipcc.lookup.errors import LookUpFailed

LONGEST_TEXT = 200
LARGEST_NUMBER = 1 << 53
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def values_in(body: bytes, into: tuple[tuple[str, str], ...]) -> tuple[tuple[str, Value], ...]:
    """The named values. Raises LookUpFailed."""
    if not into:
        return ()
    try:
        answer = msgspec.json.decode(body)
    except (ValueError, RecursionError) as error:  # a far side's text is nobody's business
        raise LookUpFailed("unreadable", "the answer is no JSON") from error
    return tuple((name, _kept(name, _at(answer, path))) for name, path in into)


def _at(answer: Any, path: str) -> Any:
    """What stands at `$.a.b.0`, None where nothing does."""
    found = answer
    for step in path.removeprefix("$").split(".")[1:]:
        if isinstance(found, dict):
            found = found.get(step)
        elif isinstance(found, list) and step.isdigit() and int(step[:6]) < len(found):
            found = found[int(step[:6])]
        else:
            return None
    return found


def _kept(name: str, value: Any) -> Value:
    """A value that can be kept: a short text, a number, yes or no."""
    match value:
        case bool():
            return value
        case str() if len(value) <= LONGEST_TEXT and not _CONTROL.search(value):
            return value
        case int() | float() if math.isfinite(value) and abs(value) <= LARGEST_NUMBER:
            return value
        case None:
            raise LookUpFailed("missing", f"the answer has no {name}")
        case _:
            kind = type(value).__name__
            raise LookUpFailed("missing", f"{name} is a {kind} that cannot be kept")
