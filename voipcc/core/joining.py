"""A telephone number that has answered is joined with the caller: connected, both there, a talk."""

from voipcc.core.call import Call, NumberLeg, Talk
from voipcc.core.commands import Connect
from voipcc.core.desk import Desk
from voipcc.core.number_leg import NumberLegs


class Joining:
    """Joins the numbers one owner (`use`) had rung with the callers they are for."""

    __slots__ = ("desk", "numbers", "use")

    def __init__(self, desk: Desk, numbers: NumberLegs, use: str) -> None:
        self.desk = desk
        self.numbers = numbers
        self.use = use

    def begin(self, call: Call, number: NumberLeg) -> None:
        """Somebody has picked up."""
        number.talk = self.desk.new_id()
        self._connect(call, number)

    def again(self, call: Call) -> bool:
        """After the switch was away: the connection that was under way; False when there was none."""
        number = self._number(call)
        if number is None or not number.talk:
            return False
        self._connect(call, number)
        return True

    def joined(self, call: Call, leg: str, talk: str) -> bool:
        """One leg's audio has joined; True when it was the second, and the talk has begun."""
        number = self._number(call, talk)
        if number is None:
            return False
        at_us = max(self.desk.fact_us, number.answered_us)
        if leg == call.leg:
            number.caller_joined_us = number.caller_joined_us or at_us
        else:
            number.joined_us = number.joined_us or at_us
        if not (number.caller_joined_us and number.joined_us):
            return False
        self._begin_talk(call, number, max(number.caller_joined_us, number.joined_us))
        return True

    def found_talking(self, call: Call, talk: str) -> bool:
        """A leg stands in the talk whose beginning nobody reported: it began by now."""
        number = self._number(call, talk)
        if number is None:
            return False
        joined_us = number.caller_joined_us or number.joined_us or number.answered_us
        self._begin_talk(call, number, joined_us)
        return True

    def _number(self, call: Call, talk: str | None = None) -> NumberLeg | None:
        number = next((one for one in call.number_legs if one.use == self.use), None)
        if number is None or talk is None:
            return number
        return number if talk and number.talk == talk else None

    def _connect(self, call: Call, number: NumberLeg) -> None:
        call.music = False
        self.desk.order(Connect(number.talk, call.leg, number.leg))

    def _begin_talk(self, call: Call, number: NumberLeg, at_us: int) -> None:
        self.numbers.take_out(call, number)
        call.stage = "talk"
        call.talk = Talk(number.talk, "", "", call.queue, number.leg, "", party=number.party)
        call.talk.here = [call.leg, number.leg]
        call.cut("talk", at_us, call.queue, party=number.party)
