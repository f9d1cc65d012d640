"""The plans the stories are told on, by version."""

from dataclasses import replace
from typing import Any

from tests.callflows.routing_plans import routing_plans
from voipcc.core.plan import Agent, CallbackRules, Flow, Hours, Plan, Queue, Reason, Supervisor
from voipcc.core.steps import (
    CallbackStep,
    HangUpStep,
    HoursStep,
    JumpStep,
    MenuStep,
    PlayStep,
    QueueStep,
    VoicemailStep,
)

NUMBER = "+49301234"
CODES = {
    "*11": "log_in",
    "*12": "log_out",
    "*13": "not_ready:lunch",
    "*14": "ready",
    "*15": "wrap_up_end",
    "*60": "line_test",
    "*16": "wrap_up_more",
    "*51": "disposition:1",
    "*511": "disposition:11",
    "*52": "disposition:2",
}
TREE = {"1": "order", "11": "new order", "12": "change", "2": "question"}
OPEN = Hours("week", ((0, 4_000_000_000_000),), 4_000_000_000_000)
SHUT = Hours("week", (), 4_000_000_000_000)
UNKNOWN = Hours("week", (), 1_000)

BLOCKS = {
    "start": (
        HoursStep("week", "closed", 10),
        PlayStep(("welcome",), 11),
        MenuStep(
            ("menu",),
            {"1": "sales", "2": "help", "9": "end"},
            timeout_s=5,
            tries=2,
            timeout_prompts=("no_key",),
            invalid_prompts=("wrong_key",),
            line=12,
        ),
    ),
    "sales": (QueueStep("sales", on_full="full", on_timeout="too_long", line=20),),
    "help": (QueueStep("help", line=21),),
    "end": (PlayStep(("bye",), 30), HangUpStep("completed", 31)),
    "full": (PlayStep(("all_busy",), 40), HangUpStep(line=41)),
    "too_long": (PlayStep(("sorry",), 42), JumpStep("help", 43)),
    "closed": (PlayStep(("closed",), 50), HangUpStep("closed", 51)),
}
ANNA = Agent("anna", ("anna/desk", "anna/mobile"), "Anna")
BEN = Agent("ben", ("ben/desk",), "Ben", language="de")
SALES = Queue(
    "sales", ("anna", "ben"), max_waiting=2, max_wait_s=120, announce_first_s=10, wrap_up_s=10
)
HELP = Queue("help", ("ben",), music="calm", max_wait_s=60, announce_position=False, wrap_up_s=0)

OFFICE = Plan(
    "office",
    {NUMBER: "main"},
    {"main": Flow("main", "en", BLOCKS)},
    {"sales": SALES, "help": HELP},
    {"anna": ANNA, "ben": BEN},
    {"week": OPEN},
    max_calls=3,
    codes=CODES,
)


def _direct(version: str, language: str = "en", **queue: Any) -> Plan:
    """A plan whose callers wait at once."""
    flow = Flow("main", language, {"start": (QueueStep("sales", line=1),)})
    queues = {"sales": replace(SALES, **queue), "help": HELP}
    return replace(OFFICE, version=version, flows={"main": flow}, queues=queues)


def _branches(version: str) -> Plan:
    """A menu with jumps for silence and for wrong keys."""
    start = BLOCKS["start"][:2]
    menu = replace(BLOCKS["start"][2], on_timeout="help", on_invalid="end")
    blocks = {**BLOCKS, "start": (*start, menu)}
    return replace(OFFICE, version=version, flows={"main": Flow("main", "en", blocks)})


def _notes() -> list[Plan]:
    """The wrap-up modes, dispositions, rests by cause and a break with its longest time."""
    required = {"dispositions": TREE, "disposition_required": True}
    lunch = {"lunch": Reason("lunch", paid=False, longest_s=30)}
    return [
        _direct("optional", wrap_up_mode="optional"),
        _direct("mandatory", wrap_up_mode="mandatory", **required),
        _direct("timed", **required),
        _direct("timed_fixed", wrap_up_mode="timed_fixed"),
        _direct("strict", misses_allowed=2, ring_timeout_s=5, rest_after_busy_s=4),
        replace(_direct("short_lunch"), reasons=lunch),
    ]


