"""Who gave a caller to whom, and whether the other side was reached."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from voipcc.core.cdr import Conversation, Segment

OUTSIDE = "a telephone"  # a target outside of the house; who it is, is in the record alone


@dataclass(frozen=True, slots=True)
class HandingOn:
    """One transfer: `agent`, who talked for `queue`, gave the caller to `to`.

    `to` is an agent, or `queue NAME`, or OUTSIDE. `waited_us`: how long the caller waited for it.
    """

    agent: str
    queue: str
    to: str
    how: Literal["blind", "attended"]
    reached: bool
    waited_us: int


def handings_on(record: Conversation) -> Iterator[HandingOn]:
    """Every transfer by an agent, in order. A line that broke and a take-over are none."""
    if "transferred" not in record.marks:
        return
    parts = [part for part in record.segments if part.kind != "hold"]
    at = 0
    while at < len(parts):
        giver = parts[at]
        at += 1
        if giver.kind != "talk" or giver.outside:
            continue
        until = at
        while until < len(parts) and parts[until].kind in ("consult", "transfer", "queue"):
            until += 1
        between, then = parts[at:until], parts[until] if until < len(parts) else None
        if found := _handing_on(giver, between, then):
            yield found
        at = until


def _handing_on(giver: Segment, between: list[Segment], then: Segment | None) -> HandingOn | None:
    talks = then is not None and then.kind == "talk"
    next_agent = then.agent if then is not None and talks else ""
    consulted = any(part.kind == "consult" for part in between)
    moved = [part for part in between if part.kind in ("transfer", "queue")]
    if moved:
        to = _target(moved[0])
        reached = talks and (moved[0].kind == "queue" or to in (next_agent, OUTSIDE))
    elif talks and then is not None and then.agent != giver.agent:
        to, reached = (OUTSIDE if then.outside else next_agent), True
    else:
        return None  # asked somebody and talked on
    waited_us = sum(part.end_us - part.start_us for part in moved)
    how: Literal["blind", "attended"] = "attended" if consulted else "blind"
    return HandingOn(giver.agent, giver.queue, to, how, reached, waited_us)


def _target(part: Segment) -> str:
    if part.kind == "queue":
        return f"queue {part.queue}"
    return part.agent or OUTSIDE
