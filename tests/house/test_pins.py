"""PINs: what is kept of one tells nobody what it was."""

import pytest

from voipcc.pins import fits, sealed


def test_the_right_pin_fits_and_no_other():
    """Each sealing has a salt of its own; only the same digits fit."""
    one, other = sealed("4711"), sealed("4711")
    assert one != other and "4711" not in one
    assert fits("4711", one) and fits("4711", other)
    assert not fits("4712", one)


@pytest.mark.parametrize("typed", ["", "471", "4711471147114", "47a1", "４７１１"])
def test_what_is_no_pin_never_fits(typed: str):
    """Too short, too long or no digits: refused, also where nothing is kept."""
    assert not fits(typed, sealed("4711"))
    assert not fits("4711", "")
