"""The calling side: which leg belongs to which call, and a call's beginning and end."""

from itertools import islice

from voipcc.core.arrival import Arrivals
from voipcc.core.asking import ASKING, Asking
from voipcc.core.call import Attempt, Call, NumberLeg, Side, Talk
from voipcc.core.code import Codes
from voipcc.core.commands import HangUp, HangUpReason, StartMusic, WatchLine
from voipcc.core.desk import Desk
from voipcc.core.door_codes import DoorCodes
from voipcc.core.endings import Endings
from voipcc.core.errand_side import ErrandSide
from voipcc.core.events import (
    MUSIC,
    CodeDialled,
    DeviceChanged,
    DigitPressed,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegHeld,
    LegResumed,
    LegRinging,
    NumberChecked,
    PromptFailed,
    PromptFinished,
)
from voipcc.core.forwarding import Forwarding
from voipcc.core.hears import Hears
from voipcc.core.in_call import InCall
from voipcc.core.ivr import Ivr, LongStep
from voipcc.core.kpi import Counters
from voipcc.core.leg_ends import ENDERS, is_lost
from voipcc.core.notes import Notes
from voipcc.core.number_leg import NumberLegs
from voipcc.core.outbound import Outbound
from voipcc.core.overdue import PURPOSES, Overdue
from voipcc.core.ring import RingSide
from voipcc.core.seam import (
    AgentReleased,
    OfferMade,
    OfferWithdrawn,
    PlaceChanged,
    PlaceRefused,
    PlaceTaken,
    PositionTold,
)
from voipcc.core.steps import CollectStep, LookUpStep, RecordStep, TransferStep
from voipcc.core.strays import Strays
from voipcc.core.supervision import Supervisions
from voipcc.core.takes import Takes
from voipcc.core.talk import TalkSide, side_at
from voipcc.core.tape import Tapes
from voipcc.core.wait import Wait

ENDED_LEGS = 512  # legs remembered after their end, against repeated events


