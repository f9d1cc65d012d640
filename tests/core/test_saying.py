"""Values in prompts: what of them is said, and what is left out."""

import pytest

from voipcc.core import spoken
from voipcc.core.saying import in_words
from voipcc.core.steps import Spoken


@pytest.mark.parametrize(
    ("form", "value", "same"),
    [
        ("number", 42, spoken.number(42, "et")),
        ("number", "42", spoken.number(42, "et")),
        ("number", 42.0, spoken.number(42, "et")),
        ("number", "-3", spoken.number(-3, "et")),
        ("digits", "0800-42", spoken.digits("080042", "et")),
        ("digits", 42, spoken.digits("42", "et")),
        ("digits", 42.0, spoken.digits("42", "et")),
        ("date", "2026-05-04", spoken.date("2026-05-04", "et")),
        ("date", "2026-05-04T08:30:00Z", spoken.date("2026-05-04", "et")),
        ("date", "2026-05-04 08:30", spoken.date("2026-05-04", "et")),
        ("time", "08:30", spoken.time("08:30", "et")),
        ("time", "8:30:15", spoken.time("08:30", "et")),
        ("time", "2026-05-04T08:30:00+02:00", spoken.time("08:30", "et")),
        ("amount", "12.50", spoken.amount(1250, "EUR", "et")),
        ("amount", 12.5, spoken.amount(1250, "EUR", "et")),
        ("amount", 19.99, spoken.amount(1999, "EUR", "et")),
        ("amount", 7, spoken.amount(700, "EUR", "et")),
        ("amount", "0.005", spoken.amount(1, "EUR", "et")),
        ("amount", "-1.005", spoken.amount(-101, "EUR", "et")),
    ],
)
def test_a_value_is_said_however_it_is_written(form, value, same):
    """Numbers, texts and moments of other programs become the same words."""
    currency = "EUR" if form == "amount" else ""
    assert in_words(Spoken(form, "", currency=currency), value, "et") == same


def test_a_number_takes_the_gender_of_what_it_counts():
    """Two orders, in Russian, are feminine."""
    assert in_words(Spoken("number", "", gender="f"), 2, "ru") == ("number/2-f",)


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("number", "many"),
        ("number", 1.5),
        ("number", True),
        ("number", float("nan")),
        ("number", float("inf")),
        ("number", 1e12),
        ("digits", 1.5),
        ("date", "tomorrow"),
        ("date", 20260504),
        ("time", "soon"),
        ("time", "2026-05-04"),
        ("amount", "free"),
        ("amount", 1e9),
    ],
)
def test_what_is_no_such_value_is_refused(form, value):
    """Nothing wrong is ever said in a value's place."""
    with pytest.raises(ValueError, match=r"is no|spoken|numbers"):
        in_words(Spoken(form, "", currency="EUR"), value, "et")
