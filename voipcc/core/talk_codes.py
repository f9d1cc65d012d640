"""Feature codes in mid-talk: * and one more key on an agent's phone, then perhaps a target's number.

The caller hears music while the target is typed, so that nobody hears the keys; what was
typed stays in the switch room, which says whom it means.
"""

from typing import TYPE_CHECKING

from voipcc.core.call import Call, Consult, Talk
from voipcc.core.commands import CollectNumber, Play, StopCollecting
from voipcc.core.desk import Desk
from voipcc.core.events import (
    CodePressed,
    HoldRequested,
    MuteRequested,
    NumberChecked,
    ParkRequested,
    RefusedEvent,
    ResumeRequested,
    TargetKind,
    TransferCancelRequested,
    TransferFinishRequested,
    TransferHow,
)
from voipcc.core.seam import HelpWanted

if TYPE_CHECKING:
    from voipcc.core.in_call import InCall

TARGET = "agent/target"
NOT_POSSIBLE = "agent/not_possible"
NO_TARGET = "agent/target_not_reached"
RECORDING = "agent/recording"
RECORDING_PAUSED = "agent/recording_paused"
TYPING_LIMIT_S = 30
BY = "code"
HOWS: dict[str, TransferHow] = {
    "blind": "blind",
    "consult": "consult",
    "warm": "warm",
    "conference": "conference",
}


class TalkCodes:
    """Makes wishes of codes; what is not possible is said to the agent."""

    __slots__ = ("desk", "in_call")

    def __init__(self, desk: Desk, in_call: "InCall") -> None:
        self.desk = desk
        self.in_call = in_call

    def pressed(self, event: CodePressed) -> None:
        """Do what the code says; one nobody knows was meant for the other side."""
        call = self.in_call.calling.agent_legs.get(event.leg)
        action = self._action(event.code)
        talk = call.talk if call is not None else None
        if call is None or talk is None or talk.leg != event.leg or call.parent or not action:
            return
        try:
            self._do(call, talk, action)
        except RefusedEvent:
            self.say(talk, NOT_POSSIBLE)

    def _action(self, code: str) -> str:
        plan = self.desk.plan
        if plan is not None and plan.supervisors and code == plan.help_code:
            return "help"
        return plan.talk_codes.get(code, "") if plan else ""

    def _do(self, call: Call, talk: Talk, action: str) -> None:
        door, consult = self.in_call, call.consult
        match action:
            case "help":
                self.desk.tell(HelpWanted(talk.agent))
            case "take_back":
                door.cancel_requested(TransferCancelRequested(talk.agent, BY))
            case "conference" if consult is not None:
                door.consults.merge(call)
            case "blind" | "consult" | "warm" if consult is not None or talk.others:
                door.finish_requested(TransferFinishRequested(talk.agent, BY))
            case "hold" if call.leg in talk.here:
                door.hold_requested(HoldRequested(talk.agent, BY))
            case "hold":
                door.resume_requested(ResumeRequested(talk.agent, BY))
            case "park":
                door.parking.park_requested(ParkRequested(talk.agent, BY))
            case "record":
                self._pause_or_resume(call, talk)
            case "mute":
                door.mute_requested(MuteRequested(talk.agent, not talk.muted, BY))
            case _ if action in HOWS:
                self._ask_target(call, talk, HOWS[action])

    def _pause_or_resume(self, call: Call, talk: Talk) -> None:
        tapes = self.in_call.calling.tapes
        tape = tapes.of(call)
        if tape is None:
            raise RefusedEvent("This call is not recorded.")
        if tape.silent:
            tapes.resume(tape)
        else:
            tapes.pause(tape)
        self.say(talk, RECORDING if tape.phase == "resuming" else RECORDING_PAUSED)

    # --- whom? -------------------------------------------------------------------------------------

    def _ask_target(self, call: Call, talk: Talk, how: TransferHow) -> None:
        self.in_call.require_free(call, talk)
        check = self.desk.new_id()
        self.in_call.consults.set_apart(call, Consult(how, check=check))
        self.say(talk, TARGET)
        self.desk.order(CollectNumber(talk.leg, check, inside=True))
        self.desk.set_deadline("call", call.id, "target", TYPING_LIMIT_S)

    def typed(self, call: Call, event: NumberChecked) -> None:
        """Whom the agent typed; an old answer changes nothing."""
        consult = call.consult
        if consult is None or not consult.check or consult.check != event.check:
            return
        self.desk.deadlines.clear("call", call.id, "target")
        try:
            kind, to = self._target(call, event)
        except RefusedEvent:
            self.in_call.consults.cancel(call, NO_TARGET)
        else:
            call.consult = None
            self.in_call.transfer(call, consult.how, kind, to)

    def _target(self, call: Call, event: NumberChecked) -> tuple[TargetKind, str]:
        assert call.talk is not None, f"call {call.id} has no talk"
        kind: TargetKind = "number"
        to = event.party
        if event.to:
            kind, to = ("queue" if event.kind == "queue" else "agent"), event.to
        if event.verdict != "allowed":
            raise RefusedEvent("Nobody can be reached by what was typed.")
        self.in_call.require_target(call.talk.agent, kind, to)
        return kind, to

    def stop(self, call: Call) -> None:
        """No target is typed any more."""
        self.desk.deadlines.clear("call", call.id, "target")
        if call.talk is not None:
            self.desk.order(StopCollecting(call.talk.leg))

    def say(self, talk: Talk, words: str) -> None:
        """Tell the agent something; nobody else hears it."""
        agent = self.desk.plan.agents.get(talk.agent) if self.desk.plan else None
        language = agent.language if agent else "en"
        self.desk.order(Play(talk.leg, self.desk.new_id(), (words,), language))
