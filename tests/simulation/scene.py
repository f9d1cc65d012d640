"""The centre that is simulated: numbers, flows, queues, agents."""

from voipcc.core.plan import (
    Agent,
    Flow,
    Hours,
    HoursStep,
    JumpStep,
    MenuStep,
    Plan,
    PlayStep,
    Queue,
    QueueStep,
)

NUMBER, SMALL_NUMBER, FOREIGN_NUMBER = "+4930100", "+4930200", "+4930999"
DAY_MS = 86_400_000
START_UTC_MS = 1_750_000_000_000
CODES = {
    "*11": "log_in",
    "*12": "log_out",
    "*13": "not_ready:lunch",
    "*14": "ready",
    "*15": "wrap_up_end",
}


def plan(agents: int = 40, version: str = "v1", wrap_up_s: int = 5) -> Plan:
    """Two numbers, a menu in front of three queues, agents in one or two of them."""
    names = [f"agent{index:03d}" for index in range(agents)]
    members: dict[str, list[str]] = {"sales": [], "help": [], "rare": []}
    for index, name in enumerate(names):
        if index % 3 != 1:
            members["sales"].append(name)
        if index % 3 != 0:
            members["help"].append(name)
        if index % 10 == 0:
            members["rare"].append(name)
    queues = {
        "sales": Queue("sales", tuple(members["sales"]), "sales", wrap_up_s=wrap_up_s),
        "help": Queue(
            "help", tuple(members["help"]), "help", ring_timeout_s=12, wrap_up_s=0, max_wait_s=90
        ),
        "rare": Queue("rare", tuple(members["rare"]), "rare", max_waiting=6, wrap_up_s=8),
    }
    return Plan(
        version,
        {NUMBER: "main", SMALL_NUMBER: "small"},
        {"main": _main_flow(), "small": _small_flow()},
        queues,
        {name: Agent(name, (f"{name}/desk", f"{name}/mobile")) for name in names},
        {"always": _always()},
        codes=CODES,
        max_calls=400,
    )


def _main_flow() -> Flow:
    blocks = {
        "start": (
            HoursStep("always", "closed", 1),
            PlayStep(("welcome",), 2),
            MenuStep(
                ("menu/main",),
                {"1": "sales", "2": "help", "3": "rare"},
                invalid_prompts=("menu/invalid",),
                timeout_prompts=("menu/timeout",),
                on_timeout="help",
                line=3,
            ),
        ),
        "sales": (QueueStep("sales", line=4),),
        "help": (QueueStep("help", on_timeout="late", line=5),),
        "rare": (QueueStep("rare", on_full="full", line=6),),
        "late": (PlayStep(("late",), 7), QueueStep("sales", line=8)),
        "full": (PlayStep(("full",), 9), JumpStep("help", 10)),
        "closed": (PlayStep(("closed",), 11),),
    }
    return Flow("main", "en", blocks)


def _small_flow() -> Flow:
    return Flow("small", "de", {"start": (PlayStep(("welcome",), 1), QueueStep("help", line=2))})


def _always() -> Hours:
    """Open but for one minute of each hour."""
    first = START_UTC_MS - DAY_MS
    hours = [(first + i * 3_600_000, first + i * 3_600_000 + 3_540_000) for i in range(24 * 30)]
    return Hours("always", tuple(hours), START_UTC_MS + 25 * DAY_MS)
