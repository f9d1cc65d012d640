"""An offer on the calling side: ring the agent's phones, then join both legs."""

from typing import Protocol

from voipcc.core import whisper
from voipcc.core.asides import Asides
from voipcc.core.call import WAITING, Attempt, Call, Talk
from voipcc.core.cdr import OfferResult
from voipcc.core.commands import Connect, EndTalk, HangUp, Ring, StopRinging, WatchLine
from voipcc.core.confirmation import PURPOSE as CONFIRM
from voipcc.core.confirmation import RESCUE, Confirmation
from voipcc.core.desk import Desk
from voipcc.core.events import EndedBy
from voipcc.core.ivr import Ivr
from voipcc.core.seam import AgentReleased, OfferMade, OfferPicked, OfferSettled

CONNECT_LIMIT_S = 5
FIRST_SIGN_S = 3  # a registered phone that has not said 180 by then is not there
OUTSIDE_SIGN_S = 15  # ... and a telephone behind a carrier
NO_ANSWER = 19
UNREACHABLE = 20
REJECTED_CAUSES = (17, 21)
REJECTED_SIP = (486, 600, 603)
SILENT_SIP = (404, 408, 480)
FAILED_CAUSES = (3, 20)


class Exits(Protocol):
    """What an offer needs of the rest of the calling side."""

    def own_leg(self, leg: str, call: Call) -> None: ...

    def let_leg_go(self, held: Attempt | Talk, *, lost: bool) -> None: ...

    def send_leg_away(self, held: Attempt | Talk) -> None: ...

    def back_in_line(self, call: Call) -> None: ...

    def talk_began(self, call: Call) -> None: ...

    def reach(self, call: Call, attempt: Attempt) -> None:
        """The agent has answered for a call nobody is on yet."""


def result_of(cause: int, sip: int, by: EndedBy, rang: bool) -> OfferResult:
    """How an offer ended whose leg went away before it was answered.

    A phone that rang and stayed unanswered was missed; one that never said it rings is
    not there.
    """
    if by == "lost":
        return "failed"
    if cause in REJECTED_CAUSES or sip in REJECTED_SIP:
        return "rejected"
    if cause == NO_ANSWER and sip not in SILENT_SIP:
        return "timeout"
    if cause in FAILED_CAUSES or not rang:
        return "failed"
    return "timeout" if sip in SILENT_SIP or by in ("switch", "us") else "rejected"