class Calling:
    """Every live call, and the parts that lead it through its life."""

    def __init__(self, desk: Desk, counters: Counters) -> None:
        self.desk = desk
        self.counters = counters
        self.calls: dict[str, Call] = {}
        self.callers: dict[str, Call] = {}
        self.agent_legs: dict[str, Call] = {}
        self.strays = Strays(desk)
        self.ended: dict[str, int] = {}  # when each leg ended; negative: it was only not found
        self.codes = Codes(desk)
        self.ivr = Ivr(desk, self)
        self.asking = Asking(desk, self.ivr, self)
        self.wait = Wait(desk, self.ivr, self)
        self.ring = RingSide(desk, self.ivr, self)
        self.arrivals = Arrivals(desk, self)
        self.errand_side = ErrandSide(desk, self)
        self.numbers: NumberLegs = NumberLegs(desk, self)
        self.forwarding: Forwarding = Forwarding(desk, self.ivr, self.numbers, self)
        self.hears = Hears(desk, self)
        self.talk = TalkSide(desk, self, self.hears)
        self.outbound = Outbound(desk, self)
        self.in_call = InCall(desk, self)
        self.consults = self.in_call.consults
        self.overdue = Overdue(desk, self)
        self.supervisions = Supervisions(desk, self)
        self.notes = Notes(desk, self)
        self.door_codes = DoorCodes(desk, self)
        self.codes.words_besides = self.notes.words_at_login
        self.takes = Takes(desk, self, self.supervisions.guard)
        self.endings = Endings(desk, self)
        self.tapes = Tapes(desk, self)
        self.parts = (self.supervisions, self.notes, self.takes, self.door_codes)

    def part_of(self, leg: str) -> Supervisions | Notes | Takes | DoorCodes | None:
        """The part a leg belongs to that is no call's and no ordinary code's."""
        for part in self.parts:
            if leg in part.legs:
                return part
        return None

    def is_alive(self, leg: str) -> bool:
        """Whether it is one of the legs believed alive."""
        own = leg in self.callers or leg in self.agent_legs or leg in self.strays.legs
        return own or leg in self.codes.legs or self.part_of(leg) is not None

    def known_legs(self) -> tuple[str, ...]:
        """Every leg believed alive, callers first."""
        return (
            *self.callers,
            *sorted(self.agent_legs),
            *self.strays.legs,
            *self.codes.legs,
            *(leg for part in self.parts for leg in part.legs),
        )

    # --- what the switch says about legs ---------------------------------------------------------

    def code_dialled(self, event: CodeDialled) -> None:
        """An agent's phone dialled a feature code."""
        if event.leg not in self.ended and not self.in_call.parking.dialled(event):
            self.codes.dialled(event)

    def leg_answered(self, event: LegAnswered) -> None:
        if call := self.callers.get(event.leg):
            if call.stage == "answering":
                self.arrivals.answered(call)
            elif call.stage == "dialling":
                self.errand_side.callbacks.answered(call)
        elif call := self.agent_legs.get(event.leg):
            if attempt := call.attempt_at(event.leg):
                self.ring.answered(call, attempt)
            elif number := call.number_at(event.leg):
                self.numbers.answered(call, number)
        elif event.leg in self.codes.legs:
            self.codes.answered(event.leg)
        elif event.leg not in self.ended:
            # A phone that was quicker than our StopRinging.
            self.desk.order(HangUp(event.leg))

    def leg_ringing(self, event: LegRinging) -> None:
        call = self.agent_legs.get(event.leg)
        if call is not None and (attempt := call.attempt_at(event.leg)):
            self.ring.ringing(attempt)
        elif call is not None and (number := call.number_at(event.leg)):
            self.numbers.ringing(number)

    def leg_connected(self, event: LegConnected) -> None:
        if event.talk == MUSIC:
            if call := self.callers.get(event.leg):
                call.music_since(self.desk.fact_us)
            return
        # An agent at a consult is the caller of the one and the agent of the other call.
        for call in (self.callers.get(event.leg), self.agent_legs.get(event.leg)):
            if call is not None:
                self.ring.joined(call, event.leg, event.talk)
                if call.number_legs:
                    self.forwarding.joined(call, event.leg, event.talk)
                    self.in_call.outside.joined(call, event.leg, event.talk)
                self.talk.joined(call, event.leg, event.talk)

    def leg_held(self, event: LegHeld) -> None:
        if call := self.callers.get(event.leg) or self.agent_legs.get(event.leg):
            self.talk.held(call, event.leg)

    def leg_resumed(self, event: LegResumed) -> None:
        if call := self.callers.get(event.leg) or self.agent_legs.get(event.leg):
            self.talk.resumed(call, event.leg)

    def prompt_over(self, event: PromptFinished | PromptFailed) -> None:
        if call := self.callers.get(event.leg):
            self.tapes.consents.look_at(call, event)
            self.ivr.playback_over(call, event.playback)
        elif event.leg in self.codes.legs:
            self.codes.playback_over(event.leg, event.playback)
        elif (rung := self.agent_legs.get(event.leg)) and (at := rung.attempt_at(event.leg)):
            self.ring.prompt_over(rung, at, event.playback)
        else:
            self.errand_side.agent_prompt_over(event.leg, event.playback)

    def number_checked(self, event: NumberChecked) -> None:
        """A number is one to be rung for a call, or one a caller confirms or types."""
        call = self.agent_legs.get(event.leg)
        if call is None:
            self.errand_side.number_checked(event)
        elif number := call.number_at(event.leg):
            self.numbers.checked(call, number, event)
        else:
            self.in_call.codes.typed(call, event)

    def digit_pressed(self, event: DigitPressed) -> None:
        call = self.callers.get(event.leg)
        if call is not None and call.stage == "queue":
            self.wait.key(call, event.digit)
        elif call is not None and call.stage == "callback":
            self.errand_side.offer.digit(call, event.digit)
        elif call is not None and call.stage == "consent":
            self.tapes.consents.key(call, event.digit)
        elif call is not None:
            self.ivr.digit(call, event.digit)
        elif (rung := self.agent_legs.get(event.leg)) and (at := rung.attempt_at(event.leg)):
            self.ring.pressed(rung, at, event.digit)

    def device_changed(self, event: DeviceChanged) -> None:
        """A phone that vanishes while it rings is not waited for."""
        if event.reachable:
            return
        for leg, call in list(self.agent_legs.items()):
            attempt = call.attempt_at(leg)
            if attempt is not None and attempt.device == event.device:
                self.ring.unreachable(call, attempt)

    def leg_ended(self, event: LegEnded) -> None:
        """A leg is gone; nothing else ends one."""
        leg = event.leg
        if leg in self.callers or leg in self.agent_legs or leg in self.strays.legs:
            self.remember_end(leg, lost=event.by == "lost")
        call = self.callers.get(leg)
        if call is not None and call.parent:
            self.in_call.consults.agent_gone(call, event, lost=is_lost(event))
        elif call is not None:
            self._caller_gone(call, event)
        elif call := self.agent_legs.get(leg):
            self._agent_leg_gone(call, event)
        elif leg in self.strays.legs:
            self.strays.release(leg)
        elif leg in self.codes.legs:
            self.remember_end(leg)
            self.codes.ended(leg)

    def remember_end(self, leg: str, *, lost: bool = False) -> None:
        self.ended[leg] = -self.desk.now_us if lost else self.desk.now_us
        if len(self.ended) > 2 * ENDED_LEGS:
            for old in list(islice(self.ended, ENDED_LEGS)):
                del self.ended[old]

    def _caller_gone(self, call: Call, event: LegEnded) -> None:
        if self.errand_side.caller_gone(call, event):
            return
        call.ended_by = call.ended_by or ENDERS[event.by]
        if not call.cause:
            call.cause, call.sip = event.cause, event.sip
        self.end(call)

    def _agent_leg_gone(self, call: Call, event: LegEnded) -> None:
        if attempt := call.attempt_at(event.leg):
            self.ring.leg_ended(call, attempt, event.cause, event.sip, event.by)
        elif number := call.number_at(event.leg):
            self.numbers.ended(call, number, event)
        elif call.talk is not None:
            lost = is_lost(event)
            if not call.leg:
                self.errand_side.voicemails.agent_left(call, call.talk, lost)
            elif side := side_at(call.talk, event.leg):
                self.talk.other_left(call, side, lost)
            elif call.parent:
                self.in_call.consults.target_left(call, lost)
            elif call.consult is not None:
                self.in_call.consults.first_leg_gone(call, event, lost=lost)
            elif call.talk.party and not call.queue and not call.direction.startswith("out"):
                self.forwarding.left(call, call.talk, event)
            else:
                self.talk.agent_left(call, call.talk, event.cause, event.sip, lost)

    # --- what the waiting side says --------------------------------------------------------------

    def offer_made(self, message: OfferMade) -> None:
        call = self.calls.get(message.call)
        if call is not None and call.transfer is not None and call.wanted == message.agent:
            self.in_call.transfers.granted(call, message)
            return
        call = self._waiting_in(message.call, message.queue)
        if call is None or call.connecting is not None:
            self.ring.gone(message)
        else:
            if call.leg and not call.parent:
                self.wait.stay(call)
            self.ring.made(call, message)

    def offer_withdrawn(self, message: OfferWithdrawn) -> None:
        call = self.calls.get(message.call)
        if call is not None:
            self.ring.withdrawn(call, message.offer)

    def place_taken(self, message: PlaceTaken) -> None:
        if call := self._waiting_in(message.call, message.queue):
            if message.kept:
                call.mark("redialled")
            if call.leg and not call.parent:
                self.wait.place_taken(call)

    def place_changed(self, message: PlaceChanged) -> None:
        if call := self.calls.get(message.call):
            call.entered[message.queue] = message.since_us
            call.priorities[message.queue] = message.priority

    def place_refused(self, message: PlaceRefused) -> None:
        call = self._waiting_in(message.call, message.queue)
        if call is not None and call.parent:
            self.in_call.consults.not_reached(call, "full")
        elif call is not None and call.leg:
            self.wait.place_refused(call)
        elif call is not None:
            self.errand_side.place_refused(call)

    def position_told(self, message: PositionTold) -> None:
        call = self.calls.get(message.call)
        if call is not None and call.stage == "queue":
            self.wait.position_told(call, message)

    def _waiting_in(self, call_id: str, queue: str) -> Call | None:
        call = self.calls.get(call_id)
        waits = call is not None and call.stage in ("queue", "given")
        return call if call and waits and call.queue == queue else None

    # --- what the parts need of each other (their `Exits`) -----------------------------------------

    def enter_queue(self, call: Call, queue: str) -> bool:
        if self.tapes.consents.begin(call, queue):
            return False
        self.errand_side.errands.caller_waits(call, queue)
        return self.wait.enter(call, queue)

    def record(self, call: Call, step: RecordStep) -> None:
        self.tapes.step(call, step)

    def spoken(self, call: Call) -> None:
        self.wait.announcements.spoken(call)

    def take_step(self, call: Call, step: LongStep) -> None:
        if isinstance(step, TransferStep):
            self.hears.lead(call, step)
        elif isinstance(step, CollectStep | LookUpStep):
            self.asking.take(call, step)
        else:
            self.errand_side.take_step(call, step)

    def listen_ahead(self, call: Call) -> None:
        self.asking.collecting.listen_ahead(call)

    def prompt_heard(self, call: Call) -> None:
        if call.stage in ASKING:
            self.asking.heard(call)
        elif call.stage == "notice":
            self.arrivals.doors.said(call)
        elif call.stage == "consent":
            self.tapes.consents.heard(call)
        else:
            self.errand_side.heard(call)

    def reach(self, call: Call, attempt: Attempt) -> None:
        if call.direction == "out":
            self.outbound.dial(call, attempt)
            return
        self.errand_side.reach(call, attempt)

    def join(self, call: Call) -> None:
        if (attempt := call.connecting) and not self.tapes.consents.begin(call, call.queue):
            self.ring.join(call, attempt)

    def cancel_attempt(self, call: Call) -> None:
        self.ring.cancel(call)

    def own_leg(self, leg: str, call: Call) -> None:
        self.agent_legs[leg] = call

    def let_leg_go(self, held: Attempt | Talk | Side, *, lost: bool) -> None:
        """An agent's leg is gone: the agent is free of it."""
        self.agent_legs.pop(held.leg, None)
        offer = held.id if isinstance(held, Attempt) else held.offer
        if not held.agent:
            return
        self.desk.order(WatchLine(held.device, False))
        self.desk.tell(AgentReleased(held.agent, held.device, offer, self.desk.fact_us, lost))

    def send_leg_away(self, held: Attempt | Talk | Side) -> None:
        """An agent's leg was told to end: the agent is free once it has."""
        self.agent_legs.pop(held.leg, None)
        if held.agent:
            self.strays.add(held)
        else:
            self.strays.add_number(held.leg)

    def forget_leg(self, leg: str) -> None:
        """A telephone's leg is gone, or never was."""
        self.agent_legs.pop(leg, None)

    def send_number_away(self, number: NumberLeg) -> None:
        """A telephone's leg was told to end."""
        self.agent_legs.pop(number.leg, None)
        self.strays.add_number(number.leg)

    def back_in_line(self, call: Call) -> None:
        """Connecting failed: music again, the place was never lost."""
        if call.direction == "out":
            self.hang_up(call)
            return
        if call.stage == "dialling":
            self.errand_side.callbacks.agent_gone(call)
            return
        if call.parent:
            self.desk.order(StartMusic(call.leg))
            return
        self.tapes.consents.left(call)
        self.wait.start_music(call)
        self.ivr.say(call, ("queue/one_moment",))

    def forget_consult(self, call: Call) -> None:
        self.in_call.consults.forget(call)

    def back_to_head(self, call: Call, words: str, after: str = "") -> None:
        if not call.queue:  # it came from no line
            if not self.hears.by_name.refused(call, "lost"):
                self.hang_up(call)
            return
        self.wait.enter_again(call, words, first=True, after=after)

    def talk_began(self, call: Call) -> None:
        call.fate, call.wanted, call.transfer, call.slot = "", "", None, ""
        self.desk.deadlines.clear("call", call.id, "parked")
        self.tapes.talk_began(call)
        if call.parent:
            self.in_call.consults.reached(call)
        elif call.leg:
            self.errand_side.errands.caller_served(call, call.queue)

    # --- a call ends -----------------------------------------------------------------------------

    def hang_up(self, call: Call, reason: HangUpReason = "normal") -> None:
        """End a call ourselves; the record waits for the leg's end."""
        self.endings.hang_up(call, reason)

    def let_go(self, call: Call) -> None:
        """Free whatever the call holds: deadlines, place, offer, talk."""
        self.endings.let_go(call)

    def end(self, call: Call) -> None:
        """The caller's leg is gone: free what it held and keep the record, once."""
        self.endings.end(call)

    def forget_deadlines(self, call: Call) -> None:
        self.desk.deadlines.clear("call", call.id, *PURPOSES)

    def drop_plan(self, version: str) -> None:
        """Forget a plan no call runs on any more."""
        plan, trial = self.desk.plan, self.desk.trial
        if (plan and version == plan.version) or (trial and version == trial.version):
            return
        if all(call.plan != version for call in self.calls.values()):
            self.desk.plans.pop(version, None)
