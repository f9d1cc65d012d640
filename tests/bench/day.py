"""A day of a centre of 500 agents on the live core, with a switch that does everything at once."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

import msgspec

from tests.bench.routing import skilled_plan
from voipcc.core import commands as do
from voipcc.core import events as seen
from voipcc.core.centre import Centre
from voipcc.core.commands import Command
from voipcc.core.events import Event, RefusedEvent, TimePassed
from voipcc.core.moment import Moment
from voipcc.database.entry import encoded

AGENTS, QUEUES, CALLS_A_DAY = 500, 10, 45_000
SECOND = 1_000_000
CALLS_PER_S = 1.5
TALK_S = 240
START_UTC_MS = 1_750_000_000_000


@dataclass
class Day:
    """Some of a day's calls on the live core."""

    calls: int
    seed: int = 1
    timed: bool = True
    now_us: int = SECOND
    took_us: list[float] = field(default_factory=list)
    records: int = 0
    written: int = 0
    sequence: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.centre = Centre(self.seed, 1)
        self._heap: list[tuple[int, int, Event]] = []
        self._order = 0
        self._encode = msgspec.json.Encoder().encode
        self._table: dict[type, Callable[[Any], None]] = {
            do.Answer: self._answer,
            do.Play: self._play,
            do.Ring: self._ring,
            do.Connect: self._connect,
            do.HangUp: self._hang_up,
            do.KeepRecord: self._keep,
        }

    def run(self) -> None:
        """From an empty house to the last record."""
        self.open()
        self.serve()

    def open(self) -> None:
        """500 agents come to work."""
        names = [f"agent{index:03d}" for index in range(AGENTS)]
        self._handle(seen.ControllerStarted(1))
        self._handle(seen.CentreConfigured(skilled_plan()))
        self._handle(seen.SwitchFound((), tuple(f"{name}/desk" for name in names)))
        for name in names:
            self._handle(seen.LogInRequested(name))
        self.took_us.clear()

    def serve(self) -> None:
        """The calls, from the first to the last record."""
        at_s = 1.0
        for index in range(self.calls):
            at_s += self.chance.expovariate(CALLS_PER_S)
            number = f"+493010{self.chance.randrange(QUEUES)}"
            self._later(int(at_s * 1000), seen.CallArrived(f"c{index}", number, "carrier"))
        while self._heap:
            self._step()

    def _step(self) -> None:
        due_us = self.centre.next_deadline()
        if due_us is not None and due_us <= self._heap[0][0]:
            self.now_us = max(self.now_us, due_us)
            self._handle(TimePassed())
            return
        self.now_us, _, event = heappop(self._heap)
        self._handle(event)

    def _handle(self, event: Event) -> None:
        now = Moment(self.now_us, START_UTC_MS + self.now_us // 1000, "bench")
        try:
            commands = self._timed(event, now) if self.timed else self.centre.handle(event, now)
        except RefusedEvent:
            return
        self.sequence += 1
        self.written += len(encoded(self.sequence, now, event, commands))
        for command in commands:
            if (action := self._table.get(type(command))) is not None:
                action(command)

    def _timed(self, event: Event, now: Moment) -> list[Command]:
        began = time.thread_time()  # a machine that does other things between counts for nothing
        commands = self.centre.handle(event, now)
        self.took_us.append((time.thread_time() - began) * 1e6)
        return commands

    def _later(self, ms: int, event: Event) -> None:
        self._order += 1
        heappush(self._heap, (self.now_us + ms * 1000, self._order, event))

    def _answer(self, word: do.Answer) -> None:
        self._later(2, seen.LegAnswered(word.leg))

    def _hang_up(self, word: do.HangUp) -> None:
        self._later(3, seen.LegEnded(word.leg, 16, 0, "us"))

    def _play(self, word: do.Play) -> None:
        self._later(4000, seen.PromptFinished(word.leg, word.playback))

    def _ring(self, word: do.Ring) -> None:
        self._later(20, seen.LegRinging(word.leg))
        self._later(self.chance.randint(1000, 6000), seen.LegAnswered(word.leg))

    def _connect(self, word: do.Connect) -> None:
        self._later(3, seen.LegConnected(word.caller_leg, word.talk))
        self._later(3, seen.LegConnected(word.agent_leg, word.talk))
        talk_ms = int(self.chance.expovariate(1 / TALK_S) * 1000)
        self._later(talk_ms, seen.LegEnded(word.caller_leg, 16, 0, "far"))

    def _keep(self, word: do.KeepRecord) -> None:
        self.records += 1
        self.written += len(self._encode(word.record))
