"""Who hears what besides the flow itself: one door to those who speak aside."""

from typing import TYPE_CHECKING

from voipcc.core.asides import Asides
from voipcc.core.by_name import ByName
from voipcc.core.desk import Desk
from voipcc.core.held import Held
from voipcc.core.survey import Surveys

if TYPE_CHECKING:
    from voipcc.core.calling import Calling


class Hears:
    """The held caller, the caller after the talk, and who is led to one agent."""

    __slots__ = ("asides", "by_name", "held", "surveys")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.asides = Asides(desk)
        self.held = Held(desk, calling.ivr, self.asides)
        self.surveys = Surveys(desk, calling.ivr, calling)
        self.by_name = ByName(desk, calling.ivr, calling.forwarding)
