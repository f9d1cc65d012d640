"""Callers' numbers: national, international, hidden, impossible."""

import pytest

from voipcc.asterisk.numbers import Number, number_from


@pytest.mark.parametrize(
    ("shown", "country", "number"),
    [
        ("+491701234567", "DE", Number("+491701234567", "DE", "mobile")),
        ("01701234567", "DE", Number("+491701234567", "DE", "mobile")),
        ("00493012345678", "DE", Number("+493012345678", "DE", "fixed")),
        ("0044 20 7946 0018", "DE", Number("+442079460018", "GB", "fixed")),
        ("anonymous", "DE", Number("", "", "withheld")),
        ("Unknown", "DE", Number("", "", "withheld")),
        ("", "DE", Number("", "", "withheld")),
        ("1001", "DE", Number("", "", "internal")),
        ("+49", "DE", Number("", "", "invalid")),
        ("'; DROP TABLE", "DE", Number("", "", "invalid")),
        ("9" * 5000, "DE", Number("", "", "invalid")),
    ],
)
def test_a_shown_number_becomes_e164_or_nobody(shown: str, country: str, number: Number) -> None:
    """A number is read in the centre's country, and only a possible one is somebody's."""
    assert number_from(shown, country) == number
