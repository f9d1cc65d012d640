"""A talk between caller and agent: hold, its end from either side, a line that breaks."""

from typing import Protocol

from voipcc.core.call import Attempt, Call, Talk
from voipcc.core.commands import EndTalk, HangUp
from voipcc.core.desk import Desk

LINE_LOST = "queue/line_lost"


class Exits(Protocol):
    """What a talk needs of the rest of the calling side."""

    def let_leg_go(self, held: Attempt | Talk, *, lost: bool) -> None: ...

    def send_leg_away(self, held: Attempt | Talk) -> None: ...

    def hang_up(self, call: Call) -> None: ...

    def back_to_head(self, call: Call, words: str) -> None: ...


class TalkSide:
    """The talk of a call is in `call.talk`."""

    __slots__ = ("desk", "exits")

    def __init__(self, desk: Desk, exits: Exits) -> None:
        self.desk = desk
        self.exits = exits

    def held(self, call: Call, leg: str) -> None:
        """One party put the other on hold."""
        talk = call.talk
        if talk is None or leg in talk.holders:
            return
        talk.holders.append(leg)
        call.cut("hold", self.desk.fact_us, talk.queue, talk.agent, talk.party)

    def resumed(self, call: Call, leg: str) -> None:
        """A hold is over; the talk goes on when nobody holds any more."""
        talk = call.talk
        if talk is None or leg not in talk.holders:
            return
        talk.holders.remove(leg)
        if not talk.holders:
            call.cut("talk", self.desk.fact_us, talk.queue, talk.agent, talk.party)

    def over(self, call: Call) -> None:
        """The caller's side of the talk ends: the agent's phone is hung up."""
        talk = call.talk
        if talk is None:
            return
        call.talk = None
        self.desk.order(HangUp(talk.leg))
        self.desk.order(EndTalk(talk.id))
        self.exits.send_leg_away(talk)

    def agent_left(self, call: Call, talk: Talk, cause: int, sip: int, lost: bool) -> None:
        """The agent's leg ended: by hand it ends the call, broken it does not."""
        call.talk = None
        self.exits.let_leg_go(talk, lost=lost)
        if lost:
            call.mark("line_lost")
            self.desk.order(EndTalk(talk.id))
            self.exits.back_to_head(call, LINE_LOST)
            return
        call.ended_by, call.cause, call.sip = "agent", cause, sip
        self.exits.hang_up(call)
        self.desk.order(EndTalk(talk.id))
