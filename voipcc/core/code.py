"""Feature codes: an agent's phone dials *11, hears what came of it, and is hung up.

A line test goes on after its prompt: the agent hears the own voice while the line is
measured, then what it is worth.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from voipcc.core import spoken
from voipcc.core.commands import Answer, EchoLine, HangUp, Play
from voipcc.core.desk import Desk
from voipcc.core.events import CodeDialled, LineMeasured
from voipcc.core.line_limits import LineLimits
from voipcc.core.seam import CodeAsked, CodeOver, CodeTold
from voipcc.core.ways import worst_way

CODE_LIMIT_S = 30
CODE_END_LIMIT_S = 5
TEST_S = 10
TEST_LIMIT_S = 60
LINE_TEST = "agent/line_test"


@dataclass(slots=True)
class CodeLeg:
    """A leg that dialled a code: `prompt` is said once it is answered."""

    leg: str
    device: str
    prompt: str = ""
    language: str = "en"
    playback: str = ""
    stage: Literal["answering", "saying", "testing", "ending"] = "answering"


class Codes:
    """The legs of feature codes; they are no conversations."""

    __slots__ = ("desk", "legs", "words_besides")

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.words_besides: Callable[[str, str], tuple[str, ...]] = lambda device, prompt: ()
        self.legs: dict[str, CodeLeg] = {}

    def dialled(self, event: CodeDialled) -> None:
        """Answer and ask the waiting side what the code does for this device's agent."""
        if event.leg in self.legs:
            return
        self.legs[event.leg] = CodeLeg(event.leg, event.device)
        self.desk.order(Answer(event.leg))
        self.desk.tell(CodeAsked(event.leg, event.device, event.code))
        self.desk.set_deadline("code", event.leg, "end", CODE_LIMIT_S)

    def told(self, message: CodeTold) -> None:
        """The waiting side says what to tell the agent."""
        if code := self.legs.get(message.leg):
            code.prompt, code.language = message.prompt, message.language

    def answered(self, leg: str) -> None:
        code = self.legs[leg]
        if code.stage != "answering":
            return
        code.stage = "saying"
        code.playback = self.desk.new_id()
        words = (code.prompt, *self.words_besides(code.device, code.prompt))
        self.desk.order(Play(leg, code.playback, words, code.language))

    def hand_over(self, leg: str) -> None:
        """The leg goes on elsewhere: it is no code's any more."""
        if self.legs.pop(leg, None) is not None:
            self.desk.deadlines.clear("code", leg, "end")

    def playback_over(self, leg: str, playback: str) -> None:
        code = self.legs[leg]
        if code.playback != playback:
            return
        if code.prompt == LINE_TEST and code.stage == "saying":
            code.stage = "testing"
            self.desk.order(EchoLine(leg, TEST_S))
            self.desk.set_deadline("code", leg, "end", TEST_LIMIT_S)
        else:
            self._hang_up(code)

    def measured(self, event: LineMeasured) -> None:
        """The line test is over: say what it found."""
        code, plan = self.legs.get(event.leg), self.desk.plan
        if code is None or code.stage != "testing" or code.prompt != LINE_TEST:
            return
        code.prompt = ""
        way = worst_way(event)
        code.playback = self.desk.new_id()
        mos = way.mos if way is not None and not event.fault else 0.0
        limits = plan.line_rule if plan else LineLimits()
        said = spoken.line_quality(mos, event.fault, limits, code.language)
        self.desk.order(Play(code.leg, code.playback, said, code.language))

    def overdue(self, leg: str) -> None:
        """A code's leg never lives long, whatever the switch forgot to tell."""
        code = self.legs.get(leg)
        if code is None:
            return
        self._hang_up(code, again=True)
        if code.stage == "ending":
            self.ended(leg)
        code.stage = "ending"

    def ended(self, leg: str) -> None:
        code = self.legs.pop(leg)
        self.desk.deadlines.clear("code", leg, "end")
        self.desk.tell(CodeOver(leg, code.device))

    def _hang_up(self, code: CodeLeg, again: bool = False) -> None:
        self.desk.order(HangUp(code.leg))
        self.desk.set_deadline("code", code.leg, "end", CODE_END_LIMIT_S)
        if not again:
            code.stage = "ending"
