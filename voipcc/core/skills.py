"""Skills an agent must have: `german >= 3 and (sales or support) and not trainee`.

A skill alone means level 1 or more; an agent without a skill has level 0. Comparisons are
>=, >, <=, <, == and != with a whole number; `not` binds before `and`, `and` before `or`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

from voipcc.core.grammar import Grammar, Token, UnreadableError

COMPARISONS = {">=": ge, ">": gt, "<=": le, "<": lt, "==": eq, "!=": ne}
TOKEN = re.compile(r"\s*(?:(?P<name>[a-z][a-z0-9_-]*)|(?P<sign>>=|<=|==|!=|[<>()])|(?P<level>\d+))")
WORDS = ("and", "or", "not")
LONGEST = 500


class SkillsError(UnreadableError):
    """An expression nobody can read."""


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
    return _Reader(text, _tokens(text)).parsed()


def both(first: Wanted | None, second: Wanted | None) -> Wanted | None:
    """What both ask for together."""
    if first is None or second is None or first == second:
        return first or second
    parts = (part.parts if isinstance(part, Every) else (part,) for part in (first, second))
    return Every(tuple(dict.fromkeys(entry for group in parts for entry in group)))


class _Reader(Grammar[Wanted]):
    """Skills and the levels they are compared with."""

    error = SkillsError

    def negated(self, part: Wanted) -> Wanted:
        return Not(part)

    def every(self, parts: tuple[Wanted, ...]) -> Wanted:
        return Every(parts)

    def either(self, parts: tuple[Wanted, ...]) -> Wanted:
        return Either(parts)

    def atom(self) -> Wanted:
        word = self.word()
        if not word[:1].isalpha() or word in WORDS:
            raise self.failed("the name of a skill is expected")
        self.next += 1
        sign = self.word()
        if sign not in COMPARISONS:
            return Has(word)
        self.next += 1
        if not self.word().isdigit():
            raise self.failed("a level such as 3 is expected")
        level = int(self.word()[:6])
        self.next += 1
        return Has(word, sign, level)


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    while text[at:].strip():
        found = TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise SkillsError(text, at, "a skill, a comparison or a parenthesis is expected")
        word = found[found.lastgroup]
        tokens.append(Token(found.lastgroup, word, found.end() - len(word)))
        at = found.end()
    return tokens
