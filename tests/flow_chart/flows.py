"""Random flows of any size: menus over menus, ways back, queues that lead elsewhere."""

from random import Random

from voipcc.core.plan import Flow, Plan
from voipcc.core.steps import (
    HangUpStep,
    HoursStep,
    JumpStep,
    MenuStep,
    PlayStep,
    QueueStep,
    Step,
    TransferStep,
    VoicemailStep,
)

ENDS = ("goodbye", "closed")


def random_plan(blocks: int, seed: int) -> Plan:
    """A plan with one flow of so many blocks."""
    rng = Random(f"flow {seed}")
    names = ["start", *(f"block-{number}" for number in range(1, blocks - 2)), *ENDS]
    children: dict[str, list[str]] = {name: [] for name in names}
    for index, name in enumerate(names[1:-2], 1):
        parent = rng.randint(max(0, (index - 1) // 3 - 2), max(0, (index - 1) // 3))
        children[names[parent]].append(name)
    made = {
        name: _steps(rng, name, children[name], names, 10 + 5 * index)
        for index, name in enumerate(names)
    }
    flow = Flow("main", "en", made, "start", "dialplans/main.yaml")
    return Plan("random", {"+4930123450": "main"}, {"main": flow}, {}, {})


def _steps(
    rng: Random, name: str, children: list[str], names: list[str], line: int
) -> tuple[Step, ...]:
    anywhere = names[1:-2]
    if name in ENDS:
        return PlayStep((name,), line), HangUpStep(line=line + 1)
    if children:
        keys = {str(key): child for key, child in enumerate(children[:9], 1)}
        keys |= {"*": "start"} if rng.random() < 0.6 else {}
        keys |= {"0": rng.choice([name, *anywhere])} if rng.random() < 0.4 else {}
        first = HoursStep("main/office", "closed", line) if name == "start" else None
        menu = MenuStep(("menu",), keys, on_timeout="goodbye", on_invalid="goodbye", line=line + 1)
        return (first or PlayStep((f"info/{name}",), line), menu)
    match rng.randrange(4):
        case 0:
            return PlayStep(("address",), line), JumpStep(rng.choice(names[:-2]), line + 1)
        case 1:
            return (VoicemailStep("sales", line=line),)
        case 2:
            return (TransferStep("+49305551", on_busy="goodbye", on_no_answer="start", line=line),)
        case _:
            return (QueueStep("sales", "goodbye", rng.choice(anywhere), line=line),)
