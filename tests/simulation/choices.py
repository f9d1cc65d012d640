"""Each choice once more: who stood first for this agent, and whom the strategy names.

Brute force over everybody, from the rules alone. `judged` counts the choices with no doubt,
`doubtful` those where events crossed; `contested` are judged ones with a real alternative.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import combinations

from tests.simulation.crew import Worker
from tests.simulation.home_lines import GOOD
from tests.simulation.places import Caller, Places
from tests.simulation.wishes import PREFERRED
from voipcc.core.plan import Queue

WHOLE = 1_000_000
DOUBTS_TRIED = 4
Require = Callable[..., None]


@dataclass(slots=True)
class Tally:
    """How many choices were judged, by what they were about."""

    judged: int = 0
    doubtful: int = 0
    contested_agents: int = 0
    contested_callers: int = 0
    by_strategy: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Candidate:
    """An agent who may be rung for the caller."""

    worker: Worker
    level: int
    order: int
    rank: tuple[int, int]

    @property
    def key(self) -> tuple[int, bool, int, int, str]:
        return (self.level, self.worker.line.state != GOOD, *self.rank, self.worker.name)


class Choices:
    """Judges every choice, and remembers whose turn it is."""

    def __init__(self, seed: int, places: Places, require: Require) -> None:
        self.seed = seed
        self.places = places
        self.crew = places.crew
        self.require = require
        self.turns: dict[str, int] = {}
        self.tally = Tally()
        self.at_us = 0  # when the event before this one was

    def judge(self, caller: Caller, worker: Worker, *, bulk: bool) -> None:
        """One agent is rung for one caller; `bulk`: everybody is matched at once."""
        serving = self.places.serving(caller, self.crew.now_us)
        if worker.name not in serving:  # served before the ring changed in this very event
            serving = self.places.serving(caller, self.at_us)
        self.require(
            worker.name in serving, worker.name, "may not serve", caller.leg, "in this ring", caller
        )
        sure = self._judge_caller(caller, worker)
        if not bulk:
            sure = self._judge_agent(caller, worker, serving) and sure
        self.tally.judged += sure
        self.tally.doubtful += not sure

    # --- the caller --------------------------------------------------------------------------------

    def _judge_caller(self, chosen: Caller, worker: Worker) -> bool:
        """Nobody who surely stood before the caller was passed over."""
        sure, others = True, 0
        mine = self.places.place(chosen, worker.name)
        queues = self.crew.served_by.get(worker.name, ())
        for other in self.places.callers.values():
            if not other.matching or other is chosen or other.queue not in queues:
                continue
            if worker.name not in self.places.serving(other, self.crew.now_us):
                continue
            others += 1
            if self.places.place(other, worker.name) < mine:
                doubt = other.doubt or other.fresh == self.crew.event or worker.doubt
                doubt = doubt or worker.name not in self.places.serving(other, self.at_us)
                self.require(doubt, chosen, "is served before", other, "by", worker.name)
                sure = False
        self.tally.contested_callers += others > 0
        return sure

    # --- the agent ---------------------------------------------------------------------------------

    def _judge_agent(self, caller: Caller, chosen: Worker, serving: dict[str, int]) -> bool:
        """The strategy names this agent among all who are free."""
        queue = self.places.rules.plan.queues[caller.queue]
        sure, doubtful = [], []
        for order, name in enumerate(queue.agents):
            if name not in serving:
                continue
            worker = self.crew.workers.get(name)
            if worker is None or (worker is not chosen and not self.crew.is_free(worker)):
                continue
            one = Candidate(worker, serving[name], order, _rank(worker, queue, order))
            known = worker is chosen or self.crew.is_sure(worker)
            (sure if known else doubtful).append(one)
        self._count(queue, len(sure))
        wrong = self._named(caller, queue, sure)
        if wrong is chosen:
            return not doubtful or self._named(caller, queue, [*sure, *doubtful]) is chosen
        possible = self._is_possible(caller, queue, chosen, sure, doubtful)
        shown = [(one.key, one.worker.share(queue.name)) for one in sure]
        self.require(
            possible, queue.strategy, "names", wrong.name, "and not", chosen.name, caller, shown
        )
        return False

    def _count(self, queue: Queue, free: int) -> None:
        if free > 1:
            self.tally.contested_agents += 1
            by = self.tally.by_strategy
            by[queue.strategy] = by.get(queue.strategy, 0) + 1

    def _is_possible(
        self,
        caller: Caller,
        queue: Queue,
        chosen: Worker,
        sure: list[Candidate],
        doubtful: list[Candidate],
    ) -> bool:
        """Whether some of those in doubt make the choice the right one."""
        if chosen.doubt:
            return True
        if len(doubtful) > DOUBTS_TRIED:
            return queue.strategy == "random"
        for count in range(1, len(doubtful) + 1):
            for some in combinations(doubtful, count):
                members = sorted([*sure, *some], key=lambda one: one.order)
                if self._named(caller, queue, members) is chosen:
                    return True
        return False

    def _named(self, caller: Caller, queue: Queue, free: list[Candidate]) -> Worker:
        """The agent whose turn it is: a preferred one, else by the strategy."""
        for name in caller.prefer:
            for one in free:
                if one.worker.name == name:
                    return one.worker
        lowest = min(one.level for one in free)
        same = [one for one in free if one.level == lowest]
        same = [one for one in same if one.worker.line.state == GOOD] or same
        preferred = self.places.ring(caller, self.crew.now_us) == PREFERRED
        if queue.strategy == "round_robin" and not preferred:
            last = self.turns.get(queue.name, -1)
            later = [one for one in same if one.order > last]
            return min(later or same, key=lambda one: one.order).worker
        if queue.strategy == "random" and not preferred:
            ordered = sorted(same, key=lambda one: one.order)
            return ordered[self._drawn(caller, len(ordered))].worker
        return min(same, key=lambda one: one.key).worker

    def _drawn(self, caller: Caller, sides: int) -> int:
        """The documented lot: a keyed hash of seed, call, purpose and count."""
        text = f"{self.seed} {caller.call} agent {caller.rung}"
        digest = blake2b(text.encode(), digest_size=8).digest()
        return int.from_bytes(digest) % sides

    def rung(self, queue: Queue, agent: str) -> None:
        """Round robin goes on behind whoever was rung last."""
        self.turns[queue.name] = queue.agents.index(agent)


def _rank(worker: Worker, queue: Queue, order: int) -> tuple[int, int]:
    """The smaller, the sooner rung; what each strategy compares."""
    match queue.strategy:
        case "longest_idle" | "ring_all":
            return (worker.idle_us, 0)
        case "fewest_calls":
            return (worker.share(queue.name).calls, worker.idle_us)
        case "least_talk":
            return (worker.share(queue.name).talked_us, worker.idle_us)
        case "weighted":
            member = queue.members.get(worker.name)
            weight = max(member.weight if member else 1, 1)
            owed = (worker.share(queue.name).calls + 1) * WHOLE // weight
            return (owed, worker.idle_us)
    return (order, 0)
