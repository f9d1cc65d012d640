"""Notes: spoken messages colleagues leave each other by code, heard by code, kept for some days."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from voipcc.core.commands import DropReason, DropRecording, HangUp, Play, Record
from voipcc.core.desk import Desk
from voipcc.core.events import (
    LegAnswered,
    LegEnded,
    LegFound,
    PromptFailed,
    PromptFinished,
    RecordingFinished,
)
from voipcc.core.seam import CodeOver, NoteAsked

if TYPE_CHECKING:
    from voipcc.core.calling import Calling

ASK = ("voicemail/leave_message", "voicemail/beep")
THANKS = ("voicemail/thanks",)
BEEP = "voicemail/beep"
NONE, FULL, WAITING = "agent/no_notes", "agent/not_possible", "agent/notes_wait"
LOGGED_IN = "agent/logged_in"
LONGEST_S, SILENCE_S, SHORTEST_MS = 120, 6, 1000
LIMIT_S, TELL_LIMIT_S, END_LIMIT_S, RETRY_S = 30, 600, 5, 1
MOST_NOTES, TOLD_AT_ONCE = 50, 10
DAY_MS = 86_400_000


@dataclass(slots=True)
class Note:
    """A message of one agent for another; `id` is that of its recording."""

    id: str
    sender: str
    to: str
    left_utc_ms: int
    length_ms: int = 0


@dataclass(slots=True)
class NoteLeg:
    """A phone by which a note is left for `to`, or on which the agent's own are heard ("")."""

    leg: str
    device: str
    agent: str
    to: str
    language: str
    stage: Literal["answering", "asking", "recording", "telling", "leaving", "ending"] = "answering"
    playback: str = ""
    notes: list[str] = field(default_factory=list)  # recorded, or told


