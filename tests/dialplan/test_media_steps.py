"""The steps collect and lookup, and values in prompts: what the plan makes of them, what is refused."""

import pytest

from tests.dialplan.conftest import Compile, Say
from voipcc.core.media_words import CheckDigits
from voipcc.core.plan import plan_from
from voipcc.core.state import plain
from voipcc.core.steps import CollectStep, LookUpStep, MenuStep, PlayStep, Spoken

HEAD = 'format: 1\nnumbers: ["+4930123450"]\nblocks:\n  start:\n'
BYE = "  bye: [{play: goodbye}, hang_up]\n"
COLLECT = """    - collect:
        into: customer
        prompts: welcome
        min: 4
        max: 10
        end: "*"
        timeout: 7 s
        between: 2 s
        check: {weights: [1, 3], modulo: 10}
        tries: 2
        on_timeout: bye
        on_invalid: {play: invalid, jump: bye}
"""
PIN = """    - collect: {into: pin, prompts: [welcome], secret: true, check: luhn, interruptible: false, on_timeout: bye}
"""
LOOKUP = """    - lookup:
        url: "https://crm.example/{customer}"
        method: POST
        headers: {Authorization: "Bearer {secret.crm}"}
        body: {pin: "{pin}", caller: "{call.caller}"}
        timeout: 2.5 s
        into: {tier: $.tier, open: $.orders.0.open}
        on_error: bye
        mock: {tier: gold}
"""
SAY = """    - play:
        - welcome
        - number: open
        - digits: "0800"
        - date: "2026-12-24"
        - amount: 12.5
          currency: EUR
      interruptible: false
"""
REST = (
    "    - menu: [main-menu, {digits: customer}]\n      keys: {'1': bye}\n      on_timeout: bye\n"
)
WHOLE = HEAD + COLLECT + PIN + LOOKUP + SAY + REST + BYE


def test_the_steps_become_those_of_the_plan(compile_text: Compile) -> None:
    """Every key arrives in the plan, and the plan comes back from its JSON form the same."""
    compiled = compile_text(WHOLE)
    assert compiled.plan is not None, compiled.problems
    collect, pin, lookup, play, menu = compiled.plan.flows["main"].blocks["start"]
    assert collect == CollectStep(
        "customer", ("welcome",), 4, 10, "*", 7.0, 2.0, False,
        CheckDigits("weights", (1, 3), 10), 2, (), ("invalid",), "bye", "bye", 5,
    )  # fmt: skip
    assert isinstance(pin, CollectStep) and isinstance(menu, MenuStep)
    assert (pin.secret, pin.check, pin.interruptible) == (True, CheckDigits("luhn"), False)
    assert lookup == LookUpStep(
        "https://crm.example/{customer}",
        "bye",
        "POST",
        (("Authorization", "Bearer {secret.crm}"),),
        (("pin", "{pin}"), ("caller", "{call.caller}")),
        2.5,
        (("tier", "$.tier"), ("open", "$.orders.0.open")),
        {"tier": "gold"},
        line=lookup.line,
    )
    assert play == PlayStep(
        (
            "welcome",
            Spoken("number", "open"),
            Spoken("digits", "0800", literal=True),
            Spoken("date", "2026-12-24", literal=True),
            Spoken("amount", "12.5", True, "EUR"),
        ),
        play.line,
        interruptible=False,
    )
    assert menu.prompts == ("main-menu", Spoken("digits", "customer"))
    assert plan_from(plain(compiled.plan)) == compiled.plan


WRONG = {
    "an unknown value": (WHOLE.replace("number: open", "number: opem"), '"opem" | did you mean "open"'),
    "a secret that is spoken": (WHOLE.replace("digits: customer", "digits: pin"), '"pin" would be spoken'),
    "a secret in an address": (
        WHOLE.replace("example/{customer}", "example/{pin}"),
        'the secret "pin" would be written into logs',
    ),
    "a centre's secret in an address": (
        WHOLE.replace("example/{customer}", "example/{secret.crm}"),
        'the secret "secret.crm" would be written into logs',
    ),
    "no encryption": (WHOLE.replace("https://crm", "http://crm"), "lookups.plain_hosts"),
    "another scheme": (WHOLE.replace("https://crm", "ftp://crm"), "no address of a web server"),
    "a value as host": (WHOLE.replace("https://crm.example", "https://{customer}"), "in the host"),
    "an odd name": (WHOLE.replace("example/{customer}", "example/{Customer!}"), "no name of a value"),
    "a header of ours": (WHOLE.replace("Authorization", "Host"), "written by voipcc itself"),
    "a body with GET": (WHOLE.replace("        method: POST\n", ""), "GET has no body"),
    "a mock of nothing": (WHOLE.replace("mock: {tier", "mock: {tear"), 'keeps no value "tear"'),
    "no error branch": (WHOLE.replace("        on_error: bye\n", ""), '"on_error" is missing'),
    "a path that is none": (WHOLE.replace("$.tier", "tier"), "where in the answer, such as $.tier"),
    "more than most": (WHOLE.replace("min: 4", "min: 11"), "nobody can type that"),
    "weights of nothing": (WHOLE.replace("{weights: [1, 3], modulo: 10}", "{modulo: 10}"), "not how"),
    "no branch for silence": (
        WHOLE.replace("        on_timeout: bye\n", "").replace("{play: invalid, jump: bye}", "bye"),
        "nothing follows when no digit comes",
    ),
    "two things in a part": (WHOLE.replace("- number: open", "- number: open\n          time: '08:30'"), "number and time in one part"),
    "nothing in a part": (WHOLE.replace("- number: open", "- currency: EUR"), "this part says nothing"),
    "no such day": (WHOLE.replace("2026-12-24", "2026-13-24"), "this date cannot be said"),
    "no such currency": (WHOLE.replace("EUR", "QQQ"), "nobody recorded how to say"),
    "one name for a secret and a value": (WHOLE.replace("into: pin", "into: customer"), "give the two different names"),
    "a missing prompt behind a part": (WHOLE.replace("play: invalid", "play: nothing-such"), '"nothing-such" is missing'),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_line(name: str, complaints: Say) -> None:
    """Each fault is one complaint at its place, and the good file has none."""
    text, words = WRONG[name]
    assert text != WHOLE
    said = complaints(text)
    assert any(words in one for one in said), said
    assert all(int(one.partition(":")[0]) > 4 for one in said), said


def test_the_good_file_has_no_complaint(complaints: Say) -> None:
    """No false alarm on every key at once."""
    assert complaints(WHOLE) == []
