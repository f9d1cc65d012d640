"""The seam: the only words the calling side and the waiting side exchange.

The calling side (`calling`, `ivr`, `wait`, `ring`, `talk`) knows one call's legs, prompts
and talks; the waiting side (`acd`, `agent`) knows who waits and who is free. Neither reads
the other's state, so that the waiting side can one day live in another process.
"""

from dataclasses import dataclass

from voipcc.core.cdr import OfferResult

# --- the calling side says ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CallWaiting:
    """A call wants a place. `since_us` is its first entry; `again`: it had a place before."""

    call: str
    queue: str
    since_us: int
    priority: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True)
class CallLeftQueue:
    call: str


@dataclass(frozen=True, slots=True)
class OfferSettled:
    """How an offer ended. Unless accepted, the caller still waits at the same place."""

    offer: str
    result: OfferResult
    cause: int = 0
    sip: int = 0


@dataclass(frozen=True, slots=True)
class AgentReleased:
    """Nothing of the offer is left at the agent's phone since `since_us`.

    `lost`: the line broke in mid-talk, which is not the agent's doing.
    """

    agent: str
    device: str
    offer: str
    since_us: int
    lost: bool = False


@dataclass(frozen=True, slots=True)
class PositionAsked:
    call: str


@dataclass(frozen=True, slots=True)
class CodeAsked:
    """A device dialled a feature code; the leg waits for the prompt that confirms it."""

    leg: str
    device: str
    code: str


@dataclass(frozen=True, slots=True)
class CodeOver:
    """The leg of a feature code is gone: the phone is free again."""

    leg: str
    device: str


# --- the waiting side says ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlaceTaken:
    call: str
    queue: str


@dataclass(frozen=True, slots=True)
class PlaceRefused:
    """No place: the queue is full, or the running plan has no such queue any more."""

    call: str
    queue: str


@dataclass(frozen=True, slots=True)
class OfferMade:
    """The agent is reserved for the call; ring the device for at most `timeout_s`."""

    offer: str
    call: str
    queue: str
    agent: str
    device: str
    timeout_s: int


@dataclass(frozen=True, slots=True)
class OfferWithdrawn:
    """The agent is not to be rung any more; too late once the phone was picked up."""

    offer: str
    call: str


@dataclass(frozen=True, slots=True)
class PositionTold:
    call: str
    position: int


@dataclass(frozen=True, slots=True)
class CodeTold:
    leg: str
    prompt: str
    language: str


Message = (
    CallWaiting
    | CallLeftQueue
    | OfferSettled
    | AgentReleased
    | PositionAsked
    | CodeAsked
    | CodeOver
    | PlaceTaken
    | PlaceRefused
    | OfferMade
    | OfferWithdrawn
    | PositionTold
    | CodeTold
)
