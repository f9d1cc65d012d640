"""Closing and opening by telephone: a supervisor dials a code, gives the PIN, hears what will be, confirms.

Key 1 does it, key 2 records a message for callers first. Whoever hangs up has changed nothing.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from voipcc.core import overrides, spoken
from voipcc.core.commands import DropRecording, HangUp, Play, Record, StopPlayback
from voipcc.core.desk import Desk
from voipcc.core.events import (
    DigitPressed,
    LegAnswered,
    LegEnded,
    LegFound,
    OverrideEnded,
    OverrideSet,
    PromptFailed,
    PromptFinished,
    RecordingFinished,
    RefusedEvent,
)
from voipcc.core.pin_guard import TRIES
from voipcc.core.seam import CodeOver, DoorAsked
from voipcc.core.supervision_words import CollectSecret, SecretChecked
from voipcc.core.wall import wall_time

if TYPE_CHECKING:
    from voipcc.core.calling import Calling

PIN, WRONG_PIN, NOT_POSSIBLE = "agent/pin", "agent/wrong_pin", "agent/not_possible"
CLOSE_UNTIL, CLOSE_CONFIRM, CLOSED = "agent/close_until", "agent/close_confirm", "agent/close_done"
OPEN_CONFIRM, OPENED, BEEP = "agent/open_confirm", "agent/open_done", "voicemail/beep"
LIMIT_S, KEY_S, END_LIMIT_S, RETRY_S = 45, 10, 5, 1
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


class DoorCodes:
    """Every such phone; `begun` are recordings that are not on disk yet."""

    __slots__ = ("begun", "calling", "desk", "legs")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.desk = desk
        self.calling = calling
        self.legs: dict[str, DoorLeg] = {}
        self.begun: list[str] = []

    # --- who it is ---------------------------------------------------------------------------------

    def asked(self, message: DoorAsked) -> None:
        """A supervisor dialled the code: the leg is no code's any more."""
        self.calling.codes.hand_over(message.leg)
        self.legs[message.leg] = DoorLeg(
            message.leg,
            message.device,
            message.agent,
            message.action,
            message.target,
            message.language,
        )
        self._limit(message.leg, LIMIT_S)

    def answered(self, event: LegAnswered) -> None:
        """The phone hears us: first the PIN."""
        one = self.legs[event.leg]
        if one.stage == "answering":
            self._ask_pin(one, PIN)

    def _ask_pin(self, one: DoorLeg, prompt: str) -> None:
        one.check = self.desk.new_id()
        self.desk.order(CollectSecret(one.leg, one.check, one.agent))
        self._say(one, "pin", (prompt,))

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
            self._say(one, "leaving", (WRONG_PIN,))
        else:
            self._ask_pin(one, WRONG_PIN)

    # --- what will be ------------------------------------------------------------------------------

    def _tell(self, one: DoorLeg) -> None:
        """Said back before it is done: until when, with date and time."""
        words = self._opening_words(one) if one.action == "open" else self._closing_words(one)
        self._say(one, "telling" if words else "leaving", words or (NOT_POSSIBLE,))

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
            self._hush(one)
            self._act(one)
        elif event.digit == "2" and one.action == "close":
            self._hush(one)
            self._say(one, "beep", (BEEP,))

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
            self._say(one, "leaving", (NOT_POSSIBLE,))
        else:
            self._say(one, "leaving", (OPENED if one.action == "open" else CLOSED,))

    # --- a message -----------------------------------------------------------------------------------

    def prompt_over(self, event: PromptFinished | PromptFailed) -> None:
        """What was said is over: wait for a key, record, or hang up."""
        one = self.legs[event.leg]
        if event.playback != one.playback:
            return
        one.playback = ""
        if one.stage == "telling":
            self._limit(one.leg, KEY_S)
        elif one.stage == "beep":
            self._record(one)
        elif one.stage == "leaving":
            self._leave(one)

    def _record(self, one: DoorLeg) -> None:
        one.stage = "recording"
        self._forget_recording(one)
        one.recording = self.desk.new_id()
        self.begun.append(one.recording)
        self.desk.order(Record(one.leg, one.recording, LONGEST_S, SILENCE_S))
        self._limit(one.leg, LONGEST_S + LIMIT_S)

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

    def _forget_recording(self, one: DoorLeg) -> None:
        if one.recording and one.recording not in self.begun:
            self.desk.order(DropRecording(one.recording, "deleted"))
        one.recording = ""

    # --- how it ends -----------------------------------------------------------------------------------

    def _say(self, one: DoorLeg, stage: Stage, words: tuple[str, ...]) -> None:
        one.stage, one.playback = stage, self.desk.new_id()
        self.desk.order(Play(one.leg, one.playback, words, one.language))
        self._limit(one.leg, LIMIT_S)

    def _hush(self, one: DoorLeg) -> None:
        if one.playback:
            self.desk.order(StopPlayback(one.leg, one.playback))
            one.playback = ""

    def _leave(self, one: DoorLeg) -> None:
        one.stage = "ending"
        self.desk.order(HangUp(one.leg))
        self._limit(one.leg, END_LIMIT_S)

    def ended(self, event: LegEnded) -> None:
        """The phone is down: what was not confirmed is not done."""
        one = self.legs.pop(event.leg)
        self.calling.remember_end(one.leg)
        self.desk.deadlines.clear("door", one.leg, "limit")
        self._forget_recording(one)
        self.desk.tell(CodeOver(one.leg, one.device))

    def found(self, found: LegFound) -> None:
        """After the switch was away: a phone that was not answered yet goes on, others begin anew."""
        one = self.legs[found.leg]
        if one.stage == "answering":
            self.answered(LegAnswered(one.leg))
        else:
            self._leave(one)

    def lose_all(self) -> None:
        """The switch died, and every leg with it."""
        for leg in list(self.legs):
            self.ended(LegEnded(leg))

    def _limit(self, leg: str, limit_s: int) -> None:
        self.desk.set_deadline("door", leg, "limit", limit_s)

    def overdue(self, leg: str) -> None:
        """No key came, or nobody said what became of a prompt."""
        one = self.legs.get(leg)
        if one is None:
            return
        if not self.desk.connected:
            self._limit(leg, RETRY_S)
        elif one.stage == "ending":
            self.desk.order(HangUp(leg))
            self.ended(LegEnded(leg))
        else:
            self._leave(one)
