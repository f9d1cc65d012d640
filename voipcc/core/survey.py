"""After the talk: whom the agent leaves is asked about it, in the flow's block `after_call`.

The block is walked like any other; while the open segment is a `survey`, what it puts `into` a
value is an answer in the record.
"""

from typing import TYPE_CHECKING, Protocol

from voipcc.core.asides import block_of
from voipcc.core.call import Call, Talk
from voipcc.core.commands import EndTalk
from voipcc.core.desk import Desk
from voipcc.core.ivr import Ivr

if TYPE_CHECKING:
    from voipcc.core.tape import Tapes


class Exits(Protocol):
    """What a survey needs of the rest of the calling side."""

    tapes: "Tapes"

    def forget_deadlines(self, call: Call) -> None: ...


class Surveys:
    """Asks callers whose agent has hung up first. State is in the call."""

    __slots__ = ("desk", "exits", "ivr")

    def __init__(self, desk: Desk, ivr: Ivr, exits: Exits) -> None:
        self.desk = desk
        self.ivr = ivr
        self.exits = exits

    def begin(self, call: Call, talk: Talk) -> bool:
        """Ask about this talk, whose agent is gone; False where the flow asks nothing."""
        block = block_of(self.desk, call, "after_call") if call.leg and talk.agent else ""
        if not block:
            return False
        self.exits.forget_deadlines(call)
        self.exits.tapes.talk_over(call)
        self.desk.order(EndTalk(talk.id))
        call.cut("survey", self.desk.fact_us, talk.queue, talk.agent)
        call.frames, call.loops = [], {}  # nothing leads back into what was before the talk
        call.queue, call.typed, call.passed, call.music = "", "", 0, False
        self.ivr.jump(call, block)
        return True
