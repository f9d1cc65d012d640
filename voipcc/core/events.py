"""What the outside world tells the core. Past tense, frozen, no phone numbers of people.

A *leg* is one party's connection: its id is opaque to the core. Legs the centre makes
itself carry the id the core gave in the command. `happened_us` is the switch's own time
of the event mapped onto the monotonic clock (0: unknown, the stamp counts), so that a
busy loop never falsifies a record. Events only ever gain optional fields.
"""

# ruff: noqa: PLC0414, I001 - the wishes are events, and are taken from here

from typing import Literal

from voipcc.core.media_words import Collected, LookedUp, TypingBegun
from voipcc.core.plan import Plan
from voipcc.core.prompt_words import PromptPublished
from voipcc.core.supervision_words import (
    HelpRequested,
    MoveRequested,
    SecretChecked,
    SupervisionEndRequested,
    SupervisionRequested,
)
from voipcc.core.tape_files import TapeFact
from voipcc.core.tape_words import TapeEvent
from voipcc.core.value import dataclass
from voipcc.core.wishes import (
    CallEndRequested as CallEndRequested,
    DispositionChosen as DispositionChosen,
    ErrandCancelRequested as ErrandCancelRequested,
    HoldRequested as HoldRequested,
    LogInRequested as LogInRequested,
    LogOutRequested as LogOutRequested,
    MuteRequested as MuteRequested,
    NotReadyRequested as NotReadyRequested,
    OutgoingCallRequested as OutgoingCallRequested,
    OverrideEnded as OverrideEnded,
    OverrideSet as OverrideSet,
    ParkRequested as ParkRequested,
    PickUpRequested as PickUpRequested,
    PriorityRequested as PriorityRequested,
    ReadyRequested as ReadyRequested,
    ResumeRequested as ResumeRequested,
    TargetKind as TargetKind,
    TransferCancelRequested as TransferCancelRequested,
    TransferFinishRequested as TransferFinishRequested,
    TransferHow as TransferHow,
    TransferRequested as TransferRequested,
    WrapUpEndRequested as WrapUpEndRequested,
    WrapUpRequested as WrapUpRequested,
)

MUSIC = "music"
EndedBy = Literal["far", "us", "switch", "lost"]
Fault = Literal["", "one_way", "dead_microphone"]


# --- from the switch: legs --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CallArrived:
    """A caller's leg has come in for one of our numbers; it is not answered yet.

    `number` is our own number in E.164; `party` names the caller in the parties store
    ("" when withheld, invalid or shared). `since_us` is the first arrival when the call
    was adopted from the fallback queue (0: now), `answered` is true for such a leg. `lists` are
    the callers' lists ("flow/list") on which the caller's number stands.
    A second arrival of a leg that is already known is a return, not a new call.
    """

    leg: str
    number: str
    trunk: str = ""
    party: str = ""
    withheld: bool = False
    since_us: int = 0
    answered: bool = False
    happened_us: int = 0
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeDialled:
    """An agent's device dialled a feature code such as *11; its leg waits for an answer."""

    leg: str
    device: str
    code: str
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class DeviceDialled:
    """An agent's device dialled somebody: an agent, a queue (`to` the name) or a number (a party).

    Its leg waits for an answer. `kind` "": nobody, or nobody who may be called.
    """

    leg: str
    device: str
    kind: Literal["agent", "queue", "number", ""] = ""
    to: str = ""
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class LegRinging:
    """A device we ring has said 180: it makes a noise now."""

    leg: str
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class LegAnswered:
    """A device we ring was picked up, or our own Answer of an incoming leg took effect."""

    leg: str
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class LegEnded:
    """A leg is gone, whatever its state was. The only event that ends a leg.

    `cause` is Q.850 (16 normal, 17 busy, 19 no answer, 20 unreachable, 21 rejected,
    44 media lost ...), `sip` the SIP status where there was one. `by` says who ended it:
    the far side, a command of ours, the switch, or nobody (found gone afterwards).
    """

    leg: str
    cause: int = 16
    sip: int = 0
    by: EndedBy = "far"
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class LegConnected:
    """A leg's audio has joined the talk; a talk runs once both of its legs have.

    `talk` MUSIC: it has left its talk and hears music instead.
    """

    leg: str
    talk: str
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class LegHeld:
    """The party at this leg put the other on hold with the phone's own key."""

    leg: str
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class LegResumed:
    """The hold of this leg is over."""

    leg: str
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class PromptFinished:
    """A playback ran to its end or was stopped by us."""

    leg: str
    playback: str
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class PromptFailed:
    """A playback could not be played. The call goes on as if it had been heard."""

    leg: str
    playback: str
    reason: str = ""
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class DigitPressed:
    """One key: 0-9, *, #, A-D."""

    leg: str
    digit: str
    happened_us: int = 0


Verdict = Literal["allowed", "refused", "invalid", "nothing"]
Clock = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class NumberChecked:
    """What became of CheckNumber or CollectNumber: who it is, and whether we may call there.

    `verdict`: allowed, refused (no trunk may call it, or it costs a fortune), invalid (no
    telephone number), nothing (no digit came). `party` names the number in the parties store.
    `clocks` are the clocks on the walls there: for each time zone of the number, from which
    UTC millisecond on the local time is ahead of UTC by so many minutes.
    """

    leg: str
    check: str
    verdict: Verdict
    party: str = ""
    kind: str = ""
    trunk: str = ""
    clocks: tuple[Clock, ...] = ()
    happened_us: int = 0
    to: str = ""  # the agent or queue whose short number was typed; `kind` says which