class Notes:
    """`kept` are the notes by the agent they are for; `begun` those not on disk yet."""

    __slots__ = ("begun", "calling", "desk", "kept", "legs")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.desk = desk
        self.calling = calling
        self.legs: dict[str, NoteLeg] = {}
        self.begun: dict[str, Note] = {}
        self.kept: dict[str, list[Note]] = {}

    # --- a phone -----------------------------------------------------------------------------------

    def asked(self, message: NoteAsked) -> None:
        """An agent dialled the code: the leg is no code's any more."""
        self.calling.codes.hand_over(message.leg)
        self.legs[message.leg] = NoteLeg(
            message.leg, message.device, message.agent, message.to, message.language
        )
        self._limit(message.leg, LIMIT_S)

    def answered(self, event: LegAnswered) -> None:
        """Ask for the note, or tell those that wait."""
        one = self.legs[event.leg]
        if one.stage != "answering":
            return
        if not one.to:
            self._tell(one)
        elif len(self.kept.get(one.to, ())) >= MOST_NOTES:
            self._say(one, "leaving", (FULL,))
        else:
            self._say(one, "asking", ASK)

    def _tell(self, one: NoteLeg) -> None:
        one.notes = [note.id for note in self.kept.get(one.agent, ())[:TOLD_AT_ONCE]]
        if not one.notes:
            self._say(one, "leaving", (NONE,))
            return
        words = [word for name in one.notes for word in (f"recording/{name}", BEEP)]
        self._say(one, "telling", tuple(words))
        self._limit(one.leg, TELL_LIMIT_S)

    def _say(
        self, one: NoteLeg, stage: Literal["asking", "telling", "leaving"], words: Any
    ) -> None:
        one.stage, one.playback = stage, self.desk.new_id()
        self.desk.order(Play(one.leg, one.playback, words, one.language))
        self._limit(one.leg, LIMIT_S)

    def prompt_over(self, event: PromptFinished | PromptFailed) -> None:
        """What was said is over: record, forget what was heard, or hang up."""
        one = self.legs[event.leg]
        if event.playback != one.playback:
            return
        if one.stage == "asking":
            self._record(one)
        elif one.stage == "telling" and isinstance(event, PromptFinished):
            for name in one.notes:
                self.drop(name, "deleted", one.agent)
            self._leave(one)
        elif one.stage in ("telling", "leaving"):
            self._leave(one)

    def _record(self, one: NoteLeg) -> None:
        one.stage, one.playback = "recording", ""
        note = Note(self.desk.new_id(), one.agent, one.to, self.desk.now.utc_ms)
        one.notes = [note.id]
        self.begun[note.id] = note
        self.desk.order(Record(one.leg, note.id, LONGEST_S, SILENCE_S))
        self.desk.set_deadline("note", note.id, "recorded", LONGEST_S + LIMIT_S)
        self._limit(one.leg, LONGEST_S + LIMIT_S)

    def _leave(self, one: NoteLeg) -> None:
        one.stage = "ending"
        self.desk.order(HangUp(one.leg))
        self._limit(one.leg, END_LIMIT_S)

    def ended(self, event: LegEnded) -> None:
        """The phone is down; a note that is being written to disk is told of yet."""
        one = self.legs.pop(event.leg)
        self.calling.remember_end(one.leg)
        self.desk.deadlines.clear("note", one.leg, "limit")
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

    # --- the notes ---------------------------------------------------------------------------------

    def recorded(self, event: RecordingFinished) -> None:
        """A note is on disk, or there is none."""
        note = self.begun.pop(event.recording)
        self.desk.deadlines.clear("note", note.id, "recorded")
        note.length_ms = event.length_ms
        if note.length_ms < SHORTEST_MS:
            self.desk.order(DropRecording(note.id, "too_short"))
        else:
            self.kept.setdefault(note.to, []).append(note)
            self._await_end(note)
        one = next((leg for leg in self.legs.values() if note.id in leg.notes), None)
        if one is not None and one.stage == "recording":
            self._say(one, "leaving", THANKS)

    def drop(self, name: str, reason: DropReason, by: str = "") -> None:
        """Delete a note."""
        for owner, notes in list(self.kept.items()):
            rest = [note for note in notes if note.id != name]
            if len(rest) < len(notes):
                self.desk.deadlines.clear("note", name, "kept")
                self.desk.order(DropRecording(name, reason, by))
                self.kept[owner] = rest
                if not rest:
                    del self.kept[owner]

    def words_at_login(self, device: str, prompt: str) -> tuple[str, ...]:
        """What an agent with notes hears besides that the login worked."""
        agent = device.partition("/")[0]
        return (WAITING,) if prompt == LOGGED_IN and agent in self.kept else ()

    def _await_end(self, note: Note) -> None:
        days = self.desk.plan.voicemail_days if self.desk.plan else 1
        left_ms = max(note.left_utc_ms + days * DAY_MS - self.desk.now.utc_ms, 1)
        self.desk.deadlines.set("note", note.id, "kept", self.desk.now_us + left_ms * 1000)

    def rebooted(self) -> None:
        """Another run of the machine: the days go on by the calendar."""
        for note in self.begun.values():
            self.desk.order(DropRecording(note.id, "too_short"))
        self.begun.clear()
        for notes in self.kept.values():
            for note in notes:
                self._await_end(note)

    # --- time ----------------------------------------------------------------------------------------

    def _limit(self, leg: str, limit_s: int) -> None:
        self.desk.set_deadline("note", leg, "limit", limit_s)

    def deadline(self, owner: str, purpose: str) -> None:
        """A note's days are over, or nobody said what became of a recording or a phone."""
        if purpose == "kept":
            self.drop(owner, "expired")
        elif purpose == "recorded" and owner in self.begun:
            self.recorded(RecordingFinished("", owner, SHORTEST_MS))
        elif (one := self.legs.get(owner)) is None:
            return
        elif not self.desk.connected:
            self._limit(owner, RETRY_S)
        elif one.stage == "ending":
            self.desk.order(HangUp(owner))
            self.ended(LegEnded(owner))
        else:
            self._leave(one)

    def view(self) -> list[dict[str, Any]]:
        """Every note nobody has heard, oldest first."""
        notes = [note for several in self.kept.values() for note in several]
        return [
            {
                "id": one.id,
                "for": one.to,
                "from": one.sender,
                "left_utc_ms": one.left_utc_ms,
                "length_s": round(one.length_ms / 1000, 1),
            }
            for one in sorted(notes, key=lambda one: one.left_utc_ms)
        ]
