"""Reservations: one agent held for one call, and the eight states one can be in.

The table is the truth: the core moves along it, and `diagram` draws it for the manual.
"""

from dataclasses import dataclass, field
from typing import Literal

from voipcc.core.cdr import OfferResult

State = Literal[
    "pending",  # the phone rings
    "accepted",  # picked up, they talk
    "rejected",  # declined, or busy
    "timeout",  # rang too long
    "cancelled",  # the caller left, or another agent was quicker
    "rescinded",  # taken back: the agent is not ready any more, or could not be reached
    "wrapping",  # the talk is over, its notes are not
    "completed",
]
Step = Literal["accept", "reject", "time_out", "cancel", "rescind", "wrap_up", "complete"]

TRANSITIONS: dict[tuple[State, Step], State] = {
    ("pending", "accept"): "accepted",
    ("pending", "reject"): "rejected",
    ("pending", "time_out"): "timeout",
    ("pending", "cancel"): "cancelled",
    ("pending", "rescind"): "rescinded",
    ("accepted", "wrap_up"): "wrapping",
    ("accepted", "complete"): "completed",
    ("wrapping", "complete"): "completed",
}
STEPS: dict[OfferResult, Step] = {
    "accepted": "accept",
    "rejected": "reject",
    "timeout": "time_out",
    "cancelled": "cancel",
    "rescinded": "rescind",
    "failed": "rescind",
}
FINAL: frozenset[State] = frozenset(("rejected", "timeout", "cancelled", "rescinded", "completed"))


class ImpossibleStep(AssertionError):
    """A reservation was told what cannot happen in its state; nothing changed."""


@dataclass(slots=True)
class Reservation:
    """One agent held for one call. `why` says in short how the choice was made."""

    offer: str
    call: str
    agent: str
    queue: str
    devices: list[str] = field(default_factory=list)
    state: State = "pending"
    made_us: int = 0
    why: str = ""
    named: bool = False  # the agent was wanted by name: no queue chose

    def take(self, step: Step) -> None:
        """Go on to the next state. Raises ImpossibleStep."""
        following = TRANSITIONS.get((self.state, step))
        if following is None:
            raise ImpossibleStep(f"A reservation that is {self.state} cannot {step}.")
        self.state = following


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> pending"]
    lines += [f"    {state} --> {to}: {step}" for (state, step), to in TRANSITIONS.items()]
    lines += [f"    {state} --> [*]" for state in sorted(FINAL)]
    return "\n".join(lines)
