"""Closing and opening by telephone: a supervisor dials a code, gives the PIN, hears what will be, confirms.

Key 1 does it, key 2 records a message for callers first. Whoever hangs up has changed nothing.
"""

from dataclasses import dataclass
from typing import Literal

from voipcc.core import overrides, spoken
from voipcc.core.code_legs import RecordingLegs
from voipcc.core.commands import DropRecording
from voipcc.core.events import (
    DigitPressed,
    LegAnswered,
    OverrideEnded,
    OverrideSet,
    PromptFailed,
    PromptFinished,
    RecordingFinished,
    RefusedEvent,
)
from voipcc.core.pin_guard import TRIES
from voipcc.core.seam import DoorAsked
from voipcc.core.supervision_words import CollectSecret, SecretChecked
from voipcc.core.wall import wall_time

PIN, WRONG_PIN, NOT_POSSIBLE = "agent/pin", "agent/wrong_pin", "agent/not_possible"
CLOSE_UNTIL, CLOSE_CONFIRM, CLOSED = "agent/close_until", "agent/close_confirm", "agent/close_done"
OPEN_CONFIRM, OPENED, BEEP = "agent/open_confirm", "agent/open_done", "voicemail/beep"
KEY_S = 10
LONGEST_S, SILENCE_S, SHORTEST_MS = 60, 5, 1000
Stage = Literal["answering", "pin", "telling", "beep", "recording", "leaving", "ending"]


@dataclass(slots=True)
class DoorLeg:
    """A phone that closes or opens `target`; `recording` is the message for callers."""

    leg: str
    device: str
    agent: str
    action: str
    target: str
    language: str
    stage: Stage = "answering"
    check: str = ""
    playback: str = ""
    tries: int = 0
    until_utc_ms: int = 0
    recording: str = ""


class DoorCodes(RecordingLegs[DoorLeg]):
    """Every such phone."""

    __slots__ = ()
    KIND, LIMIT_S = "door", 45

    # --- who it is ---------------------------------------------------------------------------------

    def asked(self, message: DoorAsked) -> None:
        """A supervisor dialled the code."""
        one = DoorLeg(
            message.leg,
            message.device,
            message.agent,
            message.action,
            message.target,
            message.language,
        )
        self.take_over(one)

    def answered(self, event: LegAnswered) -> None:
        """The phone hears us: first the PIN."""
        one = self.legs[event.leg]
        if one.stage == "answering":
            self._ask_pin(one, PIN)

    def _ask_pin(self, one: DoorLeg, prompt: str) -> None:
        one.check = self.desk.new_id()
        self.desk.order(CollectSecret(one.leg, one.check, one.agent))
        self.say(one, "pin", prompt)

    def secret_checked(self, event: SecretChecked) -> None:
        """The switch room compared the PIN."""
        one = self.legs[event.leg]
        if one.stage != "pin" or one.check != event.check:
            return
        if self.calling.supervisions.guard.opens(one.agent, event.finding):
            self._tell(one)
            return
        one.tries += 1
        if event.finding == "nothing" or one.tries >= TRIES:
            self.say(one, "leaving", WRONG_PIN)
        else:
            self._ask_pin(one, WRONG_PIN)

    # --- what will be ------------------------------------------------------------------------------

    def _tell(self, one: DoorLeg) -> None:
        """Said back before it is done: until when, with date and time."""
        words = self._opening_words(one) if one.action == "open" else self._closing_words(one)
        self.say(one, "telling" if words else "leaving", *(words or (NOT_POSSIBLE,)))

    def _opening_words(self, one: DoorLeg) -> tuple[str, ...]:
        kept = self.desk.overrides.get(overrides.name_of(one.target, "closed"))
        return (OPEN_CONFIRM,) if kept is not None and kept.kind == "closed" else ()

    def _closing_words(self, one: DoorLeg) -> tuple[str, ...]:
        desk = self.desk
        if desk.plan is None:
            return ()
        found = overrides.next_opening(desk.plan, one.target, desk.now.utc_ms)
        if found is None:
            return ()
        one.until_utc_ms, table = found
        date, time = wall_time(table.clock, one.until_utc_ms)
        queue = desk.plan.queues.get(one.target.removeprefix("queue/"))
        return (
            *(queue.spoken_as if queue is not None else ()),
            *((f"recording/{one.recording}",) if one.recording else ()),
            CLOSE_UNTIL,
            *spoken.date(date, one.language),
            *spoken.time(time, one.language),
            CLOSE_CONFIRM,
        )

    def digit(self, event: DigitPressed) -> None:
        """Key 1 does it, key 2 records a message first."""
        one = self.legs[event.leg]
        if one.stage != "telling":
            return
        if event.digit == "1":
            self.hush(one)
            self._act(one)
        elif event.digit == "2" and one.action == "close":
            self.hush(one)
            self.say(one, "beep", BEEP)

    def _act(self, one: DoorLeg) -> None:
        doors, by = self.calling.arrivals.doors, f"code: {one.agent}"
        try:
            if one.action == "open":
                doors.ended(OverrideEnded(one.target, "closed", by))
            else:
                prompts = (f"recording/{one.recording}",) if one.recording else ()
                doors.set(OverrideSet(one.target, "closed", one.until_utc_ms, prompts, by))
                one.recording = ""  # it is the override's now
        except RefusedEvent:
            self.say(one, "leaving", NOT_POSSIBLE)
        else:
            self.say(one, "leaving", OPENED if one.action == "open" else CLOSED)

    # --- a message -----------------------------------------------------------------------------------

    def prompt_over(self, event: PromptFinished | PromptFailed) -> None:
        """What was said is over: wait for a key, record, or hang up."""
        one = self.legs[event.leg]
        if event.playback != one.playback:
            return
        one.playback = ""
        if one.stage == "telling":
            self.limit(one.leg, KEY_S)
        elif one.stage == "beep":
            self._record(one)
        elif one.stage == "leaving":
            self.leave(one)

    def _record(self, one: DoorLeg) -> None:
        self.drop(one)
        self.record(one, LONGEST_S, SILENCE_S)

    def recorded(self, event: RecordingFinished) -> None:
        """The message is on disk: it is heard again, before it counts."""
        self.begun.remove(event.recording)
        one = next((leg for leg in self.legs.values() if leg.recording == event.recording), None)
        if one is None or event.length_ms < SHORTEST_MS:
            self.desk.order(DropRecording(event.recording, "too_short"))
        if one is None:
            return
        if event.length_ms < SHORTEST_MS:
            one.recording = ""
        if one.stage == "recording":
            self._tell(one)
