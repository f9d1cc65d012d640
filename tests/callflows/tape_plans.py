"""Plans of queues whose talks are recorded: untold, told, with leave, and by the dialplan."""

from dataclasses import replace

from tests.callflows.plans import ANNA, BEN, HELP, OFFICE, SALES
from voipcc.core.plan import Flow, Plan
from voipcc.core.steps import MenuStep, PlayStep, QueueStep, RecordStep
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


TAPE_PLANS = {
    plan.version: plan
    for plan in (
        _taped("taped"),
        _taped("taped_told", "announce"),
        _taped("taped_asked", "ask"),
        _taped("taped_by_hand"),
        _taped("taped_none", share=0),
        _taped("taped_mixed"),
    )
}
