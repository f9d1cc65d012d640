"""Check digits against numbers everybody knows, and against every single wrong digit."""

import pytest

from voipcc.core.check_digits import fits
from voipcc.core.media_words import CheckDigits

LUHN, MOD97 = CheckDigits("luhn"), CheckDigits("mod97")
EAN = CheckDigits("weights", (1, 3), 10)
ISBN = CheckDigits("weights", tuple(range(1, 11)), 11)


@pytest.mark.parametrize(
    ("digits", "check"),
    [
        ("79927398713", LUHN),
        ("4111111111111111", LUHN),
        ("490154203237518", LUHN),  # an IMEI
        ("3214282912345698765432161182", MOD97),  # an IBAN's digits
        ("4006381333931", EAN),
        ("0306406152", ISBN),
    ],
)
def test_right_numbers_fit_and_every_single_slip_does_not(digits: str, check: CheckDigits) -> None:
    """The number fits; with any one digit replaced by another it does not."""
    assert fits(digits, check)
    for place, digit in enumerate(digits):
        for other in "0123456789".replace(digit, ""):
            assert not fits(digits[:place] + other + digits[place + 1 :], check)


def test_without_a_check_every_number_fits_and_no_text_does() -> None:
    """Digits alone count, and there must be one."""
    assert fits("0", CheckDigits())
    assert not any(fits(text, CheckDigits()) for text in ("", "1a", "١٢", "1 2", "-1"))
