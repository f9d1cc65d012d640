"""Exact figures of the queue with impatient callers: Erlang-A (Palm 1937; Mandelbaum and Zeltyn 2007).

Poisson arrivals, exponential talks and patience, first come first served. An arriving caller
finds the system as it is at any moment, so everything follows from the stationary distribution.
"""

from dataclasses import dataclass
from math import exp, lgamma, log

NEGLIGIBLE = 1e-14
PANELS = 2_000


@dataclass(frozen=True, slots=True)
class ErlangA:
    """Rates in events a second; `agents` serve at `service` each, callers give up at `leaving`."""

    arrival: float
    service: float
    leaving: float
    agents: int

    def stationary(self) -> list[float]:
        """The probability of 0, 1, 2 ... callers in talk or in line."""
        weights, most = [1.0], 1.0
        while len(weights) <= self.agents or weights[-1] > NEGLIGIBLE * most:
            present = len(weights)
            served = min(present, self.agents) * self.service
            away = served + max(present - self.agents, 0) * self.leaving
            weights.append(weights[-1] * self.arrival / away)
            most = max(most, weights[-1])
        total = sum(weights)
        return [weight / total for weight in weights]

    @property
    def in_line(self) -> float:
        """The mean number of callers who wait."""
        return sum(
            (present - self.agents) * share
            for present, share in enumerate(self.stationary())
            if present > self.agents
        )

    @property
    def abandoned(self) -> float:
        """The share of callers who give up."""
        return self.leaving * self.in_line / self.arrival

    @property
    def mean_wait(self) -> float:
        """Seconds in line, over all callers, those who give up included (Little's law)."""
        return self.in_line / self.arrival

    def service_level(self, within_s: float) -> float:
        """The share of all callers who are answered within so many seconds."""
        shares = self.stationary()
        at_once = sum(shares[: self.agents])
        step = within_s / PANELS
        simpson = [1, *(4 if panel % 2 else 2 for panel in range(1, PANELS)), 1]
        late = sum(
            weight * self._answered_at(panel * step, shares) for panel, weight in enumerate(simpson)
        )
        return at_once + late * step / 3

    def _answered_at(self, at_s: float, shares: list[float]) -> float:
        """The density of being answered after a wait of `at_s`, patience having lasted."""
        capacity, theta = self.agents * self.service, self.leaving
        total = 0.0
        gone = 1 - exp(-theta * at_s)
        for ahead, share in enumerate(shares[self.agents :]):
            if ahead and not gone:
                break
            # Density of the sum of exponential stages at the rates capacity + j theta, j = 0 ... ahead.
            stages = (
                lgamma(capacity / theta + ahead + 1) - lgamma(capacity / theta) - lgamma(ahead + 1)
            )
            power = ahead * log(gone) if ahead else 0.0
            total += share * theta * exp(stages + power - (capacity + theta) * at_s)
        return total
