"""Plans for the stories of those who wait: what they hear, where they can go, overflow."""

from dataclasses import replace
from typing import Any

from tests.callflows.plans import ANNA, BEN, HELP, NUMBER, OFFICE, SALES
from voipcc.core.plan import Comfort, Flow, Hours, Plan, Queue
from voipcc.core.steps import (
    BranchStep,
    CallbackStep,
    Case,
    CollectStep,
    HangUpStep,
    HoursStep,
    Invitation,
    MenuStep,
    Overflow,
    PlayStep,
    QueueStep,
    TagStep,
    TransferStep,
    VoicemailStep,
)
from voipcc.core.transcript.story import START_UTC_MS

CLOSES = Hours("week", ((0, START_UTC_MS + 60_000),), 4_000_000_000_000)  # at 01:00 of a story
CHOICE = MenuStep(
    ("choice",), {"1": "start", "2": "help"}, timeout_s=5, tries=1, on_timeout="start", line=2
)
SECOND = replace(SALES, name="second", agents=("ben",), music="calm")
QUIET = {"announce_position": False}


def _waiting(version: str, queue: dict[str, Any] | None = None, **step: Any) -> Plan:
    """Callers wait for sales at once; a key may lead to a menu and back."""
    blocks = {
        "start": (QueueStep("sales", on_full="bye", on_timeout="bye", line=1, **step),),
        "choice": (CHOICE,),
        "help": (QueueStep("help", line=3),),
        "bye": (PlayStep(("bye",), 4), HangUpStep(line=5)),
        "closed": (PlayStep(("closed",), 6), HangUpStep("closed", 7)),
        "tips": (PlayStep(("tip_one",), 8), PlayStep(("tip_two", "tip_three"), 9)),
        "back": (CallbackStep("sales", line=11),),
        "mail": (VoicemailStep("sales", longest_s=60, line=12),),
        "circle": (QueueStep("second", overflow=(Overflow("no_staff", "start"),), line=10),),
    }
    sales: Queue = replace(SALES, **(queue or {}))
    return replace(
        OFFICE,
        version=version,
        flows={"main": Flow("main", "en", blocks)},
        queues={"sales": sales, "help": HELP, "second": SECOND},
        agents={"anna": ANNA, "ben": BEN},
        numbers={NUMBER: "main"},
        hours={"week": CLOSES},
        max_calls=5,
    )


def _heard() -> Plan:
    """Each place where somebody is spoken to has a block of the flow's own."""
    plan = _waiting("heard", {**QUIET, "comfort": Comfort((), 10, 20, 5)})
    blocks = {
        **plan.flows["main"].blocks,
        "start": (
            MenuStep(("menu",), {"1": "sales", "2": "boss", "3": "mad", "4": "later"}, on_timeout="sales", line=1),
        ),
        "sales": (QueueStep("sales", on_full="bye", on_timeout="bye", line=2),),
        "mad": (QueueStep("sales", on_full="bye", line=3, after_call="short"),),
        "boss": (
            TransferStep(
                "", timeout_s=20, music="calm", on_busy="help", on_no_answer="sales",
                on_failed="bye", line=4, agent="ben", on_away="mail",
            ),
        ),
        "patience": (
            HoursStep("week", "late", 20),
            PlayStep(("tip_one",), 21),
            PlayStep(("tip_two",), 22),
        ),
        "late": (PlayStep(("late",), 23),),
        "for_agent": (PlayStep(("a-call",), 24), PlayStep(("be-kind",), 25)),
        "held": (PlayStep(("soon",), 26), PlayStep(("patience",), 27)),
        "survey": (
            PlayStep(("one-question",), 30),
            MenuStep(
                ("how-was-it",), dict.fromkeys("12345", "thanks"), timeout_s=5, tries=2,
                on_timeout="thanks", line=31, into="csat",
            ),
        ),
        "thanks": (PlayStep(("thank-you",), 32), HangUpStep(line=33)),
        "short": (
            PlayStep(("sorry",), 34),
            CollectStep("minutes", ("how-long",), longest=3, on_timeout="thanks", line=35),
            CollectStep("pin", ("pin",), longest=4, secret=True, on_timeout="thanks", line=36),
        ),
        "later": (CallbackStep("sales", line=40),),
    }  # fmt: skip
    flow = Flow(
        "main", "en", blocks, comfort="patience", agent_hears="for_agent", on_hold="held",
        after_call="survey",
    )  # fmt: skip
    return replace(plan, flows={"main": flow})


def _heard_by_standing() -> Plan:
    """What is said beside the flow goes by how many wait in the queue."""
    plan = _waiting(
        "heard_by_standing", {**QUIET, "max_waiting": 9, "comfort": Comfort((), 10, 20, 5)}
    )
    many = (Case("crowd", "queue.sales.waiting > 1"),)
    branch = BranchStep(many, asks=("sales",), line=20)
    blocks = {
        **plan.flows["main"].blocks,
        "start": (QueueStep("sales", line=1),),
        "beside": (branch, PlayStep(("alone",), 21)),
        "crowd": (TagStep(("crowd",), 22), PlayStep(("many",), 23)),
    }
    flow = Flow("main", "en", blocks, comfort="beside", agent_hears="beside", on_hold="beside")
    return replace(plan, flows={"main": flow})


def _overflow(when: Any, jump: str, limit: float = 0, hours: str = "") -> Plan:
    rules = (Overflow(when, jump, limit, hours),)
    return _waiting(f"overflow_{when}", {**QUIET, "max_waiting": 10}, overflow=rules)


WAITING_PLANS = {
    plan.version: plan
    for plan in (
        _heard(),
        _heard_by_standing(),
        _overflow("wait", "help", 30),
        _overflow("length", "bye", 1),
        _overflow("ratio", "help", 2),
        _overflow("estimate", "help", 200),
        _overflow("no_staff", "bye"),
        _overflow("closed", "closed", hours="week"),
        replace(_overflow("length", "back", 1), version="overflow_to_callback"),
        replace(_overflow("no_staff", "mail"), version="overflow_to_voicemail"),
        _waiting("overflow_circle", QUIET, overflow=(Overflow("no_staff", "circle"),)),
        _waiting("overflow_back", QUIET, overflow=(Overflow("wait", "choice", 30),)),
        _waiting("exit_key", QUIET, keys={"1": "choice"}),
        _waiting("visit", {"max_waiting": 2}, keys={"1": "choice"}, prefer=("ben",)),
        _waiting(
            "invitation",
            QUIET,
            invitations=(Invitation(("press_one",), after_s=20, keys={"1": "choice"}),),
        ),
        _waiting(
            "invitation_by_estimate",
            {**QUIET, "max_waiting": 10},
            keys={"1": "bye"},
            invitations=(Invitation(("press_one",), estimate_s=200),),
        ),
        _waiting("comfort", {"comfort": Comfort(("one", "two"), 8, 30, 6)}),
        _waiting(
            "comfort_by_lot",
            {**QUIET, "comfort": Comfort((), 5, 20, 5, random=True)},
            comfort="tips",
        ),
    )
}
