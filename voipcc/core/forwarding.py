"""The step `transfer`: a caller is led to a telephone number, with music until it answers."""

from typing import TYPE_CHECKING, Literal, Protocol

from voipcc.core.call import Call, NumberLeg, Talk
from voipcc.core.commands import EndTalk, StartMusic, StopMusic
from voipcc.core.desk import Desk
from voipcc.core.events import LegEnded
from voipcc.core.ivr import GOODBYE, Ivr
from voipcc.core.joining import Joining
from voipcc.core.leg_ends import is_lost
from voipcc.core.number_leg import Failure, NumberLegs
from voipcc.core.steps import TransferStep

if TYPE_CHECKING:
    from voipcc.core.tape import Tapes

USE = "step"
NOT_REACHED = ("transfer/not_reached",)
Missed = Failure | Literal["away"]  # why a number or an agent was not reached


def branch(step: TransferStep, how: Missed) -> str:
    """The block for a number or an agent that was not reached, "" where there is none."""
    branches = {"busy": step.on_busy, "no_answer": step.on_no_answer, "away": step.on_away}
    return branches.get(how) or step.on_failed


class Exits(Protocol):
    """What a transfer needs of the rest of the calling side."""

    tapes: "Tapes"

    def forget_leg(self, leg: str) -> None: ...

    def hang_up(self, call: Call) -> None: ...


class Forwarding:
    """Joins callers with telephone numbers of the dialplan. State is in the call."""

    __slots__ = ("desk", "exits", "ivr", "joining", "numbers")

    def __init__(self, desk: Desk, ivr: Ivr, numbers: NumberLegs, exits: Exits) -> None:
        self.desk = desk
        self.ivr = ivr
        self.numbers = numbers
        self.exits = exits
        self.joining = Joining(desk, numbers, USE)
        numbers.owners[USE] = self

    def begin(self, call: Call, step: TransferStep) -> None:
        """Music at once, then the telephone rings."""
        call.stage, call.typed, call.queue = "transfer", "", ""
        call.cut("transfer", self.desk.fact_us)
        self._start_music(call, step)
        self.numbers.ring(
            call,
            USE,
            "step",
            number=step.number,
            trunk=step.trunk,
            caller_id=step.caller_id,
            timeout_s=step.timeout_s,
        )

    def _start_music(self, call: Call, step: TransferStep) -> None:
        call.music = True
        self.desk.order(StartMusic(call.leg, step.music))

    def resume(self, call: Call) -> None:
        """The caller's leg is ours again: music, or the connection that was under way."""
        if not self.joining.again(call):
            self._start_music(call, self._step(call))

    def _step(self, call: Call) -> TransferStep:
        step = self.ivr.current_step(call)
        assert isinstance(step, TransferStep), f"call {call.id} is at no transfer"
        return step

    # --- joined ----------------------------------------------------------------------------------

    def number_answered(self, call: Call, number: NumberLeg) -> None:
        """Somebody is there: join them."""
        self.joining.begin(call, number)

    def joined(self, call: Call, leg: str, talk: str) -> None:
        """One leg's audio has joined; the talk starts with the second."""
        if self.joining.joined(call, leg, talk):
            self.exits.tapes.talk_began(call)

    def found_talking(self, call: Call, talk: str) -> None:
        """A leg stands in the talk whose beginning nobody reported: it began by now."""
        if self.joining.found_talking(call, talk):
            self.exits.tapes.talk_began(call)

    # --- not reached, or gone ----------------------------------------------------------------------

    def number_failed(self, call: Call, number: NumberLeg, how: Failure) -> None:
        """Nobody is there: on to the branch for it."""
        if number.talk:
            self.desk.order(EndTalk(number.talk))
        self.go_on(call, how)

    def left(self, call: Call, talk: Talk, event: LegEnded) -> None:
        """The telephone hung up, or its line broke: then the dialplan goes on."""
        call.talk = None
        self.exits.forget_leg(talk.leg)
        if is_lost(event):
            call.mark("line_lost")
            self.desk.order(EndTalk(talk.id))
            self.go_on(call, "lost")
            return
        call.ended_by, call.cause, call.sip = "number", event.cause, event.sip
        self.exits.hang_up(call)
        self.desk.order(EndTalk(talk.id))

    def go_on(self, call: Call, how: Missed) -> None:
        """To the step's branch for whom was not reached."""
        step = self.ivr.current_step(call)
        call.mark(f"transfer_{how}")
        self.exits.tapes.talk_over(call)
        if call.music:
            call.music = False
            self.desk.order(StopMusic(call.leg))
        block = branch(step, how) if isinstance(step, TransferStep) else ""
        closing = call.fate in ("closed", "overflowed") or not block
        call.cut("closing" if closing else "menu", self.desk.fact_us)
        if block:
            self.ivr.jump(call, block)
            return
        call.fate = call.fate or "completed"
        self.ivr.say_goodbye(call, (*NOT_REACHED, *GOODBYE))
