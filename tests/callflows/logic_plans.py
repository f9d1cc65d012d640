"""Plans for the stories of steps that only compute: values, conditions, lots, loops, sub-flows."""

from dataclasses import replace

from tests.callflows.plans import HELP, OFFICE, SALES
from voipcc.core.plan import Flow, Plan
from voipcc.core.steps import (
    AnswerStep,
    BranchStep,
    Case,
    HangUpStep,
    JumpStep,
    LanguageStep,
    LoopStep,
    MenuStep,
    PlayStep,
    QueueStep,
    ReturnStep,
    SetStep,
    SplitStep,
    Spoken,
    Step,
    SubStep,
    TagStep,
)

QUIET = replace(SALES, announce_position=False)
END = HangUpStep()


def _flow(version: str, *start: Step, **blocks: tuple[Step, ...]) -> Plan:
    """A plan with one flow; who is led to `sales` or `help` waits there, `bye` says goodbye."""
    ends = {
        "sales": (QueueStep("sales"),),
        "help": (QueueStep("help"),),
        "bye": (PlayStep(("bye",)), END),
    }
    flows = {"main": Flow("main", "en", {"start": start, **ends, **blocks})}
    queues = {"sales": QUIET, "help": HELP}
    return replace(OFFICE, version=version, flows=flows, queues=queues)


def _parameters() -> Plan:
    """Two ways through the same block of another flow, each with its own parameter."""
    plan = _flow(
        "sub",
        SetStep({"greeted": "no", "who": "nobody"}),
        SubStep("start", "greeting", {"who": "vip"}),
        SubStep("", "greeting", {"who": "{who}"}),
        BranchStep((Case("bye", 'greeted == "yes" and who == "nobody"'),), "help"),
    )
    greeting = {
        "start": (
            BranchStep((Case("warm", 'who == "vip"'),)),
            PlayStep(("hello",)),
            ReturnStep(),
        ),
        "warm": (PlayStep(("welcome_back",)), SetStep({"greeted": "yes"}), ReturnStep()),
    }
    return replace(plan, flows={**plan.flows, "greeting": Flow("greeting", "de", greeting)})


FULL = 'queue.sales.waiting >= 1 or queue.sales.agents == 0 and not tier == "gold"'

LOGIC_PLANS = {
    plan.version: plan
    for plan in (
        _flow(
            "callers",
            BranchStep(
                (
                    Case("gone", callers=("main/blocked",)),
                    Case("vip", callers=("main/vip", "main/press")),
                    Case("help", "call.withheld or not call.known"),
                ),
                "sales",
            ),
            gone=(HangUpStep(cause="rejected"),),
            vip=(TagStep(("vip",)), PlayStep(("welcome_back",)), JumpStep("sales")),
        ),
        _flow(
            "standing",
            SetStep({"tier": "gold"}),
            BranchStep((Case("bye", FULL),), asks=("sales",)),
            SetStep({"ahead": "{queue.sales.waiting}"}, ("sales",)),
            BranchStep((Case("sales", "ahead == 0"),), "bye"),
        ),
        _flow("split", SplitStep({"sales": 30, "help": 30}), PlayStep(("bye",)), END),
        _flow(
            "three_times",
            JumpStep("ask"),
            ask=(PlayStep(("ask",)), LoopStep("ask", 2), PlayStep(("bye",)), END),
        ),
        _parameters(),
        _flow("sub_for_ever", SubStep("again"), again=(SubStep("again"), ReturnStep())),
        _flow(
            "spoken",
            MenuStep(("languages",), {"1": "german", "2": "bye"}, on_timeout="bye"),
            german=(LanguageStep("de"), TagStep(("german", "menu")), JumpStep("bye")),
        ),
        _flow(
            "standing_said",
            PlayStep(("before_you", Spoken("number", "queue.sales.waiting"))),
            JumpStep("sales"),
        ),
        _flow("engaged", HangUpStep(cause="busy")),
        _flow("answered", AnswerStep(), HangUpStep("closed")),
    )
}
