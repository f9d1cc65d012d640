"""Who of the free agents is rung: each strategy is a rank, and the smallest rank wins.

A rank is taken when an agent becomes free and stands until the agent is not free any
more, so that choosing costs nothing when a call comes. A new strategy is one function
here, one story in tests/callflows and one word in the settings.
"""

from collections.abc import Callable

from voipcc.core.agent import AgentState

Rank = tuple[int, str]
Strategy = Callable[[AgentState], Rank]


def longest_idle(agent: AgentState) -> Rank:
    """The agent who has been idle for the longest time."""
    return (agent.idle_since_us, agent.name)


STRATEGIES: dict[str, Strategy] = {"longest_idle": longest_idle}
