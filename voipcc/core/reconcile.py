"""After the switch was away: what it holds against what the calling side believes."""

from collections.abc import Callable
from typing import Any

from voipcc.core.call import Call
from voipcc.core.calling import Calling
from voipcc.core.commands import Adopt, EndTalk, HangUp
from voipcc.core.desk import Desk
from voipcc.core.events import LegAnswered, LegEnded, LegFound, SwitchFound

Step = Callable[[Any], None]
Guard = Callable[[Step, Any], None]  # takes one step; a fault in it is not raised
GONE = 31  # Q.850 "normal, unspecified": nobody saw how the leg ended


class Reconciliation:
    """Compares leg by leg. The switch is right about legs, the core about what they are for."""

    __slots__ = ("calling", "desk", "guard")

    def __init__(self, desk: Desk, calling: Calling, guard: Guard) -> None:
        self.desk = desk
        self.calling = calling
        self.guard = guard

    def run(self, event: SwitchFound) -> None:
        """Bring both views together. A restarted switch has lost every leg."""
        if event.restarted:
            now_us = self.desk.now_us
            self.desk.fact_us = min(event.lost_us or now_us, now_us)
            self.calling.endings.lose_all()
            self.desk.fact_us = now_us
        found = {leg.leg: leg for leg in event.legs}
        for leg in event.legs:
            self.guard(self._begin_talk, leg)
        self._end_missing(found)
        for leg in event.legs:
            self.guard(self._take, leg)
        self._end_ownerless_talks(event)
        self.calling.tapes.found()

    def _end_ownerless_talks(self, event: SwitchFound) -> None:
        """A talk that ended while the switch was away left its bridge behind."""
        owned = set()
        for call in self.calling.callers.values():
            owned.add(call.talk.id if call.talk is not None else "")
            owned.update(attempt.talk for attempt in call.attempts)
            owned.update(number.talk for number in call.number_legs)
        talks = {leg.talk for leg in event.legs if leg.talk and leg.place == "talk"}
        for talk in sorted(talks - owned):
            self.desk.order(EndTalk(talk))

    def _begin_talk(self, leg: LegFound) -> None:
        """Talks that began unseen come first, even those one side has left by now."""
        calling = self.calling
        call = calling.callers.get(leg.leg) or calling.agent_legs.get(leg.leg)
        if call is not None and leg.place == "talk":
            calling.forwarding.found_talking(call, leg.talk)
            calling.in_call.outside.found_talking(call, leg.talk)
        attempt = call.connecting if call is not None else None
        if call is None or attempt is None or leg.place != "talk" or attempt.talk != leg.talk:
            return
        calling.ring.found_talking(call, attempt)

    def _end_missing(self, found: dict[str, LegFound]) -> None:
        for leg in self.calling.known_legs():
            if leg not in found:
                self.guard(self._ender(leg), LegEnded(leg, GONE, by="lost"))

    def _ender(self, leg: str) -> Step:
        calling = self.calling
        part = calling.part_of(leg)
        return part.ended if part is not None else calling.leg_ended

    def _take(self, found: LegFound) -> None:
        calling = self.calling
        if call := calling.callers.get(found.leg):
            self._take_caller(call, found)
        elif call := calling.agent_legs.get(found.leg):
            self._take_agent_leg(call, found)
        elif part := calling.part_of(found.leg):
            part.found(found)
        elif found.leg in calling.strays.legs:
            calling.strays.end_again(found.leg, found.place == "ringing")
        elif found.leg in calling.codes.legs:
            if found.place == "ours":
                calling.codes.answered(found.leg)
        else:
            self._take_unknown(found)

    def _take_caller(self, call: Call, found: LegFound) -> None:
        match found.place:
            case "fallback_waiting":
                self.desk.order(Adopt(found.leg))
            case "fallback_talk":
                self.calling.arrivals.taken_by_fallback(call)
            case "ringing":
                pass
            case _ if call.stage == "dialling":
                self.calling.leg_answered(LegAnswered(found.leg))
            case "talk" if call.talk is not None and call.talk.id == found.talk:
                self.calling.talk.found(call, found.leg)
            case _:
                self.calling.arrivals.resume(call)

    def _take_agent_leg(self, call: Call, found: LegFound) -> None:
        if (
            call.talk is not None
            and call.consult is None
            and found.leg in self.calling.talk.legs(call)
        ):
            talks = found.place == "talk" and found.talk == call.talk.id
            self.calling.talk.found(call, found.leg, elsewhere=not talks)
        rung = call.attempt_at(found.leg) or call.number_at(found.leg)
        if found.place == "ringing" or rung is None:
            return
        self.calling.leg_answered(LegAnswered(found.leg))

    def _take_unknown(self, found: LegFound) -> None:
        match found.place:
            case _ if self.calling.ended.get(found.leg, -1) >= 0:  # told to end, and has not
                self.desk.order(HangUp(found.leg))
            case "fallback_waiting":
                self.desk.order(Adopt(found.leg))
            case "ours" if not found.device:  # claimed by a controller that died before it knew
                self.desk.order(Adopt(found.leg))
            case "fallback_talk":
                pass
            case _:
                self.desk.order(HangUp(found.leg))
