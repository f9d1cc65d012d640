"""Plans for the stories of telephone numbers: as a dialplan's target, as an agent's phone."""

from dataclasses import replace

from tests.callflows.plans import ANNA, BEN, NUMBER, OFFICE, SALES
from voipcc.core.plan import Flow, Plan
from voipcc.core.steps import MenuStep, Overflow, PlayStep, QueueStep, TransferStep

AWAY = "+49305550000"  # the operator's own: the branch office


def _transfer(version: str, **step: object) -> Plan:
    """Key 1 leads to a number outside, key 2 to a queue that overflows to it."""
    led = TransferStep(AWAY, timeout_s=20, line=3, **step)  # type: ignore[arg-type]
    blocks = {
        "start": (MenuStep(("menu",), {"1": "away", "2": "sales"}, on_timeout="sales", line=1),),
        "sales": (QueueStep("sales", overflow=(Overflow("wait", "away", 30),), line=2),),
        "away": (led,),
        "later": (PlayStep(("sorry",), 4), QueueStep("sales", line=5)),
        "busy": (PlayStep(("all_busy",), 6),),
    }
    sales = replace(SALES, announce_position=False)
    flows = {"main": Flow("main", "en", blocks)}
    queues = {"sales": sales}
    return replace(
        OFFICE, version=version, numbers={NUMBER: "main"}, flows=flows, queues=queues, max_calls=5
    )


def _telephones(version: str, ring: str = "first", **queue: object) -> Plan:
    """Anna's mobile is a telephone outside; callers wait for sales at once."""
    anna = replace(ANNA, telephones={"anna/mobile": 10}, ring=ring)  # type: ignore[arg-type]
    flow = Flow("main", "en", {"start": (QueueStep("sales", line=1),)})
    sales = replace(SALES, announce_position=False, spoken_as=("names/sales",), **queue)  # type: ignore[arg-type]
    agents = {"anna": anna, "ben": replace(BEN, language="en")}
    return replace(
        OFFICE, version=version, flows={"main": flow}, queues={"sales": sales}, agents=agents
    )


def _rescue() -> Plan:
    """Anna's home telephone rings for no calls, only when her line dies in a talk."""
    plan = _telephones("rescue")
    anna = replace(ANNA, devices=("anna/desk",), telephones={"anna/home": 10}, rescue="anna/home")
    return replace(plan, agents={**plan.agents, "anna": anna})


NUMBER_PLANS = {
    plan.version: plan
    for plan in (
        _transfer("transfer"),
        _rescue(),
        _telephones("telephone"),
        _telephones("telephone_too", "all"),
        _telephones("telephone_late", ring_timeout_s=30),
        _transfer("transfer_branches", on_busy="busy", on_no_answer="later", on_failed="later"),
    )
}
