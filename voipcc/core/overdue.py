"""Deadlines of the calling side: what happens when nobody did anything in time."""

from typing import TYPE_CHECKING

from voipcc.core.call import WAITING, Call
from voipcc.core.commands import Answer, HangUp
from voipcc.core.confirmation import PURPOSE as CONFIRM
from voipcc.core.desk import Desk
from voipcc.core.ivr import ANSWER_LIMIT_S

if TYPE_CHECKING:
    from voipcc.core.calling import Calling

END_LIMIT_S = 5  # then HangUp is repeated once, then the record is kept without the leg's end
END_AGAIN = "end_again"  # the switch could not end a leg
RETRY_LOST_S = 1  # while the switch is away
PURPOSES = (
    "answer",
    "prompt",
    "key",
    "lookup",
    "filler",
    *WAITING,
    "connect",
    "dial",
    "join",
    "held",
    "reach",
    "target",
    "parked",
    "ending",
    "ending_again",
)
CALLS = ("call", "leg")
UNHURRIED = ("announce", "comfort", "look", "held")  # come again by themselves while it is away


class Overdue:
    """Leads each deadline to the part it belongs to."""

    __slots__ = ("calling", "desk")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.desk = desk
        self.calling = calling

    def fired(self, kind: str, owner: str, purpose: str) -> None:
        """A deadline of the calling side fired."""
        if kind in CALLS:
            self._of_call(kind, owner, purpose)
        elif kind == "code":
            self.calling.codes.overdue(owner)
        elif kind == "take":
            self.calling.takes.deadline(owner, purpose)
        elif kind == "door":
            self.calling.door_codes.overdue(owner)
        elif kind == "override":
            self.calling.arrivals.doors.due(owner)
        elif kind == "tape":
            self.calling.tapes.overdue(owner, purpose)
        elif kind == "errand":
            self.calling.errand_side.deadline(owner, purpose)

    def _of_call(self, kind: str, owner: str, purpose: str) -> None:
        """A deadline of a call, or of one of its legs."""
        if not self.desk.connected and purpose not in UNHURRIED:
            # Nothing can be commanded and nothing is known, keys neither: ask when it is back.
            self.desk.set_deadline(kind, owner, purpose, RETRY_LOST_S)
        elif kind == "leg":
            self._leg_deadline(owner, purpose)
        elif call := self.calling.calls.get(owner):
            errand_side, asking = self.calling.errand_side, self.calling.asking
            if not errand_side.call_deadline(call, purpose) and not asking.overdue(call, purpose):
                self._call_deadline(call, purpose)

    def _leg_deadline(self, leg: str, purpose: str) -> None:
        if purpose == "gone":
            self.calling.strays.overdue(leg)
            return
        if purpose == END_AGAIN:
            self.desk.order(HangUp(leg))
            return
        call = self.calling.agent_legs.get(leg)
        if call is not None and (number := call.number_at(leg)):
            self.calling.numbers.overdue(call, number)
            return
        attempt = call.attempt_at(leg) if call is not None else None
        if call is None or attempt is None:
            return
        if purpose in ("ring", CONFIRM):
            self.calling.ring.overdue(call, attempt)
        else:
            self.calling.ring.unreachable(call, attempt)

    def _call_deadline(self, call: Call, purpose: str) -> None:
        match purpose:
            case "prompt":
                self.calling.ivr.prompt_overdue(call)
            case "key":
                self.calling.ivr.key_overdue(call)
            case "announce" | "comfort" | "invite":
                self.calling.wait.announcements.due(call, purpose)
            case "look":
                self.calling.wait.look(call)
            case "overflow":
                self.calling.wait.waited(call)
            case "max_wait":
                self.calling.wait.too_long(call)
            case "connect" if (attempt := call.connecting) is not None:
                self.calling.ring.not_connected(call, attempt)
            case "held":
                self.calling.hears.held.due(call)
            case "join":
                self.calling.talk.join_overdue(call)
            case "reach" | "target" | "parked":
                self.calling.in_call.overdue(call, purpose)
            case "answer" | "ending" | "ending_again":
                self._repeat(call, purpose)

    def _repeat(self, call: Call, purpose: str) -> None:
        """A command's outcome is overdue: once more, then without it."""
        match purpose:
            case "answer" if call.tries == 0:
                call.tries = 1
                self.desk.order(Answer(call.leg))
                self.desk.set_deadline("call", call.id, "answer", ANSWER_LIMIT_S)
            case "answer":
                self.calling.hang_up(call, "congestion")
            case "ending":
                self.desk.order(HangUp(call.leg))
                self.desk.set_deadline("call", call.id, "ending_again", END_LIMIT_S)
            case _:
                self.desk.order(HangUp(call.leg))
                self.calling.remember_end(call.leg)  # still there when looked at: told again
                self.calling.end(call)
