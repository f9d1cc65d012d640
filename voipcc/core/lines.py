"""Lines of waiting callers, cut into groups of those whom the same agents can serve.

A group is what makes choosing cheap: it knows its agents when it is made, so that nobody
looks at skills when a call comes or an agent is free, however many wait.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from voipcc.core.agent import AgentState
from voipcc.core.moment import MICROSECONDS
from voipcc.core.plan import PLAIN_MEMBER, Member, Queue
from voipcc.core.skills import Wanted, both, wanted
from voipcc.core.strategies import STRATEGIES, Rank, Seat, Strategy

Place = tuple[int, int, str]  # -priority, first entry, call: the smallest is next
Key = tuple[str, str, int, tuple[str, ...]]  # queue, skills asked for, ring, preferred agents
PREFERRED = -1  # the ring in which only the preferred agents are tried


@dataclass(slots=True)
class Waiter:
    """A call in line.

    `ring` counts the relaxations it has reached, `offers` are open, and `matching` is false
    while no further agent is to be rung for it. `stood_us`: since when it stands here without a gap.
    """

    call: str
    queue: str
    since_us: int
    priority: int = 0
    party: str = ""
    requires: str = ""
    prefer: list[str] = field(default_factory=list)
    ring: int = 0
    entered_us: int = 0
    offers: list[str] = field(default_factory=list)
    matching: bool = True
    rung: int = 0
    stood_us: int = 0
    errand: bool = False
    after: str = ""  # whose line died in the talk, until their own telephone was tried


@dataclass(slots=True, eq=False)
class Group:
    """Callers of one line with the same wishes, and the agents who can serve them."""

    key: Key
    line: "Line"
    agents: dict[str, int]  # eligible agent -> level; the order of preference in the preferred ring
    waiting: list[Place] = field(default_factory=list)  # those who are matched
    free: list[Rank] = field(default_factory=list)
    members: int = 0  # callers, matched or not

    def enlist(self, rank: Rank) -> None:
        insort(self.free, self._own(rank))

    def strike(self, rank: Rank) -> None:
        remove(self.free, self._own(rank))

    def _own(self, rank: Rank) -> Rank:
        return (self.agents[rank[3]], *rank[1:])

    def best(self) -> list[Rank]:
        """The free agents of the lowest level."""
        return self.free[: bisect_right(self.free, (self.free[0][0], *LAST))]


LAST = (1 << 62, 1 << 62, "\uffff")


@dataclass(slots=True, eq=False)
class Line:
    """One queue: its settings, everybody in it in order, and its groups.

    `turn` is the order of the agent rung last, for round_robin.
    """

    queue: Queue
    places: list[Place] = field(default_factory=list)
    groups: dict[Key, Group] = field(default_factory=dict)
    seats: dict[str, Seat] = field(default_factory=dict)
    turn: int = -1

    def __post_init__(self) -> None:
        self.configure(self.queue)

    def configure(self, queue: Queue) -> None:
        """Take new settings; the groups are made anew by their owner."""
        self.queue = queue
        self.seats = {
            name: Seat(queue.name, order, queue.members.get(name, PLAIN_MEMBER))
            for order, name in enumerate(queue.agents)
        }

    @property
    def strategy(self) -> Strategy:
        return STRATEGIES[self.queue.strategy]

    @property
    def length(self) -> int:
        return len(self.places)

    def place(self, waiter: Waiter) -> Place:
        """Where a caller stands: by priority, or by a priority that is worth time."""
        worth_s = self.queue.priority_worth_s
        if not worth_s:
            return (-waiter.priority, waiter.since_us, waiter.call)
        credit_us = waiter.priority * worth_s * MICROSECONDS
        return (0, waiter.since_us - credit_us, waiter.call)

    def ring_at(self, waited_us: int) -> int:
        """The ring a caller has reached who has waited so long."""
        reached = 0
        for ring in self.queue.relax:
            reached += waited_us >= ring.after_s * MICROSECONDS
        return reached

    def ring_now(self, waiter: Waiter, now_us: int) -> int:
        """The ring a caller is in by the present settings."""
        tried_us = waiter.entered_us + self.queue.prefer_s * MICROSECONDS
        if waiter.ring == PREFERRED and now_us < tried_us:
            return PREFERRED
        return self.ring_at(now_us - waiter.since_us)

    def next_ring_us(self, waiter: Waiter) -> int | None:
        """When a caller's next ring begins, None in the last one."""
        if waiter.ring == PREFERRED:
            return waiter.entered_us + self.queue.prefer_s * MICROSECONDS
        after_us = self.ring_ends_us(waiter.ring)
        return None if after_us is None else waiter.since_us + after_us

    def ring_ends_us(self, ring: int) -> int | None:
        """After how long a wait the next ring begins, None in the last one."""
        relax = self.queue.relax
        return relax[ring].after_s * MICROSECONDS if ring < len(relax) else None

    def waiter_ring_us(self, waiter: Waiter, ring: int) -> int:
        """When a caller reaches a ring later than the present one."""
        if ring == 0 or waiter.ring == PREFERRED:
            begins_us = waiter.entered_us + self.queue.prefer_s * MICROSECONDS
        else:
            begins_us = 0
        if ring > 0:
            after_us = self.queue.relax[ring - 1].after_s * MICROSECONDS
            begins_us = max(begins_us, waiter.since_us + after_us)
        return begins_us

    def wanted(self, requires: str, ring: int) -> Wanted | None:
        """The skills asked for in a ring."""
        need = both(wanted(self.queue.requires), wanted(requires))
        for relaxed in self.queue.relax[: max(ring, 0)]:
            if relaxed.requires:
                need = wanted(relaxed.requires)
            elif need is not None:
                need = need.without(frozenset(relaxed.drops))
        return need

    def highest_level(self, ring: int) -> int:
        """Agents above this level are not asked in a ring; 0: everybody is."""
        named = [relaxed.level for relaxed in self.queue.relax if relaxed.level]
        if not named:
            return 0
        reached = [relaxed.level for relaxed in self.queue.relax[: max(ring, 0)]]
        return max(1, *reached, 1)

    def key(self, waiter: Waiter) -> Key:
        """The group a caller belongs to."""
        prefer = tuple(waiter.prefer) if waiter.ring == PREFERRED else ()
        return (self.queue.name, waiter.requires, waiter.ring, prefer)

    def eligible(self, key: Key, agents: Mapping[str, AgentState]) -> dict[str, int]:
        """The agents who can serve a group, with the level each is rung at."""
        _, requires, ring, prefer = key
        if ring == PREFERRED:
            return {name: order for order, name in enumerate(prefer) if name in self.seats}
        need, highest = self.wanted(requires, ring), self.highest_level(ring)
        return {
            name: seat.member.level
            for name, seat in self.seats.items()
            if (need is None or need.holds(agents[name].skills if name in agents else {}))
            and (not highest or seat.member.level <= highest)
        }


def member_of(queue: Queue, agent: str) -> Member:
    """How an agent serves a queue."""
    return queue.members.get(agent, PLAIN_MEMBER)


Entry = TypeVar("Entry", Place, Rank)


def remove(places: list[Entry], place: Entry) -> None:
    """Take one entry out of a sorted list."""
    index = bisect_left(places, place)
    assert places[index] == place, f"{place} does not stand where it should"
    del places[index]


def smallest(heads: Iterable[tuple[int, Place]]) -> str:
    """The call whose turn it is among the heads of several lines."""
    return min(heads)[1][2]
