"""A chart of a flow of the plan: what each step says, and where it leads."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from voipcc.core.plan import Flow, Plan
from voipcc.core.steps import (
    BranchStep,
    Case,
    CollectStep,
    HangUpStep,
    HoursStep,
    LookUpStep,
    LoopStep,
    MenuStep,
    QueueStep,
    SetStep,
    SplitStep,
    Spoken,
    Step,
    SubStep,
    TransferStep,
)
from voipcc.flow_chart.chart import LONGEST_ROW, Block, Chart, Look, Row, Way
from voipcc.flow_chart.traffic import NOTHING, Traffic

WORDS = {
    "on_full": "full",
    "on_timeout": "too long",
    "on_invalid": "wrong key",
    "on_busy": "busy",
    "on_no_answer": "no answer",
    "on_away": "away",
    "on_failed": "not reached",
    "on_error": "error",
    "accepted": "accepted",
    "declined": "declined",
    "closed": "closed",
    "otherwise": "otherwise",
    "block": "",
    "jump": "",
}
ASIDES = {
    "comfort": "while waiting",
    "agent_hears": "agent hears",
    "on_hold": "on hold",
    "after_call": "after the call",
}
LED_INTO = "after_call"  # the one of them a caller goes into
TRIGGERS = {
    "wait": "after {} s",
    "length": "{} before",
    "ratio": "{} each agent",
    "estimate": "estimate {} s",
    "no_staff": "nobody there",
    "closed": "closed",
}
LOOKS: dict[str, Look] = {
    "menu": "question",
    "collect": "question",
    "queue": "queue",
    "callback": "queue",
    "voicemail": "queue",
    "transfer": "queue",
    "hang_up": "end",
}


def chart_of(
    plan: Plan, flow: Flow, traffic: Traffic = NOTHING, now: Mapping[str, int] = {}
) -> Chart:
    """The flow as a picture shows it; `now` has how many callers stand in each block."""
    blocks = {}
    for name, steps in flow.blocks.items():
        moved = traffic.moved(flow.name, name, {step.line for step in steps})
        rows = tuple(_row(flow, name, step, traffic, moved) for step in steps)
        blocks[name] = Block(
            name, rows, _look(flow, name), traffic.through(flow.name, name), now.get(name, 0)
        )
    numbers = tuple(number for number, led in plan.numbers.items() if led == flow.name)
    return Chart(flow.name, blocks, flow.start, numbers, flow.language, traffic.words, flow.source)


def _look(flow: Flow, name: str) -> Look:
    if name == flow.start:
        return "start"
    kinds = [step.kind for step in flow.blocks[name]]
    return next((LOOKS[kind] for kind in kinds if kind in LOOKS), "plain")


def _row(flow: Flow, block: str, step: Step, traffic: Traffic, moved: dict[str, int]) -> Row:
    ways = []
    counted = set[str]()
    for label, target, aside in _ways_in(flow, step):
        if target not in flow.blocks:
            continue
        calls = None
        if not aside and target not in counted:
            calls = traffic.between(flow.name, block, step.line, target)
            calls = None if calls is None else calls + moved.pop(target, 0)
            counted.add(target)
        ways.append(Way(clipped(label), target, calls, aside))
    return Row(clipped(_text(step, flow)), step.line, tuple(ways))


def clipped(text: str) -> str:
    """As much of a text as a row has room for."""
    return text if len(text) <= LONGEST_ROW else text[: LONGEST_ROW - 1] + "…"


# --- words -------------------------------------------------------------------------------------


def _text(step: Step, flow: Flow) -> str:
    """The step in a few words: its kind and what it is about."""
    match step:
        case MenuStep() | CollectStep():
            told = _plain(step.prompts)
        case HoursStep():
            told = step.hours.removeprefix(f"{flow.name}/")
        case TransferStep(number="", agent=agent) if agent:
            told = agent
        case HangUpStep(outcome="completed", cause=cause):
            told = cause if cause != "normal" else ""
        case SetStep(values=values):
            told = ", ".join(f"{name} = {_plain(value)}" for name, value in values.items())
        case LoopStep(block=block, times=times):
            told = f"{block}, {times} times"
        case SubStep(flow=other, block=block):
            told = block if other in ("", flow.name) else f"{other}, {block}"
        case BranchStep() | SplitStep():
            told = ""
        case LookUpStep():
            told = step.url.partition("://")[2].partition("/")[0]
        case _:
            names = [one.name for one in fields(step) if one.name not in ("line", "kind")]
            told = _plain(getattr(step, names[0])) if names else ""
    return f"{step.kind}: {told}" if told else step.kind


def _plain(value: Any) -> str:
    match value:
        case str():
            return value
        case tuple() | list():
            return ", ".join(_plain(one) for one in value)
        case Mapping():
            return ", ".join(f"{key} {_plain(one)}" for key, one in value.items())
        case bool() | None:
            return ""
        case int() | float():
            return f"{value:g}"
        case Spoken():
            return f"{{{value.form}: {value.of}}}"
        case _ if is_dataclass(value):
            return next((_plain(getattr(value, one.name)) for one in fields(value)), "")
    return str(value)


# --- ways --------------------------------------------------------------------------------------


def _ways_in(flow: Flow, step: Step) -> Iterator[tuple[str, str, bool]]:
    """As `_ways`, with the blocks the flow names for all its queues and agents by name."""
    if isinstance(step, SubStep) and step.flow not in ("", flow.name):
        return  # its block is in another picture
    yield from _ways(step)
    for name, label in ASIDES.items():
        if isinstance(step, TransferStep) and step.agent:
            here = name != "comfort"
        else:
            here = isinstance(step, QueueStep) and not getattr(step, name)
        if here and getattr(flow, name):
            yield label, getattr(flow, name), name != LED_INTO


def _ways(step: Step) -> Iterator[tuple[str, str, bool]]:
    """Label, target, and whether it is only said beside the flow."""
    for one in fields(step):
        value = getattr(step, one.name)
        if one.name == "keys":
            yield from ((f"key {key}", target, False) for key, target in value.items())
        elif one.name in ASIDES and isinstance(value, str):
            yield ASIDES[one.name], value, one.name != LED_INTO
        elif one.name in WORDS and isinstance(value, str):
            yield _word(step, one.name), value, False
        elif one.name in ("overflow", "invitations", "cases"):
            yield from _rules(value)
        elif one.name == "shares":
            yield from ((f"{share} %", target, False) for target, share in value.items())


def _word(step: Step, name: str) -> str:
    if name == "on_timeout" and step.kind in ("menu", "collect"):
        return "no key"
    return WORDS[name]


def _rules(rules: Any) -> Iterator[tuple[str, str, bool]]:
    """Overflow rules, invitations and branches."""
    for rule in rules:
        if hasattr(rule, "limit"):
            yield TRIGGERS[rule.when].format(f"{rule.limit:g}"), rule.jump, False
        elif hasattr(rule, "keys"):
            yield from ((f"key {key}, invited", target, False) for key, target in rule.keys.items())
        elif hasattr(rule, "jump"):
            yield _condition(rule), rule.jump, False


def _condition(case: Case) -> str:
    lists = ", ".join(name.rpartition("/")[2] for name in case.callers)
    return f"if {case.when}" if case.when else f"caller: {lists}"


def aside_blocks(flow: Flow) -> set[str]:
    """Blocks that are only said beside the flow: no caller is led into them."""
    said = {
        target
        for steps in flow.blocks.values()
        for step in steps
        for _, target, aside in _ways_in(flow, step)
        if aside
    }
    return _led_from(flow, said) - _led_from(flow, {flow.start})


def _led_from(flow: Flow, begin: set[str]) -> set[str]:
    """These blocks and all that a caller is led into from them."""
    found, waiting = set(begin), list(begin)
    while waiting:
        for step in flow.blocks.get(waiting.pop(), ()):
            targets = {target for _, target, aside in _ways_in(flow, step) if not aside}
            waiting += targets - found
            found |= targets
    return found
