"""What a waiting caller is told: position, waiting time, comfort, invitations; one at a time."""

from voipcc.core import spoken
from voipcc.core.asides import Asides, block_of
from voipcc.core.call import Call
from voipcc.core.cdr import Announced
from voipcc.core.desk import Desk
from voipcc.core.ivr import Ivr
from voipcc.core.moment import seconds
from voipcc.core.plan import Queue
from voipcc.core.seam import PositionAsked, PositionTold
from voipcc.core.steps import Invitation, PlayStep, Prompts, QueueStep

ANNOUNCED_LIMIT = 40  # of one call, in its record


class Announcements:
    """Says what is due; between two announcements there is the queue's gap, with music."""

    __slots__ = ("asides", "desk", "ivr")

    def __init__(self, desk: Desk, ivr: Ivr) -> None:
        self.desk = desk
        self.ivr = ivr
        self.asides = Asides(desk)

    # --- when ----------------------------------------------------------------------------------

    def begin(self, call: Call, queue: Queue, step: QueueStep) -> None:
        """The call waits from now on."""
        call.delayed, call.spoke_us = [], 0
        if queue.announce_position or queue.announce_wait:
            self.desk.set_deadline("call", call.id, "announce", queue.announce_first_s)
        if block_of(self.desk, call, "comfort") or queue.comfort.prompts:
            self.desk.set_deadline("call", call.id, "comfort", queue.comfort.first_s)
        if step.invitations:
            self._await_invitation(call, step)

    def due(self, call: Call, purpose: str) -> None:
        """It is time for an announcement: now, or when the one before is over and digested."""
        queue, step = self._queue(call), self.step(call)
        free_us = self._free_us(call, queue)
        if not self.desk.connected:
            self.desk.set_deadline("call", call.id, purpose, queue.announce_every_s)
        elif call.playback or call.connecting is not None:
            self._delay(call, purpose)
        elif free_us > self.desk.now_us:
            self.desk.deadlines.set("call", call.id, purpose, free_us)
        else:
            self._take_turn(call, purpose, queue, step)

    def _free_us(self, call: Call, queue: Queue) -> int:
        """From when on the next announcement may be made."""
        return call.spoke_us + seconds(queue.comfort.gap_s) if call.spoke_us else 0

    def spoken(self, call: Call) -> None:
        """An announcement is over: what became due meanwhile comes after the gap."""
        call.spoke_us = self.desk.now_us
        if call.delayed:
            gap_s = self._queue(call).comfort.gap_s
            for purpose in call.delayed:
                self.desk.set_deadline("call", call.id, purpose, gap_s)
            call.delayed = []

    def _delay(self, call: Call, purpose: str) -> None:
        if purpose not in call.delayed:
            call.delayed.append(purpose)

    def _take_turn(self, call: Call, purpose: str, queue: Queue, step: QueueStep) -> None:
        match purpose:
            case "announce":
                self.desk.set_deadline("call", call.id, "announce", queue.announce_every_s)
                self.desk.tell(PositionAsked(call.id))
            case "comfort":
                self.desk.set_deadline("call", call.id, "comfort", queue.comfort.every_s)
                self._comfort(call, queue)
            case _:
                self._invite_by_time(call, step)

    # --- position and waiting time ---------------------------------------------------------------

    def told(self, call: Call, told: PositionTold) -> None:
        """Say where the caller stands, unless something else is heard by now."""
        if call.playback or call.connecting is not None or not self.desk.connected:
            return
        queue, words = self._queue(call), list[str]()
        if queue.announce_position and told.position < spoken.LIMIT:
            words += spoken.position(told.position, call.language)
        if queue.announce_wait and told.high_s:
            words += self._wait(call, told)
        if words:
            self.ivr.play(call, tuple(words))

    def _wait(self, call: Call, told: PositionTold) -> tuple[str, ...]:
        """The interval in words; never one that is larger than the last one said."""
        low, high = spoken.whole_minutes(told.low_s, told.high_s)
        before = call.told_wait_min
        if before and high > before[1]:
            return ()
        call.told_wait_min = [low, high]
        if len(call.announced) < ANNOUNCED_LIMIT:
            heard = Announced(call.queue, self.desk.now_us, told.low_s, told.high_s, told.first)
            call.announced.append(heard)
        return spoken.waiting_time(low, high, call.language)

    # --- comfort -----------------------------------------------------------------------------------

    def _messages(self, call: Call, queue: Queue, block: str) -> list[Prompts]:
        """What can be said: the block where it has play steps only, else the queue's prompts."""
        if not block:
            return [(prompt,) for prompt in queue.comfort.prompts]
        steps = self.desk.plans[call.plan].flows[call.flow].blocks.get(block, ())
        plays = [one.prompts for one in steps if isinstance(one, PlayStep)]
        return plays if len(plays) == len(steps) else []

    def _comfort(self, call: Call, queue: Queue) -> None:
        block = block_of(self.desk, call, "comfort")
        messages = self._messages(call, queue, block)
        if not messages:
            if not self.asides.asked(call, "comfort", block):
                self.say_comfort(call)
            return
        call.comfort = self._next_message(call, len(messages), by_lot=queue.comfort.random)
        call.comforted += 1
        self.ivr.say(call, messages[call.comfort])

    def say_comfort(self, call: Call) -> None:
        """The next message of a block with other steps than `play`: what it goes by is known."""
        block = block_of(self.desk, call, "comfort")
        if not block or call.playback or call.connecting is not None:
            return
        if words := self.asides.next_words(call, "comfort", block):
            self.ivr.say(call, words)

    def _next_message(self, call: Call, count: int, *, by_lot: bool) -> int:
        """In order, or by lot and never the same one twice in a row."""
        if not by_lot:
            return call.comforted % count
        if count == 1 or call.comfort < 0:
            return self.desk.draw(call.id, "comfort", call.comforted, count)
        further = 1 + self.desk.draw(call.id, "comfort", call.comforted, count - 1)
        return (call.comfort + further) % count

    # --- invitations ---------------------------------------------------------------------------------

    def keys(self, call: Call) -> dict[str, str]:
        """The keys that count now: those of the step, and of the invitations said."""
        step = self.step(call)
        keys: dict[str, str] = {}
        for number, invitation in enumerate(step.invitations):
            if self._name(call, number) in call.invited:
                keys |= invitation.keys
        return keys | dict(step.keys)

    def invite_by_estimate(self, call: Call, expected_s: int) -> None:
        """It takes so long that something else is worth offering."""
        if call.playback or call.connecting is not None or not expected_s:
            return
        if self._free_us(call, self._queue(call)) > self.desk.now_us:
            return
        for number, one in self._not_said(call, self.step(call)):
            if 0 < one.estimate_s <= expected_s:
                self._invite(call, number, one)
                return

    def _invite_by_time(self, call: Call, step: QueueStep) -> None:
        waited_us = self.desk.now_us - call.entered[call.queue]
        for number, one in self._not_said(call, step):
            if one.after_s and seconds(one.after_s) <= waited_us:
                self._invite(call, number, one)
                break
        self._await_invitation(call, step)

    def _invite(self, call: Call, number: int, invitation: Invitation) -> None:
        call.invited.append(self._name(call, number))
        self.ivr.say(call, invitation.prompts)

    def _await_invitation(self, call: Call, step: QueueStep) -> None:
        times = [one.after_s for _, one in self._not_said(call, step) if one.after_s]
        if times:
            due_us = call.entered[call.queue] + seconds(min(times))
            self.desk.deadlines.set("call", call.id, "invite", max(due_us, self.desk.now_us + 1))

    def _not_said(self, call: Call, step: QueueStep) -> list[tuple[int, Invitation]]:
        return [
            (number, one)
            for number, one in enumerate(step.invitations)
            if self._name(call, number) not in call.invited
        ]

    def _name(self, call: Call, number: int) -> str:
        return f"{call.block}:{call.step}:{number}"

    # --- where the call stands ---------------------------------------------------------------------------

    def step(self, call: Call) -> QueueStep:
        """The step the call waits in; a plain one where the switch's own queue led it here."""
        step = self.ivr.current_step(call)
        return step if isinstance(step, QueueStep) else QueueStep(call.queue)

    def _queue(self, call: Call) -> Queue:
        queue = self.desk.queue(call.queue, call.plan)
        assert queue is not None, f"queue {call.queue} is in no plan"
        return queue
