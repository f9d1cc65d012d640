"""Plans whose flows collect digits, look things up, and say what they found."""

from dataclasses import replace

from tests.callflows.plans import OFFICE
from voipcc.core.media_words import CheckDigits
from voipcc.core.plan import Flow, Plan
from voipcc.core.spoken import LANGUAGES
from voipcc.core.steps import (
    CollectStep,
    HangUpStep,
    LanguageStep,
    LookUpStep,
    MenuStep,
    PlayStep,
    QueueStep,
    Spoken,
    Step,
)

END = (PlayStep(("bye",), 90), HangUpStep(line=91))
CUSTOMER = CollectStep(
    "customer",
    ("type-customer",),
    shortest=4,
    longest=6,
    tries=2,
    timeout_prompts=("no_key",),
    invalid_prompts=("wrong_number",),
    on_timeout="end",
    on_invalid="help",
    line=10,
)
PIN = CollectStep(
    "pin",
    ("type-pin",),
    shortest=4,
    longest=4,
    end="",
    secret=True,
    check=CheckDigits("luhn"),
    on_timeout="end",
    on_invalid="end",
    line=11,
)
SAY = PlayStep(("customer-is", Spoken("digits", "customer")), 12)
ASK = LookUpStep(
    "https://crm.example/customers/{customer}",
    "end",
    timeout_s=5,
    into=(("tier", "$.tier"), ("open", "$.orders.open")),
    mock={"tier": "gold", "open": 2},
    line=13,
)
PROVE = LookUpStep(
    "https://crm.example/pin",
    "end",
    method="POST",
    headers=(("Authorization", "Bearer {secret.crm}"),),
    body=(("customer", "{customer}"), ("pin", "{pin}"), ("caller", "{call.caller}")),
    into=(("right", "$.right"),),
    line=14,
)
BILL = PlayStep(
    (
        "you-owe",
        Spoken("amount", "2102.21", literal=True, currency="RUB"),
        Spoken("date", "2026-05-04", literal=True),
        Spoken("time", "14:21", literal=True),
    ),
    16,
)


def _plan(version: str, *start: Step) -> Plan:
    blocks = {"start": start, "help": (QueueStep("help", line=80),), "end": END}
    return replace(OFFICE, version=version, flows={"main": Flow("main", "en", blocks)})


MEDIA_PLANS = {
    plan.version: plan
    for plan in (
        _plan("collects", CUSTOMER, SAY, QueueStep("sales", line=20)),
        _plan("collects_behind", PlayStep(("welcome",), 8), PlayStep(("news",), 9), CUSTOMER, SAY),
        _plan(
            "must_be_heard",
            PlayStep(("notice",), 8, interruptible=False),
            MenuStep(("menu",), {"1": "help"}, on_timeout="end", line=9),
        ),
        _plan("bills", *(part for one in LANGUAGES for part in (LanguageStep(one), BILL)), *END),
        _plan("looks_up", CUSTOMER, ASK, PlayStep((Spoken("number", "open"),), 15), *END),
        _plan(
            "proves", PlayStep(("welcome",), 8), PIN, CUSTOMER, PROVE, QueueStep("sales", line=20)
        ),
    )
}
