"""What led a call or a callback where it is, in sentences: rules, keys, kept places, gaps, hours."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from voipcc.core.cdr import Conversation

Row = Mapping[str, Any]
Clock = Callable[[float], str]
A_RULE = "another limit in the overflow of the queue step"

# mark -> what happened, and what would have changed it
COURSE = {
    "overflow_wait": ("a rule led it elsewhere: it had waited for so long", A_RULE),
    "overflow_length": ("a rule led it elsewhere: so many callers were before it", A_RULE),
    "overflow_ratio": ("a rule led it elsewhere: too many callers for each agent there", A_RULE),
    "overflow_estimate": ("a rule led it elsewhere: it would still have taken so long", A_RULE),
    "overflow_no_staff": (
        "a rule led it elsewhere: no agent who can serve it was there",
        "an agent who is logged in and on no break",
    ),
    "overflow_closed": ("a rule led it elsewhere: the queue was closed", "the opening hours"),
    "left_by_key": ("the caller pressed a key that leads out of the line", "no such key"),
    "redialled": ("the caller had called before and kept that place", "a later call, or redial_s"),
    "callback_place": ("it has the place of the callback that was promised", "no such promise"),
    "line_lost": ("the agent's line broke, so it went to the head of the line", "a better line"),
    "adopted": ("it was in the switch's own queue while no controller lived", "a living one"),
}


def course(marks: Sequence[str]) -> Iterator[str]:
    """One sentence for each mark that says how a call came where it is."""
    for mark in marks:
        if mark in COURSE:
            what, change = COURSE[mark]
            yield f"{what[0].upper()}{what[1:]}. What would have changed it: {change}."


def turned_away(record: Conversation) -> Iterator[str]:
    """Why a queue did not keep a caller where no rule of the dialplan said so."""
    visits = [part for part in record.segments if part.kind == "queue"]
    if record.outcome != "overflowed" or not visits or _by_rule(record):
        return
    last = visits[-1]
    if last.start_us == last.end_us:
        yield f"{last.queue} was full. What would have changed it: a larger max_waiting."
    else:
        yield f"It waited too long in {last.queue}. What would have changed it: max_wait_s."


def _by_rule(record: Conversation) -> bool:
    return any(mark.startswith("overflow_") for mark in record.marks)


def errand_in_words(facts: Row, clock: Clock) -> list[str]:
    """A callback or a voicemail: what it waits for. Its place in line is told elsewhere."""
    kind, name = facts["kind"], facts["errand"]
    asked = clock(-facts["asked_s"])
    verb = "promised" if kind == "callback" else "left"
    head = f"{name} is a {kind} of {facts['queue']}, {verb} at {asked}"
    if facts["tries"]:
        last = facts["last"].replace("_", " ")
        head += f", tried {facts['tries']} of {facts['of_tries']} times, the last one: {last}"
    return [f"{head}.", *_state(facts, clock)]


def _state(facts: Row, clock: Clock) -> Iterator[str]:
    match facts["state"]:
        case "caller_on_line" if facts["held_by"]:
            yield (
                f"It rests while the same person is on the line ({facts['held_by']})."
                " What would change it: the end of that call; once served, it is not made any more."
            )
        case "caller_on_line":
            yield "Its message is being recorded. What would change it: the end of the recording."
        case "later":
            yield from _later(facts, clock(facts["next_s"]))
        case "dialling":
            yield "An agent holds the line while the customer is called."
        case "in_hand":
            yield f"{facts['agent']} has it in hand."


def _later(facts: Row, at: str) -> Iterator[str]:
    if facts["shut"]:
        yield (
            f"It is not between {facts['window']} where the number is; it stands in line from {at} on."
            f" What would change it: between, under queues.{facts['queue']}.callback in centre.yaml."
        )
    else:
        key = "gap_s" if facts["tries"] else "delay_s"
        yield (
            f"It stands in line from {at} on."
            f" What would change it: {key} under queues.{facts['queue']}.callback in centre.yaml."
        )
