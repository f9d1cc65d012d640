"""The words of supervision: a supervisor listens to an agent's talk, whispers, joins, takes over."""

from typing import Literal

from voipcc.core.value import dataclass

Mode = Literal["listen", "whisper", "barge", "take_over"]
EarMode = Literal["listen", "whisper"]
Finding = Literal["right", "wrong", "nothing"]

# --- events -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SupervisionRequested:
    """A supervisor wants to hear an agent's talk, or hears it already and wants another mode."""

    supervisor: str
    agent: str
    mode: Mode = "listen"
    by: str = "verb"


@dataclass(frozen=True, slots=True)
class SupervisionEndRequested:
    """A supervisor is to hear nobody any more."""

    supervisor: str
    by: str = "verb"


@dataclass(frozen=True, slots=True)
class HelpRequested:
    """An agent wants a supervisor in the talk."""

    agent: str
    by: str = "verb"


@dataclass(frozen=True, slots=True)
class MoveRequested:
    """A waiting caller is to wait in another queue."""

    call: str
    queue: str
    by: str = "verb"


@dataclass(frozen=True, slots=True)
class SecretChecked:
    """What became of CollectSecret: the switch room compared the digits, nobody else saw them."""

    leg: str
    check: str
    finding: Finding
    happened_us: int = 0


# --- commands ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listen:
    """Let a supervisor's leg hear the agent's leg of a talk, in place of what it heard before.

    `ear` names the listening: a second one for the same leg takes the first away before it
    begins. `whisper`: the agent hears the supervisor, the caller does not. Outcome:
    LegConnected(leg, ear), or CommandRefused(leg, "listen") and the leg hears nothing.
    """

    leg: str
    ear: str
    talk: str
    mode: EarMode = "listen"
    agent_leg: str = ""


@dataclass(frozen=True, slots=True)
class CollectSecret:
    """Let a leg type a person's PIN. Outcome: SecretChecked; the digits stay in the switch room."""

    leg: str
    check: str
    owner: str
