"""Numbers, dates, times, money and waits as lists of prompt names, by each language's grammar.

One module a language; a language without one is said plainly (`plain`). Never a switch's own
way of saying numbers: it says English words where a language lacks a file.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import get_args

from voipcc.core.line_limits import LineLimits
from voipcc.core.spoken import english, estonian, german, plain, portuguese, russian
from voipcc.core.spoken.grammar import CURRENCIES as CURRENCIES
from voipcc.core.spoken.grammar import MINUTE, SIGNS, Gender, Grammar, Kind, Words
from voipcc.core.spoken.sentences import CORE_PROMPTS

GRAMMARS: Mapping[str, Grammar] = {
    "de": german,
    "en": english,
    "et": estonian,
    "pt": portuguese,
    "ru": russian,
}
LANGUAGES = tuple(GRAMMARS)
KINDS: tuple[Kind, ...] = get_args(Kind)
MINUTE_S, LONGEST_WAIT_MIN, MOST_MIN = 60, 60, 999
LIMIT = 1_000_000_000
FIRST_YEAR, LAST_YEAR = 1900, 2099
MINUS = "number/minus"
THIRTY, SHORT = (4, 6, 9, 11), 2  # months


def has_grammar(language: str) -> bool:
    """Whether numbers are said by the language's rules; "pt-BR" has those of "pt"."""
    return language.partition("-")[0] in GRAMMARS


def _grammar(language: str) -> Grammar:
    return GRAMMARS.get(language.partition("-")[0], plain)


# --- what can be said -----------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def number(value: int, language: str = "en", gender: Gender = "") -> Words:
    """Says -999,999,999 to 999,999,999; others raise ValueError.

    `gender` is that of what is counted, where something is: "m", "f" or "n" ("m4": a German
    masculine as an object, "einen"). Without it the number stands by itself.
    """
    if abs(value) >= LIMIT:
        raise ValueError(f"{value} cannot be spoken: only numbers below {LIMIT} can")
    said = _grammar(language).number(abs(value), gender)
    return said if value >= 0 else (MINUS, *said)


def digits(text: str, language: str = "en") -> Words:
    """Says the digits and the signs + * # of a text, one by one; whatever else is in it is not said."""
    del language  # digits are called the same wherever they stand alone
    return tuple(SIGNS[sign] for sign in text if sign in SIGNS)


def date(iso: str, language: str = "en") -> Words:
    """Says "2026-05-04", 1900 to 2099. Raises ValueError for what is no such day."""
    parts = iso.split("-")
    if [len(part) for part in parts] != [4, 2, 2] or not iso.replace("-", "").isdecimal():
        raise ValueError(f'"{iso}" is no date; write it as 2026-05-04')
    year, month, day = map(int, parts)
    if not (
        FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= _days(year, month)
    ):
        raise ValueError(f'"{iso}" is no day between {FIRST_YEAR} and {LAST_YEAR}')
    return _grammar(language).date(year, month, day)


def _days(year: int, month: int) -> int:
    if month == SHORT:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in THIRTY else 31


def time(hh_mm: str, language: str = "en") -> Words:
    """Says "08:30"; "24:00" is midnight. Raises ValueError for what is no time of day."""
    hour, colon, minute = hh_mm.partition(":")
    if not (colon and hour.isdecimal() and minute.isdecimal() and len(hour) <= len(minute) == 2):
        raise ValueError(f'"{hh_mm}" is no time; write it as 08:30')
    if int(minute) >= 60 or (int(hour), int(minute)) > (24, 0):
        raise ValueError(f'"{hh_mm}" is no time of day')
    return _grammar(language).time(int(hour), int(minute))


def amount(cents: int, currency: str, language: str = "en") -> Words:
    """Says an amount of money, given in hundredths: 1250 is "twelve euros and fifty cents".

    Raises ValueError for a currency nobody recorded (see CURRENCIES), and from 10,000,000.00 on.
    """
    if currency not in CURRENCIES:
        raise ValueError(f'"{currency}" is no currency that can be spoken: {", ".join(CURRENCIES)}')
    if abs(cents) >= LIMIT:
        raise ValueError(f"{cents // 100} {currency} cannot be spoken: it is too much")
    grammar, (unit, hundredth) = _grammar(language), CURRENCIES[currency]
    whole, rest = divmod(abs(cents), 100)
    said = grammar.counted(whole, unit) if whole or not rest else ()
    if rest:
        said = (*said, *(grammar.JOINT if said else ()), *grammar.counted(rest, hundredth))
    return said if cents >= 0 else (MINUS, *said)


def minutes(count: int, language: str = "en") -> Words:
    """Says "2 minutes"."""
    return _grammar(language).counted(count, MINUTE)


# --- what the centre says by itself -----------------------------------------------------------------


def position(place: int, language: str = "en") -> Words:
    """Says where a caller stands in line."""
    return ("queue/you_are_number", *number(place, language))


def whole_minutes(low_s: int, high_s: int) -> tuple[int, int]:
    """The smallest span of whole minutes around an interval; it is never empty."""
    low = low_s // MINUTE_S
    return low, max(-(-high_s // MINUTE_S), low + 1)


def waiting_time(low: int, high: int, language: str = "en") -> Words:
    """Says "probably between `low` and `high` minutes".

    The first minute has prompts of its own, as its words differ ("einer", "одной").
    """
    grammar, high = _grammar(language), min(high, MOST_MIN)
    if low >= LONGEST_WAIT_MIN:
        return ("queue/wait_over_hour",)
    if (low, high) == (0, 1):
        return ("queue/wait_under_one",)
    if low == 0:
        return ("queue/wait_under", *grammar.within(high))
    if low == 1:
        return ("queue/wait_from_one", *grammar.within(high))
    return ("queue/wait_between", *grammar.between(low, high))


def line_quality(mos: float, fault: str, limits: LineLimits, language: str = "en") -> Words:
    """Says what a line test found: the MOS to one place, and what it means."""
    if fault == "dead_microphone":
        return ("agent/line_silent",)
    if fault or not mos:
        return ("agent/line_one_way",)
    whole, tenths = divmod(round(mos * 10), 10)
    score = (*number(whole, language), "agent/point", *number(tenths, language))
    state = "bad" if mos < limits.bad_mos else "degraded" if mos < limits.degraded_mos else "good"
    return ("agent/line_quality", *score, f"agent/line_{state}")


def needed(language: str, kinds: Iterable[Kind] = KINDS) -> Words:
    """Every prompt that must exist in `language` to say these kinds; all of them without any.

    The sentences and numbers the centre says by itself are always among them.
    """
    prompts = _grammar(language).PROMPTS
    signs = {"digits": ("number/plus", "number/star", "number/hash"), "amount": (MINUS,)}
    signs["number"] = (MINUS,)
    names = [*CORE_PROMPTS, *prompts["own"]]
    for kind in kinds:
        names += (*prompts[kind], *signs.get(kind, ()))
    return tuple(dict.fromkeys(names))
