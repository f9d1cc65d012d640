"""The step `collect`: digits are typed and become a value, or a secret nobody here ever sees.

The switch room counts, times and checks them. It is told to listen before the prompts in
front of the step begin, so that what is typed ahead counts, and a secret typed ahead is no
key of a menu.
"""

from voipcc.core.call import Call
from voipcc.core.desk import Desk
from voipcc.core.ivr import GOODBYE, Ivr
from voipcc.core.media_words import Collect, Collected, StopTyping, TypingBegun
from voipcc.core.steps import CollectStep, PlayStep, Prompts

ROOM_SLACK_S = 10  # after which the switch room is believed to have forgotten


class Collecting:
    """The dialogue. What it knows is in the call: `collection` and `typing`."""

    __slots__ = ("desk", "ivr")

    def __init__(self, desk: Desk, ivr: Ivr) -> None:
        self.desk = desk
        self.ivr = ivr

    def begin(self, call: Call, step: CollectStep) -> None:
        """Ask for the digits, unless some are being typed already."""
        call.stage, call.tries = "collect", 0
        typed, call.typed = call.typed, ""
        if not call.collection:
            self._listen(call, step, "" if step.secret else typed)
        if call.typing:
            self._await_end(call, step)
        else:
            self._ask(call, step, step.prompts)

    def listen_ahead(self, call: Call) -> None:
        """Prompts are about to be said: what is typed meanwhile is for the collect behind them."""
        index = self._ahead(call)
        if index and not call.collection:
            step = self.ivr.steps(call)[index]
            assert isinstance(step, CollectStep)
            self._listen(call, step, "")

    def _ahead(self, call: Call) -> int:
        """Where in the block the collect is to which only prompts lead; 0: there is none."""
        steps = self.ivr.steps(call)
        for index in range(call.step, len(steps)):
            if isinstance(steps[index], CollectStep):
                return index
            if not isinstance(steps[index], PlayStep):
                return 0
        return 0

    def _listen(self, call: Call, step: CollectStep, typed: str) -> None:
        call.collection, call.typing = self.desk.new_id(), False
        self.desk.order(
            Collect(
                call.leg,
                call.collection,
                step.shortest,
                step.longest,
                step.end,
                step.between_s,
                step.check,
                step.secret,
                typed,
            )
        )

    def _ask(self, call: Call, step: CollectStep, prompts: Prompts) -> None:
        if prompts:
            self.ivr.say(call, prompts, deaf=not step.interruptible)
        else:
            self.heard(call)

    def heard(self, call: Call) -> None:
        """The prompts are over: now it is the caller's turn."""
        if not call.typing:
            self.desk.set_deadline("call", call.id, "key", self._step(call).timeout_s)

    def _step(self, call: Call) -> CollectStep:
        step = self.ivr.current_step(call)
        assert isinstance(step, CollectStep), f"call {call.id} collects nothing"
        return step

    # --- what the switch room tells ----------------------------------------------------------

    def typing_begun(self, call: Call, event: TypingBegun) -> None:
        """The first key: silence, and time to type the rest."""
        if event.collection != call.collection or not self._arrive(call):
            return
        call.typing = True
        self.ivr.hush(call)
        self._await_end(call, self._step(call))

    def _arrive(self, call: Call) -> bool:
        """Leave the prompts in front of the step; false where the call is elsewhere by now."""
        if call.stage == "play" and (index := self._ahead(call)):
            call.step, call.stage, call.tries = index, "collect", 0
            call.note_step(self._step(call).line)
        return call.stage == "collect"

    def _await_end(self, call: Call, step: CollectStep) -> None:
        limit_s = step.between_s * (step.longest + 1) + ROOM_SLACK_S
        self.desk.set_deadline("call", call.id, "key", limit_s)

    def collected(self, call: Call, event: Collected) -> None:
        """What was typed; an old answer changes nothing."""
        if event.collection != call.collection or not self._arrive(call):
            return
        step = self._step(call)
        self.ivr.hush(call)
        self._forget(call)
        match event.result:
            case "complete":
                self._keep(call, step, event)
                call.passed = 0
                self.ivr.finish_step(call)
            case "nothing":
                self._try_again(call, step, step.timeout_prompts, step.on_timeout)
            case _:
                self._try_again(call, step, step.invalid_prompts, step.on_invalid)

    def _keep(self, call: Call, step: CollectStep, event: Collected) -> None:
        call.values.pop(step.into, None)
        call.sealed.pop(step.into, None)
        if step.secret:
            call.sealed[step.into] = event.collection
        else:
            call.answer(step.into, event.digits, self.desk.fact_us)

    def _forget(self, call: Call) -> None:
        call.collection, call.typing = "", False
        self.desk.deadlines.clear("call", call.id, "key")

    def overdue(self, call: Call) -> None:
        """No key in time."""
        step = self._step(call)
        self.desk.order(StopTyping(call.leg))
        self.ivr.hush(call)
        self._forget(call)
        self._try_again(call, step, step.timeout_prompts, step.on_timeout)

    def _try_again(self, call: Call, step: CollectStep, words: Prompts, otherwise: str) -> None:
        call.tries += 1
        if call.tries < step.tries:
            self._listen(call, step, "")
            self._ask(call, step, words + step.prompts)
        elif otherwise:
            self.ivr.jump(call, otherwise)
        else:
            call.fate = call.fate or "completed"
            self.ivr.say_goodbye(call, GOODBYE)
