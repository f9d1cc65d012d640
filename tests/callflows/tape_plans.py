"""Plans of talks that are recorded: by queues, untold, told, with leave; by the dialplan; without a queue."""

from dataclasses import replace

from tests.callflows.plans import ANNA, BEN, HELP, OFFICE, PLANS, SALES
from voipcc.core.plan import Flow, Plan
from voipcc.core.steps import MenuStep, PlayStep, QueueStep, RecordStep, TransferStep
from voipcc.core.tape_words import NO_RECORDING, Ask, RecordingRules

HELPS = {"taped_mixed": RecordingRules(100, consent="ask")}
START = {
    "start": (QueueStep("sales", line=1),),
}
BY_HAND = {
    "start": (
        MenuStep(("menu",), {"1": "taped", "2": "untaped"}, on_timeout="taped", line=1),
    ),
    "taped": (
        RecordStep("start", "caller", 30, line=2),
        PlayStep(("welcome",), 3),
        RecordStep("pause", line=4),
        PlayStep(("card",), 5),
        RecordStep("resume", line=6),
        QueueStep("help", line=7),
    ),
    "untaped": (RecordStep("stop", line=8), QueueStep("sales", line=9)),
}  # fmt: skip


def _taped(version: str, consent: Ask = "none", share: int = 100) -> Plan:
    """Sales are recorded, help is not; `*9` pauses in mid-talk."""
    rules = RecordingRules(share, consent=consent)
    blocks = BY_HAND if version == "taped_by_hand" else START
    return replace(
        OFFICE,
        version=version,
        flows={"main": Flow("main", "en", blocks)},
        queues={
            "sales": replace(SALES, announce_position=False, recording=rules),
            "help": replace(
                HELP, agents=("ben", "anna"), recording=HELPS.get(version, NO_RECORDING)
            ),
        },
        agents={"anna": ANNA, "ben": BEN},
        talk_codes={"*9": "record", "*1": "blind", "*6": "hold"},
    )


BESIDE = {
    "start": (
        MenuStep(("menu",), {"1": "person", "2": "outside", "3": "step"}, on_timeout="person", line=1),
    ),
    "person": (TransferStep("", agent="anna", line=2),),
    "outside": (TransferStep("+49305550000", on_failed="busy", line=3),),
    "busy": (PlayStep(("all_busy",), 4),),
    "step": (RecordStep("start", line=5), TransferStep("", agent="anna", line=6)),
    "after_call": (PlayStep(("one-question",), 7),),
}  # fmt: skip


def _beside(version: str, consent: Ask) -> Plan:
    """Talks without a queue: of callers led to anna or to a telephone, of agents with telephones and colleagues."""
    rules = RecordingRules(100, consent=consent)
    return replace(
        _taped(version),
        flows={"main": Flow("main", "en", BESIDE, after_call="after_call")},
        recording={"in": rules, "out": rules, "internal": RecordingRules(100)},
    )


def _called_back(consent: Ask) -> Plan:
    """Sales calls back, and records."""
    later = PLANS["later"]
    rules = RecordingRules(100, consent=consent)
    sales = replace(later.queues["sales"], recording=rules)
    queues = {"sales": sales, "help": HELP}
    return replace(later, version=f"later_{consent}", queues=queues)


TAPE_PLANS = {
    plan.version: plan
    for plan in (
        _beside("beside_told", "announce"),
        _beside("beside_asked", "ask"),
        _called_back("announce"),
        _called_back("ask"),
        _taped("taped"),
        _taped("taped_told", "announce"),
        _taped("taped_asked", "ask"),
        _taped("taped_by_hand"),
        _taped("taped_none", share=0),
        _taped("taped_mixed"),
    )
}
