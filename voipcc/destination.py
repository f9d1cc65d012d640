"""What somebody dialled, read once: a number in E.164 with its country and kind, or none at all.

People and phones write numbers in many ways. Only digits of any script, a leading + (or %2B)
and the signs people write between digits are a number; whatever else stands there makes it
none. What comes out has been put together anew and holds nothing of the text that went in.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumberType as Type
from phonenumbers import shortnumberinfo

Kind = Literal[
    "fixed",
    "mobile",
    "fixed_or_mobile",
    "voip",
    "toll_free",
    "shared_cost",
    "premium",
    "satellite",
    "personal",
    "uan",
    "pager",
    "voicemail",
    "unknown",
    "emergency",
]
LONGEST = 40
LONGEST_WITH_PREFIX = 12  # 0011, a country's code, 112
LAST_DIGITS = 4  # numbers that differ only in these are of one prefix
_SIGNS = re.compile(r"[ (]*\+?[0-9 ()./-]*[0-9][0-9 ()./-]*")
_HEAD = re.compile(r"[ (]*(\+?[0-9 ().-]*)")
_KINDS: dict[int, Kind] = {
    Type.FIXED_LINE: "fixed",
    Type.MOBILE: "mobile",
    Type.FIXED_LINE_OR_MOBILE: "fixed_or_mobile",
    Type.VOIP: "voip",
    Type.TOLL_FREE: "toll_free",
    Type.SHARED_COST: "shared_cost",
    Type.PREMIUM_RATE: "premium",
    Type.PERSONAL_NUMBER: "personal",
    Type.UAN: "uan",
    Type.PAGER: "pager",
    Type.VOICEMAIL: "voicemail",
}
# Country codes that are no country's; the library counts some of them among ordinary numbers.
_OF_NO_COUNTRY: dict[int, Kind] = {
    870: "satellite",
    878: "personal",
    881: "satellite",
    882: "satellite",
    883: "satellite",
    979: "premium",
}
NOWHERE = "001"  # the library's region of those


class NoNumber(ValueError):
    """Nobody can have this number; the text says why."""


@dataclass(frozen=True, slots=True)
class Destination:
    """`number` is E.164, or a short emergency number; `country` two letters, "" of no country."""

    number: str
    country: str
    kind: Kind

    @property
    def prefix(self) -> str:
        """What neighbouring numbers share."""
        return self.number[:-LAST_DIGITS]


def destination(dialled: str, country: str) -> Destination:
    """The number `dialled`, as people of `country` dial it. Raises NoNumber."""
    text = _plain(dialled)
    if len(dialled) > LONGEST or not _SIGNS.fullmatch(text):
        raise NoNumber("this is no telephone number: only digits, +, spaces and ( ) - . / may be")
    number = _parsed(_digits(text), country)
    if number is None or not phonenumbers.is_valid_number(number):
        raise NoNumber("this is no telephone number anybody could have")
    region = phonenumbers.region_code_for_number(number) or NOWHERE
    kind = _OF_NO_COUNTRY.get(number.country_code or 0)
    kind = kind or _KINDS.get(phonenumbers.number_type(number), "unknown")
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Destination(e164, "" if region == NOWHERE else region, kind)


def emergency(dialled: str, country: str) -> Destination | None:
    """The emergency number meant by who dials this in `country`, None when none is.

    Where a life hangs on it no spelling is too odd: signs after the number, a digit too many,
    the country's code or an office's 0 before it are overlooked, unless that is somebody's number.
    """
    found = _HEAD.match(_plain(dialled[:LONGEST]))
    digits = _digits(found[1]) if found else ""
    if not digits:
        return None
    if shortnumberinfo.is_emergency_number(digits, country):
        return Destination(digits, country, "emergency")
    short = _begun(digits, country) or _after_prefix(digits, country)
    number = _parsed(digits, country) if short else None
    if number is not None and phonenumbers.is_valid_number(number):
        return None
    return Destination(short, country, "emergency") if short else None


def is_emergency(digits: str, countries: Iterable[str]) -> bool:
    """Whether exactly this calls for help in one of the countries."""
    return any(shortnumberinfo.is_emergency_number(digits, country) for country in countries)


def _begun(digits: str, country: str) -> str:
    """The emergency number these digits begin with, where a network would connect them."""
    if not shortnumberinfo.connects_to_emergency_number(digits, country):
        return ""
    heads = (digits[:length] for length in range(2, len(digits) + 1))
    return next((one for one in heads if shortnumberinfo.is_emergency_number(one, country)), "")


def _after_prefix(digits: str, country: str) -> str:
    """The emergency number behind the country's own code or the 0 of an office."""
    number = _parsed(digits, country) if len(digits) <= LONGEST_WITH_PREFIX else None
    if number is None or number.country_code != phonenumbers.country_code_for_region(country):
        return ""
    national = str(number.national_number)
    return national if shortnumberinfo.is_emergency_number(national, country) else ""


def _plain(text: str) -> str:
    """Digits of every script and wide signs as ASCII; %2B as +. Nothing is left out."""
    if text[:3].upper() == "%2B":
        text = "+" + text[3:]
    return "".join(_ascii(sign) for sign in text)


def _ascii(sign: str) -> str:
    if sign.isascii():
        return sign
    value = unicodedata.decimal(sign, None)
    if value is not None:
        return str(value)
    return {"＋": "+", "\N{NO-BREAK SPACE}": " "}.get(sign, sign)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign in "+0123456789")


def _parsed(digits: str, country: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None
