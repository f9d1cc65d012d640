"""Skills an agent must have: `german >= 3 and (sales or support) and not trainee`.

A skill alone means level 1 or more; an agent without a skill has level 0. Comparisons are
>=, >, <=, <, == and != with a whole number; `not` binds before `and`, `and` before `or`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

COMPARISONS = {">=": ge, ">": gt, "<=": le, "<": lt, "==": eq, "!=": ne}
TOKEN = re.compile(r"\s*(?:(?P<name>[a-z][a-z0-9_-]*)|(?P<sign>>=|<=|==|!=|[<>()])|(?P<level>\d+))")
WORDS = ("and", "or", "not")
LONGEST = 500
DEEPEST = 20


class SkillsError(ValueError):
    """An expression nobody can read; `column` counts from 0."""

    def __init__(self, text: str, column: int, expected: str) -> None:
        found = text[column : column + 12].strip()
        super().__init__(f"at {found!r}: {expected}" if found else f"at its end: {expected}")
        self.column = column


@dataclass(frozen=True, slots=True)
class Has:
    """One skill compared with a level."""

    skill: str
    sign: str = ">="
    level: int = 1

    def holds(self, skills: Mapping[str, int]) -> bool:
        return bool(COMPARISONS[self.sign](skills.get(self.skill, 0), self.level))

    def without(self, drops: frozenset[str]) -> "Wanted | None":
        return None if self.skill in drops else self

    def names(self) -> frozenset[str]:
        return frozenset((self.skill,))

    def missing(self, skills: Mapping[str, int]) -> tuple[str, ...]:
        return () if self.holds(skills) else (str(self),)

    def __str__(self) -> str:
        plain = (self.sign, self.level) == (">=", 1)
        return self.skill if plain else f"{self.skill} {self.sign} {self.level}"


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be so."""

    part: "Wanted"

    def holds(self, skills: Mapping[str, int]) -> bool:
        return not self.part.holds(skills)

    def without(self, drops: frozenset[str]) -> "Wanted | None":
        part = self.part.without(drops)
        return None if part is None else Not(part)

    def names(self) -> frozenset[str]:
        return self.part.names()

    def missing(self, skills: Mapping[str, int]) -> tuple[str, ...]:
        return () if self.holds(skills) else (str(self),)

    def __str__(self) -> str:
        inner = f"({self.part})" if isinstance(self.part, Every | Either) else str(self.part)
        return f"not {inner}"


@dataclass(frozen=True, slots=True)
class Every:
    """All parts must hold."""

    parts: "tuple[Wanted, ...]"

    def holds(self, skills: Mapping[str, int]) -> bool:
        return all(part.holds(skills) for part in self.parts)

    def without(self, drops: frozenset[str]) -> "Wanted | None":
        return _joined(Every, self.parts, drops)

    def names(self) -> frozenset[str]:
        return frozenset[str]().union(*(part.names() for part in self.parts))

    def missing(self, skills: Mapping[str, int]) -> tuple[str, ...]:
        return tuple(word for part in self.parts for word in part.missing(skills))

    def __str__(self) -> str:
        shown = (f"({part})" if isinstance(part, Either) else str(part) for part in self.parts)
        return " and ".join(shown)


@dataclass(frozen=True, slots=True)
class Either:
    """One part must hold."""

    parts: "tuple[Wanted, ...]"

    def holds(self, skills: Mapping[str, int]) -> bool:
        return any(part.holds(skills) for part in self.parts)

    def without(self, drops: frozenset[str]) -> "Wanted | None":
        return _joined(Either, self.parts, drops)

    def names(self) -> frozenset[str]:
        return frozenset[str]().union(*(part.names() for part in self.parts))

    def missing(self, skills: Mapping[str, int]) -> tuple[str, ...]:
        return () if self.holds(skills) else (str(self),)

    def __str__(self) -> str:
        return " or ".join(map(str, self.parts))


Wanted = Has | Not | Every | Either


def _joined(
    kind: type[Every] | type[Either], parts: tuple[Wanted, ...], drops: frozenset[str]
) -> Wanted | None:
    """The parts left when skills are not asked for any more, None when nothing is."""
    left = tuple(kept for part in parts if (kept := part.without(drops)) is not None)
    if len(left) < 2:
        return left[0] if left else None
    return kind(left)


@lru_cache(maxsize=1024)
def wanted(text: str) -> Wanted | None:
    """The requirement an expression states, None for an empty one. Raises SkillsError."""
    if not text.strip():
        return None
    if len(text) > LONGEST:
        raise SkillsError(text, LONGEST, f"an expression has at most {LONGEST} characters")
    return _Parser(text).parsed()


def both(first: Wanted | None, second: Wanted | None) -> Wanted | None:
    """What both ask for together."""
    if first is None or second is None or first == second:
        return first or second
    parts = (part.parts if isinstance(part, Every) else (part,) for part in (first, second))
    return Every(tuple(dict.fromkeys(entry for group in parts for entry in group)))


class _Parser:
    """Reads one expression from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, int]] = []
        at = 0
        while text[at:].strip():
            found = TOKEN.match(text, at)
            if found is None:
                at += len(text[at:]) - len(text[at:].lstrip())
                raise SkillsError(text, at, "a skill, a comparison or a parenthesis is expected")
            self.tokens.append((found.group().strip(), found.end() - len(found.group().strip())))
            at = found.end()
        self.next = 0

    def parsed(self) -> Wanted:
        whole = self._either(0)
        if self.next < len(self.tokens):
            raise self._error("and, or, or the end is expected")
        return whole

    def _either(self, depth: int) -> Wanted:
        parts = [self._every(depth)]
        while self._take("or"):
            parts.append(self._every(depth))
        return Either(tuple(parts)) if len(parts) > 1 else parts[0]

    def _every(self, depth: int) -> Wanted:
        parts = [self._one(depth)]
        while self._take("and"):
            parts.append(self._one(depth))
        return Every(tuple(parts)) if len(parts) > 1 else parts[0]

    def _one(self, depth: int) -> Wanted:
        if depth > DEEPEST:
            raise self._error(f"parentheses may stand {DEEPEST} deep at most")
        if self._take("not"):
            return Not(self._one(depth + 1))
        if self._take("("):
            inside = self._either(depth + 1)
            if not self._take(")"):
                raise self._error('")" is expected')
            return inside
        return self._has()

    def _has(self) -> Wanted:
        word = self._word()
        if not word[:1].isalpha() or word in WORDS:
            raise self._error("the name of a skill is expected")
        self.next += 1
        sign = self._word()
        if sign not in COMPARISONS:
            return Has(word)
        self.next += 1
        if not self._word().isdigit():
            raise self._error("a level such as 3 is expected")
        level = int(self._word()[:6])
        self.next += 1
        return Has(word, sign, level)

    def _word(self) -> str:
        return self.tokens[self.next][0] if self.next < len(self.tokens) else ""

    def _take(self, word: str) -> bool:
        there = self._word() == word
        self.next += there
        return there

    def _error(self, expected: str) -> SkillsError:
        ended = self.next >= len(self.tokens)
        column = len(self.text) if ended else self.tokens[self.next][1]
        return SkillsError(self.text, column, expected)
