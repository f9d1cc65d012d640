"""A language without a grammar of its own: what is never wrong, though it is not beautiful.

Numbers to 99 are whole recordings, larger ones are said digit by digit; nouns have one form.
"""

from collections.abc import Mapping

from voipcc.core.spoken.grammar import (
    HUNDRED,
    MINUTE,
    NOUNS,
    SIGNS,
    Gender,
    Kind,
    Words,
    numbers,
)

JOINT: Words = ()
PROMPTS: Mapping[Kind, Words] = {
    "own": numbers(range(100)),
    "number": (),
    "digits": (),
    "date": (),
    "time": (),
    "amount": NOUNS,
}


def number(value: int, gender: Gender = "") -> Words:
    """Whole, or its digits."""
    return numbers(value) if value < HUNDRED else tuple(SIGNS[digit] for digit in str(value))


def counted(value: int, noun: str) -> Words:
    """The number and the noun."""
    return (*number(value), "queue/minutes" if noun == MINUTE else noun)


def within(minutes: int) -> Words:
    """Less than so many minutes."""
    return (*number(minutes), "queue/minutes")


def between(low: int, high: int) -> Words:
    """So many and so many minutes."""
    return (*number(low), "queue/and", *within(high))


def date(year: int, month: int, day: int) -> Words:
    """Day, month and the year in pairs, as numbers."""
    return numbers(day, month, *divmod(year, HUNDRED))


def time(hour: int, minute: int) -> Words:
    """Hours and minutes, as numbers."""
    return numbers(hour, minute)
