"""Who calls: the raw number a trunk gives, brought to E.164 and to a party's id."""

from typing import Protocol

import phonenumbers

LONGEST_RAW = 64


class PartiesStore(Protocol):
    """Names callers by ids; the parties store of the database room is one."""

    def party_of(self, e164: str, name: str = "") -> str: ...


class Callers:
    """Turns (raw number, name) into (party id, withheld).

    A withheld, invalid or impossible number is no identity: its party is "" and nothing is
    kept of it. `country` is the one in whose form national numbers are read.
    """

    def __init__(self, parties: PartiesStore, country: str) -> None:
        self._parties = parties
        self._country = country

    def __call__(self, number: str, name: str) -> tuple[str, bool]:
        raw = number.strip()
        if not raw or not any(sign.isdigit() for sign in raw):
            return "", True
        e164 = to_e164(raw, self._country)
        return (self._parties.party_of(e164, name), False) if e164 else ("", False)


def to_e164(raw: str, country: str) -> str:
    """`raw` in E.164, or "" when it is no valid number."""
    if len(raw) > LONGEST_RAW:
        return ""
    try:
        parsed = phonenumbers.parse(raw, country)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
