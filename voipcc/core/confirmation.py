"""A telephone as an agent's phone: a key confirms that a person is there and no mailbox."""

from voipcc.core.call import Attempt, Call
from voipcc.core.commands import Play, StopPlayback
from voipcc.core.desk import Desk
from voipcc.core.plan import Agent

KEY = "1"
TIMES = 3  # the prompt is said so often: who takes a phone to the ear misses its beginning
PURPOSE = "confirm"
CALLED = ("agent/call_from_centre",)
RESCUE = "rescue"  # why the telephone of an agent is rung whose line died
CUT = ("agent/line_was_cut",)
PRESS = ("agent/press_one",)


class Confirmation:
    """Asks at one phone. What is known is in the attempt."""

    __slots__ = ("desk",)

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def seconds(self, name: str, device: str) -> int:
        """How long a key is waited for at this phone; 0: it is no telephone and asks for none."""
        agent = self._agent(name)
        return agent.telephones.get(device, 0) if agent else 0

    def ask(self, call: Call, attempt: Attempt) -> None:
        """Somebody or something has picked up: who calls, and what to press."""
        attempt.phase = "confirming"
        attempt.answered_us = max(self.desk.fact_us, attempt.offered_us, attempt.ringing_us)
        self.desk.set_deadline("leg", attempt.leg, PURPOSE, attempt.confirm_s)
        self._say(call, attempt)

    def _say(self, call: Call, attempt: Attempt) -> None:
        attempt.asked += 1
        attempt.playback = self.desk.new_id()
        agent = self._agent(attempt.agent)
        language = agent.language if agent else "en"
        self.desk.order(Play(attempt.leg, attempt.playback, self._words(call, attempt), language))

    def _words(self, call: Call, attempt: Attempt) -> tuple[str, ...]:
        if attempt.why == RESCUE:
            return (*CUT, *PRESS)
        queue = self.desk.queue(attempt.queue, call.plan)
        return (*CALLED, *(queue.spoken_as if queue else ()), *PRESS)

    def heard(self, call: Call, attempt: Attempt, playback: str) -> None:
        """The prompt is over: once more, as long as there is time."""
        if attempt.phase == "confirming" and attempt.playback == playback:
            attempt.playback = ""
            if attempt.asked < TIMES:
                self._say(call, attempt)

    def is_confirmed(self, attempt: Attempt, digit: str) -> bool:
        """Whether this key takes the call; the prompt is silenced then."""
        if attempt.phase != "confirming" or digit != KEY:
            return False
        if attempt.playback:
            self.desk.order(StopPlayback(attempt.leg, attempt.playback))
            attempt.playback = ""
        return True

    def _agent(self, name: str) -> Agent | None:
        return self.desk.plan.agents.get(name) if self.desk.plan else None
