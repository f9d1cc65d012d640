"""Steps that ask: the caller for digits, a server for what it knows. One door to both."""

from typing import Any, Protocol

from voipcc.core.call import Call
from voipcc.core.collecting import Collecting
from voipcc.core.desk import Desk
from voipcc.core.ivr import Ivr
from voipcc.core.looking_up import LookingUp
from voipcc.core.media_words import Collected, LookedUp, TypingBegun
from voipcc.core.steps import CollectStep, LookUpStep

ASKING = ("collect", "lookup")


class Callers(Protocol):
    """Who is here."""

    @property
    def callers(self) -> dict[str, Call]: ...


class Asking:
    """Passes on; it does not decide."""

    __slots__ = ("_callers", "collecting", "looking_up")

    def __init__(self, desk: Desk, ivr: Ivr, callers: Callers) -> None:
        self._callers = callers
        self.collecting = Collecting(desk, ivr)
        self.looking_up = LookingUp(desk, ivr)

    def targets(self) -> dict[type, Any]:
        """Which event goes where."""
        return {
            TypingBegun: self._typing_begun,
            Collected: self._collected,
            LookedUp: self._looked_up,
        }

    def _typing_begun(self, event: TypingBegun) -> None:
        if call := self._callers.callers.get(event.leg):
            self.collecting.typing_begun(call, event)

    def _collected(self, event: Collected) -> None:
        if call := self._callers.callers.get(event.leg):
            self.collecting.collected(call, event)

    def _looked_up(self, event: LookedUp) -> None:
        if call := self._callers.callers.get(event.leg):
            self.looking_up.looked_up(call, event)

    def take(self, call: Call, step: CollectStep | LookUpStep) -> None:
        """The flow has come to one of these steps."""
        if isinstance(step, CollectStep):
            self.collecting.begin(call, step)
        else:
            self.looking_up.begin(call, step)

    def heard(self, call: Call) -> None:
        """The caller has heard what the step says."""
        if call.stage == "collect":
            self.collecting.heard(call)
        else:
            self.looking_up.heard(call)

    def overdue(self, call: Call, purpose: str) -> bool:
        """True when the deadline was one of ours."""
        match purpose, call.stage:
            case "key", "collect":
                self.collecting.overdue(call)
            case "lookup", "lookup":
                self.looking_up.overdue(call)
            case "filler", "lookup":
                self.looking_up.filler_due(call)
            case _:
                return False
        return True
