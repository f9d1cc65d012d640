"""What a caller hears on hold or parked: music, and the messages of the flow's block `on_hold` in turn."""

from voipcc.core.asides import Asides, block_of
from voipcc.core.call import Call
from voipcc.core.desk import Desk
from voipcc.core.ivr import Ivr
from voipcc.core.plan import Comfort

PURPOSE = "held"


class Held:
    """Speaks to callers who are kept apart from the talk. State is in the call."""

    __slots__ = ("asides", "desk", "ivr")

    def __init__(self, desk: Desk, ivr: Ivr, asides: Asides) -> None:
        self.desk = desk
        self.ivr = ivr
        self.asides = asides

    def wanted(self, call: Call) -> bool:
        """Whether the flow has something to say on hold."""
        return bool(block_of(self.desk, call, "on_hold"))

    def begin(self, call: Call) -> None:
        """The caller hears music from now on."""
        if self.wanted(call):
            self.desk.set_deadline("call", call.id, PURPOSE, self._rules(call).first_s)

    def due(self, call: Call) -> None:
        """So much music was heard: the next message."""
        if not self._is_held(call) or not self.desk.connected:
            return
        self.desk.set_deadline("call", call.id, PURPOSE, self._rules(call).every_s)
        block = block_of(self.desk, call, "on_hold")
        if block and not self.asides.asked(call, "on_hold", block):
            self.say(call)

    def say(self, call: Call) -> None:
        """All that the message goes by is known."""
        block = block_of(self.desk, call, "on_hold") if self._is_held(call) else ""
        words = self.asides.next_words(call, "on_hold", block) if block else ()
        if words:
            self.ivr.say(call, words)

    def _is_held(self, call: Call) -> bool:
        talk = call.talk
        if talk is None:
            return bool(call.slot) and not call.attempts  # parked, and nobody is rung
        return call.leg not in (*talk.here, *talk.awaited)

    def _rules(self, call: Call) -> Comfort:
        queue = self.desk.queue(call.queue, call.plan)
        return queue.comfort if queue else Comfort()

    def end(self, call: Call) -> None:
        """The talk goes on, or is over: what is being said stops."""
        self.desk.deadlines.clear("call", call.id, PURPOSE)
        if call.stage in ("talk", "given") and call.leg:
            self.ivr.hush(call)
