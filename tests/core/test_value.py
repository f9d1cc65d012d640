"""Values: quick to make, and as good as frozen ones."""

from typing import get_args

import pytest

from voipcc.core import commands, events, seam
from voipcc.core.moment import Moment
from voipcc.core.value import dataclass

WORDS = (*get_args(events.Event), *get_args(commands.Command), *get_args(seam.Message), Moment)


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_quick_to_make(word: type):
    """Events, commands and messages are made without a call for each field, and have no others."""
    assert not word.__dataclass_params__.frozen, "import `dataclass` from voipcc.core.value"  # type: ignore[attr-defined]
    assert "__slots__" in vars(word)


def test_values_are_equal_when_their_fields_are():
    """Equality and hash go by the fields and the class, as with frozen dataclasses."""
    one, same, other = events.LegHeld("1", 5), events.LegHeld("1", 5), events.LegResumed("1", 5)
    assert one == same != other
    assert len({one, same, other}) == 2


def test_a_value_that_may_change_is_refused():
    """Only what is frozen for the type checker is made here."""
    with pytest.raises(AssertionError):
        dataclass(frozen=False, slots=True)
