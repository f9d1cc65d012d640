"""What is said as names of prompts: values are put in, in the language of the call."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from voipcc.core import spoken
from voipcc.core.call import Call
from voipcc.core.media_words import Value
from voipcc.core.steps import Prompts, Spoken
from voipcc.core.values import value_of

NOT_SPOKEN = "not_spoken"
LONGEST_DIGITS = 40
MOST_PROMPTS = 100


def words(call: Call, prompts: Prompts, language: str = "") -> tuple[str, ...]:
    """The prompts to be played; a value nobody can say is left out, and the record is marked.

    `language` is whoever's it is who hears them, "": the caller's.
    """
    said: list[str] = []
    for part in prompts:
        if isinstance(part, str):
            said.append(part)
        else:
            said += _put_in(call, part, language or call.language)
    return tuple(said[:MOST_PROMPTS])


def _put_in(call: Call, part: Spoken, language: str) -> tuple[str, ...]:
    value: Value | None = part.of if part.literal else value_of(call, part.of)
    try:
        if value is not None and (said := in_words(part, value, language)):
            return said
    except ValueError:
        pass
    call.mark(NOT_SPOKEN)
    return ()


def in_words(part: Spoken, value: Value, language: str) -> tuple[str, ...]:
    """The prompts that say one value. Raises ValueError for one that cannot be said so."""
    if isinstance(value, bool):
        raise ValueError("yes and no are no numbers")
    match part.form:
        case "number":
            return spoken.number(_whole(value), language, part.gender)
        case "digits":
            written = value if isinstance(value, str) else str(_whole(value))
            return spoken.digits(written[:LONGEST_DIGITS], language)
        case "date":
            return spoken.date(str(value).replace(" ", "T").partition("T")[0], language)
        case "time":
            return spoken.time(_clock(str(value)), language)
        case "amount":
            return spoken.amount(_cents(value), part.currency, language)


def _whole(value: str | float) -> int:
    number = _number(value)
    if number != int(number):
        raise ValueError(f"{value} is no whole number")
    return int(number)


def _cents(value: str | float) -> int:
    """In hundredths; a half is rounded away from zero."""
    return int((_number(value) * 100).to_integral_value(ROUND_HALF_UP))


def _number(value: str | float) -> Decimal:
    """Exactly as it is written: 19.99 is 19.99."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f'"{value}" is no number') from None
    if not number.is_finite() or abs(number) >= spoken.LIMIT:
        raise ValueError(f"{value} is no number that can be spoken")
    return number


def _clock(text: str) -> str:
    """Hours and minutes of "08:30", of "08:30:15", and of a moment "2026-05-04T08:30:15Z"."""
    clock = text.replace(" ", "T").rpartition("T")[2]
    hours, _, rest = clock.partition(":")
    return f"{hours}:{rest[:2]}"
