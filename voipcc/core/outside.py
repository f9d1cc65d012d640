"""A telephone number that an agent gives the caller to, or asks first."""

from typing import TYPE_CHECKING

from voipcc.core.call import Call, NumberLeg, Talk
from voipcc.core.commands import Connect, EndTalk
from voipcc.core.desk import Desk
from voipcc.core.number_leg import Failure

if TYPE_CHECKING:
    from voipcc.core.calling import Calling

USE = "target"
WHY: dict[Failure, str] = {"busy": "busy", "no_answer": "timeout"}


class Outside:
    """Owns the numbers that are rung for transfers and consults."""

    __slots__ = ("calling", "desk")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.desk = desk
        self.calling = calling
        calling.numbers.owners[USE] = self

    def ring(self, call: Call, party: str, agent: str) -> None:
        """Ring the telephone for this call; whoever is on the line hears music meanwhile."""
        self.calling.numbers.ring(call, USE, "transfer", party=party, agent=agent)

    def _number(self, call: Call) -> NumberLeg | None:
        return next((one for one in call.number_legs if one.use == USE), None)

    def number_answered(self, call: Call, number: NumberLeg) -> None:
        """Somebody has picked up: join them."""
        number.talk = self.desk.new_id()
        self._connect(call, number)

    def _connect(self, call: Call, number: NumberLeg) -> None:
        call.music = False
        self.desk.order(Connect(number.talk, call.leg, number.leg))

    def again(self, call: Call) -> bool:
        """After the switch was away: the connection that was under way; False when there was none."""
        number = self._number(call)
        if number is None or not number.talk:
            return False
        self._connect(call, number)
        return True

    def joined(self, call: Call, leg: str, talk: str) -> None:
        """One leg's audio has joined; the talk starts with the second."""
        number = self._number(call)
        if number is None or not talk or number.talk != talk:
            return
        at_us = max(self.desk.fact_us, number.answered_us)
        if leg == call.leg:
            number.caller_joined_us = number.caller_joined_us or at_us
        else:
            number.joined_us = number.joined_us or at_us
        if number.caller_joined_us and number.joined_us:
            self._begin_talk(call, number, max(number.caller_joined_us, number.joined_us))

    def found_talking(self, call: Call, talk: str) -> None:
        """A leg stands in the talk whose beginning nobody reported: it began by now."""
        number = self._number(call)
        if number is not None and talk and number.talk == talk:
            joined_us = number.caller_joined_us or number.joined_us or number.answered_us
            self._begin_talk(call, number, joined_us)

    def _begin_talk(self, call: Call, number: NumberLeg, at_us: int) -> None:
        self.calling.numbers.take_out(call, number)
        call.stage = "talk"
        call.talk = Talk(number.talk, "", "", call.queue, number.leg, "", party=number.party)
        call.talk.here = [call.leg, number.leg]
        call.cut("talk", at_us, call.queue, party=number.party)
        self.calling.talk_began(call)

    def number_failed(self, call: Call, number: NumberLeg, how: Failure) -> None:
        """Nobody is there: back to the agent, or to the line the caller came from."""
        if number.talk:
            self.desk.order(EndTalk(number.talk))
        why = WHY.get(how, "failed")
        if call.parent:
            self.calling.in_call.consults.not_reached(call, why)
        elif call.transfer is not None:
            self.calling.in_call.transfers.refused(call, why)
