"""Conditions on the figures of recordings, as people write them: `silence_share>0.5`."""

import operator
import re
from collections.abc import Callable, Sequence

from voipcc.tapes.meanings import FIGURES
from voipcc.tapes.sheet import Sheet

WORDS = re.compile(r"\s*(?P<name>[a-z_]+)\s*(?P<sign>>=|<=|=|>|<)\s*(?P<value>-?\d+(\.\d+)?)\s*")
SIGNS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
    "=": operator.eq,
}
Condition = Callable[[Sheet], bool]


class ConditionError(ValueError):
    """Words that are no condition; the text says why, and what would be one."""


def condition(text: str) -> Condition:
    """Whether a recording's figure is so. One without that figure is not. Raises ConditionError."""
    found = WORDS.fullmatch(text)
    if found is None:
        raise ConditionError(f'"{text}" is no condition: write NAME>NUMBER, as silence_share>0.5')
    name, value, is_so = found["name"], float(found["value"]), SIGNS[found["sign"]]
    if name not in FIGURES:
        raise ConditionError(f'"{name}" is no figure; known are: {", ".join(FIGURES)}')
    return lambda sheet: name in sheet.figures and is_so(sheet.figures[name], value)


def all_of(texts: Sequence[str]) -> Condition:
    """Every one of the conditions. Raises ConditionError."""
    conditions = [condition(text) for text in texts]
    return lambda sheet: all(one(sheet) for one in conditions)
