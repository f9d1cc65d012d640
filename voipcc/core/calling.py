"""The calling side: which leg belongs to which call, and a call's beginning and end."""

from itertools import islice

from voipcc.core.arrival import ANSWER_LIMIT_S, Arrivals
from voipcc.core.call import WAITING, Attempt, Call, Talk
from voipcc.core.cdr import conversation
from voipcc.core.code import Codes
from voipcc.core.commands import Answer, HangUp, HangUpReason, KeepRecord, WatchLine
from voipcc.core.desk import Desk
from voipcc.core.errand_side import ErrandSide
from voipcc.core.events import (
    CallEndRequested,
    CodeDialled,
    CommandRefused,
    DeviceChanged,
    DigitPressed,
    EndedBy,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegHeld,
    LegResumed,
    LegRinging,
    PromptFailed,
    PromptFinished,
    RefusedEvent,
)
from voipcc.core.ivr import Ivr
from voipcc.core.kpi import Counters
from voipcc.core.plan import CallbackStep, VoicemailStep
from voipcc.core.ring import RingSide
from voipcc.core.seam import (
    AgentReleased,
    CallLeftQueue,
    CallLost,
    OfferMade,
    OfferWithdrawn,
    PlaceChanged,
    PlaceRefused,
    PlaceTaken,
    PositionTold,
)
from voipcc.core.strays import Strays
from voipcc.core.talk import TalkSide
from voipcc.core.wait import Wait