@dataclass(frozen=True, slots=True)
class CodePressed:
    """A feature code (* and one more key) was pressed in mid-talk on an agent's leg."""

    leg: str
    code: str
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class RecordingFinished:
    """A recording is on disk with `length_ms` of sound in it; 0: there is nothing to hear."""

    leg: str
    recording: str
    length_ms: int = 0
    reason: str = ""
    happened_us: int = 0


# --- from the switch: devices and itself --------------------------------------------------


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    """A device became reachable (registered and answering) or not."""

    device: str
    reachable: bool
    round_trip_us: int = 0
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class LineMeasured:
    """What was found out about a leg's audio since the last time, or about a phone between calls.

    "in" is what its far side sends us, "out" what that side hears of us as its reports say
    (0 packets: it reports nothing). `voice`: something was heard of it since its talk began.
    `device` is "" on a caller's leg, `leg` on a probe, which knows the round trip only. `source`
    "end": the sums of the leg's whole life, just before its LegEnded.
    """

    leg: str
    device: str = ""
    codec: str = ""
    packets_in: int = 0
    lost_in: int = 0
    packets_out: int = 0
    lost_out: int = 0
    jitter_in_us: int = 0
    jitter_out_us: int = 0
    round_trip_us: int = 0
    fault: Fault = ""
    voice: bool = False
    source: Literal["call", "test", "probe", "end"] = "call"
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class CommandRefused:
    """The switch could not carry out `command` on `leg`, and the leg is still there."""

    leg: str
    command: str
    reason: str = ""


LegPlace = Literal["ours", "ringing", "talk", "fallback_waiting", "fallback_talk"]


@dataclass(frozen=True, slots=True)
class LegFound:
    """One leg the switch holds, as seen on reconciling.

    `place`: ours (under our control, alone or with music), ringing (a device not yet
    picked up), talk (in the bridge `talk`), or in the switch's own fallback queue.
    """

    leg: str
    place: LegPlace
    talk: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class FallbackTalk:
    """The switch's own queue connected a caller with `agent`; `end_us` 0: they still talk."""

    agent: str
    start_us: int
    end_us: int = 0


@dataclass(frozen=True, slots=True)
class ServedByFallback:
    """Where a caller we know was while no controller listened; told before `SwitchFound`.

    The switch's own queue took the caller in at `waiting_us`; `queue` is its name.
    """

    leg: str
    waiting_us: int
    queue: str = ""
    talks: tuple[FallbackTalk, ...] = ()


@dataclass(frozen=True, slots=True)
class SwitchLost:
    """The connection to the switch is gone. Media goes on; nothing can be commanded."""


@dataclass(frozen=True, slots=True)
class SwitchFound:
    """Connected (again); `legs` is everything there. What we know and it lacks has ended.

    `restarted` is true when the switch is another process than before: all legs are lost.
    `lost_us` is when that one was last heard of (0: unknown). `devices` are the reachable devices.
    """

    legs: tuple[LegFound, ...] = ()
    devices: tuple[str, ...] = ()
    restarted: bool = False
    lost_us: int = 0


# --- from the house -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CentreConfigured:
    """A checked plan takes effect. Calls in progress finish on the one they began with."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class CanaryConfigured:
    """Some new calls begin with `plan`: `percent` of them, and those on one of `lists`; None: no more.

    It ends by itself when another version than the running one takes effect.
    """

    plan: Plan | None
    percent: int = 0
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ControllerStarted:
    """A controller begins to act under a new epoch; ids of older epochs stay valid."""

    epoch: int


@dataclass(frozen=True, slots=True)
class TimePassed:
    """A deadline fired: journaled so that a replay fires it at the same point."""


Event = (
    CallArrived
    | CodeDialled
    | DeviceDialled
    | OutgoingCallRequested
    | ParkRequested
    | PickUpRequested
    | LegRinging
    | LegAnswered
    | LegEnded
    | LegConnected
    | LegHeld
    | LegResumed
    | PromptFinished
    | PromptFailed
    | DigitPressed
    | NumberChecked
    | RecordingFinished
    | DeviceChanged
    | LineMeasured
    | CommandRefused
    | ServedByFallback
    | SwitchLost
    | SwitchFound
    | LogInRequested
    | LogOutRequested
    | ReadyRequested
    | NotReadyRequested
    | WrapUpRequested
    | WrapUpEndRequested
    | DispositionChosen
    | CallEndRequested
    | CodePressed
    | TransferRequested
    | TransferFinishRequested
    | TransferCancelRequested
    | HoldRequested
    | ResumeRequested
    | MuteRequested
    | ErrandCancelRequested
    | PriorityRequested
    | SupervisionRequested
    | SupervisionEndRequested
    | HelpRequested
    | MoveRequested
    | SecretChecked
    | PromptPublished
    | TypingBegun
    | Collected
    | LookedUp
    | TapeFact
    | OverrideSet
    | OverrideEnded
    | TapeEvent
    | CentreConfigured
    | CanaryConfigured
    | ControllerStarted
    | TimePassed
)


class RefusedEvent(Exception):
    """A late or impossible event: refused, nothing changed. The text is for people."""
