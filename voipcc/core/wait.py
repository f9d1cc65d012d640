"""A call in a queue, seen from the caller: music, keys, limits, overflow. Never silence."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from voipcc.core import overflow, overrides
from voipcc.core.announcements import Announcements
from voipcc.core.call import WAITING, Call
from voipcc.core.commands import StartMusic, StopMusic
from voipcc.core.desk import Desk
from voipcc.core.ivr import Ivr
from voipcc.core.plan import Queue
from voipcc.core.seam import CallLeftQueue, CallWaiting, PositionAsked, PositionTold
from voipcc.core.steps import Overflow, QueueStep

if TYPE_CHECKING:
    from voipcc.core.tape import Tapes

FULL = ("queue/full",)
CLOSED = ("closed",)
NOBODY_FREE = ("queue/nobody_free", "goodbye")
LIMIT_DURING_CONNECT_S = 5
LATE_US = (
    20_000  # a busy loop needs a few milliseconds, lines that were torn a good part of a second
)


class Exits(Protocol):
    """What a wait needs of the rest of the calling side."""

    tapes: "Tapes"

    def cancel_attempt(self, call: Call) -> None: ...


class Wait:
    """A waiting caller's way in, on and out. Who is next is decided elsewhere."""

    __slots__ = ("announcements", "desk", "exits", "ivr")

    def __init__(self, desk: Desk, ivr: Ivr, exits: Exits) -> None:
        self.desk = desk
        self.ivr = ivr
        self.exits = exits
        self.announcements = Announcements(desk, ivr)

    # --- in ------------------------------------------------------------------------------------

    def enter(self, call: Call, queue: str) -> bool:
        """Ask for a place; the first entry into this queue, or into the switch's own, counts.

        True where the queue is closed: then the flow goes on elsewhere at once.
        """
        step = self.announcements.step(call)
        rule = overflow.closed(step, self._opening(call, queue)) if step.overflow else None
        if rule is not None:
            self._note_overflow(call, queue, rule.when)
            call.block, call.step = rule.jump, 0
            return True
        again = queue in call.entered
        if not again and (door := overrides.closed_queue(*self._in_force(), queue)):
            return self._shut_out(call, queue, door)
        call.stage, call.queue = "queue", queue
        call.entered.setdefault(queue, call.entered.get("", self.desk.fact_us))
        self._ask_for_place(call, step, again)
        return False

    def _in_force(self) -> tuple[overrides.Kept, int]:
        return self.desk.overrides, self.desk.now.utc_ms

    def _shut_out(self, call: Call, queue: str, door: overrides.Override) -> bool:
        """An override keeps the caller out: its message, else the way for a closed queue, else ours."""
        call.mark("closed_by_override")
        rule = next((one for one in self.announcements.step(call).overflow if one.hours), None)
        if rule is not None and not door.prompts:
            self._note_overflow(call, queue, rule.when)
            call.block, call.step = rule.jump, 0
            return True
        call.fate = "closed"
        call.turned_away(queue, self.desk.fact_us)
        self.ivr.say_goodbye(call, door.prompts or CLOSED)
        return False

    def turn_away(self, call: Call, words: tuple[str, ...]) -> None:
        """Out of the line, with these last words."""
        self.leave(call)
        self.stop_music(call)
        call.mark("closed_by_override")
        call.fate, queue = "closed", call.queue
        call.queue = ""
        call.turned_away(queue, self.desk.fact_us)
        self.ivr.say_goodbye(call, words)

    def enter_again(self, call: Call, *words: str, first: bool = False, after: str = "") -> None:
        """Back to the place the call had, or to the `first` one, after `words`.

        `after`: the agent whose line died is preferred.
        """
        call.stage = "queue"
        if first:
            call.priorities[call.queue] = self.priority(call) + 1
        call.first_words = list(words)
        self._ask_for_place(call, self.announcements.step(call), again=True, after=after)

    def _ask_for_place(self, call: Call, wishes: QueueStep, again: bool, after: str = "") -> None:
        since_us = call.entered[call.queue]
        self.desk.tell(
            CallWaiting(
                call.id,
                call.queue,
                since_us,
                call.priorities.get(call.queue, wishes.priority),
                again,
                call.party,
                wishes.requires,
                wishes.prefer,
                wishes.prefer_last,
                after=after,
            )
        )

    def priority(self, call: Call) -> int:
        """The step's wish, unless the call has been given another one in this queue."""
        wish = self.announcements.step(call).priority
        return call.priorities.get(call.queue, wish)

    def place_taken(self, call: Call) -> None:
        """In line. Where rules want it, the prospects are looked at before the music begins."""
        queue = self._settings(call)
        call.fate = ""
        call.entered.pop("", None)
        call.cut("queue", self.desk.fact_us, queue.name)
        if self.desk.now_us - self.desk.fact_us > LATE_US:
            call.mark("heard_late")
        self.desk.set_deadline("call", call.id, "max_wait", queue.max_wait_s)
        step = self.announcements.step(call)
        if call.music or call.first_words or not overflow.needs_prospects(step):
            self._begin(call, queue, step)
        else:
            self._ask_for_prospects(call)

    def stay(self, call: Call) -> None:
        """A phone will ring for the caller: nothing leads elsewhere now, so the music begins."""
        if not call.music:
            self._begin(call, self._settings(call), self.announcements.step(call))

    def _begin(self, call: Call, queue: Queue, step: QueueStep) -> None:
        """Music at once, then the clocks of this queue run."""
        call.passed = 0
        self.start_music(call)
        self.announcements.begin(call, queue, step)
        if words := (*self._notice(call), *call.first_words):
            self.ivr.say(call, words)
            call.first_words = []
        limit_us = overflow.next_wait_us(step, self._waited_us(call))
        if limit_us is not None:
            due_us = call.entered[call.queue] + limit_us
            self.desk.deadlines.set("call", call.id, "overflow", due_us)
        if overflow.needs_prospects(step):
            self.desk.set_deadline("call", call.id, "look", overflow.LOOK_S)

    def _notice(self, call: Call) -> tuple[str, ...]:
        """What an override says to those who come into this queue, once."""
        words = overrides.words(*self._in_force(), queue=call.queue)
        if not words or "told_in_queue" in call.marks:
            return ()
        call.mark("told_in_queue")
        return words

    def _waited_us(self, call: Call) -> int:
        return self.desk.now_us - call.entered[call.queue]

    def place_refused(self, call: Call) -> None:
        """The queue is full; a place never had is not remembered."""
        call.entered.pop(call.queue, None)
        self._overflow(call, self.announcements.step(call).on_full, words=FULL)

    # --- on ------------------------------------------------------------------------------------

    def look(self, call: Call) -> None:
        """It is time to look how the caller stands."""
        self.desk.set_deadline("call", call.id, "look", overflow.LOOK_S)
        if self.desk.connected:
            self._ask_for_prospects(call)

    def _ask_for_prospects(self, call: Call) -> None:
        step = self.announcements.step(call)
        staff, wait = overflow.goes_by_staff(step), overflow.goes_by_estimate(step)
        self.desk.tell(PositionAsked(call.id, silent=True, staff=staff, wait=wait))

    def position_told(self, call: Call, told: PositionTold) -> None:
        """To be said, or a reason to lead the caller elsewhere."""
        if not told.silent:
            self.announcements.told(call, told)
            return
        prospects = overflow.Prospects(told.position, told.staff, told.expected_s)
        step = self.announcements.step(call)
        rule = overflow.overflowing(step, prospects, self._opening(call, call.queue))
        if rule is not None and not call.attempts:
            self._lead_elsewhere(call, rule)
        elif not call.music and call.connecting is None:
            self._begin(call, self._settings(call), step)
        elif not call.attempts:
            self.announcements.invite_by_estimate(call, told.expected_s)

    def _opening(self, call: Call, queue: str) -> Callable[[str], bool]:
        plan, (kept, utc_ms) = self.desk.plans[call.plan], self._in_force()
        tables = plan.hours
        place = (call.number, call.flow, queue, plan.numbers.get(call.number, ""))
        return lambda name: overrides.is_open(kept, tables[name], utc_ms, *place)

    # --- out -----------------------------------------------------------------------------------

    def key(self, call: Call, digit: str) -> None:
        """A key leads out of the queue, unless an agent is being connected; the place is kept."""
        block = self.announcements.keys(call).get(digit)
        if block is None or call.connecting is not None:
            return
        self.leave(call)
        self.stop_music(call)
        call.queue, call.passed = "", 0
        call.mark("left_by_key")
        call.mark(f"key:{digit}")
        call.cut("menu", self.desk.fact_us)
        self.ivr.jump(call, block)

    def waited(self, call: Call) -> None:
        """A limit of waiting is reached; a phone that is being connected may still finish."""
        if call.connecting is not None:
            self.desk.set_deadline("call", call.id, "overflow", LIMIT_DURING_CONNECT_S)
            return
        rule = overflow.waited(self.announcements.step(call), self._waited_us(call))
        if rule is not None:
            self._lead_elsewhere(call, rule)

    def too_long(self, call: Call) -> None:
        """The longest wait is over; a phone that is being connected may still finish."""
        if call.connecting is not None:
            self.desk.set_deadline("call", call.id, "max_wait", LIMIT_DURING_CONNECT_S)
            return
        block = self.announcements.step(call).on_timeout
        self.leave(call)
        self._overflow(call, block)

    def _lead_elsewhere(self, call: Call, rule: Overflow) -> None:
        self.leave(call)
        self._overflow(call, rule.jump, rule.when)

    def _overflow(
        self, call: Call, block: str, why: str = "", words: tuple[str, ...] = NOBODY_FREE
    ) -> None:
        self.stop_music(call)
        self._note_overflow(call, call.queue, why)
        if block:
            self.ivr.jump(call, block)
        else:
            self.ivr.say_goodbye(call, words)

    def _note_overflow(self, call: Call, queue: str, why: str) -> None:
        if why:
            call.mark(f"overflow_{why}")
        call.fate = "overflowed"
        call.queue = ""
        call.turned_away(queue, self.desk.fact_us)

    def leave(self, call: Call) -> None:
        """Give the place up."""
        self.desk.deadlines.clear("call", call.id, *WAITING)
        call.delayed = []
        self.desk.tell(CallLeftQueue(call.id))
        self.exits.cancel_attempt(call)
        self.exits.tapes.talk_over(call)
        self.ivr.hush(call)

    # --- music ---------------------------------------------------------------------------------

    def start_music(self, call: Call) -> None:
        """Music from now on; repeating it is harmless."""
        call.music = True
        queue = self.desk.queue(call.queue, call.plan)
        self.desk.order(StartMusic(call.leg, queue.music if queue else "default"))

    def stop_music(self, call: Call) -> None:
        if call.music:
            call.music = False
            self.desk.order(StopMusic(call.leg))

    def _settings(self, call: Call) -> Queue:
        queue = self.desk.queue(call.queue, call.plan)
        assert queue is not None, f"queue {call.queue} is in no plan"
        return queue
