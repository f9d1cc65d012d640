"""How a queue lately works: what a call costs an agent, how callers lose patience, who overtakes.

Running figures that fade, so that an hour ago counts little. Each begins with a sane guess.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp

CALLS_KEPT = 200.0  # a mean goes back so many calls
WAITS_KEPT = 1 - 1 / 300
ARRIVALS_KEPT_S = 900.0
PRIORITIES_KEPT = 50


@dataclass(slots=True)
class Mean:
    """A mean and a variance of the last `CALLS_KEPT` values or so."""

    count: float
    value: float
    variance: float

    def add(self, value: float) -> None:
        """Take one more value in."""
        self.count = min(self.count + 1, CALLS_KEPT)
        off = value - self.value
        self.value += off / self.count
        self.variance += (off * (value - self.value) - self.variance) / self.count


def blended(parts: Sequence[tuple[float, Mean]]) -> Mean:
    """What is true of a mixture, each part with its weight."""
    whole = value = square = count = 0.0
    for weight, mean in parts:
        whole += weight
        value += weight * mean.value
        square += weight * (mean.variance + mean.value * mean.value)
        count += weight * mean.count
    whole = whole or 1.0
    value /= whole
    return Mean(count / whole, value, square / whole - value * value)


@dataclass(slots=True)
class Arrivals:
    """Calls of one priority, counted so that old ones fade."""

    since_us: int
    at_us: int
    count: float = 0.0

    def add(self, now_us: int) -> None:
        """One more call."""
        self.count = self._faded(now_us) + 1
        self.at_us = now_us

    def rate(self, now_us: int) -> float:
        """Calls a second."""
        age = (now_us - self.since_us) / 1e6 / ARRIVALS_KEPT_S
        known_s = ARRIVALS_KEPT_S * (1 - exp(-max(age, 0.0)))
        return self._faded(now_us) / max(known_s, 60.0)

    def _faded(self, now_us: int) -> float:
        return self.count * exp(-max(now_us - self.at_us, 0) / 1e6 / ARRIVALS_KEPT_S)


@dataclass(slots=True)
class Pace:
    """One queue.

    `cycle`: seconds of an agent's time a call costs; `owed_s`: time spent on offers in vain, put on
    the next call. Of the offers `tried`, `taken` were accepted, after the seconds of `ring`. Callers
    lose patience: `left` of them in `waited_s` of waiting, that of answered callers included.
    """

    cycle: Mean = field(default_factory=lambda: Mean(4.0, 180.0, 180.0**2))
    ring: Mean = field(default_factory=lambda: Mean(2.0, 6.0, 36.0))
    owed_s: float = 0.0
    taken: float = 9.5
    tried: float = 10.0
    left: float = 1.0
    waited_s: float = 600.0
    arrivals: dict[str, Arrivals] = field(default_factory=dict)  # by priority

    def served(self, took_s: float) -> None:
        """An agent is free again after a call."""
        self.cycle.add(took_s + self.owed_s)
        self.owed_s = 0.0

    def rang(self, took_s: float, *, taken: bool) -> None:
        """An offer is settled."""
        self.taken = self.taken * (1 - 1 / CALLS_KEPT) + taken
        self.tried = self.tried * (1 - 1 / CALLS_KEPT) + 1
        if taken:
            self.ring.add(took_s)
        else:
            self.owed_s += took_s

    def waited(self, waited_s: float, *, left: bool) -> None:
        """A wait is over; only those who hang up lost patience."""
        self.left = self.left * WAITS_KEPT + left
        self.waited_s = self.waited_s * WAITS_KEPT + waited_s

    @property
    def patience_rate(self) -> float:
        """Of the waiting callers so many a second give up."""
        return self.left / max(self.waited_s, 1.0)

    def arrived(self, priority: int, now_us: int) -> None:
        """A caller stands in line."""
        key = str(priority)
        if key not in self.arrivals and len(self.arrivals) < PRIORITIES_KEPT:
            self.arrivals[key] = Arrivals(now_us, now_us)
        if key in self.arrivals:
            self.arrivals[key].add(now_us)

    @property
    def known(self) -> float:
        """How many calls are remembered, those long ago hardly."""
        known = 0.0
        for row in self.arrivals.values():
            known += row.count
        return 1.0 + known

    def overtaking(self, priority: int, now_us: int) -> float:
        """Calls a second of more than this priority."""
        rate = 0.0
        for key, row in self.arrivals.items():
            if int(key) > priority:
                rate += row.rate(now_us)
        return rate
