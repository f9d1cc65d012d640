"""Notes: spoken messages colleagues leave each other by code, heard by code, kept for some days."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from voipcc.core.code_legs import CodeLegs
from voipcc.core.commands import DropReason, DropRecording, Record
from voipcc.core.desk import Desk
from voipcc.core.events import (
    LegAnswered,
    PromptFailed,
    PromptFinished,
    RecordingFinished,
)
from voipcc.core.seam import NoteAsked

if TYPE_CHECKING:
    from voipcc.core.calling import Calling

ASK = ("voicemail/leave_message", "voicemail/beep")
THANKS = ("voicemail/thanks",)
BEEP = "voicemail/beep"
NONE, FULL, WAITING = "agent/no_notes", "agent/not_possible", "agent/notes_wait"
LOGGED_IN = "agent/logged_in"
LONGEST_S, SILENCE_S, SHORTEST_MS = 120, 6, 1000
TELL_LIMIT_S = 600
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


class Notes(CodeLegs[NoteLeg]):
    """`kept` are the notes by the agent they are for; `begun` those not on disk yet."""

    __slots__ = ("begun", "kept")
    KIND, LIMIT_S = "note", 30

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        super().__init__(desk, calling)
        self.begun: dict[str, Note] = {}
        self.kept: dict[str, list[Note]] = {}

    # --- a phone -----------------------------------------------------------------------------------

    def asked(self, message: NoteAsked) -> None:
        """An agent dialled the code."""
        words = (message.leg, message.device, message.agent, message.to, message.language)
        self.take_over(NoteLeg(*words))

    def answered(self, event: LegAnswered) -> None:
        """Ask for the note, or tell those that wait."""
        one = self.legs[event.leg]
        if one.stage != "answering":
            return
        if not one.to:
            self._tell(one)
        elif len(self.kept.get(one.to, ())) >= MOST_NOTES:
            self.say(one, "leaving", FULL)
        else:
            self.say(one, "asking", *ASK)

    def _tell(self, one: NoteLeg) -> None:
        one.notes = [note.id for note in self.kept.get(one.agent, ())[:TOLD_AT_ONCE]]
        if not one.notes:
            self.say(one, "leaving", NONE)
            return
        words = [word for name in one.notes for word in (f"recording/{name}", BEEP)]
        self.say(one, "telling", *words)
        self.limit(one.leg, TELL_LIMIT_S)

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
            self.leave(one)
        elif one.stage in ("telling", "leaving"):
            self.leave(one)

    def _record(self, one: NoteLeg) -> None:
        one.stage, one.playback = "recording", ""
        note = Note(self.desk.new_id(), one.agent, one.to, self.desk.now.utc_ms)
        one.notes = [note.id]
        self.begun[note.id] = note
        self.desk.order(Record(one.leg, note.id, LONGEST_S, SILENCE_S))
        self.desk.set_deadline("note", note.id, "recorded", LONGEST_S + self.LIMIT_S)
        self.limit(one.leg, LONGEST_S + self.LIMIT_S)

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
            self.say(one, "leaving", *THANKS)

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

    def deadline(self, owner: str, purpose: str) -> None:
        """A note's days are over, or nobody said what became of a recording or a phone."""
        if purpose == "kept":
            self.drop(owner, "expired")
        elif purpose == "recorded" and owner in self.begun:
            self.recorded(RecordingFinished("", owner, SHORTEST_MS))
        else:
            self.overdue(owner)

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
