"""The step transfer: what the checker says of it, and what the plan makes of it."""

import pytest

from tests.dialplan.conftest import Compile
from voipcc.core.steps import TransferStep
from voipcc.settings import CentreSettings, TrunkSettings

HEAD = 'format: 1\nnumbers: ["+4930123450"]\nblocks:\n  start:\n    - play: welcome\n'
CARRIER = TrunkSettings(proxy="203.0.113.7", permits=("DE",))
ABROAD = TrunkSettings(proxy="203.0.113.8", permits=("AT",))


@pytest.fixture
def centre(settings: CentreSettings) -> CentreSettings:
    return settings.model_copy(update={"trunks": {"carrier": CARRIER, "abroad": ABROAD}})


def said(compile_text: Compile, centre: CentreSettings, step: str) -> str:
    """What is said of a dialplan with this step, one problem a line."""
    compiled = compile_text(HEAD + step, settings=centre)
    return "\n".join(f"{one.line}: {one.message} | {one.remedy}" for one in compiled.problems)


def test_the_short_form_and_the_whole_one_become_steps(
    compile_text: Compile, centre: CentreSettings
) -> None:
    """A number alone has the usual rules; each key of the whole form is in the plan."""
    text = (
        HEAD
        + "    - transfer:\n        {number: '+43155512345', trunk: abroad, timeout: 1 min,\n"
        + "        caller_id: '+4930123450', music: calm}\n"
        + "      on_busy: short\n      on_no_answer: bye\n      on_failed: bye\n"
        + "  short: [{transfer: '+4930555123'}]\n  bye: [{play: goodbye}, hang_up]\n"
    )
    compiled = compile_text(text, settings=centre)
    assert compiled.problems == ()
    assert compiled.plan is not None
    blocks = compiled.plan.flows["main"].blocks
    assert blocks["start"][1] == TransferStep(
        "+43155512345", "abroad", "+4930123450", 60, "calm", "short", "bye", "bye", 6
    )
    assert blocks["short"] == (TransferStep("+4930555123", line=12),)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("'+499001234567'", "premium numbers are never called"),
        ("'110'", '"110" is no number in international form'),
        ("'+49110'", "cannot be called"),
        ("'+33155512345'", "may not call FR"),
        ("'030 555123'", 'no blanks: "+4930555123"'),
        ("'+4930123450'", "is answered here: the call would come back from outside"),
        ("4930555123", "quotes"),
        ("'+49 30 555 #1'", "cannot be called: this is no telephone number"),
    ],
)
def test_a_number_nobody_may_call_is_refused(
    compile_text: Compile, centre: CentreSettings, number: str, words: str
) -> None:
    """Premium, emergency and foreign numbers, our own, and what is none, with the reason."""
    assert words in said(compile_text, centre, f"    - transfer: {number}\n")


def test_what_else_is_wrong_is_told(compile_text: Compile, centre: CentreSettings) -> None:
    """An unknown trunk or block, a step behind it, and a centre that may call nobody."""
    step = "    - transfer: {number: '+4930555123', trunk: carier}\n      on_busy: byes\n"
    words = said(compile_text, centre, f"{step}    - hang_up\n  bye: [{{play: goodbye}}]\n")
    assert 'there is no trunk "carier" | did you mean "carrier"?' in words
    assert 'there is no block "byes" | did you mean "bye"?' in words
    assert "this step is never reached: transfer in line 6" in words
    nobody = centre.model_copy(update={"trunks": {}})
    assert "there is no trunk to call by" in said(
        compile_text, nobody, "    - transfer: '+4930555123'\n"
    )


def test_a_transfer_that_fails_for_ever_is_a_loop(
    compile_text: Compile, centre: CentreSettings
) -> None:
    """A number that cannot be called must not lead back to itself."""
    words = said(compile_text, centre, "    - transfer: '+4930555123'\n      on_failed: start\n")
    assert "goes round for ever" in words or "loop without an end" in words


def test_the_name_of_a_queue_must_be_recorded(
    compile_text: Compile, centre: CentreSettings
) -> None:
    """What an agent's telephone says of a queue exists in the agent's language."""
    sales = centre.queues["sales"].model_copy(update={"spoken_as": ("names/sales",)})
    named = centre.model_copy(update={"queues": {**centre.queues, "sales": sales}})
    words = said(compile_text, named, "    - queue: sales\n")
    assert 'queues.sales.spoken_as: the prompt "names/sales" is missing in "en"' in words
