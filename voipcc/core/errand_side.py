"""Callbacks and voicemails as the calling side sees them: one door to their three parts."""

from typing import TYPE_CHECKING

from voipcc.core.call import Attempt, Call, Talk
from voipcc.core.callback import Callbacks
from voipcc.core.callback_offer import CallbackOffer
from voipcc.core.cdr import conversation
from voipcc.core.commands import KeepRecord
from voipcc.core.desk import Desk
from voipcc.core.errands import Errand, Errands
from voipcc.core.events import LegEnded, NumberChecked
from voipcc.core.steps import CallbackStep, VoicemailStep
from voipcc.core.voicemail import Voicemails

if TYPE_CHECKING:
    from voipcc.core.calling import Calling


class ErrandSide:
    """Passes on what concerns errands; it does not decide."""

    __slots__ = ("callbacks", "calling", "desk", "errands", "offer", "voicemails")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.desk = desk
        self.calling = calling
        self.errands = Errands(desk, calling)
        self.offer = CallbackOffer(desk, calling.ivr, self.errands)
        self.callbacks = Callbacks(desk, self.errands, calling)
        self.voicemails = Voicemails(desk, calling.ivr, self.errands, self)

    @property
    def calls(self) -> dict[str, Call]:
        return self.calling.calls

    def errand_of(self, call: Call) -> Errand | None:
        """The errand a call is made for, while it is not done."""
        return self.errands.open.get(call.errand) if call.errand else None

    # --- callers -------------------------------------------------------------------------------

    def take_step(self, call: Call, step: CallbackStep | VoicemailStep) -> None:
        if isinstance(step, CallbackStep):
            self.offer.begin(call, step)
        else:
            self.voicemails.begin(call, step)

    def heard(self, call: Call) -> None:
        """A caller at one of our steps has heard the prompt."""
        if call.stage == "callback":
            self.offer.heard(call)
        else:
            self.voicemails.asked(call)

    def number_checked(self, event: NumberChecked) -> None:
        if call := self.calling.callers.get(event.leg):
            self.offer.checked(call, event)

    # --- agents and customers --------------------------------------------------------------------

    def reach(self, call: Call, attempt: Attempt) -> None:
        """An agent has answered for an errand: call the customer, or play the message."""
        errand = self.errand_of(call)
        if errand is None:
            self.calling.ring.cancel(call)
        elif errand.kind == "callback":
            self.callbacks.dial(call, attempt, errand)
        else:
            self.voicemails.play(call, attempt, errand)

    def agent_prompt_over(self, leg: str, playback: str) -> None:
        call = self.calling.agent_legs.get(leg)
        if call is not None and call.playback == playback:
            self.voicemails.heard(call, playback)

    def caller_gone(self, call: Call, event: LegEnded) -> bool:
        """True when the leg was that of a customer with whom there was no talk."""
        if self.errand_of(call) is None:
            return False
        self.callbacks.not_reached(call, event)
        return True

    def fell_through(self, call: Call, *, counted: bool) -> bool:
        """True when the call was made for an errand that goes back to wait."""
        errand = self.errand_of(call)
        if errand is None and not call.leg:  # a message that was heard to its end
            self.calling.talk.over(call)
            self.keep_and_drop(call)
            return True
        if errand is None:
            return False
        self.errands.failed(errand, "failed" if counted else "lost", counted=counted)
        return True

    def place_refused(self, call: Call) -> None:
        """The queue is gone: nobody will ever do it."""
        if errand := self.errand_of(call):
            self.errands.give_up(errand, "no_queue")

    # --- what voicemail needs (its `Exits`) ---------------------------------------------------------

    def accept(self, call: Call, attempt: Attempt) -> None:
        self.calling.ring.begin_alone(call, attempt)

    def let_leg_go(self, held: Attempt | Talk, *, lost: bool) -> None:
        self.calling.let_leg_go(held, lost=lost)

    def keep_and_drop(self, call: Call) -> None:
        """The work is done: its record, and nothing more of it."""
        self.calling.forget_deadlines(call)
        self.calling.calls.pop(call.id, None)
        record = conversation(call, max(self.desk.fact_us, call.boundary_us))
        self.desk.order(KeepRecord(record))
        self.calling.drop_plan(call.plan)

    # --- time ---------------------------------------------------------------------------------------

    def deadline(self, owner: str, purpose: str) -> None:
        if purpose == "recorded":
            self.voicemails.overdue(owner)
        else:
            self.errands.deadline(owner, purpose)

    def call_deadline(self, call: Call, purpose: str) -> bool:
        """True when the deadline was one of ours."""
        match purpose, call.stage:
            case "dial", _:
                self.callbacks.overdue(call)
            case "key", "callback":
                self.offer.overdue(call)
            case "prompt", "talk" if call.leg:
                return False  # said to a caller on hold
            case "prompt", "talk" if self.errand_of(call) is None:
                # Nobody reported the end of the agent's phone after a message was heard.
                call.ended_by = "agent"
                self.fell_through(call, counted=False)
            case "prompt", "talk":
                self.voicemails.heard(call, call.playback)
            case _:
                return False
        return True
