"""What is heard on kept recordings, by the side it comes from: the callers' trunk, or the agent's phone."""

from collections.abc import Mapping
from dataclasses import dataclass

# faults of a recording by where they come from; an echo is made where the voice comes back
OF_TRUNK = ("dead_caller", "quiet_caller", "clipping_caller", "echo_of_agent")
OF_AGENT = ("dead_agent", "quiet_agent", "clipping_agent", "echo_of_caller")


@dataclass(frozen=True, slots=True)
class HeardTape:
    """A kept recording: whose call it is of, who talked, and what is wrong with its sound."""

    trunk: str
    number: str
    agents: tuple[str, ...]
    faults: tuple[str, ...]
    figures: Mapping[str, float]

    def of(self, side: tuple[str, ...]) -> list[str]:
        """The faults of one side; one-way audio is that of the side nothing is heard of."""
        found = [one for one in self.faults if one in side]
        caller, agent = (self.figures.get(f"talk_{one}_ms", 0) for one in ("caller", "agent"))
        nothing = OF_TRUNK if caller < agent else OF_AGENT
        return found + ["one_way"] * ("one_way" in self.faults and nothing is side)
