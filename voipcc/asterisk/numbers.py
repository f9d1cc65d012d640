"""Callers' numbers as carriers write them, brought to E.164 by the phone-number library."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import phonenumbers

NumberKind = Literal["withheld", "invalid", "internal", "fixed", "mobile", "other"]

# What stands in place of a number when the caller wants it hidden or the network lacks it.
HIDDEN = frozenset({"", "anonymous", "unknown", "unavailable", "restricted", "private", "withheld"})

_KINDS: dict[int, NumberKind] = {
    phonenumbers.PhoneNumberType.FIXED_LINE: "fixed",
    phonenumbers.PhoneNumberType.MOBILE: "mobile",
}


@dataclass(frozen=True, slots=True)
class Number:
    """`e164` is "" unless the number is one somebody can be called back on."""

    e164: str
    region: str
    kind: NumberKind


@lru_cache(maxsize=4096)
def number_from(shown: str, country: str) -> Number:
    """The number a carrier showed; `country` (two letters) reads national forms.

    Anonymous, absent and impossible numbers are nobody's: they come back without `e164`.
    """
    text = shown.strip()
    if text.lower() in HIDDEN:
        return Number("", "", "withheld")
    if any(sign.isalpha() for sign in text):  # a name, not the letters on somebody's keypad
        return Number("", "", "invalid")
    try:
        parsed = phonenumbers.parse(text[:40], country)
    except phonenumbers.NumberParseException:
        return Number("", "", "invalid")
    found = phonenumbers.number_type(parsed)
    if found == phonenumbers.PhoneNumberType.UNKNOWN:  # what "valid" means, without asking twice
        kind: NumberKind = "internal" if len(text) <= 5 and text.isdigit() else "invalid"
        return Number("", "", kind)
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    region = phonenumbers.region_code_for_number(parsed) or ""
    return Number(e164, region, _KINDS.get(found, "other"))
