"""Who of the free agents is rung: each strategy is a rank, and the smallest rank wins.

A rank is taken when an agent becomes free and stands until the agent is not free any
more, so that choosing costs nothing when a call comes. A new strategy is one function
here, one story in tests/callflows and one word in the settings.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from voipcc.core.agent import AgentState
from voipcc.core.plan import Member

Rank = tuple[int, int, int, str]  # level, the strategy's own two, name
Key = tuple[int, int]
WHOLE = 1_000_000
FAR = 1 << 60  # who has a degraded line stands behind all others of a level


@dataclass(frozen=True, slots=True)
class Seat:
    """An agent's place in one queue: `order` counts from 0 as the settings list them."""

    queue: str
    order: int
    member: Member


@dataclass(frozen=True, slots=True)
class Strategy:
    """`rank` sorts the free agents of a level, `pick` chooses among them, `spread` says how many ring.

    first: the smallest rank; turn: the next after the one rung last; lot: any, by chance.
    one: one agent at a time; all: everybody who is free; progressive: one more every few seconds.
    """

    rank: Callable[[AgentState, Seat], Key]
    pick: Literal["first", "turn", "lot"] = "first"
    spread: Literal["one", "all", "progressive"] = "one"


def by_idle(agent: AgentState, seat: Seat) -> Key:
    """Who has been idle for the longest time."""
    return (agent.idle_since_us, 0)


def by_calls(agent: AgentState, seat: Seat) -> Key:
    """Who took the fewest calls of this queue."""
    return (agent.share(seat.queue).calls, agent.idle_since_us)


def by_talk(agent: AgentState, seat: Seat) -> Key:
    """Who has talked the least in this queue."""
    return (agent.share(seat.queue).talked_us, agent.idle_since_us)


def by_weight(agent: AgentState, seat: Seat) -> Key:
    """Who is furthest behind the share of calls that the weight promises."""
    owed = (agent.share(seat.queue).calls + 1) * WHOLE // max(seat.member.weight, 1)
    return (owed, agent.idle_since_us)


def by_order(agent: AgentState, seat: Seat) -> Key:
    """Who stands first in the settings."""
    return (seat.order, 0)


STRATEGIES: dict[str, Strategy] = {
    "longest_idle": Strategy(by_idle),
    "fewest_calls": Strategy(by_calls),
    "least_talk": Strategy(by_talk),
    "round_robin": Strategy(by_order, pick="turn"),
    "random": Strategy(by_order, pick="lot"),
    "weighted": Strategy(by_weight),
    "linear": Strategy(by_order),
    "progressive": Strategy(by_order, spread="progressive"),
    "ring_all": Strategy(by_idle, spread="all"),
}


def rank(agent: AgentState, seat: Seat, strategy: Strategy) -> Rank:
    """Where a free agent stands among those who are free."""
    first, second = strategy.rank(agent, seat)
    if agent.line.state == "degraded":
        first += FAR
    return (seat.member.level, first, second, agent.name)
