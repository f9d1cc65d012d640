"""Estonian: the partitive after every number but one, "kell", days as ordinals."""

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
PROMPTS: Mapping[Kind, Words] = {
    "own": (
        *numbers(range(20), range(20, 100, 10), range(100, 1000, 100)),
        *("number/thousand", "number/million", "number/million-2"),
        *with_plural((MINUTE,)),
    ),
    "number": (),
    "digits": (),
    "date": (*DAYS, *MONTHS),
    "time": ("time/at", "time/midnight"),
    "amount": (*with_plural(NOUNS), *JOINT),
}


def number(value: int, gender: Gender = "") -> Words:
    """Tens and units are words of their own; a thousand and a hundred have no "one" before them."""
    if value < 20:
        return numbers(value)
    for size in (MILLION, THOUSAND):
        if value >= size:
            count, rest = divmod(value, size)
            return (*_several(count, size), *(number(rest) if rest else ()))
    rest = value % (HUNDRED if value >= HUNDRED else 10)
    return (*numbers(value - rest), *(number(rest) if rest else ()))


def _several(count: int, size: int) -> Words:
    """Miljon, kaks miljonit; tuhat, kaks tuhat."""
    several = () if count == 1 else number(count)
    return (*several, "number/thousand" if size == THOUSAND else plural(count, "number/million"))


def counted(value: int, noun: str) -> Words:
    """Üks euro, kakskümmend üks eurot."""
    return (*number(value), plural(value, noun))


def within(minutes: int) -> Words:
    """Vähem kui viis minutit."""
    return (*number(minutes), "queue/minutes")


def between(low: int, high: int) -> Words:
    """Kaks kuni viis minutit."""
    return (*number(low), "queue/and", *within(high))


def date(year: int, month: int, day: int) -> Words:
    """Nominative: "neljas mai kaks tuhat kakskümmend kuus"."""
    return (f"date/day-{day}", f"date/month-{month}", *number(year))


def time(hour: int, minute: int) -> Words:
    """Kell kaheksa, kell kaheksa null viis, kell neliteist kolmkümmend; keskööl."""
    if minute == 0 and hour % 24 == 0:
        return ("time/midnight",)
    said = ("time/at", *number(hour))
    if minute == 0:
        return said
    return (*said, *(() if minute >= 10 else numbers(0)), *number(minute))
