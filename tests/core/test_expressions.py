"""Conditions of a dialplan: what they mean, and that nothing in them can do harm."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from voipcc.core.expressions import LONGEST, ExpressionError, condition
from voipcc.core.grammar import DEEPEST

KNOWN = {
    "tier": "gold",
    "customer": "0042",
    "count": 3,
    "rate": 1.5,
    "paid": True,
    "queue.sales.waiting": 7,
    "call.tags": ("complaint", "vip"),
}
HOLDS = [
    'tier == "gold"',
    "tier == 'gold'",
    'tier != "silver"',
    'tier in ("silver", "gold")',
    'tier not in ("silver", "bronze")',
    "queue.sales.waiting >= 7 and queue.sales.waiting < 8",
    'not tier == "silver" and count > 2',
    "paid",
    "paid == true",
    "not nobody",
    "nobody != 5",
    "not (count > 5 or rate > 2)",
    "customer == 42",
    'customer == "0042"',
    'customer != "42"',
    "count == 3.0",
    "rate < count",
    "-1 < count",
    '"complaint" in call.tags',
    '"a" < "b"',
    "count in (1, 2, 3)",
    "true or false and false",
]
FAILS = [
    "nobody",
    "nobody == 0",
    "nobody < 5",
    "nobody > 5",
    "paid == 1",
    "tier > 5",
    '"late" in call.tags',
    'tier in "gold"',
    "false",
    'customer == "42"',
]


@pytest.mark.parametrize("text", HOLDS)
def test_a_condition_that_is_so_holds(text: str) -> None:
    """What is true of the values holds."""
    assert condition(text).holds(KNOWN)


@pytest.mark.parametrize("text", FAILS)
def test_a_condition_that_is_not_so_does_not_hold(text: str) -> None:
    """What is not true of the values does not hold, and values of other kinds never do."""
    assert not condition(text).holds(KNOWN)


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ('tier = "gold"', 5, "write == to compare"),
        ("", 0, "at its end"),
        ("tier ==", 7, "at its end"),
        ("(tier", 5, '")" is expected'),
        ("tier tier", 5, "and, or, a comparison or the end"),
        ('tier == "gold', 8, "this text has no end"),
        ("Tier == 5", 0, "small letters"),
        ("tier in (1, x)", 12, 'a "text" or a number'),
        ("tier in (1 2)", 11, '"," or ")"'),
        ("and", 0, "a name"),
        ("count + 1", 6, "is expected"),
        ("__import__('os')", 10, "and, or"),
        ("a" * 501, LONGEST, "500 characters"),
        ("not " * 30 + "x", 4 * (DEEPEST + 1), "20 deep"),
        ("(" * 100 + "x", DEEPEST + 1, "20 deep"),
    ],
)
def test_a_condition_nobody_can_read_is_refused_at_its_place(
    text: str, column: int, expected: str
) -> None:
    """The error names the column and what is expected there."""
    with pytest.raises(ExpressionError, match=".*" + expected.replace(")", r"\)")) as error:
        condition(text)
    assert error.value.column == column


def test_names_are_told_with_their_columns() -> None:
    """Each name is known with the place where it stands first."""
    found = condition('tier == "tier" or queue.sales.free > count and tier != "x"')
    assert found.names == {"tier": 0, "queue.sales.free": 18, "count": 37}


@settings(max_examples=examples(400), deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *'()",<>=!. ',
                "and",
                "or",
                "not",
                "in",
                "true",
                "tier",
                "9" * 20,
                "\\",
                "é",
                "\0",
                "==",
            ]
        ),
        max_size=60,
    ).map("".join)
)
def test_any_text_is_a_condition_or_an_error(text: str) -> None:
    """Whatever is written is read or refused with a column within it; nothing else happens."""
    try:
        assert condition(text).holds(KNOWN) in (True, False)
    except ExpressionError as error:
        assert 0 <= error.column <= len(text)