END_LIMIT_S = 5  # then HangUp is repeated once, then the record is kept without the leg's end
RETRY_LOST_S = 1  # while the switch is away
ENDED_LEGS = 512  # legs remembered after their end, against repeated events
MEDIA_LOST = 44
PURPOSES = (
    "answer",
    "prompt",
    "key",
    *WAITING,
    "connect",
    "dial",
    "ending",
    "ending_again",
)
UNHURRIED = ("announce", "comfort", "look")  # come again by themselves while the switch is away
ENDERS: dict[EndedBy, str] = {"far": "caller", "us": "centre", "switch": "switch", "lost": "lost"}


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
        self.wait = Wait(desk, self.ivr, self)
        self.ring = RingSide(desk, self.ivr, self)
        self.talk = TalkSide(desk, self)
        self.arrivals = Arrivals(desk, self)
        self.errand_side = ErrandSide(desk, self)

    # --- what the switch says about legs ---------------------------------------------------------

    def code_dialled(self, event: CodeDialled) -> None:
        """An agent's phone dialled a feature code."""
        if event.leg not in self.ended:
            self.codes.dialled(event)

    def leg_answered(self, event: LegAnswered) -> None:
        if call := self.callers.get(event.leg):
            if call.stage == "answering":
                self.arrivals.begin_flow(call)
            elif call.stage == "dialling":
                self.errand_side.callbacks.answered(call)
        elif call := self.agent_legs.get(event.leg):
            if attempt := call.attempt_at(event.leg):
                self.ring.answered(call, attempt)
        elif event.leg in self.codes.legs:
            self.codes.answered(event.leg)
        elif event.leg not in self.ended:
            # A phone that was quicker than our StopRinging.
            self.desk.order(HangUp(event.leg))

    def leg_ringing(self, event: LegRinging) -> None:
        call = self.agent_legs.get(event.leg)
        if call is not None and (attempt := call.attempt_at(event.leg)):
            self.ring.ringing(attempt)

    def leg_connected(self, event: LegConnected) -> None:
        call = self.callers.get(event.leg) or self.agent_legs.get(event.leg)
        if call is not None:
            self.ring.joined(call, event.leg, event.talk)

    def leg_held(self, event: LegHeld) -> None:
        if call := self.callers.get(event.leg) or self.agent_legs.get(event.leg):
            self.talk.held(call, event.leg)

    def leg_resumed(self, event: LegResumed) -> None:
        if call := self.callers.get(event.leg) or self.agent_legs.get(event.leg):
            self.talk.resumed(call, event.leg)

    def prompt_over(self, event: PromptFinished | PromptFailed) -> None:
        if call := self.callers.get(event.leg):
            self.ivr.playback_over(call, event.playback)
        elif event.leg in self.codes.legs:
            self.codes.playback_over(event.leg, event.playback)
        else:
            self.errand_side.agent_prompt_over(event.leg, event.playback)

    def digit_pressed(self, event: DigitPressed) -> None:
        call = self.callers.get(event.leg)
        if call is not None and call.stage == "queue":
            self.wait.key(call, event.digit)
        elif call is not None and call.stage == "callback":
            self.errand_side.offer.digit(call, event.digit)
        elif call is not None:
            self.ivr.digit(call, event.digit)

    def device_changed(self, event: DeviceChanged) -> None:
        """A phone that vanishes while it rings is not waited for."""
        if event.reachable:
            return
        for leg, call in list(self.agent_legs.items()):
            attempt = call.attempt_at(leg)
            if attempt is not None and attempt.device == event.device:
                self.ring.unreachable(call, attempt)

    def command_refused(self, event: CommandRefused) -> None:
        """The switch could not do what was asked, and the leg is still there."""
        name = event.command.lower()
        call = self.callers.get(event.leg) or self.agent_legs.get(event.leg)
        if call is None:
            return
        attempt = call.connecting if name == "connect" else call.attempt_at(event.leg)
        if attempt is not None and (name, attempt.phase) in (
            ("connect", "connecting"),
            ("ring", "ringing"),
        ):
            self.ring.refused(call, attempt)
        elif name == "play" and event.leg == call.leg:
            self.ivr.prompt_overdue(call)
        elif name == "adopt" and event.leg == call.leg:
            self.arrivals.taken_by_fallback(call)
        elif name == "answer" and call.stage == "answering":
            self.hang_up(call, "congestion")

    def leg_ended(self, event: LegEnded) -> None:
        """A leg is gone; nothing else ends one."""
        leg = event.leg
        if leg in self.callers or leg in self.agent_legs or leg in self.strays.legs:
            self._remember_end(leg, lost=event.by == "lost")
        if call := self.callers.get(leg):
            self._caller_gone(call, event)
        elif call := self.agent_legs.get(leg):
            self._agent_leg_gone(call, event)
        elif leg in self.strays.legs:
            self.strays.release(leg)
        elif leg in self.codes.legs:
            self._remember_end(leg)
            self.codes.ended(leg)

    def _remember_end(self, leg: str, *, lost: bool = False) -> None:
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
        self._end(call)

    def _agent_leg_gone(self, call: Call, event: LegEnded) -> None:
        if attempt := call.attempt_at(event.leg):
            self.ring.leg_ended(call, attempt, event.cause, event.sip, event.by)
        elif call.talk is not None:
            lost = event.by in ("lost", "switch") or event.cause == MEDIA_LOST
            if not call.leg:
                self.errand_side.voicemails.agent_left(call, call.talk, lost)
                return
            self.talk.agent_left(call, call.talk, event.cause, event.sip, lost)

    # --- what the waiting side says --------------------------------------------------------------

    def offer_made(self, message: OfferMade) -> None:
        call = self._waiting_in(message.call, message.queue)
        if call is None or call.connecting is not None:
            self.ring.gone(message)
        else:
            if call.leg:
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
            if call.leg:
                self.wait.place_taken(call)

    def place_changed(self, message: PlaceChanged) -> None:
        if call := self.calls.get(message.call):
            call.entered[message.queue] = message.since_us
            call.priorities[message.queue] = message.priority

    def place_refused(self, message: PlaceRefused) -> None:
        call = self._waiting_in(message.call, message.queue)
        if call is not None and call.leg:
            self.wait.place_refused(call)
        elif call is not None:
            self.errand_side.place_refused(call)

    def position_told(self, message: PositionTold) -> None:
        call = self.calls.get(message.call)
        if call is not None and call.stage == "queue":
            self.wait.position_told(call, message)

    def _waiting_in(self, call_id: str, queue: str) -> Call | None:
        call = self.calls.get(call_id)
        return call if call and call.stage == "queue" and call.queue == queue else None

    # --- what the parts need of each other (their `Exits`) -----------------------------------------

    def enter_queue(self, call: Call, queue: str) -> bool:
        self.errand_side.errands.caller_waits(call, queue)
        return self.wait.enter(call, queue)

    def spoken(self, call: Call) -> None:
        self.wait.announcements.spoken(call)

    def take_step(self, call: Call, step: CallbackStep | VoicemailStep) -> None:
        self.errand_side.take_step(call, step)

    def prompt_heard(self, call: Call) -> None:
        self.errand_side.heard(call)

    def reach(self, call: Call, attempt: Attempt) -> None:
        self.errand_side.reach(call, attempt)

    def join(self, call: Call) -> None:
        if attempt := call.connecting:
            self.ring.join(call, attempt)

    def cancel_attempt(self, call: Call) -> None:
        self.ring.cancel(call)

    def own_leg(self, leg: str, call: Call) -> None:
        self.agent_legs[leg] = call

    def let_leg_go(self, held: Attempt | Talk, *, lost: bool) -> None:
        """An agent's leg is gone: the agent is free of it."""
        self.agent_legs.pop(held.leg, None)
        offer = held.id if isinstance(held, Attempt) else held.offer
        self.desk.order(WatchLine(held.device, False))
        self.desk.tell(AgentReleased(held.agent, held.device, offer, self.desk.fact_us, lost))

    def send_leg_away(self, held: Attempt | Talk) -> None:
        """An agent's leg was told to end: the agent is free once it has."""
        self.agent_legs.pop(held.leg, None)
        self.strays.add(held)

    def back_in_line(self, call: Call) -> None:
        """Connecting failed: music again, the place was never lost."""
        if call.stage == "dialling":
            self.errand_side.callbacks.agent_gone(call)
            return
        self.wait.start_music(call)
        self.ivr.say(call, ("queue/one_moment",))

    def back_to_head(self, call: Call, words: str) -> None:
        self.wait.enter_again(call, words, first=True)

    def talk_began(self, call: Call) -> None:
        call.fate = ""
        if call.leg:
            self.errand_side.errands.caller_served(call, call.queue)

    # --- a call ends -----------------------------------------------------------------------------

    def end_requested(self, event: CallEndRequested) -> None:
        """Somebody ends a call by hand."""
        call = self.calls.get(event.call)
        if call is None or call.stage == "ending":
            raise RefusedEvent(f"There is no call {event.call} to end; it may be over already.")
        self.hang_up(call)

    def hang_up(self, call: Call, reason: HangUpReason = "normal") -> None:
        """End a call ourselves; the record waits for the leg's end."""
        if self.errand_side.fell_through(call, counted=True):
            return
        if call.kind == "queue" and call.stage != "answering":
            call.fate = call.fate or "abandoned"
        self.let_go(call)
        call.ended_by = call.ended_by or "centre"
        call.stage = "ending"
        call.cut("closing", self.desk.fact_us)
        self.desk.order(HangUp(call.leg, reason))
        self.desk.set_deadline("call", call.id, "ending", END_LIMIT_S)

    def forget_deadlines(self, call: Call) -> None:
        self.desk.deadlines.clear("call", call.id, *PURPOSES)

    def let_go(self, call: Call) -> None:
        """Free whatever the call holds: deadlines, place, offer, talk."""
        self.forget_deadlines(call)
        call.playback = ""
        if call.stage == "queue":
            self.desk.tell(CallLeftQueue(call.id))
        self.ring.cancel(call)
        self.talk.over(call)

    def _end(self, call: Call) -> None:
        """The caller's leg is gone: free what it held and keep the record, once."""
        if self.errand_side.fell_through(call, counted=False):
            return
        if call.stage == "queue":
            self.desk.tell(CallLeftQueue(call.id, gone=True))
        self.let_go(call)
        record = conversation(call, max(self.desk.fact_us, call.boundary_us))
        self.desk.order(KeepRecord(record))
        del self.calls[call.id], self.callers[call.leg]
        self.errand_side.errands.caller_gone(call)
        self.counters.keep(record)
        self.drop_plan(call.plan)

    def drop_plan(self, version: str) -> None:
        """Forget a plan no call runs on any more."""
        plan = self.desk.plan
        if plan is not None and version == plan.version:
            return
        if all(call.plan != version for call in self.calls.values()):
            self.desk.plans.pop(version, None)

    def lose_all(self) -> None:
        """The switch died: every call ends now, and no leg is left."""
        for call in list(self.calls.values()):
            if call.fate != "refused":
                call.fate = "media_server_lost"
            call.ended_by = call.ended_by or "switch"
            self._end(call)
            self._keep_place(call)
        for leg in list(self.strays.legs):
            self.strays.release(leg)
        for leg in list(self.codes.legs):
            self.codes.ended(leg)

    def _keep_place(self, call: Call) -> None:
        """Whom the switch took with it was not impatient: on calling again they come first."""
        if call.leg and call.party and call.queue and call.stage in ("queue", "talk"):
            since_us = call.entered.get(call.queue, call.arrived_us)
            self.desk.tell(
                CallLost(call.party, call.queue, since_us, call.priorities.get(call.queue, 0))
            )

    # --- deadlines -------------------------------------------------------------------------------

    def deadline(self, kind: str, owner: str, purpose: str) -> None:
        """A deadline of this side fired."""
        if kind == "code":
            self.codes.overdue(owner)
        elif kind == "errand":
            self.errand_side.deadline(owner, purpose)
        elif not self.desk.connected and purpose not in UNHURRIED:
            # Nothing can be commanded and nothing is known, keys neither: ask when it is back.
            self.desk.set_deadline(kind, owner, purpose, RETRY_LOST_S)
        elif kind == "leg":
            self._leg_deadline(owner, purpose)
        elif (call := self.calls.get(owner)) and not self.errand_side.call_deadline(call, purpose):
            self._call_deadline(call, purpose)

    def _leg_deadline(self, leg: str, purpose: str) -> None:
        if purpose == "gone":
            self.strays.overdue(leg)
            return
        call = self.agent_legs.get(leg)
        attempt = call.attempt_at(leg) if call is not None else None
        if call is None or attempt is None:
            return
        if purpose == "ring":
            self.ring.overdue(call, attempt)
        else:
            self.ring.unreachable(call, attempt)

    def _call_deadline(self, call: Call, purpose: str) -> None:
        match purpose:
            case "prompt":
                self.ivr.prompt_overdue(call)
            case "key":
                self.ivr.key_overdue(call)
            case "announce" | "comfort" | "invite":
                self.wait.announcements.due(call, purpose)
            case "look":
                self.wait.look(call)
            case "overflow":
                self.wait.waited(call)
            case "max_wait":
                self.wait.too_long(call)
            case "connect" if (attempt := call.connecting) is not None:
                self.ring.refused(call, attempt)
            case "answer" | "ending" | "ending_again":
                self._repeat(call, purpose)

    def _repeat(self, call: Call, purpose: str) -> None:
        """A command's outcome is overdue: once more, then without it."""
        match purpose:
            case "answer" if call.tries == 0:
                call.tries = 1
                self.desk.order(Answer(call.leg))
                self.desk.set_deadline("call", call.id, "answer", ANSWER_LIMIT_S)
            case "answer":
                self.hang_up(call, "congestion")
            case "ending":
                self.desk.order(HangUp(call.leg))
                self.desk.set_deadline("call", call.id, "ending_again", END_LIMIT_S)
            case _:
                self._end(call)
