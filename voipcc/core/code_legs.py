"""Phones that dialled a code and are talked with until they hang up: notes, prompts, closing by telephone.

What they have in common: each hears one thing after the other, none waits for ever, and a phone that
was lost or found again is treated alike whatever its code was.
"""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, Protocol, TypeVar

from voipcc.core.commands import DropRecording, HangUp, Play, Record, StopPlayback
from voipcc.core.desk import Desk
from voipcc.core.events import LegAnswered, LegEnded, LegFound
from voipcc.core.seam import CodeOver

if TYPE_CHECKING:
    from voipcc.core.calling import Calling

END_S, RETRY_S = 5, 1


class CodeLeg(Protocol):
    """One such phone. `stage` is "answering" at first, "leaving" in the last words, then "ending"."""

    leg: str
    device: str
    language: str
    stage: Any
    playback: str


class RecordingLeg(CodeLeg, Protocol):
    """One by which something is recorded: `recording` is its id, "" without one."""

    recording: str


One = TypeVar("One", bound=CodeLeg)
Recorder = TypeVar("Recorder", bound=RecordingLeg)


class CodeLegs(ABC, Generic[One]):
    """The phones of one kind of code; `KIND` is that of their deadlines."""

    __slots__ = ("calling", "desk", "legs")
    KIND: ClassVar[str]
    LIMIT_S: ClassVar[int]  # a prompt nobody reports the end of
    PURPOSES: ClassVar[tuple[str, ...]] = ("limit",)

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.desk = desk
        self.calling = calling
        self.legs: dict[str, One] = {}

    @abstractmethod
    def answered(self, event: LegAnswered) -> None:
        """The phone hears us."""

    def forget(self, one: One) -> None:
        """The phone is down: let go what was not finished."""

    def take_over(self, one: One) -> None:
        """The leg is no code's any more."""
        self.calling.codes.hand_over(one.leg)
        self.legs[one.leg] = one
        self.limit(one.leg, self.LIMIT_S)

    def say(self, one: One, stage: str, *words: str) -> None:
        """Say prompts; behind them the phone is at `stage`."""
        one.stage, one.playback = stage, self.desk.new_id()
        self.desk.order(Play(one.leg, one.playback, words, one.language))
        self.limit(one.leg, self.LIMIT_S)

    def hush(self, one: One) -> None:
        """Stop what is being said."""
        if one.playback:
            self.desk.order(StopPlayback(one.leg, one.playback))
            one.playback = ""

    def leave(self, one: One) -> None:
        """Hang up."""
        one.stage = "ending"
        self.desk.order(HangUp(one.leg))
        self.limit(one.leg, END_S)

    def ended(self, event: LegEnded) -> None:
        """The phone is down."""
        one = self.legs.pop(event.leg)
        self.forget(one)
        self.calling.remember_end(one.leg)
        for purpose in self.PURPOSES:
            self.desk.deadlines.clear(self.KIND, one.leg, purpose)
        self.desk.tell(CodeOver(one.leg, one.device))

    def found(self, found: LegFound) -> None:
        """After the switch was away: a phone that was not answered yet goes on, others begin anew."""
        one = self.legs[found.leg]
        if one.stage == "answering":
            self.answered(LegAnswered(one.leg))
        else:
            self.leave(one)

    def lose_all(self) -> None:
        """The switch died, and every leg with it."""
        for leg in list(self.legs):
            self.ended(LegEnded(leg))

    def limit(self, leg: str, limit_s: int) -> None:
        """So long the phone may stay as it is."""
        self.desk.set_deadline(self.KIND, leg, "limit", limit_s)

    def overdue(self, leg: str) -> None:
        """No key came, or nobody said what became of a prompt."""
        one = self.legs.get(leg)
        if one is None:
            return
        if not self.desk.connected:
            self.limit(leg, RETRY_S)
        elif one.stage == "ending":
            self.desk.order(HangUp(leg))
            self.ended(LegEnded(leg))
        else:
            self.leave(one)


class RecordingLegs(CodeLegs[Recorder]):
    """Those by which something is recorded; `begun` are recordings the switch has not told the end of."""

    __slots__ = ("begun",)

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        super().__init__(desk, calling)
        self.begun: list[str] = []

    def record(self, one: Recorder, longest_s: int, silence_s: int) -> None:
        """Record what is said from now on."""
        one.stage, one.playback = "recording", ""
        one.recording = self.desk.new_id()
        self.begun.append(one.recording)
        self.desk.order(Record(one.leg, one.recording, longest_s, silence_s))
        self.limit(one.leg, longest_s + self.LIMIT_S)

    def drop(self, one: Recorder, reason: Literal["deleted", "too_short"] = "deleted") -> None:
        """Throw away what was recorded; what is not on disk yet is thrown away when it is."""
        if one.recording and one.recording not in self.begun:
            self.desk.order(DropRecording(one.recording, reason))
        one.recording = ""

    def forget(self, one: Recorder) -> None:
        """What was not confirmed is thrown away."""
        self.drop(one)

    def lose_all(self) -> None:
        """The end of a recording is told by nobody then: what is on disk of it goes at once."""
        super().lose_all()
        for recording in self.begun:
            self.desk.order(DropRecording(recording))
        self.begun.clear()
