"""A call in a queue, seen from the caller: music, position, limits. Never silence."""

from typing import Protocol

from voipcc.core import spoken
from voipcc.core.call import Call
from voipcc.core.commands import StartMusic, StopMusic
from voipcc.core.desk import Desk
from voipcc.core.ivr import Ivr
from voipcc.core.plan import Queue, QueueStep
from voipcc.core.seam import CallLeftQueue, CallWaiting, PositionAsked

NOBODY_FREE = ("queue/nobody_free", "goodbye")
POSITION = "queue/you_are_number"
LIMIT_DURING_CONNECT_S = 5


class Exits(Protocol):
    """What a wait needs of the rest of the calling side."""

    def cancel_attempt(self, call: Call) -> None: ...


class Wait:
    """Everything a waiting caller hears. Who is next is decided elsewhere."""

    __slots__ = ("desk", "exits", "ivr")

    def __init__(self, desk: Desk, ivr: Ivr, exits: Exits) -> None:
        self.desk = desk
        self.ivr = ivr
        self.exits = exits

    def enter(self, call: Call, queue: str) -> None:
        """Ask for a place; the first entry into this queue, or into the switch's own, counts."""
        call.stage, call.queue, call.priority = "queue", queue, 0
        again = queue in call.entered
        call.entered.setdefault(queue, call.entered.get("", self.desk.fact_us))
        self._ask_for_place(call, again)

    def enter_again(self, call: Call, *words: str, first: bool = False) -> None:
        """Back to the place the call had, or to the `first` one, after `words`."""
        call.stage = "queue"
        call.priority += first
        call.first_words = list(words)
        self._ask_for_place(call, again=True)

    def _ask_for_place(self, call: Call, again: bool) -> None:
        since_us = call.entered[call.queue]
        step = self.ivr.current_step(call)
        wishes = step if isinstance(step, QueueStep) else QueueStep(call.queue)
        self.desk.tell(
            CallWaiting(
                call.id,
                call.queue,
                since_us,
                call.priority + wishes.priority,
                again,
                call.party,
                wishes.requires,
                wishes.prefer,
                wishes.prefer_last,
            )
        )

    def place_taken(self, call: Call) -> None:
        """In line: music at once, then the clock of this queue runs."""
        queue = self._settings(call)
        call.fate, call.passed = "", 0
        call.entered.pop("", None)
        call.cut("queue", self.desk.fact_us, queue.name)
        self.start_music(call)
        if call.first_words:
            self.ivr.say(call, tuple(call.first_words))
            call.first_words = []
        self.desk.set_deadline("call", call.id, "max_wait", queue.max_wait_s)
        if queue.announce_position:
            self.desk.set_deadline("call", call.id, "announce", queue.announce_first_s)

    def place_refused(self, call: Call) -> None:
        """The queue is full; a place never had is not remembered."""
        call.entered.pop(call.queue, None)
        step = self.ivr.current_step(call)
        self._overflow(call, step.on_full if isinstance(step, QueueStep) else "")

    def too_long(self, call: Call) -> None:
        """The longest wait is over; a phone that is being connected may still finish."""
        if call.connecting is not None:
            self.desk.set_deadline("call", call.id, "max_wait", LIMIT_DURING_CONNECT_S)
            return
        step = self.ivr.current_step(call)
        self.leave(call)
        self._overflow(call, step.on_timeout if isinstance(step, QueueStep) else "")

    def _overflow(self, call: Call, block: str) -> None:
        self.stop_music(call)
        call.fate = "overflowed"
        call.queue = ""
        call.cut("closing", self.desk.fact_us)
        if block:
            self.ivr.jump(call, block)
        else:
            self.ivr.say_goodbye(call, NOBODY_FREE)

    def leave(self, call: Call) -> None:
        """Give the place up."""
        self.desk.deadlines.clear("call", call.id, "max_wait", "announce")
        self.desk.tell(CallLeftQueue(call.id))
        self.exits.cancel_attempt(call)
        self.ivr.hush(call)

    def start_music(self, call: Call) -> None:
        """Music from now on; repeating it is harmless."""
        call.music = True
        self.desk.order(StartMusic(call.leg, self._settings(call).music))

    def stop_music(self, call: Call) -> None:
        if call.music:
            call.music = False
            self.desk.order(StopMusic(call.leg))

    # --- position ----------------------------------------------------------------------------

    def announce(self, call: Call) -> None:
        """It is time to say the position."""
        queue = self._settings(call)
        self.desk.set_deadline("call", call.id, "announce", queue.announce_every_s)
        if self._may_speak(call):
            self.desk.tell(PositionAsked(call.id))

    def position_told(self, call: Call, position: int) -> None:
        """Say the position, unless the caller is being connected by now."""
        if self._may_speak(call) and position < spoken.LIMIT:
            self.ivr.say(call, (POSITION, *spoken.number(position, call.language)))

    def _may_speak(self, call: Call) -> bool:
        heard = self.desk.connected and not call.playback
        return call.stage == "queue" and call.connecting is None and heard

    def _settings(self, call: Call) -> Queue:
        queue = self.desk.queue(call.queue, call.plan)
        assert queue is not None, f"queue {call.queue} is in no plan"
        return queue