def _later(version: str, **rules: int) -> Plan:
    """Who has waited for 30 s is offered a callback, or leaves a message with key 2."""
    blocks = {
        "start": (MenuStep(("menu",), {"1": "sales", "2": "message"}, on_timeout="sales", line=1),),
        "sales": (QueueStep("sales", on_timeout="later", keys={"1": "later"}, line=2),),
        "later": (CallbackStep("sales", line=3),),
        "message": (VoicemailStep("sales", longest_s=60, line=4),),
    }
    plain = {"gap_s": 60, **rules}
    sales = replace(SALES, max_wait_s=30, announce_position=False, callback=CallbackRules(**plain))
    flows = {"main": Flow("main", "en", blocks)}
    return replace(OFFICE, version=version, flows=flows, queues={"sales": sales, "help": HELP})


def _watched(version: str) -> Plan:
    """Carla may listen to whoever serves sales; she takes no calls. Dora may, too, and serves help."""
    carla = Agent("carla", ("carla/desk",), "Carla", short="23")
    dora = Agent("dora", ("dora/desk",), "Dora", short="24")
    anna = replace(ANNA, short="21")
    supervisors = {"carla": Supervisor("carla", ("sales",)), "dora": Supervisor("dora", ("help",))}
    return replace(
        _direct(version, announce_position=False),
        agents={"anna": anna, "ben": BEN, "carla": carla, "dora": dora},
        supervisors=supervisors,
        codes={
            **CODES,
            "*8021": "supervise:anna",
            "*8121": "note:anna",
            "*82": "note:",
            "*85": "record_prompt",
        },
        prompt_numbers={"12": "de/welcome"},
    )


def _apart() -> Plan:
    """The menu stands in a block of its own, behind two prompts."""
    _, welcome, menu = BLOCKS["start"]
    blocks = {
        **BLOCKS,
        "start": (welcome, PlayStep(("news",), 13), JumpStep("notice", 14)),
        "notice": (PlayStep(("notice",), 15, interruptible=False), JumpStep("choice", 16)),
        "choice": (menu,),
    }
    return replace(OFFICE, version="apart", flows={"main": Flow("main", "en", blocks)})


def _given() -> Plan:
    """Three agents who give calls to each other: anna and ben in sales, carla in help."""
    carla = Agent("carla", ("carla/desk",), "Carla")
    queues = {
        "sales": replace(SALES, agents=("anna",), announce_position=False),
        "help": replace(HELP, agents=("carla",)),
    }
    codes = {"*1": "blind", "*2": "consult", "*3": "conference", "*4": "take_back"}
    codes |= {"*5": "park", "*6": "hold", "*7": "mute", "*8": "warm"}
    plan = _direct("given")
    agents = {"anna": ANNA, "ben": BEN, "carla": carla}
    return replace(plan, queues=queues, agents=agents, talk_codes=codes)


PLANS = {
    plan.version: plan
    for plan in (
        OFFICE,
        replace(OFFICE, version="closed", hours={"week": SHUT}),
        replace(OFFICE, version="beyond", hours={"week": UNKNOWN}),
        replace(OFFICE, version="without_anna", agents={"ben": BEN}),
        replace(
            OFFICE,
            version="loop",
            flows={"main": Flow("main", "en", {"start": (JumpStep("start", 1),)})},
        ),
        _watched("watched"),
        _branches("branches"),
        _direct("direct"),
        _direct("deutsch", "de", max_waiting=200),
        _direct("no_wrap_up", wrap_up_s=0),
        _direct("small", max_waiting=1),
        _direct("impatient", max_wait_s=30),
        *_notes(),
        *routing_plans(OFFICE),
        _later("later"),
        _given(),
        _apart(),
        _direct("whispered", whisper=True, spoken_as=("sales-name",), announce_position=False),
        _later("later_twice", tries=2),
        _later("later_once", most_waiting=1),
        _later("later_delayed", delay_s=120),
        _later("later_at_night", from_minute=13 * 60, to_minute=14 * 60),
    )
}
