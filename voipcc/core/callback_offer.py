"""The step `callback`: a number is confirmed by one key or typed, and a place is kept for it.

The digits themselves stay in the switch room; what comes back is who they belong to, and
whether a trunk may call there.
"""

from voipcc.core.call import Call, NumberInHand
from voipcc.core.commands import CheckNumber, CollectNumber, StopCollecting
from voipcc.core.desk import Desk
from voipcc.core.errands import Errand, Errands
from voipcc.core.events import NumberChecked
from voipcc.core.ivr import GOODBYE, Ivr
from voipcc.core.seam import CallLeftQueue
from voipcc.core.steps import CallbackStep

CHECK_LIMIT_S = 5
KEY_LIMIT_S = 6
TYPING_LIMIT_S = 40
TRIES = 3
CONFIRM = ("callback/your_number_is", "party/number", "callback/confirm")
TYPE = ("callback/type_number",)
INVALID = ("callback/invalid_number",)
REFUSED = ("callback/refused_number",)
NOT_POSSIBLE = ("callback/not_possible",)
ACCEPTED = ("callback/accepted",)


class CallbackOffer:
    """The dialogue. What it knows is in `call.number_in_hand`."""

    __slots__ = ("desk", "errands", "ivr")

    def __init__(self, desk: Desk, ivr: Ivr, errands: Errands) -> None:
        self.desk = desk
        self.ivr = ivr
        self.errands = errands

    def begin(self, call: Call, step: CallbackStep) -> None:
        """Offer the number that called, or let one be typed."""
        call.stage, call.tries, call.typed = "callback", 0, ""
        known = self.errands.find(call.party, step.queue)
        if known is None and self.errands.is_full(step.queue):
            self._decline(call, step, NOT_POSSIBLE)
        elif call.party:
            self._check(call, step)
        else:
            self._let_type(call, ())

    def _step(self, call: Call) -> CallbackStep:
        step = self.ivr.current_step(call)
        assert isinstance(step, CallbackStep), f"call {call.id} is at no callback"
        return step

    # --- the number --------------------------------------------------------------------------

    def _check(self, call: Call, step: CallbackStep) -> None:
        hand = call.number_in_hand = NumberInHand("checking", self.desk.new_id())
        trunk, shown = self._way(call, step)
        self.desk.order(CheckNumber(call.leg, hand.check, call.party, trunk, shown))
        self.desk.set_deadline("call", call.id, "key", CHECK_LIMIT_S)

    def _let_type(self, call: Call, words: tuple[str, ...]) -> None:
        self.desk.deadlines.clear("call", call.id, "key")
        hand = call.number_in_hand = NumberInHand("typing", self.desk.new_id())
        trunk, shown = self._way(call, self._step(call))
        self.desk.order(CollectNumber(call.leg, hand.check, trunk, shown))
        self.ivr.say(call, (*words, *TYPE))

    def _way(self, call: Call, step: CallbackStep) -> tuple[str, str]:
        """Which trunk is tried first, and which number of ours is shown."""
        rules = self.errands.rules(step.queue)
        return rules.trunk or call.trunk, rules.caller_id or call.number

    def checked(self, call: Call, event: NumberChecked) -> None:
        """The switch room has looked at the number; an old answer changes nothing."""
        hand = call.number_in_hand
        if call.stage != "callback" or hand is None or hand.check != event.check:
            return
        self.desk.deadlines.clear("call", call.id, "key")
        self.ivr.hush(call)
        if event.verdict == "allowed":
            hand.phase, hand.party, hand.trunk = "confirming", event.party, event.trunk
            hand.clocks = [[list(part) for part in clock] for clock in event.clocks]
            self.ivr.say(call, CONFIRM, event.party)
        elif hand.phase == "checking":  # the caller's own number is of no use
            self._let_type(call, ())
        else:
            self._again(call, REFUSED if event.verdict == "refused" else INVALID)

    # --- the caller ----------------------------------------------------------------------------

    def digit(self, call: Call, digit: str) -> None:
        """A key: 1 is yes, 2 another number."""
        hand = call.number_in_hand
        if hand is None or hand.phase != "confirming":
            return
        self.ivr.hush(call)
        self.desk.deadlines.clear("call", call.id, "key")
        match digit:
            case "1":
                self._accept(call, hand)
            case "2":
                self._let_type(call, ())
            case _:
                self._ask_again(call, hand)

    def heard(self, call: Call) -> None:
        """The prompt is over: now it is the caller's turn."""
        hand = call.number_in_hand
        if hand is not None and hand.phase != "checking":
            limit_s = KEY_LIMIT_S if hand.phase == "confirming" else TYPING_LIMIT_S
            self.desk.set_deadline("call", call.id, "key", limit_s)

    def overdue(self, call: Call) -> None:
        """Nothing came within the time."""
        hand = call.number_in_hand
        if call.stage != "callback" or hand is None:
            return
        if hand.phase == "confirming":
            self._ask_again(call, hand)
        elif hand.phase == "checking":
            self._let_type(call, ())
        else:
            self._again(call, ())

    def _ask_again(self, call: Call, hand: NumberInHand) -> None:
        call.tries += 1
        if call.tries < TRIES:
            self.ivr.say(call, CONFIRM, hand.party)
        else:
            self._decline(call, self._step(call), ())

    def _again(self, call: Call, words: tuple[str, ...]) -> None:
        call.tries += 1
        if call.tries < TRIES:
            self._let_type(call, words)
        else:
            self._decline(call, self._step(call), NOT_POSSIBLE)

    # --- what comes of it ------------------------------------------------------------------------

    def _accept(self, call: Call, hand: NumberInHand) -> None:
        step = self._step(call)
        known = self.errands.find(hand.party, step.queue)
        if known is None and self.errands.is_full(step.queue):
            self._decline(call, step, NOT_POSSIBLE)
            return
        if known is None:
            self.errands.add(self._promise(call, step, hand))
        else:  # one person, one queue: one callback, at the place they had
            known.trunk, known.clocks = hand.trunk, hand.clocks
        call.number_in_hand = None
        call.fate = "callback"
        call.cut("closing", self.desk.fact_us)
        self.desk.tell(CallLeftQueue(call.id))
        if step.accepted:
            self.ivr.jump(call, step.accepted)
        else:
            self.ivr.say_goodbye(call, (*ACCEPTED, *GOODBYE))

    def _promise(self, call: Call, step: CallbackStep, hand: NumberInHand) -> Errand:
        desk = self.desk
        since_us = call.entered.get(step.queue, desk.fact_us)
        return Errand(
            id=desk.new_id(),
            kind="callback",
            queue=step.queue,
            party=hand.party,
            caller=call.party,
            origin=call.id,
            number=call.number,
            since_us=since_us,
            since_utc_ms=desk.now.utc_ms - (desk.now_us - since_us) // 1000,
            asked_utc_ms=desk.now.utc_ms,
            priority=call.priorities.get(step.queue, 0),
            language=call.language,
            trunk=hand.trunk,
            clocks=hand.clocks,
            held_by=call.id,
            flow=call.flow,
        )

    def _decline(self, call: Call, step: CallbackStep, words: tuple[str, ...]) -> None:
        """Back to where the caller was, or where the dialplan says."""
        hand, call.number_in_hand = call.number_in_hand, None
        if hand is not None and hand.phase == "typing":
            self.desk.order(StopCollecting(call.leg))
        call.first_words = list(words)
        if step.declined:
            self.ivr.jump(call, step.declined)
        else:
            self.ivr.back_to_queue(call, step.queue)
