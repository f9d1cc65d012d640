"""`and`, `or`, `not` and parentheses: what conditions of dialplans and wishes for skills have in common.

`not` binds before `and`, `and` before `or`. Whoever inherits says what stands between them (`atom`) and
what is made of the parts.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Generic, TypeVar

DEEPEST = 20
Part = TypeVar("Part")


class UnreadableError(ValueError):
    """An expression nobody can read; `column` counts from 0."""

    def __init__(self, text: str, column: int, expected: str) -> None:
        found = text[column : column + 12].strip()
        super().__init__(f"at {found!r}: {expected}" if found else f"at its end: {expected}")
        self.column = column


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign as written; `kind` is that of the pattern which found it."""

    kind: str
    text: str
    column: int


class Grammar(ABC, Generic[Part]):
    """Reads one expression from left to right."""

    error: type[UnreadableError] = UnreadableError
    at_the_end = "and, or, or the end is expected"

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text, self.tokens = text, tokens
        self.next = 0

    # --- what differs --------------------------------------------------------------------------

    @abstractmethod
    def atom(self) -> Part:
        """What stands between the words."""

    @abstractmethod
    def negated(self, part: Part) -> Part:
        """What must not be so."""

    @abstractmethod
    def every(self, parts: tuple[Part, ...]) -> Part:
        """What must all be so."""

    @abstractmethod
    def either(self, parts: tuple[Part, ...]) -> Part:
        """Of which one must be so."""

    # --- what does not -------------------------------------------------------------------------

    def parsed(self) -> Part:
        """The whole expression. Raises `error`."""
        whole = self._either(0)
        if self.next < len(self.tokens):
            raise self.failed(self.at_the_end)
        return whole

    def _either(self, depth: int) -> Part:
        parts = [self._every(depth)]
        while self.take("or"):
            parts.append(self._every(depth))
        return self.either(tuple(parts)) if len(parts) > 1 else parts[0]

    def _every(self, depth: int) -> Part:
        parts = [self._one(depth)]
        while self.take("and"):
            parts.append(self._one(depth))
        return self.every(tuple(parts)) if len(parts) > 1 else parts[0]

    def _one(self, depth: int) -> Part:
        if depth > DEEPEST:
            raise self.failed(f"not and parentheses may stand {DEEPEST} deep at most")
        if self.take("not"):
            return self.negated(self._one(depth + 1))
        if self.take("("):
            inside = self._either(depth + 1)
            if not self.take(")"):
                raise self.failed('")" is expected')
            return inside
        return self.atom()

    def word(self, further: int = 0) -> str:
        """The token in turn, or one so much further on; "" for a quoted text, and at the end."""
        at = self.next + further
        found = self.tokens[at] if at < len(self.tokens) else None
        return found.text if found is not None and found.kind != "text" else ""

    def take(self, word: str) -> bool:
        """Go on when it is this one."""
        there = self.word() == word
        self.next += there
        return there

    def failed(self, expected: str) -> UnreadableError:
        """What is wrong where the reader stands."""
        ended = self.next >= len(self.tokens)
        column = len(self.text) if ended else self.tokens[self.next].column
        return self.error(self.text, column, expected)
