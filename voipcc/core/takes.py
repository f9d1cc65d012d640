"""Recording a prompt by phone: a code, a PIN, the prompt's number; spoken, heard back, published.

Nothing is published before it was heard back and key 1 was pressed; key 2 records again. Who
hangs up earlier leaves everything as it was.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from voipcc.core.code_legs import RETRY_S, RecordingLegs
from voipcc.core.commands import DropRecording
from voipcc.core.desk import Desk
from voipcc.core.events import (
    DigitPressed,
    LegAnswered,
    PromptFailed,
    PromptFinished,
    RecordingFinished,
)
from voipcc.core.pin_guard import TRIES, PinGuard
from voipcc.core.prompt_words import PromptPublished, PublishPrompt
from voipcc.core.seam import TakeAsked
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
PAUSE_S, PUBLISH_S, CHOOSE_S = 4, 60, LONGEST_S + 30
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


class Takes(RecordingLegs[Take]):
    """Every such phone."""

    __slots__ = ("guard",)
    KIND, LIMIT_S, PURPOSES = "take", 30, ("limit", "typed")

    def __init__(self, desk: Desk, calling: "Calling", guard: PinGuard) -> None:
        super().__init__(desk, calling)
        self.guard = guard

    # --- who may -----------------------------------------------------------------------------------

    def asked(self, message: TakeAsked) -> None:
        """A supervisor dialled the code."""
        words = (message.leg, message.device, message.supervisor, message.language)
        self.take_over(Take(*words))

    def answered(self, event: LegAnswered) -> None:
        """The PIN comes first."""
        one = self.legs[event.leg]
        if one.stage == "answering":
            self._ask_pin(one, PIN)

    def _ask_pin(self, one: Take, prompt: str) -> None:
        one.check = self.desk.new_id()
        self.desk.order(CollectSecret(one.leg, one.check, one.supervisor))
        self.say(one, "pin", prompt)

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
            self.say(one, "leaving", words)
        elif words == WRONG_PIN:
            self._ask_pin(one, words)
        else:
            self._ask_number(one, words)

    # --- which prompt ------------------------------------------------------------------------------

    def _ask_number(self, one: Take, words: str) -> None:
        one.typed = ""
        self.say(one, "number", words)

    def digit(self, event: DigitPressed) -> None:
        """A digit of the prompt's number, or the choice after hearing the recording."""
        one = self.legs[event.leg]
        if one.stage == "number":
            self.hush(one)
            if event.digit == "#":
                self._chosen(one)
            else:
                one.typed = "" if event.digit == "*" else (one.typed + event.digit)[:MOST_DIGITS]
                self.desk.set_deadline("take", one.leg, "typed", PAUSE_S)
        elif one.stage == "choosing" and event.digit in ("1", "2"):
            self.hush(one)
            if event.digit == "1":
                self._publish(one)
            else:
                self.drop(one)
                self.say(one, "asking", SPEAK, BEEP)

    def _chosen(self, one: Take) -> None:
        self.desk.deadlines.clear("take", one.leg, "typed")
        plan = self.desk.plan
        one.prompt = plan.prompt_numbers.get(one.typed, "") if plan else ""
        if one.prompt:
            self.say(one, "asking", SPEAK, BEEP)
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
            self.record(one, LONGEST_S, SILENCE_S)
        elif one.stage == "leaving":
            self.leave(one)

    def recorded(self, event: RecordingFinished) -> None:
        """It is on disk, or there is nothing; whoever spoke it hears it, if they are still there."""
        self.begun.remove(event.recording)
        takes = self.legs.values()
        one = next((take for take in takes if take.recording == event.recording), None)
        if one is None or one.stage != "recording":
            self.desk.order(DropRecording(event.recording))
        elif event.length_ms < SHORTEST_MS:
            self.drop(one, "too_short")
            self.say(one, "asking", SPEAK, BEEP)
        else:
            self.say(one, "choosing", f"recording/{one.recording}", CHOICE)
            self.limit(one.leg, CHOOSE_S)

    def _publish(self, one: Take) -> None:
        one.stage, one.playback = "publishing", ""
        self.desk.order(PublishPrompt(one.leg, one.recording, one.prompt, one.supervisor))
        self.limit(one.leg, PUBLISH_S)

    def published(self, event: PromptPublished) -> None:
        """Callers hear it from now on, or everything is as it was."""
        one = self.legs.get(event.leg)
        if one is not None and one.stage == "publishing" and one.recording == event.recording:
            one.recording = ""
            self.say(one, "leaving", FAILED if event.problem else PUBLISHED)
        self.desk.order(DropRecording(event.recording))

    # --- how it ends -----------------------------------------------------------------------------------

    def forget(self, one: Take) -> None:
        """The phone is down: what was not published is thrown away."""
        if one.stage != "publishing":
            self.drop(one)

    def deadline(self, leg: str, purpose: str) -> None:
        """The number is typed, or somebody did nothing for too long."""
        if purpose == "typed" and self.desk.connected and (one := self.legs.get(leg)):
            self._chosen(one)
        elif purpose == "typed" and leg in self.legs:
            self.desk.set_deadline("take", leg, "typed", RETRY_S)
        else:
            self.overdue(leg)
