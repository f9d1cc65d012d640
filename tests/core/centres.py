"""Random centres whose waits are to be announced: sizes, loads, talks, patience, breaks."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import exp, log, pi, sin, sqrt

from tests.core.day import SECOND, Caller, Day, Habits, plan_of
from voipcc.core.plan import Member, Plan, Queue, Relaxation
from voipcc.core.steps import QueueStep

RINGS = 0.94  # of the calls rung are taken


def lognormal(mean: float, spread: float) -> Callable[[random.Random], float]:
    """Values of this mean, and `spread` times it as the standard deviation."""
    sigma = sqrt(log(1 + spread * spread))
    centre = log(mean) - sigma * sigma / 2
    return lambda rng: exp(rng.gauss(centre, sigma))


@dataclass(frozen=True, slots=True)
class Shape:
    """What is drawn for one centre; times in seconds, `load` in agents' whole time."""

    agents: int
    load: float
    talk_s: float
    spread: float
    patience_s: float
    wrap_up_s: int
    shared: bool
    urgent: float
    break_s: float
    swing: float
    senior: bool  # the second queue goes first with its agents
    relaxed: bool  # after a minute, agents of less skill may serve

    @property
    def cycle_s(self) -> float:
        return self.talk_s + self.wrap_up_s + 5

    @property
    def gap_s(self) -> float:
        return self.cycle_s / (self.agents * self.load)


def shape(seed: int) -> Shape:
    """One random centre."""
    rng = random.Random(f"centre {seed}")
    return Shape(
        agents=rng.choice((3, 5, 8, 12, 20, 35)),
        load=rng.uniform(0.9, 1.25),
        talk_s=rng.uniform(80, 360),
        spread=rng.uniform(0.4, 1.3),
        patience_s=rng.uniform(150, 700),
        wrap_up_s=rng.choice((0, 10, 30)),
        shared=rng.random() < 0.5,
        urgent=rng.choice((0.0, 0.0, 0.1)),
        break_s=rng.choice((0.0, 300.0, 600.0)),
        swing=rng.uniform(0.0, 0.3),
        senior=rng.random() < 0.3,
        relaxed=rng.random() < 0.3,
    )


def plan(drawn: Shape) -> Plan:
    """One queue, or two that share half of the agents; urgent calls go first."""
    names = tuple(f"a{index}" for index in range(drawn.agents))
    usual = Queue(
        "sales",
        names[: len(names) * 3 // 4] if drawn.shared else names,
        wrap_up_s=drawn.wrap_up_s,
        max_waiting=10_000,
        max_wait_s=36_000,
        announce_wait=True,
        rest_after_missed_s=20,
    )
    numbers = {"+491": QueueStep("sales"), "+492": QueueStep("sales", priority=1)}
    skills = {name: {"german": 5 if index % 2 else 2} for index, name in enumerate(names)}
    relax = (Relaxation(60, requires="german>=1"),)
    sales = replace(usual, requires="german>=3", relax=relax) if drawn.relaxed else usual
    queues = [sales]
    if drawn.shared:
        others = names[len(names) // 4 :]
        first = {name: Member(priority=5) for name in others} if drawn.senior else {}
        queues.append(replace(usual, name="help", agents=others, members=first))
        numbers["+493"] = QueueStep("help")
    whole = plan_of(drawn.agents, *queues, numbers=numbers)
    able = {name: replace(one, skills=skills[name]) for name, one in whole.agents.items()}
    return replace(whole, agents=able)


class Run:
    """A centre at work: callers come by chance, more at noon, agents take breaks."""

    def __init__(self, seed: int) -> None:
        self.drawn = drawn = shape(seed)
        habits = Habits(
            lognormal(drawn.talk_s, drawn.spread),
            lambda rng: rng.expovariate(1 / drawn.patience_s),
            lambda rng: rng.uniform(2, 7) if rng.random() < RINGS else None,
        )
        self.day = Day(plan(drawn), habits, seed)
        self.left = 0
        for name in self.day.plan.agents if drawn.break_s else ():
            self.day.after(self.day.rng.uniform(0, 7200), self._pause, name)

    def calls(self, count: int) -> list[Caller]:
        """So many further callers, until the last is gone."""
        self.left = count
        self.day.over = []
        self._next()
        while self.left or self.day.callers:
            self.day.run(self.day.now_us + 600 * SECOND)
        return self.day.over

    def _next(self) -> None:
        day, drawn = self.day, self.drawn
        if not self.left:
            return
        self.left -= 1
        number = "+493" if drawn.shared and day.rng.random() < 0.5 else "+491"
        if day.rng.random() < drawn.urgent:
            number = "+492"
        day.arrive(number)
        tide = 1 + drawn.swing * sin(2 * pi * day.now_us / SECOND / 28_800)
        day.after(day.rng.expovariate(tide / drawn.gap_s), self._next)

    def _pause(self, name: str) -> None:
        day, length_s = self.day, self.drawn.break_s
        day.pause(name, length_s)
        day.after(length_s + day.rng.expovariate(1 / 5400), self._pause, name)


def judged(callers: list[Caller], *, said_only: bool = False) -> list[bool]:
    """Whether the first announcements of these callers were right, where it can be known."""
    found = []
    for caller in callers:
        if caller.told is None or (said_only and not caller.said):
            continue
        at_us, low_s, high_s = caller.told
        remained_s = ((caller.connected_us or caller.gone_us) - at_us) / SECOND
        if caller.connected_us:
            found.append(low_s <= remained_s <= high_s)
        elif remained_s > high_s:
            found.append(False)
    return found
