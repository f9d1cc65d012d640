"""The waiting times callers heard, held against the waits that followed: how often they were right.

Judged anew from the records alone, by the rule of `core/calibration.py`: right when an agent was
connected within the interval; who left before its upper end proves nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from voipcc.core.calibration import Verdict, verdict
from voipcc.core.cdr import Announced, Conversation
from voipcc.core.spoken import MINUTE_S, whole_minutes

TALKING = ("talk", "hold")


@dataclass(frozen=True, slots=True)
class Judged:
    """One announcement and what became of it; `heard` for the whole minutes that are spoken."""

    said: Announced
    remained_s: float
    found: Verdict
    heard: Verdict


@dataclass(slots=True)
class HitCounts:
    """Announcements of one kind: `said`, and of those that prove something, right and wrong ones."""

    said: int = 0
    right: int = 0
    wrong: int = 0
    heard_right: int = 0
    heard_wrong: int = 0

    def take(self, one: Judged) -> None:
        """Count one announcement."""
        self.said += 1
        self.right += one.found == "right"
        self.wrong += one.found in ("sooner", "later")
        self.heard_right += one.heard == "right"
        self.heard_wrong += one.heard in ("sooner", "later")


def judged(record: Conversation) -> Iterator[Judged]:
    """Every announcement of a conversation with its verdict."""
    for one in record.announced:
        end_us, connected = _end_of_wait(record, one)
        remained_s = (end_us - one.at_us) / 1_000_000
        low, high = whole_minutes(one.low_s, one.high_s)
        yield Judged(
            one,
            remained_s,
            verdict(one.low_s, one.high_s, remained_s, connected=connected),
            verdict(low * MINUTE_S, high * MINUTE_S, remained_s, connected=connected),
        )


def _end_of_wait(record: Conversation, one: Announced) -> tuple[int, bool]:
    """When the wait in which something was announced was over, and whether with an agent."""
    end_us, within = one.at_us, False
    for part in record.segments:
        if part.kind == "queue" and part.queue == one.queue and part.end_us >= one.at_us:
            end_us, within = part.end_us, True
        elif within:
            return end_us, part.kind in TALKING
    return end_us, False
