"""A conversation seen by the queues it passed: how long it waited in each, and what came of it."""

from dataclasses import dataclass
from typing import Literal

from voipcc.core.cdr import Conversation, Segment

Result = Literal["answered", "abandoned", "overflowed", "lost"]
HUNG_UP = ("abandoned", "answered", "fallback")  # outcomes whose last wait the caller ended


@dataclass(slots=True)
class Visit:
    """One unbroken wait in one queue and the talk it led to."""

    queue: str
    wait_us: int = 0
    result: Result = "overflowed"
    talk_us: int = 0
    hold_us: int = 0


def visits(record: Conversation) -> list[Visit]:
    """The queues this conversation passed, in order; none when it never reached one.

    A caller whose agent's line broke waits and talks again: that is a second visit. Who is
    given from one agent to another stays in the same one.
    """
    found: list[Visit] = []
    place: Literal["outside", "waiting", "talking"] = "outside"
    for part in record.segments:
        match part.kind:
            case _ if part.outside:
                place = "outside"
            case "queue":
                if place != "waiting" or found[-1].queue != part.queue:
                    found.append(Visit(part.queue))
                found[-1].wait_us += part.end_us - part.start_us
                place = "waiting"
            case "talk" | "hold" if not part.queue:
                place = "outside"  # with an agent the dialplan named: no queue saw it
            case "talk" | "hold":
                if place == "outside":
                    found.append(Visit(part.queue))
                _talked(found[-1], part)
                place = "talking"
            case "transfer" if part.agent and part.queue and place == "talking":
                pass  # given to a colleague: the same visit
            case "menu" | "closing" | "transfer" | "survey":
                place = "outside"
    if place == "waiting":
        found[-1].result = _ending(record)
    return found


def journey(record: Conversation) -> Visit | None:
    """The whole conversation as one visit: the wait until the first answer, or all of it."""
    return whole_journey(visits(record))


def whole_journey(passed: list[Visit]) -> Visit | None:
    """The visits of one conversation as one."""
    if not passed:
        return None
    if len(passed) == 1:
        return passed[0]
    answered = any(visit.result == "answered" for visit in passed)
    whole = Visit(passed[0].queue, result="answered" if answered else passed[-1].result)
    waiting = True
    for visit in passed:
        whole.wait_us += visit.wait_us if waiting else 0
        whole.talk_us += visit.talk_us
        whole.hold_us += visit.hold_us
        waiting = waiting and visit.result != "answered"
    return whole


def _talked(visit: Visit, part: Segment) -> None:
    visit.result = "answered"
    if part.kind == "talk":
        visit.talk_us += part.end_us - part.start_us
    else:
        visit.hold_us += part.end_us - part.start_us


def _ending(record: Conversation) -> Result:
    """What ended the call while it was waiting."""
    if record.outcome == "media_server_lost":
        return "lost"
    return "abandoned" if record.outcome in HUNG_UP else "overflowed"
