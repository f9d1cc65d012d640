"""English: "one hundred and five", "the fourth of May twenty twenty-six", "half past" never."""

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

AND = "number/and"
JOINT: Words = (AND,)
OH = "number/oh"  # twenty oh five, eight oh five
SIZES = ((MILLION, "number/million"), (THOUSAND, "number/thousand"))
NOON, AFTERNOON_ENDS, EVENING_ENDS = 12, 18, 22
PROMPTS: Mapping[Kind, Words] = {
    "own": (
        *numbers(range(100)),
        *("number/hundred", AND, "number/thousand", "number/million"),
        *with_plural((MINUTE,)),
    ),
    "number": (),
    "digits": (),
    "date": (*DAYS, *MONTHS, OH),
    "time": (
        *("time/oclock", "time/midnight", "time/noon", OH),
        *("time/morning", "time/afternoon", "time/evening", "time/night"),
    ),
    "amount": with_plural(NOUNS),
}


def number(value: int, gender: Gender = "") -> Words:
    """Whole to ninety-nine; "and" stands before tens and units."""
    if value < HUNDRED:
        return numbers(value)
    for size, name in SIZES:
        if value >= size:
            count, rest = divmod(value, size)
            joint = (AND,) if 0 < rest < HUNDRED else ()
            return (*number(count), name, *joint, *(number(rest) if rest else ()))
    hundreds, rest = divmod(value, HUNDRED)
    said = (*numbers(hundreds), "number/hundred")
    return (*said, AND, *numbers(rest)) if rest else said


def counted(value: int, noun: str) -> Words:
    """One euro, two euros, no euro is "zero euros"."""
    return (*number(value), plural(value, noun))


def within(minutes: int) -> Words:
    """Less than five minutes."""
    return (*number(minutes), "queue/minutes")


def between(low: int, high: int) -> Words:
    """Two and five minutes."""
    return (*number(low), "queue/and", *within(high))


def date(year: int, month: int, day: int) -> Words:
    """The prompts of the days have their article and "of"."""
    return (f"date/day-{day}", f"date/month-{month}", *_year(year))


def _year(year: int) -> Words:
    """In pairs, but for the first ten years of a millennium: "two thousand and five"."""
    pair, rest = divmod(year, HUNDRED)
    if pair % 10 == 0 and rest < 10:
        return number(year)
    if rest == 0:
        return (*numbers(pair), "number/hundred")
    return (*numbers(pair), *(() if rest >= 10 else (OH,)), *numbers(rest))


def time(hour: int, minute: int) -> Words:
    """On a clock of twelve hours, with the part of the day."""
    if minute == 0 and hour % NOON == 0:
        return ("time/noon",) if hour == NOON else ("time/midnight",)
    clock = numbers((hour - 1) % NOON + 1)
    if minute == 0:
        return (*clock, "time/oclock", _part_of_day(hour))
    joint = () if minute >= 10 else (OH,)
    return (*clock, *joint, *numbers(minute), _part_of_day(hour))


def _part_of_day(hour: int) -> str:
    if 1 <= hour < NOON:
        return "time/morning"
    if NOON <= hour < AFTERNOON_ENDS:
        return "time/afternoon"
    return "time/evening" if AFTERNOON_ENDS <= hour < EVENING_ENDS else "time/night"
