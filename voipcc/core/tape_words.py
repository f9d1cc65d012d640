"""The words of recording a conversation: its two sides, its pauses, its end."""

from typing import Literal

from voipcc.core.cdr import Sides, Tape
from voipcc.core.value import dataclass

Ask = Literal["none", "announce", "ask"]
TapeStep = Literal["start", "pause", "resume", "stop"]

# --- what stands in the plan ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RecordingRules:
    """Which talks of a queue are recorded: `share` of a hundred, by lot for each call.

    The caller is told before the queue, or asked for a key; without that nothing is recorded.
    """

    share: int = 0
    sides: Sides = "both"
    consent: Ask = "none"
    keep_days: int = 90


NO_RECORDING = RecordingRules()


# --- commands ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StartTape:
    """Record what comes from a leg and what goes to it, apart. Outcome: TapeStarted or TapeFailed.

    A second command for the same tape changes nothing where it runs already.
    """

    leg: str
    tape: str
    sides: Sides = "both"


@dataclass(frozen=True, slots=True)
class PauseTape:
    """Silence on both sides from now on, time goes on. Outcome: TapePaused or TapeFailed."""

    leg: str
    tape: str


@dataclass(frozen=True, slots=True)
class ResumeTape:
    """Outcome: TapeResumed or TapeFailed."""

    leg: str
    tape: str
    sides: Sides = "both"


@dataclass(frozen=True, slots=True)
class StopTape:
    """End it and hand its files over as `record` says; the leg may be gone. Outcome: TapeEnded."""

    leg: str
    tape: str
    record: Tape


@dataclass(frozen=True, slots=True)
class KeepTape:
    """What is known of a recording that has ended, exactly once per tape."""

    record: Tape


TapeCommand = StartTape | PauseTape | ResumeTape | StopTape | KeepTape

# --- events -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TapeStarted:
    """Sound is written since `happened_us`."""

    leg: str
    tape: str
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class TapePaused:
    leg: str
    tape: str
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class TapeResumed:
    leg: str
    tape: str
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class TapeEnded:
    """Nothing is written any more and the files are handed over; `reason`: why there are none."""

    leg: str
    tape: str
    reason: str = ""
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class TapeFailed:
    """The switch could not do `what` with a tape."""

    leg: str
    tape: str
    what: TapeStep
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TapePauseRequested:
    """Somebody wants no more of a conversation on tape for a while: `call` is its id, or its agent."""

    call: str
    by: str = "verb"


@dataclass(frozen=True, slots=True)
class TapeResumeRequested:
    call: str
    by: str = "verb"


TapeEvent = (
    TapeStarted
    | TapePaused
    | TapeResumed
    | TapeEnded
    | TapeFailed
    | TapePauseRequested
    | TapeResumeRequested
)
