"""Voicemail: a message is recorded, waits in the queue like its caller, and is heard by an agent."""

from typing import Protocol

from voipcc.core.call import Attempt, Call, Talk
from voipcc.core.commands import DropRecording, HangUp, Play, Record
from voipcc.core.desk import Desk
from voipcc.core.errands import MOST_ERRANDS, Errand, Errands
from voipcc.core.events import RecordingFinished
from voipcc.core.ivr import GOODBYE, Ivr
from voipcc.core.steps import VoicemailStep

ASK = ("voicemail/leave_message",)
BEEP = ("voicemail/beep",)
THANKS = ("voicemail/thanks",)
WHISPER = ("agent/voicemail",)
SHORTEST_MS = 1000
SILENCE_S = 6
RECORD_SLACK_S = 15
PLAY_SLACK_S = 30
END_LIMIT_S = 5  # for the agent's phone, once the message was heard


class Exits(Protocol):
    """What voicemail needs of the rest of the calling side."""

    @property
    def calls(self) -> dict[str, Call]: ...

    def accept(self, call: Call, attempt: Attempt) -> None: ...

    def let_leg_go(self, held: Attempt | Talk, *, lost: bool) -> None: ...

    def keep_and_drop(self, call: Call) -> None: ...


class Voicemails:
    """Recording for callers, playing to agents."""

    __slots__ = ("desk", "errands", "exits", "ivr")

    def __init__(self, desk: Desk, ivr: Ivr, errands: Errands, exits: Exits) -> None:
        self.desk = desk
        self.ivr = ivr
        self.errands = errands
        self.exits = exits

    # --- the caller ----------------------------------------------------------------------------

    def begin(self, call: Call, step: VoicemailStep) -> None:
        """Ask for the message; the recording begins behind the beep."""
        if len(self.errands.open) >= MOST_ERRANDS:
            call.fate = "overflowed"
            self.ivr.say_goodbye(call, GOODBYE)
            return
        call.stage, call.recording = "voicemail", ""
        self.ivr.say(call, (*(step.prompts or ASK), *BEEP))

    def asked(self, call: Call) -> None:
        """The beep is over: record. The errand is kept from here on, whoever hangs up."""
        step = self.ivr.current_step(call)
        if not isinstance(step, VoicemailStep) or call.recording:
            return
        call.recording = self.desk.new_id()
        errand = self._promise(call, step)
        self.errands.open[errand.id] = errand
        call.fate = "voicemail"
        call.cut("closing", self.desk.fact_us)
        self.desk.order(Record(call.leg, call.recording, step.longest_s, SILENCE_S))
        limit_s = step.longest_s + RECORD_SLACK_S
        self.desk.set_deadline("errand", errand.id, "recorded", limit_s)

    def _promise(self, call: Call, step: VoicemailStep) -> Errand:
        desk = self.desk
        since_us = call.entered.get(step.queue, desk.fact_us)
        return Errand(
            id=call.recording,
            kind="voicemail",
            queue=step.queue,
            party=call.party,
            caller=call.party,
            origin=call.id,
            number=call.number,
            since_us=since_us,
            since_utc_ms=desk.now.utc_ms - (desk.now_us - since_us) // 1000,
            asked_utc_ms=desk.now.utc_ms,
            priority=call.priorities.get(step.queue, 0),
            language=call.language,
            recording=call.recording,
            ready=False,
            held_by=call.id,
        )

    def recorded(self, event: RecordingFinished) -> None:
        """The message is on disk, or there is none."""
        errand = self.errands.open.get(event.recording)
        if errand is None or errand.ready:
            return
        self.desk.deadlines.clear("errand", errand.id, "recorded")
        errand.length_ms, errand.ready = event.length_ms, True
        call = self.exits.calls.get(errand.held_by)
        heard = event.length_ms >= SHORTEST_MS
        if not heard:
            self.errands.forget(errand)
            self.desk.order(DropRecording(errand.recording, "too_short"))
        else:
            self.errands.arm(errand)
        if call is not None and call.stage == "voicemail":
            call.fate = "voicemail" if heard else ""
            self.ivr.say_goodbye(call, (*THANKS, *GOODBYE) if heard else GOODBYE)

    def overdue(self, errand_id: str) -> None:
        """Nobody said what became of the recording: it is taken for one."""
        errand = self.errands.open.get(errand_id)
        if errand is not None and not errand.ready:
            self.recorded(RecordingFinished("", errand.recording, SHORTEST_MS))

    # --- the agent -----------------------------------------------------------------------------

    def play(self, call: Call, attempt: Attempt, errand: Errand) -> None:
        """The agent has answered: this is their work now, and they hear it."""
        desk = self.desk
        self.exits.accept(call, attempt)
        agent = desk.plan.agents.get(attempt.agent) if desk.plan else None
        call.playback = desk.new_id()
        words = (*WHISPER, f"recording/{errand.recording}", *BEEP)
        language = agent.language if agent else "en"
        desk.order(Play(attempt.leg, call.playback, words, language))
        limit_s = errand.length_ms / 1000 + PLAY_SLACK_S
        desk.set_deadline("call", call.id, "prompt", limit_s)

    def heard(self, call: Call, playback: str) -> None:
        """The agent has heard it to its end: done, as soon as the phone is down."""
        errand = self.errands.open.get(call.errand)
        if errand is None or playback != call.playback or call.talk is None:
            return
        call.playback = ""
        self.errands.forget(errand)
        self.errands.box.keep(errand, call.talk.agent)
        self.desk.order(HangUp(call.talk.leg))
        self.desk.set_deadline("call", call.id, "prompt", END_LIMIT_S)

    def agent_left(self, call: Call, talk: Talk, lost: bool) -> None:
        """The agent's phone is down: the record if the message was heard, else back in line."""
        call.talk = None
        self.exits.let_leg_go(talk, lost=lost)
        errand = self.errands.open.get(call.errand)
        if errand is not None:
            self.errands.failed(errand, "not_heard", counted=False)
            return
        call.ended_by = "agent"
        self.exits.keep_and_drop(call)
