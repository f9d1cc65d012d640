"""Supervisors in others' talks: listen, whisper, barge, take over.

A supervision is a leg of its own: rung by verb, or the one that dialled the code and gave a
PIN. It hears the agent's leg by an ear of the switch's, and stands in the talk itself only to
barge in and to take over. What fails falls back to listening, or ends: it never gets louder.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from voipcc.core.call import Attempt, Call, Talk
from voipcc.core.cdr import Watch
from voipcc.core.commands import HangUp, Join, Play, Ring, StopCollecting, StopRinging, WatchLine
from voipcc.core.desk import Desk
from voipcc.core.events import (
    CommandRefused,
    DigitPressed,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegFound,
    PromptFailed,
    PromptFinished,
    RefusedEvent,
)
from voipcc.core.leg_ends import is_lost
from voipcc.core.pin_guard import TRIES, PinGuard
from voipcc.core.seam import CodeOver, HelpRefused, NobodyHelps, SupervisionGranted, TalkTaken
from voipcc.core.supervision_words import (
    CollectSecret,
    Listen,
    Mode,
    SecretChecked,
    SupervisionEndRequested,
    SupervisionRequested,
)

if TYPE_CHECKING:
    from voipcc.core.calling import Calling

RING_S, PIN_S, JOIN_S, END_S, RETRY_LOST_S = 25, 30, 5, 5, 1
WATCHES_AT_MOST = 200
KEYS: dict[str, Mode] = {"4": "listen", "5": "whisper", "6": "barge", "7": "take_over"}
PIN, WRONG_PIN, NO_TALK = "agent/pin", "agent/wrong_pin", "agent/no_talk"
HELP, NOBODY = "agent/help", "agent/no_supervisor"
Stage = Literal["ringing", "dialled", "pin", "announcing", "turning", "on", "leaving", "ending"]


@dataclass(slots=True)
class Supervision:
    """One supervisor's leg. `wanted` is the mode asked for last, `mode` the one in force ("": none)."""

    leg: str
    supervisor: str
    device: str
    agent: str
    call: str
    wanted: Mode
    by: str
    language: str = "en"
    asked: tuple[str, ...] = ()
    stage: Stage = "ringing"
    mode: str = ""
    goal: Mode | None = None  # the mode that follows as soon as the supervisor hears the talk
    agent_leg: str = ""  # whose ear it is
    ear: str = ""
    check: str = ""
    playback: str = ""
    tries: int = 0


