"""A telephone number that an agent gives the caller to, or asks first."""

from typing import TYPE_CHECKING

from voipcc.core.call import Call, NumberLeg
from voipcc.core.commands import EndTalk
from voipcc.core.desk import Desk
from voipcc.core.joining import Joining
from voipcc.core.number_leg import Failure

if TYPE_CHECKING:
    from voipcc.core.calling import Calling

USE = "target"
WHY: dict[Failure, str] = {"busy": "busy", "no_answer": "timeout"}


class Outside:
    """Owns the numbers that are rung for transfers and consults."""

    __slots__ = ("calling", "desk", "joining")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.desk = desk
        self.calling = calling
        self.joining = Joining(desk, calling.numbers, USE)
        calling.numbers.owners[USE] = self

    def ring(self, call: Call, party: str, agent: str) -> None:
        """Ring the telephone for this call; whoever is on the line hears music meanwhile."""
        self.calling.numbers.ring(call, USE, "transfer", party=party, agent=agent)

    def number_answered(self, call: Call, number: NumberLeg) -> None:
        """Somebody has picked up: join them."""
        self.joining.begin(call, number)

    def again(self, call: Call) -> bool:
        """After the switch was away: the connection that was under way; False when there was none."""
        return self.joining.again(call)

    def joined(self, call: Call, leg: str, talk: str) -> None:
        """One leg's audio has joined; the talk starts with the second."""
        if self.joining.joined(call, leg, talk):
            self.calling.talk_began(call)

    def found_talking(self, call: Call, talk: str) -> None:
        """A leg stands in the talk whose beginning nobody reported: it began by now."""
        if self.joining.found_talking(call, talk):
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
