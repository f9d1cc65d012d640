"""What a name in a flow stands for: values the flow has set, and built-in ones.

A text may hold names in braces: "Dear {customer}".
"""

import re
from collections.abc import Iterable, Mapping

from voipcc.core.call import Call
from voipcc.core.expressions import Known, Several
from voipcc.core.media_words import Value
from voipcc.core.steps import BranchStep, SetStep, Spoken, SubStep

CALL_NAMES = (
    "call.language",
    "call.number",
    "call.trunk",
    "call.withheld",
    "call.known",
    "call.tags",
)
WAIT = "wait_s"
QUEUE_FACTS = ("waiting", "agents", "free", WAIT)
BRACES = re.compile(r"\{([a-z_][a-z0-9_.-]*)\}")
MOST_VALUES = 100
LONGEST_VALUE = 500


def known_values(call: Call) -> Known:
    """Every name this call knows now. Facts of queues are there when the step asked for them."""
    return {**call.values, **_built_in(call), **call.facts}


def _built_in(call: Call) -> dict[str, Value | Several]:
    return {
        "call.language": call.language,
        "call.number": call.number,
        "call.trunk": call.trunk,
        "call.withheld": call.withheld,
        "call.known": bool(call.party),
        "call.tags": tuple(call.tags),
    }


def queue_of(name: str) -> str:
    """The queue a built-in name asks for: `sales` of `queue.sales.waiting`; "" for any other."""
    parts = name.split(".")
    return parts[1] if len(parts) == 3 and parts[0] == "queue" else ""


def names_in(text: str) -> tuple[str, ...]:
    """The names in braces."""
    return tuple(BRACES.findall(text))


def value_of(call: Call, name: str) -> Value | None:
    """What one name stands for, None where it has no value; a list is a text."""
    found = known_values(call).get(name)
    return as_text(found) if isinstance(found, tuple) else found


def filled(call: Call, value: Value) -> Value:
    """A text with its names replaced; one that is nothing but a name keeps that value's kind."""
    if not isinstance(value, str) or "{" not in value:
        return value
    known = known_values(call)
    if whole := BRACES.fullmatch(value):
        return _single(known.get(whole[1]))
    return BRACES.sub(lambda found: as_text(known.get(found[1])), value)[:LONGEST_VALUE]


def _single(value: Value | Several | None) -> Value:
    return as_text(value) if value is None or isinstance(value, tuple) else value


def as_text(value: Value | Several | None) -> str:
    """A value as it stands in a text; nothing where there is none."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case tuple():
            return ", ".join(as_text(one) for one in value)
    return str(value)


def keep(call: Call, values: Mapping[str, Value]) -> None:
    """Set values; a call has so many at most."""
    for name, value in values.items():
        if name in call.values or len(call.values) < MOST_VALUES:
            call.values[name] = value[:LONGEST_VALUE] if isinstance(value, str) else value
        else:
            call.mark("too_many_values")


def queues_asked(step: object) -> tuple[str, ...]:
    """The queues whose standing a step goes by, or says."""
    asks: tuple[str, ...] = getattr(step, "asks", ())
    said = [part for part in getattr(step, "prompts", ()) if isinstance(part, Spoken)]
    if not said:
        return asks
    spoken = queues_in(part.of for part in said if not part.literal)
    return tuple(dict.fromkeys((*asks, *spoken))) if spoken else asks


def goes_by_wait(step: object) -> bool:
    """Whether a step may go by how long a wait would be, which costs most to find out."""
    match step:
        case BranchStep(cases=cases):
            return any(WAIT in case.when for case in cases)
        case SetStep(values=given) | SubStep(values=given):
            return any(WAIT in one for one in given.values() if isinstance(one, str))
    return True


def queues_in(names: Iterable[str]) -> tuple[str, ...]:
    """The queues whose facts are asked for by these names, each once."""
    return tuple(dict.fromkeys(queue for name in names if (queue := queue_of(name))))
