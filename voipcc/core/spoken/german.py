"""German: "einundzwanzig", ein, eine, einen before a noun, "vierzehn Uhr dreißig"."""

from collections.abc import Mapping

from voipcc.core.spoken.grammar import (
    DAYS,
    HUNDRED,
    MILLION,
    MINUTE,
    MONTHS,
    NOUNS,
    THOUSAND,
    Gender,
    Kind,
    Words,
    numbers,
    plural,
    with_plural,
)

JOINT: Words = ("number/and",)
# One before a noun: "ein Euro", "eine Minute", "ein Pfund"; "einen Euro" as an object.
ONE: Mapping[Gender, str] = {
    "": "number/1",
    "m": "number/1-m",
    "n": "number/1-m",
    "f": "number/1-f",
    "m4": "number/1-m4",
}
FEMININE = (MINUTE, "money/kopeck")
PROMPTS: Mapping[Kind, Words] = {
    "own": (
        *numbers(range(100), range(100, 1000, 100)),
        *("number/1-m", "number/1-f", "number/thousand", "number/million", "number/million-2"),
        *with_plural((MINUTE,)),
    ),
    "number": ("number/1-m4",),
    "digits": (),
    "date": (*DAYS, *MONTHS, "number/hundred"),
    "time": ("time/oclock",),
    "amount": (*with_plural(NOUNS), *JOINT),
}


def number(value: int, gender: Gender = "") -> Words:
    """Whole to ninety-nine, and the hundreds; only a one at the end has forms."""
    if value == 1:
        return (ONE[gender],)
    if value < HUNDRED:
        return numbers(value)
    millions, rest = divmod(value, MILLION)
    if millions:
        name = "number/million" if millions == 1 else "number/million-2"
        said = (*number(millions, "f"), name)
    elif value >= THOUSAND:
        thousands, rest = divmod(value, THOUSAND)
        said = (*number(thousands, "m"), "number/thousand")
    else:
        rest = value % HUNDRED
        said = numbers(value - rest)
    return said + number(rest, gender) if rest else said


def counted(value: int, noun: str) -> Words:
    """Ein Euro, eine Kopeke, zwei Minuten."""
    return (*number(value, "f" if noun in FEMININE else "m"), plural(value, noun))


def within(minutes: int) -> Words:
    """Weniger als fünf Minuten."""
    return (*number(minutes), "queue/minutes")


def between(low: int, high: int) -> Words:
    """Zwei und fünf Minuten."""
    return (*number(low), "queue/and", *within(high))


def date(year: int, month: int, day: int) -> Words:
    """As it stands after "am", "vom", "bis zum" and "den": "vierten Mai"."""
    return (f"date/day-{day}", f"date/month-{month}", *_year(year))


def _year(year: int) -> Words:
    """Neunzehnhundertneunundneunzig, but zweitausendsechsundzwanzig."""
    pair, rest = divmod(year, HUNDRED)
    if pair % 10 == 0:
        return number(year)
    return (*numbers(pair), "number/hundred", *(numbers(rest) if rest else ()))


def time(hour: int, minute: int) -> Words:
    """Ein Uhr, einundzwanzig Uhr fünf."""
    said = (*number(hour, "m"), "time/oclock")
    return (*said, *numbers(minute)) if minute else said
