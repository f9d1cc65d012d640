"""Recording a prompt by phone: a code, a PIN, the prompt's number; spoken, heard back, published.

Nothing is published before it was heard back and key 1 was pressed; key 2 records again. Who
hangs up earlier leaves everything as it was.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from voipcc.core.commands import DropRecording, HangUp, Play, Record, StopPlayback
from voipcc.core.desk import Desk
from voipcc.core.events import (
    DigitPressed,
    LegAnswered,
    LegEnded,
    LegFound,
    PromptFailed,
    PromptFinished,
    RecordingFinished,
)
from voipcc.core.pin_guard import TRIES, PinGuard
from voipcc.core.prompt_words import PromptPublished, PublishPrompt
from voipcc.core.seam import CodeOver, TakeAsked
from voipcc.core.supervision_words import CollectSecret, SecretChecked

if TYPE_CHECKING:
    from voipcc.core.calling import Calling

PIN, WRONG_PIN = "agent/pin", "agent/wrong_pin"
NUMBER, UNKNOWN = "agent/prompt_number", "agent/prompt_unknown"
SPEAK, BEEP = "agent/prompt_speak", "voicemail/beep"
CHOICE, PUBLISHED, FAILED = (
    "agent/prompt_choice",
    "agent/prompt_published",
    "agent/prompt_not_published",
)
LONGEST_S, SILENCE_S, SHORTEST_MS = 300, 10, 500
LIMIT_S, PAUSE_S, PUBLISH_S, END_S, RETRY_S = 30, 4, 60, 5, 1
CHOOSE_S = LONGEST_S + LIMIT_S
MOST_DIGITS = 6
Stage = Literal[
    "answering",
    "pin",
    "number",
    "asking",
    "recording",
    "choosing",
    "publishing",
    "leaving",
    "ending",
]


@dataclass(slots=True)
class Take:
    """One phone by which a prompt is recorded. `prompt` is "de/welcome", "" until it is chosen."""

    leg: str
    device: str
    supervisor: str
    language: str
    stage: Stage = "answering"
    check: str = ""
    playback: str = ""
    typed: str = ""
    tries: int = 0
    prompt: str = ""
    recording: str = ""


class Takes:
    """Every such phone; `begun` are the recordings the switch has not told the end of yet."""

    __slots__ = ("begun", "calling", "desk", "guard", "legs")

    def __init__(self, desk: Desk, calling: "Calling", guard: PinGuard) -> None:
        self.desk = desk
        self.calling = calling
        self.guard = guard
        self.legs: dict[str, Take] = {}
        self.begun: list[str] = []

    # --- who may -----------------------------------------------------------------------------------

    def asked(self, message: TakeAsked) -> None:
        """A supervisor dialled the code: the leg is no code's any more."""
        self.calling.codes.hand_over(message.leg)
        self.legs[message.leg] = Take(
            message.leg, message.device, message.supervisor, message.language
        )
        self._limit(message.leg, LIMIT_S)

    def answered(self, event: LegAnswered) -> None:
        """The PIN comes first."""
        one = self.legs[event.leg]
        if one.stage == "answering":
            self._ask_pin(one, PIN)

    def _ask_pin(self, one: Take, prompt: str) -> None:
        one.check = self.desk.new_id()
        self.desk.order(CollectSecret(one.leg, one.check, one.supervisor))
        self._say(one, "pin", prompt)

    def secret_checked(self, event: SecretChecked) -> None:
        """The switch room compared the PIN."""
        one = self.legs[event.leg]
        if one.stage != "pin" or one.check != event.check:
            return
        if self.guard.opens(one.supervisor, event.finding):
            one.tries = 0
            self._ask_number(one, NUMBER)
        else:
            self._try_again(one, event.finding == "nothing", WRONG_PIN)

    def _try_again(self, one: Take, enough: bool, words: str) -> None:
        one.tries += 1
        if enough or one.tries >= TRIES:
            self._say(one, "leaving", words)
        elif words == WRONG_PIN:
            self._ask_pin(one, words)
        else:
            self._ask_number(one, words)

    # --- which prompt ------------------------------------------------------------------------------

    def _ask_number(self, one: Take, words: str) -> None:
        one.typed = ""
        self._say(one, "number", words)

    def digit(self, event: DigitPressed) -> None:
        """A digit of the prompt's number, or the choice after hearing the recording."""
        one = self.legs[event.leg]
        if one.stage == "number":
            self._be_silent(one)
            if event.digit == "#":
                self._chosen(one)
            else:
                one.typed = "" if event.digit == "*" else (one.typed + event.digit)[:MOST_DIGITS]
                self.desk.set_deadline("take", one.leg, "typed", PAUSE_S)
        elif one.stage == "choosing" and event.digit in ("1", "2"):
            self._be_silent(one)
            if event.digit == "1":
                self._publish(one)
            else:
                self._drop(one)
                self._say(one, "asking", SPEAK, BEEP)

    def _be_silent(self, one: Take) -> None:
        if one.playback:
            self.desk.order(StopPlayback(one.leg, one.playback))
            one.playback = ""

    def _chosen(self, one: Take) -> None:
        self.desk.deadlines.clear("take", one.leg, "typed")
        plan = self.desk.plan
        one.prompt = plan.prompt_numbers.get(one.typed, "") if plan else ""
        if one.prompt:
            self._say(one, "asking", SPEAK, BEEP)
        else:
            self._try_again(one, False, UNKNOWN)

    # --- spoken and heard back -----------------------------------------------------------------------

    def prompt_over(self, event: PromptFinished | PromptFailed) -> None:
        """What was said is over."""
        one = self.legs[event.leg]
        if event.playback != one.playback:
            return
        one.playback = ""
        if one.stage == "asking":
            self._record(one)
        elif one.stage == "leaving":
            self._leave(one)

    def _record(self, one: Take) -> None:
        one.stage, one.playback = "recording", ""
        one.recording = self.desk.new_id()
        self.begun.append(one.recording)
        self.desk.order(Record(one.leg, one.recording, LONGEST_S, SILENCE_S))
        self._limit(one.leg, LONGEST_S + LIMIT_S)

    def recorded(self, event: RecordingFinished) -> None:
        """It is on disk, or there is nothing; whoever spoke it hears it, if they are still there."""
        self.begun.remove(event.recording)
        takes = self.legs.values()
        one = next((take for take in takes if take.recording == event.recording), None)
        if one is None or one.stage != "recording":
            self.desk.order(DropRecording(event.recording))
        elif event.length_ms < SHORTEST_MS:
            self._drop(one, "too_short")
            self._say(one, "asking", SPEAK, BEEP)
        else:
            self._say(one, "choosing", f"recording/{one.recording}", CHOICE)
            self._limit(one.leg, CHOOSE_S)

    def _publish(self, one: Take) -> None:
        one.stage, one.playback = "publishing", ""
        self.desk.order(PublishPrompt(one.leg, one.recording, one.prompt, one.supervisor))
        self._limit(one.leg, PUBLISH_S)

    def published(self, event: PromptPublished) -> None:
        """Callers hear it from now on, or everything is as it was."""
        one = self.legs.get(event.leg)
        if one is not None and one.stage == "publishing" and one.recording == event.recording:
            one.recording = ""
            self._say(one, "leaving", FAILED if event.problem else PUBLISHED)
        self.desk.order(DropRecording(event.recording))

    def _drop(self, one: Take, reason: Literal["deleted", "too_short"] = "deleted") -> None:
        if one.recording and one.recording not in self.begun:
            self.desk.order(DropRecording(one.recording, reason))
        one.recording = ""

    # --- how it ends -----------------------------------------------------------------------------------

    def _say(self, one: Take, stage: Stage, *words: str) -> None:
        one.stage, one.playback = stage, self.desk.new_id()
        self.desk.order(Play(one.leg, one.playback, words, one.language))
        self._limit(one.leg, LIMIT_S)

    def _leave(self, one: Take) -> None:
        one.stage = "ending"
        self.desk.order(HangUp(one.leg))
        self._limit(one.leg, END_S)

    def ended(self, event: LegEnded) -> None:
        """The phone is down: what was not published is thrown away."""
        one = self.legs.pop(event.leg)
        if one.stage != "publishing":
            self._drop(one)
        self.calling.remember_end(one.leg)
        for purpose in ("limit", "typed"):
            self.desk.deadlines.clear("take", one.leg, purpose)
        self.desk.tell(CodeOver(one.leg, one.device))

    def found(self, found: LegFound) -> None:
        """After the switch was away: what was not answered yet goes on, others begin anew."""
        one = self.legs[found.leg]
        if one.stage == "answering":
            self.answered(LegAnswered(one.leg))
        else:
            self._leave(one)

    def lose_all(self) -> None:
        """The switch died, and every leg with it."""
        for leg in list(self.legs):
            self.ended(LegEnded(leg))
        for recording in self.begun:
            self.desk.order(DropRecording(recording))
        self.begun.clear()

    def deadline(self, leg: str, purpose: str) -> None:
        """The number is typed, or somebody did nothing for too long."""
        one = self.legs.get(leg)
        if one is None:
            return
        if not self.desk.connected:
            self.desk.set_deadline("take", leg, purpose, RETRY_S)
        elif purpose == "typed":
            self._chosen(one)
        elif one.stage == "ending":
            self.desk.order(HangUp(leg))
            self.ended(LegEnded(leg))
        else:
            self._leave(one)

    def _limit(self, leg: str, limit_s: int) -> None:
        self.desk.set_deadline("take", leg, "limit", limit_s)