class Supervisions:
    """Every supervisor's leg. `settle` after each event ends those whose talk is over."""

    __slots__ = ("calling", "desk", "guard", "legs")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.desk = desk
        self.calling = calling
        self.legs: dict[str, Supervision] = {}
        self.guard = PinGuard(desk)

    # --- how it begins ---------------------------------------------------------------------------

    def granted(self, message: SupervisionGranted) -> None:
        """The waiting side has nothing against it: ring the supervisor, or ask for the PIN."""
        one = Supervision(
            message.leg,
            message.supervisor,
            message.device,
            message.agent,
            message.call,
            message.mode,
            message.by,
            message.language,
            message.asked,
        )
        self.legs[one.leg] = one
        if message.dialled:
            one.stage = "dialled"
            self.calling.codes.hand_over(one.leg)
            self._limit(one, PIN_S)
            return
        shown = f"{one.wanted.replace('_', ' ')}: {one.agent}"
        self.desk.order(Ring(one.leg, one.device, "", one.call, "", RING_S, shown=shown))
        self.desk.order(WatchLine(one.device, True))
        self._limit(one, RING_S)

    def answered(self, event: LegAnswered) -> None:
        """The supervisor is on the line."""
        one = self.legs[event.leg]
        if one.stage == "dialled":
            self._ask_pin(one, PIN)
        elif one.stage == "ringing" and one.by == "help":
            one.stage, one.playback = "announcing", self.desk.new_id()
            self.desk.order(Play(one.leg, one.playback, (HELP,), one.language))
            self._limit(one, PIN_S)
        elif one.stage == "ringing":
            self._begin(one)
        elif one.stage == "ending":
            self.desk.order(HangUp(one.leg))  # the phone was quicker than our StopRinging

    def _ask_pin(self, one: Supervision, prompt: str) -> None:
        one.stage, one.check, one.playback = "pin", self.desk.new_id(), self.desk.new_id()
        self.desk.order(CollectSecret(one.leg, one.check, one.supervisor))
        self.desk.order(Play(one.leg, one.playback, (prompt,), one.language))
        self._limit(one, PIN_S)

    def secret_checked(self, event: SecretChecked) -> None:
        """The switch room compared the PIN."""
        one = self.legs.get(event.leg)
        if one is None or one.stage != "pin" or one.check != event.check:
            return
        if self.guard.opens(one.supervisor, event.finding):
            self._begin(one)
            return
        one.tries += 1
        if event.finding == "nothing" or one.tries >= TRIES:
            self._say_and_leave(one, WRONG_PIN)
        else:
            self._ask_pin(one, WRONG_PIN)

    def prompt_over(self, event: PromptFinished | PromptFailed) -> None:
        """What was said to the supervisor is over."""
        one = self.legs[event.leg]
        if event.playback != one.playback:
            return
        if one.stage == "announcing":
            self._begin(one)
        elif one.stage == "leaving":
            self._leave(one)

    def _begin(self, one: Supervision) -> None:
        talk = self._talk(one)
        if talk is None:
            self._say_and_leave(one, NO_TALK)
            return
        one.agent_leg = talk.leg
        one.goal = None if one.wanted == "listen" else one.wanted
        self._turn(one, talk, "listen")

    def _talk(self, one: Supervision) -> Talk | None:
        """The talk it is about, as long as that agent is in it by the same leg."""
        call = self.calling.calls.get(one.call)
        talk = call.talk if call is not None else None
        if talk is None or talk.agent != one.agent:
            return None
        return talk if one.agent_leg in ("", talk.leg) else None

    # --- the mode ----------------------------------------------------------------------------------

    def of(self, supervisor: str) -> Supervision | None:
        """The supervision a supervisor is in, unless it is about to end."""
        found = (one for one in self.legs.values() if one.supervisor == supervisor)
        return next((one for one in found if one.stage not in ("leaving", "ending")), None)

    def mode_asked(self, one: Supervision, event: SupervisionRequested) -> None:
        """By verb, in mid-listening. Raises RefusedEvent."""
        if one.agent != event.agent:
            raise RefusedEvent(
                f"{one.supervisor} listens to {one.agent} already; end that first: "
                f"voipcc supervise stop {one.supervisor}."
            )
        talk = self._talk(one)
        if one.stage not in ("turning", "on") or talk is None:
            raise RefusedEvent(f"{one.supervisor} is not on the line yet.")
        one.by = event.by
        self._turn(one, talk, event.mode)

    def end_asked(self, event: SupervisionEndRequested) -> None:
        """By verb. Raises RefusedEvent."""
        one = self.of(event.supervisor)
        if one is None:
            known = self.desk.plan.supervisors if self.desk.plan else {}
            if event.supervisor in known:
                raise RefusedEvent(f"{event.supervisor} listens to nobody.")
            raise RefusedEvent(
                f"{event.supervisor} is no supervisor; the supervisors are those under "
                "`supervisors` in centre.yaml."
            )
        self._leave(one)

    def digit(self, event: DigitPressed) -> None:
        """A key of the supervisor's phone. The talk is taken over only by who stands in it."""
        one = self.legs[event.leg]
        mode, talk = KEYS.get(event.digit), self._talk(one)
        if mode is None or talk is None or one.stage not in ("turning", "on"):
            return
        if not one.mode:  # the talk is not heard yet: that comes first
            one.goal = None if mode in ("listen", "take_over") else mode
            one.by = "key"
        elif mode == one.wanted:
            return
        elif mode != "take_over" or (one.mode == "barge" and one.stage == "on"):
            one.by = "key"
            self._turn(one, talk, mode)

    def _turn(self, one: Supervision, talk: Talk, mode: Mode) -> None:
        if not self.calling.calls[one.call].leg:
            mode = "listen"  # an agent who hears a message: there is nobody to join
        there = one.stage == "on" and one.mode == "barge" and mode == "take_over"
        one.wanted, one.stage = mode, "turning"
        if there:
            self.connected(LegConnected(one.leg, talk.id))
            return
        if mode in ("listen", "whisper"):
            one.ear = self.desk.new_id()
            ear_mode: Literal["listen", "whisper"] = "listen" if mode == "listen" else "whisper"
            self.desk.order(Listen(one.leg, one.ear, talk.id, ear_mode, talk.leg))
        else:
            one.ear = ""
            self.desk.order(Join(talk.id, one.leg))
        self._limit(one, JOIN_S)

    def connected(self, event: LegConnected) -> None:
        """The leg is where the mode wanted it."""
        one = self.legs[event.leg]
        talk = self._talk(one)
        if one.stage != "turning" or talk is None or event.talk != (one.ear or talk.id):
            return
        if goal := one.goal:
            one.goal = None
            self._turn(one, talk, goal)
            return
        self.desk.deadlines.clear("ear", one.leg, "limit")
        one.mode, one.stage = one.wanted, "on"
        call = self.calling.calls[one.call]
        if any(
            (seen.leg, seen.mode, seen.end_us) == (one.leg, one.mode, 0) for seen in call.watches
        ):
            return  # asked for the same once more: it goes on
        self._close_watch(one, call)
        if one.mode == "take_over":
            self._take_over(one, call, talk)
        elif len(call.watches) < WATCHES_AT_MOST:
            call.watches.append(self._watch(one, 0))

    def refused(self, event: CommandRefused) -> None:
        """The switch could not do it."""
        one = self.legs[event.leg]
        name = event.command.lower()
        if name == "ring" and one.stage == "ringing":
            self._leave(one)
        elif name in ("listen", "join") and one.stage == "turning":
            self._fall_back(one)
        elif name == "play" and one.stage in ("announcing", "leaving"):
            self.prompt_over(PromptFailed(one.leg, one.playback))

    def _fall_back(self, one: Supervision) -> None:
        """What could not be done is not tried again: listen, or be gone."""
        talk = self._talk(one)
        if talk is None or one.wanted == "listen":
            self._leave(one)
        else:
            self._turn(one, talk, "listen")

    def _take_over(self, one: Supervision, call: Call, old: Talk) -> None:
        """The supervisor is the caller's agent from now on; the agent goes to wrap-up."""
        self.desk.order(HangUp(old.leg))
        self.calling.send_leg_away(old)
        self._hand_over(one, call, old)

    def inherited(self, event: LegEnded) -> bool:
        """The agent's line broke while a supervisor stood in the talk, who has the caller now."""
        calling = self.calling
        call = calling.agent_legs.get(event.leg)
        talk = call.talk if call is not None else None
        broken = is_lost(event)
        if call is None or talk is None or talk.leg != event.leg or not broken:
            return False
        there = [
            one for one in self.legs.values() if (one.agent_leg, one.mode) == (event.leg, "barge")
        ]
        one = next((one for one in there if one.stage == "on"), None)
        if one is None:
            return False
        calling.remember_end(event.leg)
        calling.let_leg_go(talk, lost=True)
        call.mark("line_lost")
        self._close_watch(one, call)
        one.mode, one.by = "take_over", "line_lost"
        self._hand_over(one, call, talk)
        return True

    def _hand_over(self, one: Supervision, call: Call, old: Talk) -> None:
        desk, calling = self.desk, self.calling
        call.watches.append(self._watch(one, desk.fact_us))
        call.mark("taken_over")
        if call.consult is not None:
            calling.forget_consult(call)
        desk.order(StopCollecting(one.leg))  # the keys are the talk's from now on
        offer, at_us = desk.new_id(), desk.fact_us
        here = [leg for leg in old.here if leg != old.leg]
        holders = [leg for leg in old.holders if leg != old.leg]
        call.talk = replace(
            old,
            agent=one.supervisor,
            device=one.device,
            leg=one.leg,
            offer=offer,
            holders=holders,
            here=[*here, one.leg],
            awaited=[leg for leg in old.awaited if leg != old.leg],
            muted=False,
        )
        if call.leg in here:
            calling.talk.settle(call)
        else:  # the caller was on hold
            calling.talk.bring(call, call.leg)
        made = Attempt(offer, one.supervisor, one.device, old.queue, one.leg, at_us)
        made.answered_us, made.why = at_us, "take_over"
        call.note_offer(made, "accepted", at_us)
        del self.legs[one.leg]
        calling.own_leg(one.leg, call)
        desk.tell(TalkTaken(offer, one.supervisor, one.device, one.leg, call.id, old.queue))

    # --- the record ----------------------------------------------------------------------------------

    def _watch(self, one: Supervision, end_us: int) -> Watch:
        start_us = self.desk.fact_us
        return Watch(one.supervisor, one.agent, one.mode, start_us, end_us, one.leg, one.by)

    def _close_watch(self, one: Supervision, call: Call | None) -> None:
        for place, watch in enumerate(call.watches if call is not None else ()):
            if call is not None and watch.leg == one.leg and not watch.end_us:
                end_us = max(self.desk.fact_us, watch.start_us)
                call.watches[place] = replace(watch, end_us=end_us)

    # --- how it ends -----------------------------------------------------------------------------------

    def settle(self) -> None:
        """A supervisor never outlives the talk."""
        for one in list(self.legs.values()):
            if one.stage not in ("leaving", "ending") and self._talk(one) is None:
                self._leave(one)

    def _say_and_leave(self, one: Supervision, prompt: str) -> None:
        one.stage, one.playback = "leaving", self.desk.new_id()
        self.desk.order(Play(one.leg, one.playback, (prompt,), one.language))
        self._limit(one, PIN_S)

    def _leave(self, one: Supervision) -> None:
        self._close_watch(one, self.calling.calls.get(one.call))
        self.desk.order(StopRinging(one.leg) if one.stage == "ringing" else HangUp(one.leg))
        one.stage = "ending"
        self._limit(one, END_S)

    def ended(self, event: LegEnded) -> None:
        """The leg is gone: the supervisor's phone is free again."""
        one = self.legs.pop(event.leg)
        self.calling.remember_end(one.leg)
        self._close_watch(one, self.calling.calls.get(one.call))
        self.desk.deadlines.clear("ear", one.leg, "limit")
        self.desk.order(WatchLine(one.device, False))
        self.desk.tell(CodeOver(one.leg, one.device))
        if one.by == "help" and not one.mode:
            self.desk.tell(HelpRefused(one.agent, one.call, (*one.asked, one.supervisor)))

    def lose_all(self) -> None:
        """The switch died, and every leg with it."""
        for leg in list(self.legs):
            self.ended(LegEnded(leg))

    def nobody_helps(self, message: NobodyHelps) -> None:
        """The agent who asked for help is told, in mid-talk, that none comes."""
        call = self.calling.calls.get(message.call)
        if call is not None and call.talk is not None and call.talk.agent == message.agent:
            words = (NOBODY,)
            self.desk.order(Play(call.talk.leg, self.desk.new_id(), words, message.language))

    # --- time ------------------------------------------------------------------------------------------

    def _limit(self, one: Supervision, limit_s: int) -> None:
        self.desk.set_deadline("ear", one.leg, "limit", limit_s)

    def overdue(self, leg: str) -> None:
        """No stage lasts for ever, whatever the switch forgot to tell."""
        one = self.legs.get(leg)
        if one is None:
            return
        if not self.desk.connected:
            self._limit(one, RETRY_LOST_S)
        elif one.stage == "turning":
            self._fall_back(one)
        elif one.stage == "announcing":
            self._begin(one)
        elif one.stage == "ending":
            self.desk.order(HangUp(one.leg))
            self.ended(LegEnded(one.leg))
        else:
            self._leave(one)

    # --- after the switch was away -------------------------------------------------------------------------

    def found(self, found: LegFound) -> None:
        """The leg is still there; what it heard by is taken away and made anew."""
        one = self.legs[found.leg]
        talk = self._talk(one)
        if one.stage == "ending" or talk is None:
            self.desk.order(StopRinging(one.leg) if found.place == "ringing" else HangUp(one.leg))
        elif one.stage in ("ringing", "dialled"):
            if found.place != "ringing":
                self.answered(LegAnswered(one.leg))
        elif one.stage == "pin":
            self._ask_pin(one, PIN)
        elif one.stage == "announcing":
            self._begin(one)
        elif found.place == "talk" and found.talk == talk.id and not one.ear:
            self.connected(LegConnected(one.leg, talk.id))
        else:
            self._turn(one, talk, one.wanted)
