"""The forms in which a carrier may write one of our numbers."""

import re

import phonenumbers


def number_forms(number: str, country: str) -> tuple[str, ...]:
    """Ways `number` (E.164) may arrive: +49301, 0049301, 49301 and, at home, 0301.

    `country` is the centre's, as two letters. National forms are only accepted for
    numbers of that country, because elsewhere they would mean another line.
    """
    digits = number.removeprefix("+")
    forms = [f"+{digits}", f"{_international_prefix(country)}{digits}", digits]
    home = phonenumbers.country_code_for_region(country)
    if home and digits.startswith(str(home)):
        national = digits.removeprefix(str(home))
        forms += [f"{phonenumbers.ndd_prefix_for_region(country, True) or ''}{national}"]
    return tuple(dict.fromkeys(forms))


def _international_prefix(country: str) -> str:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country, None)
    prefix = (metadata and metadata.international_prefix) or "00"
    # Some countries have several carriers' prefixes as a pattern; the common one serves then.
    return prefix if re.fullmatch(r"[0-9]+", prefix) else "00"
