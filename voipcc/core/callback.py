"""A callback whose turn has come: the agent has answered, the customer is called."""

from typing import Literal, Protocol

from voipcc.core.call import Attempt, Call
from voipcc.core.commands import Dial, HangUp, Play, StartMusic
from voipcc.core.desk import Desk
from voipcc.core.errands import Errand, Errands
from voipcc.core.events import LegEnded

DIAL_SLACK_S = 5  # the switch's own limit comes first
WHISPER = ("agent/callback",)
BUSY_CAUSE, NO_ANSWER_CAUSE = 17, 19
BUSY_SIP, NO_ANSWER_SIP = (486, 600), (408, 480, 487)


class Exits(Protocol):
    """What a callback needs of the rest of the calling side."""

    callers: dict[str, Call]

    def join(self, call: Call) -> None: ...


def how_it_ended(event: LegEnded) -> Literal["lost", "busy", "no_answer", "failed"]:
    """Why nobody was reached, in one word for lists and records."""
    if event.by == "lost":
        return "lost"
    if event.cause == BUSY_CAUSE or event.sip in BUSY_SIP:
        return "busy"
    if event.cause == NO_ANSWER_CAUSE or event.sip in NO_ANSWER_SIP or event.by == "us":
        return "no_answer"
    return "failed"


class Callbacks:
    """Calls customers for agents who are there already."""

    __slots__ = ("desk", "errands", "exits")

    def __init__(self, desk: Desk, errands: Errands, exits: Exits) -> None:
        self.desk = desk
        self.errands = errands
        self.exits = exits

    def dial(self, call: Call, attempt: Attempt, errand: Errand) -> None:
        """Tell the agent what it is, and call the customer."""
        desk, rules = self.desk, self.errands.rules(errand.queue)
        queue = desk.queue(errand.queue, call.plan)
        agent = desk.plan.agents.get(attempt.agent) if desk.plan else None
        call.leg, call.stage = desk.new_id(), "dialling"
        self.exits.callers[call.leg] = call
        language = agent.language if agent else "en"
        desk.order(Play(attempt.leg, desk.new_id(), WHISPER, language))
        desk.order(StartMusic(attempt.leg, queue.music if queue else "default"))
        shown = rules.caller_id or errand.number
        desk.order(Dial(call.leg, errand.party, errand.trunk, shown, call.id, rules.ring_s))
        desk.set_deadline("call", call.id, "dial", rules.ring_s + DIAL_SLACK_S)

    def answered(self, call: Call) -> None:
        """The customer has picked up: told or asked where the talk is recorded, then connected."""
        self.desk.deadlines.clear("call", call.id, "dial", "reach")
        call.stage = "queue"
        self.exits.join(call)

    def not_reached(self, call: Call, event: LegEnded) -> None:
        """The customer's leg is gone before there was a talk: the agent is free again."""
        errand = self.errands.open[call.errand]
        how = "hung_up" if call.stage != "dialling" else how_it_ended(event)
        self.exits.callers.pop(call.leg, None)
        call.leg = ""
        self.errands.failed(errand, how, counted=how != "lost")

    def overdue(self, call: Call) -> None:
        """Nobody said how the customer's telephone fared."""
        if call.stage == "dialling":
            self.errands.failed(self.errands.open[call.errand], "no_answer")

    def agent_gone(self, call: Call) -> None:
        """The agent left while the customer was called: somebody else does it, from the same place."""
        self.desk.deadlines.clear("call", call.id, "dial")
        self.exits.callers.pop(call.leg, None)
        self.desk.order(HangUp(call.leg))
        call.leg, call.stage = "", "queue"
