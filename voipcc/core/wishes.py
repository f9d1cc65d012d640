"""What people ask for, by verb, page, feature code or a key of their phone. Past tense, frozen.

They are events like all others: `voipcc.core.events` has them, too. `by` says which way a wish came.
"""

from typing import Literal

from voipcc.core.overrides import OverrideKind
from voipcc.core.value import dataclass


@dataclass(frozen=True, slots=True)
class LogInRequested:
    agent: str
    by: str = "verb"


@dataclass(frozen=True, slots=True)
class LogOutRequested:
    agent: str
    by: str = "verb"


@dataclass(frozen=True, slots=True)
class ReadyRequested:
    """Ready for calls; ends a wrap-up too."""

    agent: str
    by: str = "verb"


@dataclass(frozen=True, slots=True)
class NotReadyRequested:
    """A break with its reason; during a call it takes effect after it."""

    agent: str
    reason: str = "break"
    by: str = "verb"


@dataclass(frozen=True, slots=True)
class WrapUpRequested:
    """More time for notes: a wrap-up after the call in hand, or a longer one.

    `extend_s` 0: as long as the queue says, else a minute.
    """

    agent: str
    extend_s: int = 0
    by: str = "verb"


@dataclass(frozen=True, slots=True)
class WrapUpEndRequested:
    """The wrap-up in hand ends before its time."""

    agent: str
    by: str = "verb"


@dataclass(frozen=True, slots=True)
class DispositionChosen:
    """What came of the call in hand: a code of its queue's tree."""

    agent: str
    code: str
    by: str = "verb"


TransferHow = Literal["blind", "warm", "consult", "conference"]
TargetKind = Literal["agent", "queue", "number"]


@dataclass(frozen=True, slots=True)
class TransferRequested:
    """An agent gives the caller away, or asks somebody in first.

    blind: at once. consult: the agent talks to the target while the caller hears music. warm: the
    same, then all three talk. conference: the target joins as soon as it has answered. `to` is the name of
    an agent or a queue, or the id of a party (`kind` number). `by` "refer": the phone's own key.
    """

    agent: str
    how: TransferHow
    kind: TargetKind
    to: str
    by: str = "verb"
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class OutgoingCallRequested:
    """An agent calls a party: the agent's phone rings first. `caller_id`: a number of ours ("": the first)."""

    agent: str
    party: str
    trunk: str = ""
    caller_id: str = ""
    by: str = "verb"


@dataclass(frozen=True, slots=True)
class ParkRequested:
    """The caller waits with music at a numbered place; the agent is done with them."""

    agent: str
    by: str = "verb"
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class PickUpRequested:
    """An agent wants the caller who is parked at this place."""

    agent: str
    slot: str
    by: str = "verb"


@dataclass(frozen=True, slots=True)
class TransferFinishRequested:
    """The consult is over: the target has the caller (warm: all three talk first)."""

    agent: str
    by: str = "verb"
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class TransferCancelRequested:
    """The agent takes the caller back."""

    agent: str
    by: str = "verb"
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class HoldRequested:
    """The caller hears music until the agent resumes."""

    agent: str
    by: str = "verb"
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class ResumeRequested:
    agent: str
    by: str = "verb"
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class MuteRequested:
    """Nobody in the call hears the agent, or they do again."""

    agent: str
    muted: bool = True
    by: str = "verb"
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class CallEndRequested:
    call: str
    by: str = "verb"


@dataclass(frozen=True, slots=True)
class ErrandCancelRequested:
    """A callback is not made any more, or a voicemail is thrown away."""

    errand: str
    by: str = "verb"


@dataclass(frozen=True, slots=True)
class PriorityRequested:
    """A waiting call gets another priority; the next choice goes by it."""

    call: str
    priority: int
    by: str = "verb"


@dataclass(frozen=True, slots=True)
class OverrideSet:
    """For a while a flow, queue, number or the centre is closed, open, or says something first.

    `target` is one of `voipcc.core.overrides`, `until_utc_ms` 0: until somebody ends it.
    `prompts` are said; `words` are their text, for lists. `waiting_too`: who waits there now is
    told the same and let go.
    """

    target: str
    kind: OverrideKind
    until_utc_ms: int = 0
    prompts: tuple[str, ...] = ()
    by: str = "verb"
    words: str = ""
    waiting_too: bool = False


@dataclass(frozen=True, slots=True)
class OverrideEnded:
    """An override is over before its time: the opening hours count again, nothing is said first."""

    target: str
    kind: OverrideKind = "closed"
    by: str = "verb"
