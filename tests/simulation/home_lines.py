"""Home lines of the simulation: how good each is, and what the rule makes of it.

Written from the rule's words: two measurements in a row change the state, to the milder of
them when it gets worse and to the worse when it gets better; a test changes it at once; what
nobody measures gets one step better after a time.
"""

from dataclasses import dataclass
from random import Random

from voipcc.core.events import LineMeasured

GOOD, DEGRADED, BAD = range(3)
RECOVER_US = 300 * 1_000_000
PACKETS = 500
# Lost of 500 packets: far from every limit, so that nobody can argue about the verdict.
LOST = {GOOD: (0, 2), DEGRADED: (50, 68), BAD: (150, 300)}


@dataclass(slots=True)
class HomeLine:
    """What the rule has made of one agent's line."""

    state: int = GOOD
    last: int = GOOD
    better_at_us: int = 0

    def measured(self, event: LineMeasured, now_us: int) -> bool:
        """Whether the state is another one now."""
        before, last, found = self.state, self.last, verdict(event)
        self.last = found
        if event.source == "test":
            self.state = found
        elif min(found, last) > self.state:
            self.state = min(found, last)
        elif max(found, last) < self.state:
            self.state = max(found, last)
        if self.state != GOOD:
            self.better_at_us = now_us + RECOVER_US
        return self.state != before

    def tick(self, now_us: int) -> bool:
        """Whether it got better by itself."""
        if self.state == GOOD or now_us < self.better_at_us:
            return False
        self.state -= 1
        self.last = self.state
        self.better_at_us = now_us + RECOVER_US
        return True


def verdict(event: LineMeasured) -> int:
    """What one measurement says."""
    return next(kind for kind, (_, most) in LOST.items() if event.lost_in <= most)


def measurement(rng: Random, leg: str, device: str, now_us: int) -> LineMeasured:
    """A line is mostly good, and otherwise anything."""
    kind = rng.choices((GOOD, DEGRADED, BAD), cum_weights=(60, 80, 100))[0]
    lost = rng.randint(*LOST[kind])
    source = "test" if rng.random() < 0.2 else "call"
    return LineMeasured(
        leg,
        device,
        "alaw",
        PACKETS - lost,
        lost,
        jitter_in_us=5000,
        round_trip_us=40_000,
        source=source,  # type: ignore[arg-type]
        happened_us=now_us,
    )
