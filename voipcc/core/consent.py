"""Whether a caller may be recorded: by lot, by the rules for the talk, and by what the caller says to it.

Before the first talk that is recorded the caller is told so, or asked for a key: before the queue, before
a transfer that needs none, and whoever was called by us when they answer. Who says no, or nothing, is
served like everybody else and is not recorded.
"""

from typing import TYPE_CHECKING

from voipcc.core.call import Call
from voipcc.core.cdr import Consent
from voipcc.core.desk import Desk
from voipcc.core.events import PromptFailed, PromptFinished
from voipcc.core.steps import TransferStep
from voipcc.core.tape_words import NO_RECORDING, RecordingRules

if TYPE_CHECKING:
    from voipcc.core.calling import Calling

TOLD = ("consent/announce",)
ASKED = ("consent/ask",)
YES, NO = "1", "2"
KEY_LIMIT_S = 5.0
TRIES = 2
PURPOSE = "consent"


ENOUGH = {  # of what queues want: what a caller was told or has answered
    "none": ("", "announced", "given", "refused"),
    "announce": ("announced", "given", "refused"),
    "ask": ("given", "refused"),
}


class Consents:
    """Stands before the talk. State is in the call: `consent`, and `consent_for` while it is asked."""

    __slots__ = ("calling", "desk")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.desk = desk
        self.calling = calling

    def rules(self, call: Call, queue: str) -> RecordingRules:
        """How talks of this queue are recorded, or with "" those of such a call without one."""
        if not queue:
            plan = self.desk.plans.get(call.plan)
            return plan.recording.get(call.direction, NO_RECORDING) if plan else NO_RECORDING
        found = self.desk.queue(queue, call.plan)
        return found.recording if found is not None else NO_RECORDING

    def may_record(self, call: Call, rules: RecordingRules) -> bool:
        """Whether a talk that begins is recorded."""
        return self._is_drawn(call, rules) and self.allows(call, rules)

    def allows(self, call: Call, rules: RecordingRules) -> bool:
        """Whether the caller knows, or has agreed to, what these rules want of them."""
        if not rules.share or call.consent == "refused":
            return False
        if rules.consent == "ask":
            return call.consent == "given"
        return rules.consent == "none" or call.consent != ""

    def _is_drawn(self, call: Call, rules: RecordingRules) -> bool:
        """The same lot for the question and for the talk."""
        if call.untaped or not rules.share:
            return False
        return self.desk.draw(call.id, "recording", 0, 100) < rules.share

    # --- before the talk -----------------------------------------------------------------------------

    def begin(self, call: Call, queue: str) -> bool:
        """Tell or ask the caller first; False where nothing is to be said."""
        rules = self.rules(call, queue)
        if call.consent in ENOUGH[rules.consent] or not self._is_drawn(call, rules):
            return False
        call.stage, call.consent_for, call.tries = "consent", queue, 0
        self._say(call, rules)
        return True

    def again(self, call: Call) -> None:
        """After an outage: whether the caller heard it is not known."""
        self.calling.ivr.hush(call)
        self.desk.deadlines.clear("tape", call.id, PURPOSE)
        self._say(call, self.rules(call, call.consent_for))

    def _say(self, call: Call, rules: RecordingRules) -> None:
        if rules.consent == "ask":
            self.calling.ivr.say(call, ASKED)
        else:
            self.calling.ivr.say(call, TOLD, deaf=True)

    def left(self, call: Call) -> None:
        """Who had the customer called has gone meanwhile: the next agent's talk is not recorded."""
        if call.stage == "consent":
            self.calling.ivr.hush(call)
            self.desk.deadlines.clear("tape", call.id, PURPOSE)
            call.stage, call.consent_for = "queue", ""

    def look_at(self, call: Call, event: PromptFinished | PromptFailed) -> None:
        """Who could not be told is not recorded."""
        failed = isinstance(event, PromptFailed) and event.playback == call.playback
        if failed and call.stage == "consent":
            call.consent = "refused"
            call.mark("recording_unannounced")

    def heard(self, call: Call) -> None:
        """The caller knows: go on, or wait for the key."""
        if call.consent:
            self._settle(call, call.consent)
        elif self.rules(call, call.consent_for).consent == "ask":
            self.desk.set_deadline("tape", call.id, PURPOSE, KEY_LIMIT_S)
        else:
            self._settle(call, "announced")

    def key(self, call: Call, digit: str) -> None:
        """The caller's answer; any other key means nothing."""
        asked = self.rules(call, call.consent_for).consent == "ask"
        if asked and digit in (YES, NO):
            self.calling.ivr.hush(call)
            self._settle(call, "given" if digit == YES else "refused")

    def overdue(self, call: Call) -> None:
        """No key: asked once more, then silence is a no."""
        call.tries += 1
        if call.tries < TRIES:
            self._say(call, self.rules(call, call.consent_for))
        else:
            self._settle(call, "refused")

    def _settle(self, call: Call, consent: Consent) -> None:
        self.desk.deadlines.clear("tape", call.id, PURPOSE)
        queue, call.consent_for = call.consent_for, ""
        if not call.consent:
            call.mark(f"recording_{consent}")
        call.consent = consent
        calling = self.calling
        if consent == "refused":
            calling.tapes.over(call)  # also what a step of the dialplan had begun
        if call.connecting is not None:
            call.stage = "queue"
            calling.join(call)
        elif queue:
            if calling.enter_queue(call, queue):
                calling.ivr.go_on(call)
        elif isinstance(step := calling.ivr.current_step(call), TransferStep):
            calling.hears.lead(call, step)
