"""What the core wants done. Verbs, frozen; a command never returns a value.

Its outcome comes back later as an event. Repeating a command is harmless: every thing it
makes carries an id the core gave it (`<epoch>-<sequence>`).
"""

from typing import Literal

from voipcc.core.cdr import Conversation, LegQuality, Stretch, WrapUp
from voipcc.core.media_words import Collect, LookUp, StopTyping
from voipcc.core.prompt_words import PublishPrompt
from voipcc.core.supervision_words import CollectSecret, Listen
from voipcc.core.tape_files import KeepTapeFile
from voipcc.core.tape_words import TapeCommand
from voipcc.core.value import dataclass

DropReason = Literal["deleted", "expired", "too_short", "crowded"]
HangUpReason = Literal["normal", "busy", "congestion", "no_answer", "rejected", "not_found"]


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer an incoming leg. Outcome: LegAnswered or LegEnded."""

    leg: str


@dataclass(frozen=True, slots=True)
class Play:
    """Play prompts one after another to one leg. Outcome: PromptFinished or PromptFailed.

    `prompts` are names of the sounds store ("welcome", "number/7"), already in speaking
    order; the switch room turns them into files of `language`. On a leg with music the
    music stops for this leg only and goes on afterwards by itself. "party/number" stands
    for the digits of the number of `party`, "recording/<id>" for what was recorded.
    `deaf`: keys pressed meanwhile are dropped.
    The prompts are those of the plan `version` ("": of the running one).
    """

    leg: str
    playback: str
    prompts: tuple[str, ...]
    language: str = "en"
    party: str = ""
    deaf: bool = False
    version: str = ""


@dataclass(frozen=True, slots=True)
class StopPlayback:
    leg: str
    playback: str


@dataclass(frozen=True, slots=True)
class StartMusic:
    """The leg hears music from now on, until Connect, StopMusic or its end."""

    leg: str
    music: str = "default"


@dataclass(frozen=True, slots=True)
class StopMusic:
    leg: str


@dataclass(frozen=True, slots=True)
class Ring:
    """Ring one device. Outcome: LegRinging (maybe), then LegAnswered or LegEnded.

    `caller_leg` names the leg whose caller the phone shows; `timeout_s` is the switch's
    own limit (the core's deadline is the same and rules). Without a caller's leg the phone
    shows the number of `party`, or the words `shown`.
    `auto`: the phone is asked to pick up by itself. `rescue`: it is a telephone, and the agent's own line has died.
    """

    leg: str
    device: str
    caller_leg: str
    call: str
    queue: str = ""
    timeout_s: int = 20
    party: str = ""
    shown: str = ""
    rescue: bool = False
    profile: str = ""
    auto: bool = False


@dataclass(frozen=True, slots=True)
class StopRinging:
    """Outcome: LegEnded (or LegAnswered first, when the phone was quicker)."""

    leg: str


@dataclass(frozen=True, slots=True)
class CheckNumber:
    """May this party be called, and by which trunk? Outcome: NumberChecked.

    `trunk` is tried first; `caller_id` is the number of ours to be shown. Without a party it is
    `number`, one that stands in the plan. `leg` may be one that is only made afterwards, for `call`. The rest
    is as in Dial.
    """

    leg: str
    check: str
    party: str
    trunk: str = ""
    caller_id: str = ""
    number: str = ""
    call: str = ""
    agent: str = ""
    purpose: str = "callback"


@dataclass(frozen=True, slots=True)
class CollectNumber:
    """Let the caller type a telephone number, ended by #. Outcome: NumberChecked.

    The digits never leave the switch room; the first one silences the prompt. A second
    command for the same leg begins anew. `inside`: the short number of an agent or a queue is
    taken too; the leg may be an agent's.
    """

    leg: str
    check: str
    trunk: str = ""
    caller_id: str = ""
    inside: bool = False


@dataclass(frozen=True, slots=True)
class StopCollecting:
    """No number is typed any more: keys mean keys again."""

    leg: str


@dataclass(frozen=True, slots=True)
class Dial:
    """Call a party through a trunk. Outcome: LegRinging (maybe), LegAnswered or LegEnded.

    The switch room makes the permit anew and waits until the journal is safe on disk.
    `agent` is who dials or transfers ("": the centre itself), `purpose` one of permits.Purpose.
    A party "emergency/112" is an emergency number: it leaves by the agent's emergency trunk.
    `for_leg` is the leg on whose behalf it is: the switch's log shows both as one call.
    """

    leg: str
    party: str
    trunk: str
    caller_id: str
    call: str
    timeout_s: int = 30
    agent: str = ""
    purpose: str = "callback"
    for_leg: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """Record what a caller says until #, silence or the limit. Outcome: RecordingFinished."""

    leg: str
    recording: str
    longest_s: int = 120
    silence_s: int = 6


@dataclass(frozen=True, slots=True)
class DropRecording:
    """Delete what was recorded; nothing there is no error.

    `expired`: its days are over; `crowded`: more are kept than there is room for.
    """

    recording: str
    reason: DropReason = "deleted"
    by: str = ""


@dataclass(frozen=True, slots=True)
class Connect:
    """Join two legs in one talk. Outcome: LegConnected for each, or CommandRefused."""

    talk: str
    caller_leg: str
    agent_leg: str


@dataclass(frozen=True, slots=True)
class Join:
    """Put one leg into the bridge `talk`, made when missing; it leaves any other bridge, and music.

    Outcome: LegConnected, or CommandRefused with "join".
    """

    talk: str
    leg: str


@dataclass(frozen=True, slots=True)
class Mute:
    """Nobody hears what the party at this leg says, or they do again."""

    leg: str
    muted: bool


@dataclass(frozen=True, slots=True)
class HangUp:
    """End a leg; `reason` is what the far side is told when it was not yet answered."""

    leg: str
    reason: HangUpReason = "normal"


@dataclass(frozen=True, slots=True)
class EndTalk:
    """Take the talk's bridge away once its legs are gone."""

    talk: str


@dataclass(frozen=True, slots=True)
class WatchLine:
    """Probe a device's line every few seconds (`closely`) or at the usual slow pace."""

    device: str
    closely: bool


@dataclass(frozen=True, slots=True)
class EchoLine:
    """Let the leg hear itself for `length_s` and measure it. Outcome: LineMeasured, source "test"."""

    leg: str
    length_s: int


@dataclass(frozen=True, slots=True)
class SetStandIns:
    """Devices that the fallback queue of one of our numbers may ring while no controller lives."""

    number: str
    devices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Adopt:
    """Bring a leg back from the fallback queue. Outcome: CallArrived with `answered`."""

    leg: str


@dataclass(frozen=True, slots=True)
class KeepRecord:
    """One finished conversation, exactly once per conversation id."""

    record: Conversation


@dataclass(frozen=True, slots=True)
class KeepWrapUp:
    """One finished wrap-up, exactly once per offer."""

    record: WrapUp


@dataclass(frozen=True, slots=True)
class KeepLegQuality:
    """What was measured of one leg, exactly once per leg."""

    record: LegQuality


@dataclass(frozen=True, slots=True)
class KeepStretch:
    """A stretch of an agent's presence that is over, exactly once."""

    record: Stretch


Command = (
    Answer
    | Play
    | StopPlayback
    | StartMusic
    | StopMusic
    | Ring
    | StopRinging
    | CheckNumber
    | CollectNumber
    | StopCollecting
    | Dial
    | Record
    | DropRecording
    | Connect
    | Join
    | Mute
    | HangUp
    | EndTalk
    | WatchLine
    | EchoLine
    | SetStandIns
    | Adopt
    | KeepRecord
    | KeepWrapUp
    | KeepLegQuality
    | KeepStretch
    | Join
    | Listen
    | CollectSecret
    | PublishPrompt
    | Collect
    | StopTyping
    | LookUp
    | TapeCommand
    | KeepTapeFile
)
