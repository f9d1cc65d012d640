"""What a language must know to say numbers, and what all languages have in common."""

from collections.abc import Mapping
from typing import Literal, Protocol

Words = tuple[str, ...]
"""Names of prompts in speaking order."""

Gender = Literal["", "m", "f", "n", "m4"]
"""Of what is counted; "" for a number that stands alone, "m4" for a German masculine object."""

Kind = Literal["own", "number", "digits", "date", "time", "amount"]
"""What is said: `own` is what the centre says by itself, the others are parts of a `play` step."""

# Currency by its ISO code: the nouns that are counted, the whole and its hundredth.
CURRENCIES: Mapping[str, tuple[str, str]] = {
    "EUR": ("money/euro", "money/cent"),
    "USD": ("money/dollar", "money/cent"),
    "GBP": ("money/pound", "money/penny"),
    "CHF": ("money/franc", "money/rappen"),
    "RUB": ("money/rouble", "money/kopeck"),
    "BRL": ("money/real", "money/centavo"),
}
NOUNS: Words = tuple(sorted({noun for pair in CURRENCIES.values() for noun in pair}))
MINUTE = "time/minute"
MILLION, THOUSAND, HUNDRED = 1_000_000, 1000, 100
DIGITS: Words = tuple(f"number/{digit}" for digit in range(10))
SIGNS: Mapping[str, str] = {
    **{str(digit): f"number/{digit}" for digit in range(10)},
    "+": "number/plus",
    "*": "number/star",
    "#": "number/hash",
}
MONTHS: Words = tuple(f"date/month-{month}" for month in range(1, 13))
DAYS: Words = tuple(f"date/day-{day}" for day in range(1, 32))


class Grammar(Protocol):
    """One language. Values are checked before: numbers are 0 to 999,999,999, dates exist."""

    JOINT: Words
    """What stands between the whole money and its hundredths."""

    PROMPTS: Mapping[Kind, Words]
    """What each kind needs, besides the sentences that are the same in every language."""

    def number(self, value: int, gender: Gender) -> Words:
        """A number in counting form (gender ""), or before a noun of a gender: m, f, n."""
        ...

    def counted(self, value: int, noun: str) -> Words:
        """A number with what is counted, in the right form: "2 minutes"."""
        ...

    def within(self, minutes: int) -> Words:
        """Minutes after "less than" and "between one and"."""
        ...

    def between(self, low: int, high: int) -> Words:
        """Minutes after "between"; `low` is 2 or more."""
        ...

    def date(self, year: int, month: int, day: int) -> Words:
        """A day."""
        ...

    def time(self, hour: int, minute: int) -> Words:
        """A time of day; hour 24 is midnight at the day's end."""
        ...


def numbers(*values: int | range) -> Words:
    """The prompts `number/N` of whole recordings."""
    flat = (one for part in values for one in ((part,) if isinstance(part, int) else part))
    return tuple(f"number/{value}" for value in flat)


def with_plural(nouns: Words) -> Words:
    """Nouns with the two forms most languages have: one, and more than one."""
    return tuple(form for noun in nouns for form in (noun, f"{noun}-2"))


def plural(value: int, noun: str) -> str:
    """The form of a noun where only exactly one is singular."""
    return noun if value == 1 else f"{noun}-2"
