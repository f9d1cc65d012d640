"""Arguments of verbs come from outside: what is missing, of another kind or too much is refused in words."""

from collections.abc import Callable
from typing import Any

import pytest

from voipcc.control import VerbError
from voipcc.verb_words import flag, one_of, optional_text, text, whole_number

WRONG: list[tuple[Callable[..., Any], object, tuple[object, ...], str]] = [
    (text, None, (), '"word" is missing'),
    (text, "", (), '"word" is missing'),
    (text, ["a"], (), '"word" is no text'),
    (text, "a" * 201, (), '"word" has more than 200 letters'),
    (text, "abc", ("", 2), '"word" has more than 2 letters'),
    (optional_text, 7, (), '"word" is no text'),
    (one_of, "c", (("a", "b"),), '"word" must be one of a, b'),
    (one_of, ["a"], (("a", "b"),), '"word" must be one of a, b'),
    (whole_number, None, (1, 9), '"word" must be a whole number from 1 to 9'),
    (whole_number, True, (1, 9), "from 1 to 9"),
    (whole_number, 1.5, (1, 9), "from 1 to 9"),
    (whole_number, 10, (1, 9), "from 1 to 9"),
    (flag, "yes", (), '"word" must be true or false'),
    (flag, 1, (), '"word" must be true or false'),
]


@pytest.mark.parametrize(("read", "value", "limits", "said"), WRONG)
def test_an_argument_that_is_none_is_refused(
    read: Callable[..., Any], value: object, limits: tuple[object, ...], said: str
) -> None:
    """The sentence names the argument and what it must be."""
    with pytest.raises(VerbError) as refused:
        read({"word": value}, "word", *limits)
    assert said in str(refused.value)


def test_arguments_that_fit_are_taken_and_missing_ones_have_defaults() -> None:
    """A default stands for what is missing, and for an empty text."""
    given = {"word": "a", "count": 0, "on": True, "empty": ""}
    assert (text(given, "word"), text(given, "empty", "b"), optional_text(given, "none")) == (
        "a",
        "b",
        "",
    )
    assert (whole_number(given, "count", 0, 9), whole_number(given, "none", 1, 9, 5)) == (0, 5)
    assert (flag(given, "on"), flag(given, "none"), one_of(given, "word", ("a",))) == (
        True,
        False,
        "a",
    )
