"""Wrap-ups of the simulation: how long an agent's notes take, and what is to be kept of them.

Written from the words of the modes: `optional` none, unless asked for during the call;
`mandatory` until the agent ends it; `timed` as long as the queue says; `timed_fixed` the same,
and nobody ends it early. Notes that owe a disposition are not ended early either.
"""

from dataclasses import dataclass
from random import Random

from voipcc.core.events import DispositionChosen, WrapUpEndRequested, WrapUpRequested
from voipcc.core.plan import Queue, WrapUpMode

SECOND = 1_000_000
ENDLESS_S = 4 * 3600
USUAL_S = 60  # asked for without a length
TREE = {"1": "order", "11": "new", "12": "old", "2": "complaint"}
LEAVES = ("11", "12", "2")
USUAL: tuple[WrapUpMode, ...] = ("timed", "timed", "timed")
MODES = (*USUAL, "timed_fixed", "optional", "mandatory")


@dataclass(slots=True)
class Notes:
    """The notes of the call in hand; `began_us` 0: not begun."""

    mode: WrapUpMode = "timed"
    length_s: int = 0
    asked: bool = False
    more_s: int = 0
    began_us: int = 0
    until_us: int = 0
    code: str = ""

    def lasts_s(self) -> int:
        """How long they take by themselves."""
        if self.mode == "mandatory":
            return ENDLESS_S
        by_queue_s = 0 if self.mode == "optional" and not self.asked else self.length_s
        if self.asked and not by_queue_s and not self.more_s:
            by_queue_s = USUAL_S
        return min(by_queue_s + self.more_s, ENDLESS_S) if self.asked else by_queue_s

    def begin(self, since_us: int) -> bool:
        """Whether there are any."""
        length_s = self.lasts_s()
        if length_s:
            self.began_us, self.until_us = since_us, since_us + length_s * SECOND
        return length_s > 0

    def ask(self, extend_s: int) -> None:
        """More time: after the call, or from now on."""
        if self.began_us:
            self.until_us += (extend_s or USUAL_S) * SECOND
            return
        first = self.mode == "optional" and not self.asked
        self.asked = True
        self.more_s = min(self.more_s + (extend_s or (0 if first else USUAL_S)), ENDLESS_S)


@dataclass(frozen=True, slots=True)
class Written:
    """What is to be kept of one agent's notes, once."""

    agent: str
    queue: str
    mode: str
    began_us: int
    ended_us: int
    code: str
    missing: bool


def wishes(rng: Random, agent: str) -> list[tuple[int, object]]:
    """What an agent does about notes, each so many microseconds after a talk has begun or ended."""
    chosen: list[tuple[int, object]] = []
    if rng.random() < 0.06:
        asked = WrapUpRequested(agent, rng.choice((0, 0, 5, 20)))
        chosen.append((rng.randint(0, 3 * SECOND), asked))
    for _ in range(rng.choice((0, 1, 2, 2))):
        code = rng.choice((*LEAVES, *LEAVES, "1", "9"))
        chosen.append((rng.randint(0, 6 * SECOND), DispositionChosen(agent, code)))
    for late_s in (4, 12):
        if rng.random() < 0.8:
            end_us = rng.randint(SECOND, late_s * SECOND)
            chosen.append((end_us, WrapUpEndRequested(agent)))
    return chosen


def wants_code(queue: Queue | None) -> bool:
    """Whether the queue, as it is now, wants a disposition."""
    return queue is not None and queue.disposition_required and bool(queue.dispositions)
