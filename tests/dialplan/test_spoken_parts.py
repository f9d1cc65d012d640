"""Numbers, dates, times and money in prompts: what the checker says of them."""

import numpy as np
import pytest

from voipcc.audio import write_wav
from voipcc.core import spoken
from voipcc.core.steps import Spoken

HEAD = 'format: 1\nnumbers: ["+4930123450"]\n'


def flow(part):
    return HEAD + f"blocks:\n  start:\n    - play: {part}\n    - hang_up\n"


@pytest.mark.parametrize(
    ("part", "compiled"),
    [
        ("{number: 1250}", Spoken("number", "1250", True)),
        ("{number: 2, gender: f}", Spoken("number", "2", True, gender="f")),
        ('{digits: "0800"}', Spoken("digits", "0800", True)),
        ('{date: "2026-12-24"}', Spoken("date", "2026-12-24", True)),
        ('{time: "08:30"}', Spoken("time", "08:30", True)),
        ("{amount: 12.50, currency: EUR}", Spoken("amount", "12.5", True, "EUR")),
    ],
)
def test_every_kind_of_value_is_taken(compile_text, part, compiled):
    """A value that can be said stands in the plan; the shipped words suffice in each language."""
    for language in spoken.LANGUAGES:
        result = compile_text(flow(part) + f"language: {language}\n")
        assert result.problems == ()
        (step, _) = result.plan.flows["main"].blocks["start"]
        assert step.prompts == (compiled,)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (
            "{amount: 12.50}",
            "an amount needs its currency | write {amount: price, currency: EUR}",
        ),
        (
            "{number: 7, currency: EUR}",
            "only money has a currency | write {amount: price, currency: EUR}",
        ),
        (
            '{digits: "7", gender: f}',
            "only a number has a gender | write {number: 2, gender: f}",
        ),
        (
            "{amount: 12, currency: EUX}",
            'nobody recorded how to say EUX | did you mean "EUR"?',
        ),
        (
            '{date: "2026-02-30"}',
            'this date cannot be said: "2026-02-30" is no day between 1900 and 2099'
            ' | write a day such as "2026-12-24", or the name of a value',
        ),
        (
            '{time: "25:00"}',
            'this time cannot be said: "25:00" is no time of day'
            ' | write a time such as "08:30", or the name of a value',
        ),
    ],
)
def test_what_cannot_be_said_is_told(complaints, part, said):
    """A wrong value stands in the report with its line and a remedy."""
    (problem,) = complaints(flow(part))
    assert problem.startswith("5:") and problem.endswith(f"error: {said}")


def test_a_language_of_ones_own_needs_its_words(compile_text, tmp_path):
    """Where a language lacks words for money the part that needs them is named, and a grammar's lack is told."""
    sound = np.sin(np.arange(4000) / 3).astype(np.float32) * 0.3
    for name in (*spoken.needed("lv", ()), "closed"):
        write_wav(tmp_path / "sounds" / "lv" / f"{name}.wav", sound)
    result = compile_text(flow("{amount: 3, currency: EUR}") + "language: lv\n")
    missing, plain = (one for one in result.problems if "lv" in one.message)
    assert (missing.severity, missing.line) == ("error", 5)
    assert missing.message == (
        '"lv" lacks words for this amount: money/cent, money/euro, number/minus'
    )
    assert plain.severity == "warning" and 'no grammar of "lv"' in plain.message
