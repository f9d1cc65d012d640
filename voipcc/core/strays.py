"""Agents' legs nobody needs any more, until the switch says that they are gone.

An agent is given back only then: a phone that is still being silenced would refuse the
next call as busy.
"""

from dataclasses import dataclass

from voipcc.core.call import Attempt, Side, Talk
from voipcc.core.commands import HangUp, StopRinging, WatchLine
from voipcc.core.desk import Desk
from voipcc.core.seam import AgentReleased, CodeOver

STRAY_LIMIT_S = 5


@dataclass(slots=True)
class Stray:
    """A leg that was told to end. `since_us` is when the agent was done with the call.

    A telephone number's leg is no agent's: its `agent` is "".
    """

    leg: str
    offer: str
    agent: str
    device: str
    since_us: int


class Strays:
    """Every leg told to end and not gone yet; none stays longer than a few seconds."""

    __slots__ = ("desk", "legs", "phones")

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.legs: dict[str, Stray] = {}
        self.phones: dict[str, str] = {}  # leg of a phone that dialled somebody -> its device

    def add(self, held: Attempt | Talk | Side) -> None:
        """The leg was told to end just now."""
        offer = held.id if isinstance(held, Attempt) else held.offer
        self.legs[held.leg] = Stray(held.leg, offer, held.agent, held.device, self.desk.fact_us)
        self.desk.set_deadline("leg", held.leg, "gone", STRAY_LIMIT_S)

    def add_number(self, leg: str) -> None:
        """The leg of a telephone number was told to end just now."""
        self.legs[leg] = Stray(leg, "", "", "", self.desk.fact_us)
        self.desk.set_deadline("leg", leg, "gone", STRAY_LIMIT_S)

    def end_again(self, leg: str, ringing: bool) -> None:
        """Repeat the command that ends it: a phone may have been quicker than the first."""
        self.desk.order(StopRinging(leg) if ringing else HangUp(leg))

    def overdue(self, leg: str) -> None:
        """Nobody reported its end: say it once more and believe it."""
        if leg in self.legs:
            self.end_again(leg, ringing=False)
            self.release(leg)

    def release(self, leg: str) -> None:
        """It is gone: the agent's phone is free."""
        stray = self.legs.pop(leg)
        self.phone_gone(leg)
        self.desk.deadlines.clear("leg", leg, "gone")
        if not stray.agent:
            return
        self.desk.order(WatchLine(stray.device, False))
        self.desk.tell(AgentReleased(stray.agent, stray.device, stray.offer, stray.since_us))

    def phone_gone(self, leg: str) -> None:
        """The leg of a phone that had dialled somebody is gone: the phone is free again."""
        if device := self.phones.pop(leg, ""):
            self.desk.tell(CodeOver(leg, device))
