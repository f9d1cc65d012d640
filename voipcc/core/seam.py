"""The seam: the only words the calling side and the waiting side exchange.

The calling side (`calling`, `ivr`, `wait`, `ring`, `talk`) knows one call's legs, prompts
and talks; the waiting side (`acd`, `agent`) knows who waits and who is free. Neither reads
the other's state, so that the waiting side can one day live in another process.
"""

from voipcc.core.cdr import OfferResult
from voipcc.core.supervision_words import Mode
from voipcc.core.value import dataclass

# --- the calling side says ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CallWaiting:
    """A call wants a place. `since_us` is its first entry; `again`: it had a place before.

    `requires`, `prefer` and `prefer_last` are the wishes of the dialplan's queue step. `errand`: nobody
    is on the line who could lose patience. `after` is the agent whose line died in the talk: preferred.
    """

    call: str
    queue: str
    since_us: int
    priority: int = 0
    again: bool = False
    party: str = ""
    requires: str = ""
    prefer: tuple[str, ...] = ()
    prefer_last: bool = False
    errand: bool = False
    after: str = ""


@dataclass(frozen=True, slots=True)
class CallLeftQueue:
    """`gone`: the caller hung up while waiting, and keeps the place when calling again soon."""

    call: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class CallLost:
    """The switch died with the caller waiting or talking; `since_us` is the first entry."""

    party: str
    queue: str
    since_us: int
    priority: int


@dataclass(frozen=True, slots=True)
class OfferPicked:
    """A phone of the offer was picked up; caller and agent are being connected."""

    offer: str


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
class AgentWanted:
    """One named agent is wanted for a call, outside any queue; `queue` says whose rules count."""

    call: str
    agent: str
    queue: str = ""
    timeout_s: int = 20


@dataclass(frozen=True, slots=True)
class PhoneTaken:
    """An agent's phone has dialled somebody: it is busy until CodeOver."""

    leg: str
    device: str


@dataclass(frozen=True, slots=True)
class CallHandedOver:
    """What an agent was reserved for has become another call, one of `queue`."""

    offer: str
    call: str
    queue: str


@dataclass(frozen=True, slots=True)
class PositionAsked:
    """The caller's place is wanted: to be said, or (`silent`) only for a decision.

    A decision has the agents counted or the wait estimated only where it goes by `staff`, by `wait`.
    """

    call: str
    silent: bool = False
    staff: bool = False
    wait: bool = False


@dataclass(frozen=True, slots=True)
class StandingAsked:
    """A step of the call's flow goes by how these queues stand; `aside`: one said beside it.

    Without `wait` it does not matter to the step how long a wait would be.
    """

    call: str
    queues: tuple[str, ...]
    aside: str = ""
    wait: bool = True


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


@dataclass(frozen=True, slots=True)
class TalkTaken:
    """An agent talks to a caller whom nobody offered: a supervisor took the talk over."""

    offer: str
    agent: str
    device: str
    leg: str
    call: str
    queue: str


@dataclass(frozen=True, slots=True)
class HelpWanted:
    """An agent pressed the code for help in mid-talk."""

    agent: str


@dataclass(frozen=True, slots=True)
class HelpRefused:
    """Those `asked` did not come to help the agent."""

    agent: str
    call: str
    asked: tuple[str, ...]


# --- the waiting side says ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlaceTaken:
    """`kept`: it is the place of an earlier call of the same party."""

    call: str
    queue: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class PlaceChanged:
    """A place stands otherwise than it was asked for: the caller takes this along."""

    call: str
    queue: str
    since_us: int
    priority: int


@dataclass(frozen=True, slots=True)
class PlaceRefused:
    """No place: the queue is full, or the running plan has no such queue any more."""

    call: str
    queue: str


@dataclass(frozen=True, slots=True)
class AgentRefused:
    """The agent who was wanted by name cannot be had, or has not taken the call.

    `why`: unknown, away, busy; or how the offer ended.
    """

    call: str
    agent: str
    why: str


@dataclass(frozen=True, slots=True)
class OfferMade:
    """The agent is reserved for the call; ring the devices for at most `timeout_s`.

    `why` says in short how the agent was chosen. `profile` is the line profile the phone is
    rung with ("": its own).
    """

    offer: str
    call: str
    queue: str
    agent: str
    devices: tuple[str, ...]
    timeout_s: int
    why: str = ""
    profile: str = ""


@dataclass(frozen=True, slots=True)
class OfferWithdrawn:
    """The agent is not to be rung any more; too late once the phone was picked up."""

    offer: str
    call: str


@dataclass(frozen=True, slots=True)
class PositionTold:
    """Where the caller stands, 1 is next.

    The remaining wait is between `low_s` and `high_s` in four of five cases; both 0: not known, not
    calibrated or more than was said before, then only the position is to be said. `expected_s` is the
    middle of it (0: not known), said to nobody: overflow and invitations go by it. `silent` as asked.
    `first`: the caller was told nothing in this wait before. `staff`: agents who can serve this caller in the last ring, logged in and on no break, busy or
    not (only where asked for).
    """

    call: str
    position: int
    low_s: int = 0
    high_s: int = 0
    expected_s: int = 0
    silent: bool = False
    staff: int = 0
    first: bool = False


@dataclass(frozen=True, slots=True)
class StandingTold:
    """How the queues stand now: `queue.sales.waiting` and so on. `aside` as asked."""

    call: str
    facts: tuple[tuple[str, int], ...]
    aside: str = ""


@dataclass(frozen=True, slots=True)
class SupervisionGranted:
    """A supervisor may hear this agent's talk: ring `device`, or go on with the `dialled` leg."""

    leg: str
    supervisor: str
    device: str
    agent: str
    call: str
    mode: Mode
    by: str
    language: str
    dialled: bool = False
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakeAsked:
    """A supervisor dialled the code to record a prompt."""

    leg: str
    device: str
    supervisor: str
    language: str


@dataclass(frozen=True, slots=True)
class NoteAsked:
    """An agent dialled the code to leave a note for `to`, or ("") to hear those for them."""

    leg: str
    device: str
    agent: str
    to: str
    language: str


@dataclass(frozen=True, slots=True)
class DoorAsked:
    """A supervisor dialled the code to close or open `target`; the PIN is still to be given."""

    leg: str
    device: str
    agent: str
    action: str
    target: str
    language: str


@dataclass(frozen=True, slots=True)
class NobodyHelps:
    """No supervisor is free to help the agent of this call, who is to be told."""

    agent: str
    call: str
    language: str


@dataclass(frozen=True, slots=True)
class CodeTold:
    leg: str
    prompt: str
    language: str


Message = (
    CallWaiting
    | CallLeftQueue
    | CallLost
    | OfferPicked
    | OfferSettled
    | AgentReleased
    | AgentWanted
    | CallHandedOver
    | PhoneTaken
    | PositionAsked
    | StandingAsked
    | CodeAsked
    | CodeOver
    | PlaceTaken
    | PlaceChanged
    | PlaceRefused
    | AgentRefused
    | OfferMade
    | OfferWithdrawn
    | PositionTold
    | StandingTold
    | CodeTold
    | TalkTaken
    | HelpWanted
    | HelpRefused
    | NobodyHelps
    | NoteAsked
    | TakeAsked
    | DoorAsked
    | SupervisionGranted
)
