"""Values as prompts: what can be said is, what cannot is left out and marked, and nothing breaks."""

from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from voipcc.core import saying
from voipcc.core.call import Call
from voipcc.core.steps import (
    BranchStep,
    Case,
    PlayStep,
    SetStep,
    Spoken,
    SpokenForm,
    SubStep,
)
from voipcc.core.values import goes_by_wait


def caller(**values: str | int | float | bool) -> Call:
    call = Call("1-1", "c1", "+49301", "", "", "v", "boot", 0, 0, 0)
    call.values.update(values)
    return call


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        (Spoken("number", "x"), "0042", ("number/42",)),
        (Spoken("number", "x"), 3.0, ("number/3",)),
        (Spoken("digits", "x"), "07", ("number/0", "number/7")),
        (Spoken("number", "x"), 2.5, ()),
        (Spoken("number", "x"), "gold", ()),
        (Spoken("number", "x"), True, ()),
        (Spoken("number", "x"), "inf", ()),
        (Spoken("number", "x"), "nan", ()),
        (Spoken("amount", "x", currency="EUR"), 1e300, ()),
        (Spoken("date", "x"), "yesterday", ()),
        (Spoken("time", "x"), "25:99", ()),
        (Spoken("digits", "x"), "no digit", ()),
        (Spoken("number", "nothing"), "1", ()),
    ],
)
def test_a_value_is_said_or_left_out(part: Spoken, value: str, said: tuple[str, ...]) -> None:
    """Right values become prompts; others leave the rest of the sentence whole, and a mark."""
    call = caller(x=value)
    assert saying.words(call, ("before", part, "after")) == ("before", *said, "after")
    assert (saying.NOT_SPOKEN in call.marks) == (not said)


def test_moments_of_servers_are_days_and_times() -> None:
    """A moment as servers write it can be said as its day and as its time."""
    call = caller(due="2026-12-24T08:30:00Z")
    day, time = (saying.words(call, (Spoken(form, "due"),)) for form in ("date", "time"))
    plain = caller(due="2026-12-24", at="08:30")
    assert day and day == saying.words(plain, (Spoken("date", "due"),))
    assert time and time == saying.words(plain, (Spoken("time", "at"),))
    assert not call.marks


@settings(max_examples=examples(300), deadline=None)
@given(
    st.sampled_from(("number", "digits", "date", "time", "amount")),
    st.one_of(st.text(max_size=60), st.integers(), st.floats(), st.booleans()),
    st.sampled_from(("en", "de", "et", "pt", "ru", "fr")),
)
def test_nothing_a_server_says_breaks_the_core(form: str, value: str, language: str) -> None:
    """Whatever the value and the language: a list of names of prompts."""
    call = caller(x=value)
    call.language = language
    part = Spoken(cast(SpokenForm, form), "x", currency="EUR")
    said = saying.words(call, (part,))
    assert len(said) <= saying.MOST_PROMPTS and all("/" in one for one in said)


@pytest.mark.parametrize(
    ("step", "needed"),
    [
        (BranchStep((Case("a", "queue.sales.free == 0"),), asks=("sales",)), False),
        (BranchStep((Case("a", "queue.sales.wait_s > 60"),), asks=("sales",)), True),
        (SetStep({"long": "{queue.sales.waiting}", "count": 1}, ("sales",)), False),
        (SetStep({"long": "{queue.sales.wait_s}"}, ("sales",)), True),
        (SubStep("b", "", {"long": "{queue.sales.wait_s}"}, ("sales",)), True),
        (PlayStep((Spoken("number", "queue.sales.waiting"),)), True),  # not looked at so closely
    ],
)
def test_a_wait_is_estimated_only_where_a_step_may_go_by_it(step, needed):
    """An estimate costs more than all other facts of a queue, so a step that does not name it does without."""
    assert goes_by_wait(step) == needed
