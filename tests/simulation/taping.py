"""Recordings in the simulated centre: drawn shares, pauses by chance, a switch that fails at them.

Judged from the switch's truth: what can be heard of a recording that is kept, its pauses made silent
and cut at its end, has nothing of the time somebody wanted silence; each is kept exactly once.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from tests.simulation.checker import Checker
from tests.simulation.switch import MILLISECOND, FakeSwitch
from tests.simulation.world import World
from voipcc.core.cdr import Tape
from voipcc.core.commands import Command
from voipcc.core.events import CentreConfigured
from voipcc.core.plan import Plan
from voipcc.core.tape_words import (
    Ask,
    KeepTape,
    PauseTape,
    RecordingRules,
    ResumeTape,
    StartTape,
    StopTape,
    TapeEnded,
    TapeFailed,
    TapePaused,
    TapePauseRequested,
    TapeResumed,
    TapeResumeRequested,
    TapeStarted,
    TapeStep,
)

ASKS: tuple[Ask, ...] = ("none", "announce", "announce", "ask")
FAILS = 0.02
WHAT: dict[type, TapeStep] = {StartTape: "start", PauseTape: "pause", ResumeTape: "resume"}
Spans = list[list[int]]


@dataclass
class FakeTape:
    """What Asterisk writes: `heard` are the times with sound in it, the last one open (0)."""

    leg: str
    heard: Spans
    ended: bool = False

    def hush(self, now_us: int) -> None:
        """Silence from now on."""
        if self.heard and not self.heard[-1][1]:
            self.heard[-1][1] = now_us


@dataclass
class TapedSwitch(FakeSwitch):
    """A switch that records, and sometimes fails to."""

    tapes: dict[str, FakeTape] = field(default_factory=dict)

    def carry_out(self, command: Command) -> None:
        """Commands about tapes are carried out like all others: late, or never."""
        if not isinstance(command, StartTape | PauseTape | ResumeTape | StopTape):
            super().carry_out(command)
        elif self.connected:
            self.world.after(self._work_us(command.leg), self._tape, command)

    def _tape(self, command: StartTape | PauseTape | ResumeTape | StopTape) -> None:
        what = WHAT.get(type(command))
        tape, now_us = self.tapes.get(command.tape), self.world.now_us
        gone = command.leg not in self.legs or (tape is None) != isinstance(command, StartTape)
        again = isinstance(command, StartTape) and tape is not None
        if what and not again and (gone or self.world.rng.random() < FAILS):
            self.emit(TapeFailed(command.leg, command.tape, what, "500"))
            return
        match command:
            case StartTape():
                if tape is None:
                    self.tapes[command.tape] = FakeTape(command.leg, [[now_us, 0]])
                self.emit(TapeStarted(command.leg, command.tape, now_us))
            case PauseTape():
                assert tape is not None
                tape.hush(now_us)
                self.emit(TapePaused(command.leg, command.tape, now_us))
            case ResumeTape():
                assert tape is not None
                if not tape.ended and tape.heard[-1][1]:
                    tape.heard.append([now_us, 0])
                self.emit(TapeResumed(command.leg, command.tape, now_us))
            case StopTape():
                if tape is not None:
                    tape.hush(now_us)
                    tape.ended = True
                self.emit(TapeEnded(command.leg, command.tape, "", now_us))


class TapedChecker(Checker):
    """Notes who wanted silence, and looks at what is kept."""

    world: "TapedWorld"

    def __init__(self, world: "TapedWorld") -> None:
        super().__init__(world)
        self.begun: set[str] = set()
        self.kept: set[str] = set()
        self.silence: dict[str, Spans] = {}  # tape -> when somebody wanted nothing on it
        self.tally = {"kept": 0, "failed": 0, "paused": 0, "consent": 0}

    def observe(self, event: Any, commands: list[Command]) -> None:
        """A wish counts from the moment it is taken up."""
        super().observe(event, commands)
        now_us = self.world.now_us
        for command in commands:
            match event, command:
                case _, StartTape():
                    self.begun.add(command.tape)
                case TapePauseRequested(), PauseTape(tape=tape):
                    self.silence.setdefault(tape, []).append([now_us, 0])
                case TapeResumeRequested(), ResumeTape(tape=tape):
                    if not self.silence[tape][-1][1]:
                        self.silence[tape][-1][1] = now_us
                case _, KeepTape(record=record):
                    self._keep(record)

    def _keep(self, record: Tape) -> None:
        self.require(record.id in self.begun, record, "was never begun")
        self.require(record.id not in self.kept, record, "is kept twice")
        self.kept.add(record.id)
        self.tally["kept"] += 1
        self.tally["failed"] += bool(record.failed)
        self.tally["paused"] += bool(record.pauses)
        self.tally["consent"] += bool(record.consent)
        self.require(record.start_us <= record.end_us, record, "ends before it begins")
        for begin_us, end_us in self._audible(record):
            for from_us, to_us in self.silence.get(record.id, ()):
                free = end_us <= from_us or begin_us >= (to_us or 1 << 62)
                self.require(free, record, "lets somebody hear what was to be silent:", from_us)

    def _audible(self, record: Tape) -> Spans:
        """What is heard of it at last: the sound there is, without its pauses and what it was cut off."""
        tape = self.world.taped.tapes.get(record.id)
        parts = [[a, b or 1 << 62] for a, b in tape.heard] if tape is not None else []
        cut = [(record.end_us, 1 << 62)]
        for start_ms, end_ms in record.pauses:
            begin_us = record.start_us + start_ms * MILLISECOND
            cut.append((begin_us, record.start_us + end_ms * MILLISECOND))
        for from_us, to_us in cut:
            left = [[a, min(b, from_us)] for a, b in parts]
            parts = [
                one for one in left + [[max(a, to_us), b] for a, b in parts] if one[0] < one[1]
            ]
        return parts


class TapedWorld(World):
    """A world whose queues record some of their talks, and whose people pause them."""

    checker: TapedChecker

    def __post_init__(self) -> None:
        super().__post_init__()
        self.switch = self.taped = TapedSwitch(self, self.faults)
        self.checker = TapedChecker(self)
        self.plan = self._taped(self.plan)

    def _taped(self, plan: Plan) -> Plan:
        draw = self.rng
        rules = {
            name: RecordingRules(draw.choice((0, 60, 100)), consent=draw.choice(ASKS))
            for name in plan.queues
        }
        queues = {name: replace(one, recording=rules[name]) for name, one in plan.queues.items()}
        return replace(plan, queues=queues)

    def configure(self) -> None:
        """Other queues record from now on."""
        self.plan = self._taped(self.scene.plan())
        self.deliver(CentreConfigured(self.plan))

    def _is_over(self) -> bool:
        return super()._is_over() and self.checker.begun == self.checker.kept

    def _every_second(self) -> None:
        super()._every_second()
        if self.dead:
            return
        talking = [leg for leg in self.switch.legs.values() if leg.kind == "agent" and leg.talk]
        for leg in talking:
            agent, chance = leg.device.partition("/")[0], self.rng.random()
            if chance < 0.1:
                self.request(TapePauseRequested(agent))
            elif chance < 0.2:
                self.request(TapeResumeRequested(agent))
