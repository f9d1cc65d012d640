"""Who hears what besides the flow itself: one door to those who speak aside."""

from typing import TYPE_CHECKING

from voipcc.core.asides import Asides
from voipcc.core.by_name import ByName
from voipcc.core.call import Call
from voipcc.core.desk import Desk
from voipcc.core.held import Held
from voipcc.core.seam import StandingTold
from voipcc.core.steps import TransferStep
from voipcc.core.survey import Surveys

if TYPE_CHECKING:
    from voipcc.core.calling import Calling


class Hears:
    """The held caller, the caller after the talk, and who is led to one agent."""

    __slots__ = ("asides", "by_name", "calling", "held", "surveys")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.calling = calling
        self.asides = Asides(desk)
        self.held = Held(desk, calling.ivr, self.asides)
        self.surveys = Surveys(desk, calling.ivr, calling)
        self.by_name = ByName(desk, calling.ivr, calling.forwarding)

    def lead(self, call: Call, step: TransferStep) -> None:
        """To one agent or a telephone, once the caller knows that the talk is recorded."""
        if self.calling.tapes.consents.begin(call, ""):
            return
        if step.agent:
            self.by_name.begin(call, step)
        else:
            self.calling.forwarding.begin(call, step)

    def standing_told(self, call: Call, told: StandingTold) -> None:
        """How the queues stand that something said aside goes by: now it can be said."""
        call.facts = dict(told.facts)
        match told.aside:
            case "comfort" if call.stage == "queue":
                self.calling.wait.announcements.say_comfort(call)
            case "on_hold":
                self.held.say(call)
            case "agent_hears":
                self.calling.ring.standing_told(call)
        call.facts = {}
