"""Conditions of a dialplan: `tier == "gold" and queue.sales.waiting < 5 or not call.known`.

Read by a parser of their own: names, "texts", numbers, true, false, == != < <= > >=, in, not in,
and, or, not and parentheses; there is nothing in them that could run. A name without a value is like
no value: it equals nothing, is smaller than nothing and does not hold. A text of digits compares
with a number as a number, with another text as a text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import ge, gt, le, lt

from voipcc.core.grammar import Grammar, Token, UnreadableError
from voipcc.core.media_words import Value

Several = tuple[Value, ...]
Known = Mapping[str, Value | Several]

LONGEST = 500
WORDS = ("and", "or", "not", "in", "true", "false")
ORDERS = {">=": ge, ">": gt, "<=": le, "<": lt}
SIGNS = ("==", "!=", *ORDERS)
TOKEN = re.compile(
    r"""\s*(?:(?P<name>[a-z_][a-z0-9_-]*(?:\.[a-z0-9_-]+)*)|(?P<number>-?[0-9]{1,15}(?:\.[0-9]{1,6})?)"""
    r"""|(?P<text>"[^"]*"|'[^']*')|(?P<sign>==|!=|<=|>=|[<>(),]))"""
)
NUMERIC = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")


class ExpressionError(UnreadableError):
    """A condition nobody can read."""


# --- what a condition is made of ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as written."""

    value: Value

    def of(self, known: Known) -> Value | Several | None:
        return self.value


@dataclass(frozen=True, slots=True)
class Name:
    """What a name stands for at that moment."""

    name: str

    def of(self, known: Known) -> Value | Several | None:
        return known.get(self.name)


@dataclass(frozen=True, slots=True)
class Listed:
    """Several values in parentheses."""

    values: Several

    def of(self, known: Known) -> Value | Several | None:
        return self.values


@dataclass(frozen=True, slots=True)
class Compared:
    """Two values and the sign between them."""

    left: "Part"
    sign: str
    right: "Part"

    def of(self, known: Known) -> bool:
        left, right = self.left.of(known), self.right.of(known)
        match self.sign:
            case "==":
                return is_same(left, right)
            case "!=":
                return not is_same(left, right)
            case "in":
                return isinstance(right, tuple) and any(is_same(left, one) for one in right)
        return _ordered(self.sign, left, right)


@dataclass(frozen=True, slots=True)
class Not:
    part: "Part"

    def of(self, known: Known) -> bool:
        return not self.part.of(known)


@dataclass(frozen=True, slots=True)
class Every:
    parts: "tuple[Part, ...]"

    def of(self, known: Known) -> bool:
        return all(part.of(known) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Either:
    parts: "tuple[Part, ...]"

    def of(self, known: Known) -> bool:
        return any(part.of(known) for part in self.parts)


Part = Literal | Name | Listed | Compared | Not | Every | Either


def is_same(left: Value | Several | None, right: Value | Several | None) -> bool:
    """Whether two values are equal; a text of digits equals its number, true equals true only."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    numbers = _number(left), _number(right)
    return None not in numbers and numbers[0] == numbers[1]


def _ordered(sign: str, left: Value | Several | None, right: Value | Several | None) -> bool:
    first, second = _number(left), _number(right)
    if first is not None and second is not None:
        return bool(ORDERS[sign](first, second))
    if isinstance(left, str) and isinstance(right, str):
        return bool(ORDERS[sign](left, right))
    return False


def _number(value: Value | Several | None) -> int | float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and NUMERIC.fullmatch(value):
        return float(value) if "." in value else int(value)
    return value if isinstance(value, int | float) else None


# --- reading ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that was read; `names` says where each name stands first (columns from 0)."""

    whole: Part
    names: Mapping[str, int]

    def comparisons(self) -> Iterator[Compared]:
        """Every comparison in it."""
        waiting = [self.whole]
        while waiting:
            match waiting.pop():
                case Compared() as found:
                    yield found
                case Not(part=part):
                    waiting.append(part)
                case Every(parts=parts) | Either(parts=parts):
                    waiting += parts

    def holds(self, known: Known) -> bool:
        """Whether it is so with these values."""
        return bool(self.whole.of(known))


@lru_cache(maxsize=2048)
def condition(text: str) -> Condition:
    """The condition a text states. Raises ExpressionError."""
    if len(text) > LONGEST:
        raise ExpressionError(text, LONGEST, f"a condition has at most {LONGEST} characters")
    reader = _Reader(text, _tokens(text))
    return Condition(reader.parsed(), reader.names)


class _Reader(Grammar[Part]):
    """Comparisons of names, texts and numbers."""

    error = ExpressionError
    at_the_end = "and, or, a comparison or the end is expected"

    def __init__(self, text: str, tokens: list[Token]) -> None:
        super().__init__(text, tokens)
        self.names: dict[str, int] = {}

    def negated(self, part: Part) -> Part:
        return Not(part)

    def every(self, parts: tuple[Part, ...]) -> Part:
        return Every(parts)

    def either(self, parts: tuple[Part, ...]) -> Part:
        return Either(parts)

    def atom(self) -> Part:
        left = self._value()
        if self.take("in"):
            return Compared(left, "in", self._list())
        if self.word() == "not" and self.word(1) == "in":
            self.next += 2
            return Not(Compared(left, "in", self._list()))
        if self.word() in SIGNS:
            sign = self.word()
            self.next += 1
            return Compared(left, sign, self._value())
        return left

    def _list(self) -> Part:
        if not self.take("("):
            return self._value()
        values = [self._literal()]
        while self.take(","):
            values.append(self._literal())
        if not self.take(")"):
            raise self.failed('"," or ")" is expected')
        return Listed(tuple(values))

    def _value(self) -> Part:
        token = self.tokens[self.next] if self.next < len(self.tokens) else None
        if token is not None and token.kind == "name" and token.text not in WORDS:
            self.names.setdefault(token.text, token.column)
            self.next += 1
            return Name(token.text)
        return Literal(self._literal())

    def _literal(self) -> Value:
        if self.next >= len(self.tokens):
            raise self.failed('a name, a "text" or a number is expected')
        token = self.tokens[self.next]
        if token.kind == "sign" or (token.kind == "name" and token.text not in ("true", "false")):
            raise self.failed('a name, a "text" or a number is expected')
        self.next += 1
        if token.kind == "text":
            return token.text[1:-1]
        if token.kind == "name":
            return token.text == "true"
        return float(token.text) if "." in token.text else int(token.text)


def _tokens(text: str) -> list[Token]:
    tokens = list[Token]()
    at, end = 0, len(text.rstrip())
    while at < end:
        found = TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise ExpressionError(text, at, _expected(text[at]))
        word = found[found.lastgroup]
        tokens.append(Token(found.lastgroup, word, found.end() - len(word)))
        at = found.end()
    return tokens


def _expected(character: str) -> str:
    match character:
        case "=":
            return "write == to compare"
        case '"' | "'":
            return "this text has no end"
        case _ if character.isupper():
            return "names have small letters; a text stands in quotes"
        case _:
            return 'a name, a "text", a number or a comparison is expected'
