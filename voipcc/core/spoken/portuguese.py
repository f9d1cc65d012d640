"""Portuguese: "e" between hundreds, tens and units, um and uma, "dois milhões de euros"."""

from collections.abc import Mapping

from voipcc.core.spoken.grammar import (
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

AND, OF = "number/and", "number/of"
JOINT: Words = (AND,)
HOUR = "time/hour"
FEMININE = ("money/pound", HOUR)
# Numbers that end in one or two have a feminine; eleven and twelve do not.
GENDERED = tuple(value for value in range(1, 100) if value % 10 in (1, 2) and value not in (11, 12))
PROMPTS: Mapping[Kind, Words] = {
    "own": (
        *numbers(range(100), range(100, 1000, 100)),
        *("number/100-and", AND, "number/thousand", "number/million", "number/million-2"),
        *with_plural((MINUTE,)),
    ),
    "number": (
        *(f"number/{value}-f" for value in GENDERED),
        *(f"number/{value}-f" for value in range(200, 1000, 100)),
    ),
    "digits": (),
    "date": MONTHS,
    "time": (
        *("time/at", "time/at-one", "time/midnight", "time/noon", f"{HOUR}-2", MINUTE),
        *("number/2-f", "number/21-f", "number/22-f", f"{MINUTE}-2"),
    ),
    "amount": (
        *with_plural(NOUNS),
        *(OF, *(f"number/{value}-f" for value in GENDERED)),
        *(f"number/{value}-f" for value in range(200, 1000, 100)),
    ),
}


def number(value: int, gender: Gender = "") -> Words:
    """Groups of three digits; "e" stands before the last one where it is below 101 or round."""
    if value < THOUSAND:
        return _group(value, gender)
    millions, rest = divmod(value, MILLION)
    thousands, units = divmod(rest, THOUSAND)
    said: Words = ()
    if millions:
        said = (*_group(millions, "m"), plural(millions, "number/million"))
    if thousands:
        count = () if thousands == 1 else _group(thousands, gender)
        joint = _joint(thousands) if said and not units else ()
        said = (*said, *joint, *count, "number/thousand")
    return (*said, *_joint(units), *_group(units, gender)) if units else said


def _joint(group: int) -> Words:
    """What stands before the last group."""
    return (AND,) if group < HUNDRED or group % HUNDRED == 0 else ()


def _group(value: int, gender: Gender) -> Words:
    """0 to 999."""
    if value < HUNDRED:
        feminine = gender == "f" and value in GENDERED
        return (f"number/{value}-f",) if feminine else numbers(value)
    rest = value % HUNDRED
    hundreds = value - rest
    name = f"number/{hundreds}"
    if hundreds == HUNDRED and rest:
        name = "number/100-and"  # cem, cento e um
    elif gender == "f" and hundreds > HUNDRED:
        name += "-f"
    if not rest:
        return (name,)
    joint = () if hundreds == HUNDRED else (AND,)
    return (name, *joint, *_group(rest, gender))


def counted(value: int, noun: str) -> Words:
    """Um euro, duas libras, um milhão de euros."""
    said = number(value, "f" if noun in FEMININE else "m")
    joint = (OF,) if value and value % MILLION == 0 else ()
    return (*said, *joint, plural(value, noun))


def within(minutes: int) -> Words:
    """Menos de cinco minutos."""
    return (*number(minutes), "queue/minutes")


def between(low: int, high: int) -> Words:
    """Dois e cinco minutos."""
    return (*number(low), "queue/and", *within(high))


def date(year: int, month: int, day: int) -> Words:
    """Quatro de maio de dois mil e vinte e seis; the prompts of the months say both "de"."""
    return (*numbers(day), f"date/month-{month}", *number(year))


def time(hour: int, minute: int) -> Words:
    """As it answers "when": à uma hora, às oito horas e trinta minutos, ao meio-dia."""
    if minute == 0 and hour % 12 == 0:
        return ("time/noon",) if hour == 12 else ("time/midnight",)
    said = ("time/at-one",) if hour == 1 else ("time/at", *counted(hour, HOUR))
    return (*said, AND, *counted(minute, MINUTE)) if minute else said
