"""A conversation as app_queue would have seen it: each wait in a queue, who rang, what came of it.

A conversation that is not over gives the same stays as far as they are known: what was once told
of it stays so, and more follows. So the file can be written while things happen.
"""

from dataclasses import dataclass, field
from typing import Literal

from voipcc.core.cdr import Conversation, Offer, Segment

End = Literal[
    "open",  # still waiting, or talking
    "abandoned",
    "timeout",
    "key",
    "empty",
    "moved",
    "caller",  # the talk was ended by the caller
    "agent",
    "blind",
    "attended",
]
WITH_AGENT = ("talk", "hold", "consult", "parked")
EMPTY_MARKS = ("overflow_no_staff", "overflow_closed", "closed_by_override")


@dataclass(slots=True)
class Stay:
    """One wait in one queue, and the talk with the agent it led to.

    Times in the record's microseconds, 0: not yet. `to` says to whom the caller was given, `context`
    where that is, if another system did it.
    """

    queue: str
    entered_us: int
    left_us: int = 0  # when the wait was over
    agent: str = ""
    offer: Offer | None = None
    ended_us: int = 0
    end: End = "open"
    to: str = ""
    context: str = ""
    rings: list[Offer] = field(default_factory=list)


def stays(record: Conversation, *, over: bool = True) -> list[Stay]:
    """The stays of a conversation that came in; `over`: it has ended."""
    if record.direction != "in":
        return []
    walk = _Walk(record)
    for part in record.segments:
        walk.take(part)
    if over:
        walk.finish()
    for stay in walk.found:
        stay.rings = _rings(record, stay)
    return walk.found


class _Walk:
    """Follows the segments; `stay` is the one that is open."""

    def __init__(self, record: Conversation) -> None:
        self.record = record
        self.found: list[Stay] = []
        self.stay: Stay | None = None
        self.place: Literal["outside", "waiting", "talking"] = "outside"
        self.last_us = 0  # end of the agent's last part
        self.asked = False  # the agent has consulted somebody

    def take(self, part: Segment) -> None:
        """The next segment."""
        if part.kind == "queue":
            # Without length it was turned away at once; another system's second may be over in none.
            if part.end_us > part.start_us or self.record.source == "queue_log":
                self._wait(part)
        elif part.kind in ("talk", "hold") and part.queue and not part.outside:
            self._talk(part)
        elif part.kind in WITH_AGENT and not part.outside and self.place == "talking":
            self.asked = self.asked or part.kind == "consult"
            self.last_us = part.end_us
        elif part.kind == "transfer" and part.queue and part.agent and self.place == "talking":
            pass  # a colleague rings: whoever comes next tells whether it was a transfer
        else:
            self._leave(part)

    def finish(self) -> None:
        """The conversation is over."""
        stay, record = self.stay, self.record
        if stay is None:
            return
        if self.place == "waiting":
            self._end(stay, record.ended_us, _exit(record, last=True))
        elif stay.end == "open":
            last = record.segments[-1]
            who: End = "agent" if record.ended_by in ("agent", "centre") else "caller"
            if last.kind == "transfer":
                stay.to, stay.context, who = last.agent, "".join(last.steps[:1]), self._how()
            self._end(stay, self.last_us, who)

    def _wait(self, part: Segment) -> None:
        stay = self.stay
        if self.place == "waiting" and stay is not None and stay.queue == part.queue:
            return
        if stay is not None and stay.end == "open":
            if self.place == "waiting":
                moved = "moved" in self.record.marks
                end: End = "moved" if moved else _exit(self.record, last=False)
                self._end(stay, part.start_us, end)
            else:
                given = "transferred" in self.record.marks and "line_lost" not in self.record.marks
                stay.to = part.queue if given else ""
                self._end(stay, self.last_us, self._how() if given else "agent")
        self.stay = Stay(part.queue, part.start_us)
        self.found.append(self.stay)
        self.place, self.asked = "waiting", False

    def _talk(self, part: Segment) -> None:
        stay = self.stay
        if self.place == "outside" or stay is None:  # connected at once
            stay = self.stay = Stay(part.queue, part.start_us)
            self.found.append(stay)
            self.place, self.asked = "waiting", False
        if self.place == "waiting":
            stay.left_us, stay.agent = part.start_us, part.agent
            stay.offer = _accepted(self.record, part)
        elif part.agent != stay.agent:
            stay.to = part.agent
            self._end(stay, self.last_us, self._how())
            return
        self.place, self.last_us = "talking", part.end_us

    def _leave(self, part: Segment) -> None:
        """Something that is neither a queue nor one of its talks."""
        stay = self.stay
        if stay is not None and stay.end == "open":
            if self.place == "waiting":
                self._end(stay, part.start_us, _exit(self.record, last=False))
            elif part.outside:
                self._end(stay, self.last_us, self._how())
            else:
                self._end(stay, self.last_us, "agent")
        self.place = "outside"

    def _how(self) -> End:
        return "attended" if self.asked else "blind"

    def _end(self, stay: Stay, at_us: int, end: End) -> None:
        if stay.end == "open":
            stay.left_us = stay.left_us or at_us
            stay.ended_us, stay.end = max(at_us, stay.left_us), end


def _exit(record: Conversation, *, last: bool) -> End:
    """Why a wait ended without an agent: by what is known then, the outcome is not."""
    left = ("callback", "voicemail", "overflowed", "closed", "completed", "transferred")
    if last and record.outcome not in left:
        return "abandoned"
    if "left_by_key" in record.marks:
        return "key"
    if any(mark in record.marks for mark in EMPTY_MARKS):
        return "empty"
    return "timeout"


def _accepted(record: Conversation, part: Segment) -> Offer | None:
    """The offer that led to this talk."""
    for one in record.offers:
        if one.result == "accepted" and one.agent == part.agent and one.ended_us >= part.start_us:
            return one
    return None


def _rings(record: Conversation, stay: Stay) -> list[Offer]:
    """The offers within this wait that app_queue would write of, in the order of their ends.

    One that was cancelled is told only once it is known what ended the wait.
    """
    within = [
        one
        for one in record.offers
        if one.queue == stay.queue
        and one.ended_us >= stay.entered_us
        and (not stay.left_us or one.offered_us <= stay.left_us)
    ]
    found = [one for one in within if one.result in ("rejected", "timeout")]
    if stay.end != "open" and not stay.agent:
        found += [one for one in within if one.result == "cancelled"]
    return found
