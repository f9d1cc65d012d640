"""How long a caller has still to wait, from the state of the queue: an interval, never one number.

Whoever stands ahead is served by an agent who becomes free, or gives up. With `x` callers ahead
the next one of them goes at the rate agents / cycle + x * patience rate, where a cycle is what one
call costs an agent: offers in vain, ringing, talk and wrap-up. The remaining wait is the sum of these stages down
to the caller's own, and then the ringing. Mean and variance are summed, a gamma distribution of
that mean and variance gives the interval. The waits of callers who were answered in the past play
no part: that figure lags behind, and knows nobody who gave up.
"""

from collections.abc import Sequence
from math import exp, log, sqrt

from voipcc.core.value import dataclass

WELL_NIGH = 1.2815515655446004  # 10 % of a normal distribution lies beyond
SINGLE = 16  # so many stages are summed one by one, those before them as an integral
CAPACITY_LEFT = 0.1  # overtakers never take more than the rest of the agents' time
FADED = 1e-12


@dataclass(frozen=True, slots=True)
class Phase:
    """`agents` can serve the caller for the next `lasts_s` seconds."""

    agents: float
    lasts_s: float = 1e12


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known where the caller stands.

    `ahead` callers need an agent before this one does, fractions included; `ringing`: an agent is being
    rung for the caller already. `samples` says from how many calls `cycle_s` and its variance are known. `overtaking`
    callers a second come in and go first. Of the offers made, the share `taken` is accepted, after `ring_s`.
    """

    ahead: float
    phases: Sequence[Phase]
    cycle_s: float
    cycle_var: float
    samples: float
    patience_rate: float = 0.0
    overtaking: float = 0.0
    ring_s: float = 0.0
    ring_var: float = 0.0
    taken: float = 1.0
    ringing: bool = False


@dataclass(frozen=True, slots=True)
class Estimate:
    """The remaining wait in seconds: its mean and variance."""

    mean_s: float
    variance: float

    def interval(self) -> tuple[float, float, float]:
        """The middle 80 %, and its middle.

        Of a gamma distribution, by the cube root of Wilson and Hilferty (1931).
        """
        mean_s = self.mean_s
        if mean_s <= 0:
            return 0.0, 0.0, 0.0
        ninth = (self.variance if self.variance > 0 else 0.0) / (9 * mean_s * mean_s)
        middle, off = 1 - ninth, WELL_NIGH * sqrt(ninth)
        low, high = middle - off, middle + off
        return (
            mean_s * low**3 if low > 0 else 0.0,
            mean_s * high**3 if high > 0 else 0.0,
            mean_s * middle**3 if middle > 0 else 0.0,
        )


def remaining(standing: Standing) -> Estimate | None:
    """The wait that remains, None where nobody could ever serve the caller."""
    again = (1 - standing.taken) / standing.taken  # offers in vain before one is accepted
    ring = Estimate(standing.ring_s * (1 + again), standing.ring_var + again * standing.ring_s**2)
    if standing.ringing:
        return ring
    line = _in_line(standing, standing.ahead)
    if line is None:
        return None
    return Estimate(line.mean_s + ring.mean_s, line.variance + ring.variance)


def _in_line(standing: Standing, ahead: float) -> Estimate | None:
    """Until an agent is free for the caller, through the rings of ever more agents."""
    mean_s = variance = 0.0
    leaving, phases = standing.patience_rate, standing.phases
    for phase in phases:
        rate, unrest = _capacity(standing, phase.agents, ahead)
        lasts_s = phase.lasts_s
        if rate <= 0:
            mean_s += lasts_s
            continue
        one_by_one = range(min(int(ahead), SINGLE - 1) + 1)
        single = [1 / (rate + left * leaving) for left in one_by_one]
        stages_s, spread = _stages(single, rate, leaving, ahead)
        if stages_s <= lasts_s or phase is phases[-1]:
            mean_s += stages_s
            variance += spread * unrest
            doubt = standing.cycle_var / (standing.cycle_s**2 * standing.samples)
            return Estimate(mean_s, variance + doubt * mean_s * mean_s)
        mean_s += lasts_s
        ahead = _left_ahead(rate, leaving, ahead, lasts_s)
        variance += (spread - _stages(single, rate, leaving, ahead)[1]) * unrest
    return None


def _capacity(standing: Standing, agents: float, ahead: float) -> tuple[float, float]:
    """Callers served a second, and how unevenly: 1 is as by chance.

    Many agents together become free as by chance, however even their calls are; one agent, call
    after call, only as unevenly as the calls. Overtakers make a stage a busy period of their own.
    """
    whole = agents / standing.cycle_s
    if whole <= 0:
        return 0.0, 1.0
    turns = (ahead + 1) / agents
    spread = standing.cycle_var / (standing.cycle_s * standing.cycle_s)
    unrest = (1 + turns * max(spread, 0.1)) / (1 + turns)
    busy = min(standing.overtaking / whole, 1 - CAPACITY_LEFT)
    return whole * (1 - busy), unrest * (1 + busy) / (1 - busy)


def _stages(single: list[float], rate: float, leaving: float, ahead: float) -> tuple[float, float]:
    """Mean and variance of the time in which all ahead go, and then the caller.

    The last ones take the times of `single`, backwards.
    """
    whole = min(int(ahead), SINGLE - 1)
    last = single[: whole + 1]
    mean_s, variance = sum(last), sum([stage_s * stage_s for stage_s in last])
    rest = ahead - whole
    if rest > 0:
        first, final = rate + (whole + 0.5) * leaving, rate + (ahead + 0.5) * leaving
        mean_s += log(final / first) / leaving if leaving > FADED * rate else rest / rate
        variance += rest / (first * final)
    return mean_s, variance


def _left_ahead(rate: float, leaving: float, ahead: float, after_s: float) -> float:
    """How many are still ahead after a while, on average."""
    if leaving <= FADED * rate:
        return max(ahead - rate * after_s, 0.0)
    return max((ahead + rate / leaving) * exp(-leaving * after_s) - rate / leaving, 0.0)
