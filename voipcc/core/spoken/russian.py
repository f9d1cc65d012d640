"""Russian: one, few and many, three genders, the genitive after "менее" and "от ... до"."""

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
)

JOINT: Words = ()
FEMININE = (MINUTE, "money/kopeck")
THOUSANDS, MILLIONS = "number/thousand", "number/million"
ROUND = (*range(20, 100, 10), *range(100, 1000, 100))  # each is one word
HOURS = tuple(f"time/at-{hour}" for hour in range(25))  # each with its "в": alone it is no sound
YEARS = (*range(40, 100, 10), 1900, 2000)  # besides the ordinals that are days


def forms(nouns: Words) -> Words:
    """A noun after one, two and five."""
    return tuple(form for noun in nouns for form in (noun, f"{noun}-2", f"{noun}-5"))


PROMPTS: Mapping[Kind, Words] = {
    "own": (
        *numbers(range(20), *ROUND),
        *("number/1-f", "number/2-f"),
        *(f"number/{value}-gen" for value in (*range(1, 20), *ROUND)),
        *forms((THOUSANDS, MILLIONS, MINUTE)),
        "queue/minutes-1",
    ),
    "number": ("number/1-n",),
    "digits": (),
    "date": (
        *DAYS,
        *(f"date/day-{value}" for value in YEARS),
        *MONTHS,
        "date/19",
        "date/20",
        "date/year",
    ),
    "time": (*HOURS, "time/minute-4", "number/1-f4"),
    "amount": forms(NOUNS),
}


def number(value: int, gender: Gender = "") -> Words:
    """Один, одна, одно; два, две. A thousand is feminine and needs no one before it."""
    if value < 20:
        return (_unit(value, gender),)
    for size, name in ((MILLION, MILLIONS), (THOUSAND, THOUSANDS)):
        if value >= size:
            count, rest = divmod(value, size)
            several = () if count == 1 else number(count, "f" if size == THOUSAND else "m")
            return (*several, form(count, name), *(number(rest, gender) if rest else ()))
    rest = value % (HUNDRED if value >= HUNDRED else 10)
    return (*numbers(value - rest), *(number(rest, gender) if rest else ()))


def _unit(value: int, gender: Gender) -> str:
    special = (value == 1 and gender in ("f", "n")) or (value == 2 and gender == "f")
    return f"number/{value}-{gender}" if special else f"number/{value}"


def form(value: int, noun: str) -> str:
    """The form of a noun after a number: 1, 21 минута; 2, 22 минуты; 5, 11, 25 минут."""
    last, teens = value % 10, value % 100 in range(11, 15)
    if last == 1 and not teens:
        return noun
    return f"{noun}-2" if last in (2, 3, 4) and not teens else f"{noun}-5"


def counted(value: int, noun: str) -> Words:
    """Одна копейка, два рубля, пять минут."""
    return (*number(value, "f" if noun in FEMININE else "m"), form(value, noun))


def _genitive(value: int) -> Words:
    """1 to 999 after "от", "до" and "менее", for something feminine."""
    if value < 20:
        return (f"number/{value}-gen",)
    rest = value % (HUNDRED if value >= HUNDRED else 10)
    return (f"number/{value - rest}-gen", *(_genitive(rest) if rest else ()))


def within(minutes: int) -> Words:
    """Менее пяти минут, менее двадцати одной минуты."""
    one = form(minutes, MINUTE) == MINUTE
    return (*_genitive(minutes), "queue/minutes-1" if one else "queue/minutes")


def between(low: int, high: int) -> Words:
    """От двух до пяти минут."""
    return (*_genitive(low), "queue/and", *within(high))


def date(year: int, month: int, day: int) -> Words:
    """Genitive, as it stands after "до", "с" and by itself: четвёртого мая."""
    return (f"date/day-{day}", f"date/month-{month}", *_year(year), "date/year")


def _year(year: int) -> Words:
    """Две тысячи двадцать шестого, двухтысячного, тысяча девятьсот девяносто девятого."""
    pair, rest = divmod(year, HUNDRED)
    if rest == 0:
        return (f"date/day-{year}",)
    if rest <= 31 or rest % 10 == 0:
        return (f"date/{pair}", f"date/day-{rest}")
    return (f"date/{pair}", *numbers(rest - rest % 10), f"date/day-{rest % 10}")


def time(hour: int, minute: int) -> Words:
    """As it answers "when": в восемь часов, в два часа пять минут, в час двадцать одну минуту."""
    said = (HOURS[hour],)
    if not minute:
        return said
    if form(minute, MINUTE) != MINUTE:
        return (*said, *counted(minute, MINUTE))
    tens = numbers(minute - 1) if minute > 1 else ()
    return (*said, *tens, "number/1-f4", "time/minute-4")