class RingSide:
    """Carries offers out. The phones that ring are in `call.attempts`."""

    __slots__ = ("asides", "confirmation", "desk", "exits", "ivr")

    def __init__(self, desk: Desk, ivr: Ivr, exits: Exits) -> None:
        self.desk = desk
        self.ivr = ivr
        self.exits = exits
        self.confirmation = Confirmation(desk)
        self.asides = Asides(desk)

    def made(self, call: Call, offer: OfferMade) -> None:
        """Ring the phones of the agent who is reserved for this call."""
        for device in offer.devices:
            self._ring(call, offer, device)

    def _ring(self, call: Call, offer: OfferMade, device: str) -> None:
        desk = self.desk
        leg = desk.new_id()
        attempt = Attempt(offer.offer, offer.agent, device, offer.queue, leg, desk.fact_us)
        attempt.why = offer.why
        attempt.confirm_s = self.confirmation.seconds(offer.agent, device)
        call.attempts.append(attempt)
        self.exits.own_leg(leg, call)
        desk.order(self._order(call, leg, device, offer))
        desk.order(WatchLine(device, True))
        desk.set_deadline("leg", leg, "ring", offer.timeout_s)
        sign_s = OUTSIDE_SIGN_S if attempt.confirm_s else FIRST_SIGN_S
        desk.set_deadline("leg", leg, "sign", sign_s)

    def _order(self, call: Call, leg: str, device: str, offer: OfferMade) -> Ring:
        agent = self.desk.plan.agents.get(offer.agent) if self.desk.plan else None
        return Ring(
            leg,
            device,
            call.leg,
            call.id,
            offer.queue,
            offer.timeout_s,
            party="" if call.leg else call.party,
            rescue=offer.why == RESCUE,
            profile=offer.profile,
            auto=agent is not None and agent.auto_answer,
        )

    def gone(self, offer: OfferMade) -> None:
        """The call is not there any more: give the agent back."""
        desk = self.desk
        desk.tell(OfferSettled(offer.offer, "cancelled"))
        for device in offer.devices:
            desk.tell(AgentReleased(offer.agent, device, offer.offer, desk.fact_us))

    def ringing(self, attempt: Attempt) -> None:
        """The phone makes a noise."""
        self.desk.deadlines.clear("leg", attempt.leg, "sign")
        if not attempt.ringing_us and attempt.phase == "ringing":
            attempt.ringing_us = max(self.desk.fact_us, attempt.offered_us)

    def answered(self, call: Call, attempt: Attempt) -> None:
        """Somebody picked up: the agent, or at a telephone perhaps a mailbox."""
        if attempt.phase != "ringing":
            return
        if attempt.confirm_s and call.connecting is None:
            self.desk.deadlines.clear("leg", attempt.leg, "ring", "sign")
            self.confirmation.ask(call, attempt)
        else:
            self._picked(call, attempt)

    def pressed(self, call: Call, attempt: Attempt, digit: str) -> None:
        """A key at a telephone that was asked for it."""
        if self.confirmation.is_confirmed(attempt, digit):
            self._picked(call, attempt)

    def _picked(self, call: Call, attempt: Attempt) -> None:
        """The agent is there: be silent, stop the other phones, then join the legs."""
        desk = self.desk
        if call.connecting is not None:  # somebody else was quicker
            self._close(call, attempt, "cancelled")
            desk.order(HangUp(attempt.leg))
            self.exits.send_leg_away(attempt)
            return
        attempt.phase = "connecting"
        if not attempt.answered_us:
            attempt.answered_us = max(desk.fact_us, attempt.offered_us, attempt.ringing_us)
        attempt.talk = desk.new_id()
        desk.deadlines.clear("leg", attempt.leg, "ring", "sign", CONFIRM)
        desk.tell(OfferPicked(attempt.id))
        self.ivr.hush(call)
        for other in [one for one in call.attempts if one is not attempt]:
            self._close(call, other, "cancelled")
            self._stop_ringing(other)
        if not call.leg:
            self.exits.reach(call, attempt)
        elif not whisper.begin(desk, self.asides, call, attempt):
            self.join(call, attempt)

    def standing_told(self, call: Call) -> None:
        """What the words for the agent go by is known."""
        attempt = call.connecting
        if attempt is None or attempt.whisper != whisper.ASKED:
            return
        if not whisper.begin(self.desk, self.asides, call, attempt):
            self.join(call, attempt)

    def prompt_over(self, call: Call, attempt: Attempt, playback: str) -> None:
        """What was said to an agent who has picked up is over."""
        if attempt.whisper and attempt.whisper == playback:
            attempt.whisper = ""
            self.join(call, attempt)
        else:
            self.confirmation.heard(call, attempt, playback)

    def not_connected(self, call: Call, attempt: Attempt) -> None:
        """Nobody said that the prompt is over, or that both have joined."""
        if attempt.whisper:
            self.prompt_over(call, attempt, attempt.whisper)
        else:
            self.refused(call, attempt)

    def join(self, call: Call, attempt: Attempt) -> None:
        """Both are there: join them within the limit."""
        self.desk.set_deadline("call", call.id, "connect", CONNECT_LIMIT_S)
        self.connect(call, attempt)

    def connect(self, call: Call, attempt: Attempt | Talk) -> None:
        """Join the legs; repeating it is harmless."""
        talk = attempt.talk if isinstance(attempt, Attempt) else attempt.id
        call.music = False
        self.desk.order(Connect(talk, call.leg, attempt.leg))

    def joined(self, call: Call, leg: str, talk: str) -> None:
        """One leg's audio has joined; the talk starts with the second."""
        attempt = call.connecting
        if attempt is None or attempt.talk != talk:
            return
        at_us = max(self.desk.fact_us, attempt.answered_us)
        if leg == call.leg:
            attempt.caller_joined_us = attempt.caller_joined_us or at_us
        else:
            attempt.agent_joined_us = attempt.agent_joined_us or at_us
        if attempt.caller_joined_us and attempt.agent_joined_us:
            self._begin_talk(call, attempt, max(attempt.caller_joined_us, attempt.agent_joined_us))

    def found_talking(self, call: Call, attempt: Attempt) -> None:
        """A leg stands in the talk whose beginning nobody reported: it began by now.

        The best that is known of when is the moment the agent picked up.
        """
        joined_us = attempt.caller_joined_us or attempt.agent_joined_us or attempt.answered_us
        self._begin_talk(call, attempt, joined_us)

    def begin_alone(self, call: Call, attempt: Attempt) -> None:
        """The agent works at something that has no caller on the line."""
        self._begin_talk(call, attempt, self.desk.fact_us)

    def _begin_talk(self, call: Call, attempt: Attempt, at_us: int) -> None:
        self.desk.deadlines.clear("call", call.id, "connect", *WAITING)
        self._close(call, attempt, "accepted", at_us=at_us)
        call.stage, call.delayed = "talk", []
        call.talk = Talk(
            attempt.talk, attempt.agent, attempt.device, attempt.queue, attempt.leg, attempt.id
        )
        call.talk.here = [call.leg, attempt.leg]
        call.cut("talk", at_us, attempt.queue, attempt.agent)
        self.exits.talk_began(call)

    # --- what goes wrong -----------------------------------------------------------------------

    def leg_ended(self, call: Call, attempt: Attempt, cause: int, sip: int, by: EndedBy) -> None:
        """The phone's leg went away before the talk."""
        connecting = attempt.phase == "connecting"
        result: OfferResult = "failed" if by in ("lost", "switch") else "rejected"
        if attempt.phase == "ringing":
            result = result_of(cause, sip, by, attempt.ringing_us > 0)
        elif attempt.phase == "confirming" and result == "rejected":
            result = "timeout"  # a mailbox hangs up some time; nobody has declined
        self._close(call, attempt, result, cause, sip)
        self.exits.let_leg_go(attempt, lost=False)
        if result == "rejected":  # who declines at one phone declines at all of them
            self._stop_siblings(call, attempt)
        if connecting:
            self._music_again(call, attempt)

    def overdue(self, call: Call, attempt: Attempt) -> None:
        """Nobody picked up in time, or only a mailbox; or nothing is known to have rung at all."""
        if attempt.phase == "ringing" and not attempt.ringing_us:
            self.unreachable(call, attempt)
        elif attempt.phase != "connecting":
            self._close(call, attempt, "timeout", NO_ANSWER)
            self._stop_ringing(attempt)

    def unreachable(self, call: Call, attempt: Attempt) -> None:
        """The phone that rings has gone, or never said that it rings: nobody will pick it up."""
        if attempt.phase == "ringing":
            self._close(call, attempt, "failed", UNREACHABLE)
            self._stop_ringing(attempt)

    def withdrawn(self, call: Call, offer: str) -> None:
        """The agent is not to be rung any more."""
        for attempt in [one for one in call.attempts if one.id == offer]:
            if attempt.phase != "connecting":
                self._close(call, attempt, "rescinded")
                self._stop_ringing(attempt)

    def refused(self, call: Call, attempt: Attempt) -> None:
        """The switch could not ring or connect, or its word is overdue."""
        connecting = attempt.phase == "connecting"
        self._close(call, attempt, "failed")
        if connecting:
            self.desk.order(HangUp(attempt.leg))
            self.exits.send_leg_away(attempt)
            self._music_again(call, attempt)
        else:
            self._stop_ringing(attempt)

    def cancel(self, call: Call) -> None:
        """The caller does not wait any more."""
        for attempt in list(call.attempts):
            self._close(call, attempt, "cancelled")
            if attempt.phase != "connecting":
                self._stop_ringing(attempt)
                continue
            self.desk.order(HangUp(attempt.leg))
            self.desk.order(EndTalk(attempt.talk))
            self.exits.send_leg_away(attempt)

    def _stop_siblings(self, call: Call, attempt: Attempt) -> None:
        for other in [one for one in call.attempts if one.id == attempt.id]:
            call.attempts.remove(other)
            self._forget_deadlines(call, other)
            self._stop_ringing(other)

    def _close(
        self,
        call: Call,
        attempt: Attempt,
        result: OfferResult,
        cause: int = 0,
        sip: int = 0,
        *,
        at_us: int = 0,
    ) -> None:
        """One phone is done with; the offer is settled with the last one, or with a decision."""
        call.attempts.remove(attempt)
        self._forget_deadlines(call, attempt)
        alone = result in ("rejected", "accepted")
        if not alone and any(one.id == attempt.id for one in call.attempts):
            return
        call.note_offer(attempt, result, at_us or self.desk.fact_us, cause, sip)
        self.desk.tell(OfferSettled(attempt.id, result, cause, sip))

    def _forget_deadlines(self, call: Call, attempt: Attempt) -> None:
        self.desk.deadlines.clear("leg", attempt.leg, "ring", "sign", CONFIRM)
        if attempt.phase == "connecting":
            self.desk.deadlines.clear("call", call.id, "connect")

    def _stop_ringing(self, attempt: Attempt) -> None:
        ringing = attempt.phase == "ringing"
        self.desk.order(StopRinging(attempt.leg) if ringing else HangUp(attempt.leg))
        self.exits.send_leg_away(attempt)

    def _music_again(self, call: Call, attempt: Attempt) -> None:
        self.desk.order(EndTalk(attempt.talk))
        self.exits.back_in_line(call)
