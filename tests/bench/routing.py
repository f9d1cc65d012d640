"""Routing by itself: one decision among 500 agents with 10 skills, however many wait."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.bench.figure import Figure, Goal, at_share, middle, rounds_of, spread
from voipcc.core import events as seen
from voipcc.core.centre import Centre
from voipcc.core.commands import Command, Ring
from voipcc.core.events import Event
from voipcc.core.moment import Moment
from voipcc.core.plan import Agent, Flow, Member, Plan, Queue, Relaxation
from voipcc.core.steps import PlayStep, QueueStep

AGENTS, SKILLS, QUEUES = 500, 10, 10
CROWDS = (100, 1000, 4000)
START_UTC_MS = 1_750_000_000_000
MILLISECOND = 1000


def skilled_plan(agents: int = AGENTS) -> Plan:
    """Each agent has half of ten skills and serves three of ten queues; each queue wants two."""
    names = [f"agent{index:03d}" for index in range(agents)]
    staff: list[list[str]] = [[] for _ in range(QUEUES)]
    for index, name in enumerate(names):
        for step in (0, 1, 3):
            staff[(index + step) % QUEUES].append(name)
    queues = {f"q{at}": _queue(at, staff[at]) for at in range(QUEUES)}
    flows = {
        f"f{at}": Flow(f"f{at}", "en", {"start": (PlayStep(("welcome",)), _step(at))})
        for at in range(QUEUES)
    }
    people = {
        name: Agent(name, (f"{name}/desk",), skills=_skills(index))
        for index, name in enumerate(names)
    }
    numbers = {f"+493010{at}": f"f{at}" for at in range(QUEUES)}
    return Plan("bench", numbers, flows, queues, people, max_calls=10_000)


def _queue(at: int, staff: list[str]) -> Queue:
    members = {name: Member(1 + index % 3, index % 2) for index, name in enumerate(staff)}
    relax = (Relaxation(60, (f"s{at}",)), Relaxation(120, (f"s{(at + 1) % SKILLS}",), level=3))
    return Queue(
        f"q{at}",
        tuple(staff),
        wrap_up_s=15,
        members=members,
        requires=f"s{at} or s{(at + 2) % SKILLS} >= 2",
        relax=relax,
        max_waiting=10_000,
    )


def _step(at: int) -> QueueStep:
    return QueueStep(f"q{at}", requires=f"s{(at + 1) % SKILLS} or s{(at + 3) % SKILLS}")


def _skills(index: int) -> dict[str, int]:
    return {f"s{at}": 1 + (index + at) % 4 for at in range(SKILLS) if (index + at) % 3}


@dataclass
class Floor:
    """A centre in which `waiting` callers wait and nobody is free."""

    waiting: int

    def __post_init__(self) -> None:
        self.centre = Centre(1, 1)
        self.now_us = 1_000_000
        self.took_us: list[float] = []  # whole events, from the door back to the door
        self.chosen_us: list[float] = []  # of them the decision: who gets whom, and the offer
        plan = skilled_plan()
        self.names = list(plan.agents)
        self.handle(seen.ControllerStarted(1))
        self.handle(seen.CentreConfigured(plan))
        self.handle(seen.SwitchFound((), tuple(f"{name}/desk" for name in self.names)))
        for name in self.names:
            self.handle(seen.LogInRequested(name))
            self.handle(seen.NotReadyRequested(name))
        acd = self.centre._acd
        acd._match_agent = self._watched(acd._match_agent)  # type: ignore[method-assign]
        acd._match_call = self._watched(acd._match_call)  # type: ignore[method-assign]
        for index in range(self.waiting):
            self.arrive(f"c{index}", index % QUEUES)

    def _watched(self, match: Callable[[Any], None]) -> Callable[[Any], None]:
        def watched(one: Any) -> None:
            began = time.thread_time()
            match(one)
            self.chosen_us.append((time.thread_time() - began) * 1e6)

        return watched

    def handle(self, event: Event, *, timed: bool = False) -> list[Command]:
        """One event, a millisecond after the last."""
        self.now_us += MILLISECOND
        chosen = len(self.chosen_us)
        now = Moment(self.now_us, START_UTC_MS + self.now_us // 1000, "bench")
        began = time.thread_time()  # what else the machine does meanwhile counts for nothing
        commands = self.centre.handle(event, now)
        if timed:
            self.took_us.append((time.thread_time() - began) * 1e6)
        else:
            del self.chosen_us[chosen:]
        return commands

    def arrive(self, leg: str, queue: int, *, timed: bool = False) -> list[Command]:
        """A caller comes in and has heard the greeting: now a place is taken."""
        self.handle(seen.CallArrived(leg, f"+493010{queue}", "carrier"))
        greeting = next(one for one in self.handle(seen.LegAnswered(leg)))
        return self.handle(seen.PromptFinished(leg, greeting.playback), timed=timed)  # type: ignore[union-attr]

    def free(self, agent: str) -> bool:
        """An agent becomes free and gets the caller whose turn it is; then declines it."""
        ring = _rung(self.handle(seen.ReadyRequested(agent), timed=True))
        if ring is None:
            self.took_us.pop()
            self.chosen_us.pop()
        else:
            self.handle(seen.LegEnded(ring.leg, 21, 603))
        self.handle(seen.NotReadyRequested(agent))
        return ring is not None

    def take(self, index: int) -> bool:
        """A caller comes while agents are free: who is rung is chosen. Then the caller leaves."""
        leg = f"n{index}"
        ring = _rung(self.arrive(leg, index % QUEUES, timed=True))
        self.handle(seen.LegEnded(leg))
        if ring is None:
            return False
        self.handle(seen.LegEnded(ring.leg, 16, 487, "us"))
        return True


def _rung(commands: list[Command]) -> Ring | None:
    return next((one for one in commands if isinstance(one, Ring)), None)


def decisions(waiting: int, samples: int) -> Floor:
    """Agents become free one after another while so many wait."""
    floor = Floor(waiting)
    found = 0
    for turn in range(samples):
        found += floor.free(floor.names[turn * 7 % AGENTS])
    if found < samples * 0.5:
        raise RuntimeError(f"only {found} of {samples} agents got a caller")
    return floor


def arrivals(samples: int) -> Floor:
    """The same for callers who come while all 500 agents are free."""
    floor = Floor(0)
    for name in floor.names:
        floor.handle(seen.ReadyRequested(name))
    for turn in range(-2 * QUEUES, 0):  # the first caller of each kind makes its group
        floor.take(turn)
    floor.took_us.clear()
    floor.chosen_us.clear()
    found = sum(floor.take(turn) for turn in range(samples))
    if found < samples * 0.9:
        raise RuntimeError(f"only {found} of {samples} callers got an agent")
    return floor


def routing(*, quick: bool) -> list[Figure]:
    """A decision, and what it costs when more people wait."""
    samples = 300 if quick else 1500
    few, many, crowd = (decisions(waiting, samples) for waiting in CROWDS)
    calls = arrivals(samples)
    growth = middle(crowd.chosen_us) / middle(few.chosen_us)
    size = f"{AGENTS} agents, {SKILLS} skills"
    return [
        _decision("routing_decision_p99", many, f"{size}, {CROWDS[1]} waiting; an agent is free"),
        _decision("routing_of_a_caller_p99", calls, f"{size}, all free; a caller comes"),
        Figure("routing_growth", "", growth, Goal(1.5), n=samples,
               note=f"median with {CROWDS[2]} waiting against {CROWDS[0]}: "
               + ", ".join(f"{one.waiting}: {middle(one.chosen_us):.0f} us"
                           for one in (few, many, crowd))),
    ]  # fmt: skip


def _decision(name: str, floor: Floor, note: str) -> Figure:
    """The 99th percentile of who-gets-whom with its offer; the note has the whole event's too."""
    took, whole = floor.chosen_us, floor.took_us
    note += f"; median {middle(took):.0f} us; with the whole event {middle(whole):.0f}"
    note += f", 99 %: {at_share(whole, 0.99):.0f} us"
    noise = spread(rounds_of(took, 3))
    goal = Goal(100, "under")
    return Figure(name, "us", at_share(took, 0.99), goal, noise=noise, n=len(took), note=note)
