"""A simulated day through the live core: callers, phones and a clock, no real time, no faults."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

from voipcc.core.cdr import Conversation
from voipcc.core.centre import Centre
from voipcc.core.commands import (
    Answer,
    Command,
    Connect,
    HangUp,
    KeepRecord,
    Play,
    Ring,
    StopRinging,
)
from voipcc.core.events import (
    CallArrived,
    CentreConfigured,
    Event,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegRinging,
    LogInRequested,
    NotReadyRequested,
    PromptFinished,
    ReadyRequested,
    SwitchFound,
    TimePassed,
)
from voipcc.core.moment import Moment
from voipcc.core.plan import Agent, Flow, Plan, Queue
from voipcc.core.steps import QueueStep

SECOND = 1_000_000
UTC_MS = 1_750_068_000_000
FOREVER_S = 1e9


@dataclass
class Habits:
    """What people draw, in seconds; `picks_up` is None where a call is not taken."""

    talk_s: Callable[[random.Random], float]
    patience_s: Callable[[random.Random], float]
    picks_up_s: Callable[[random.Random], float | None] = lambda rng: 0.0
    prompt_s: float = 4.0


@dataclass
class Caller:
    """One caller as the world sees it."""

    leg: str
    patience_s: float
    queue: str = ""
    connected_us: int = 0
    gone_us: int = 0
    told: tuple[int, int, int] | None = None  # the first announcement: when, low, high
    said: bool = False
    times_heard: int = 0  # waiting times


@dataclass
class Day:
    """The world around one centre; `wish` runs for each caller who arrives."""

    plan: Plan
    habits: Habits
    seed: int
    centre: Centre = field(default_factory=lambda: Centre(seed=1, epoch=1))

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.now_us = SECOND
        self.callers: dict[str, Caller] = {}
        self.over: list[Caller] = []
        self.records: list[Conversation] = []
        self.ended: set[str] = set()
        self.count = 0
        self._heap: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._order = 0
        self.give(CentreConfigured(self.plan))
        devices = tuple(f"{name}/desk" for name in self.plan.agents)
        self.give(SwitchFound(devices=devices))
        for name in self.plan.agents:
            self.give(LogInRequested(name))

    # --- the clock -------------------------------------------------------------------------------

    def after(self, delay_s: float, act: Callable[..., None], *arguments: Any) -> None:
        """Let something happen later."""
        self._order += 1
        due_us = self.now_us + int(delay_s * SECOND)
        heappush(self._heap, (due_us, self._order, act, arguments))

    def run(self, until_us: int) -> None:
        """Until this moment."""
        while True:
            due_us = self.centre.next_deadline()
            next_us = self._heap[0][0] if self._heap else None
            first = min(at for at in (due_us, next_us, until_us) if at is not None)
            if first >= until_us:
                self.now_us = until_us
                return
            self.now_us = max(self.now_us, first)
            if next_us is not None and next_us <= first:
                _, _, act, arguments = heappop(self._heap)
                act(*arguments)
            else:
                self.give(TimePassed())

    def give(self, event: Event) -> None:
        """One event into the core, its commands carried out."""
        now = Moment(self.now_us, UTC_MS + self.now_us // 1000, "boot")
        commands = self.centre.handle(event, now)
        assert not self.centre.faults, self.centre.faults[0]
        for command in commands:
            self._carry_out(command)

    # --- callers -----------------------------------------------------------------------------------

    def arrive(self, number: str = "+491") -> Caller:
        """Somebody calls."""
        self.count += 1
        caller = Caller(f"c{self.count}", self.habits.patience_s(self.rng))
        self.callers[caller.leg] = caller
        self.give(CallArrived(caller.leg, number))
        return caller

    def _give_up(self, caller: Caller) -> None:
        if not caller.connected_us and caller.leg not in self.ended:
            self._end(caller.leg)

    def _end(self, leg: str) -> None:
        if leg in self.ended:
            return
        self.ended.add(leg)
        caller = self.callers.pop(leg, None)
        if caller is not None:
            caller.gone_us = self.now_us
            self.over.append(caller)
        self.give(LegEnded(leg))

    def _hear(self, caller: Caller, command: Play) -> None:
        caller.times_heard += any(word.startswith("queue/wait_") for word in command.prompts)
        outlook = self.centre._acd.outlook
        call = self.centre._calling.callers[caller.leg].id
        rows = outlook.told.get(call)
        if rows and caller.told is None:
            caller.told = (rows[0].at_us, rows[0].low_s, rows[0].high_s)
            caller.said = rows[0].said
        self.after(self.habits.prompt_s, self._heard, caller.leg, command.playback)

    def _heard(self, leg: str, playback: str) -> None:
        if leg not in self.ended:
            self.give(PromptFinished(leg, playback))

    # --- phones ------------------------------------------------------------------------------------

    def _carry_out(self, command: Command) -> None:
        match command:
            case Answer(leg):
                self.after(0, self._answered, leg)
            case Play(leg=leg) if leg in self.callers:
                self._hear(self.callers[leg], command)
            case Ring(leg=leg):
                self.after(0, self._rings, leg)
            case Connect(talk=talk, caller_leg=caller, agent_leg=agent):
                self.after(0, self._connect, caller, agent, talk)
            case HangUp(leg=leg) | StopRinging(leg=leg):
                self.after(0, self._end, leg)
            case KeepRecord(record):
                self.records.append(record)

    def _answered(self, leg: str) -> None:
        if leg in self.callers:
            self.after(self.callers[leg].patience_s, self._give_up, self.callers[leg])
            self.give(LegAnswered(leg))

    def _rings(self, leg: str) -> None:
        if leg in self.ended:
            return
        self.give(LegRinging(leg))
        delay_s = self.habits.picks_up_s(self.rng)
        if delay_s is not None:
            self.after(delay_s, self._pick_up, leg)

    def _pick_up(self, leg: str) -> None:
        if leg not in self.ended:
            self.give(LegAnswered(leg))

    def _connect(self, leg: str, agent: str, talk: str) -> None:
        if leg in self.ended or agent in self.ended:
            return
        caller = self.callers[leg]
        caller.connected_us = self.now_us
        self.after(self.habits.talk_s(self.rng), self._end, leg)
        self.give(LegConnected(leg, talk))
        self.give(LegConnected(agent, talk))

    # --- agents --------------------------------------------------------------------------------------

    def pause(self, agent: str, length_s: float) -> None:
        """A break, after the call in hand."""
        self.give(NotReadyRequested(agent, "lunch"))
        self.after(length_s, self.give, ReadyRequested(agent))


def plan_of(agents: int, *queues: Queue, numbers: dict[str, QueueStep] | None = None) -> Plan:
    """A centre whose callers wait at once; without `numbers` all for the first queue."""
    steps = numbers or {"+491": QueueStep(queues[0].name)}
    names = [f"a{index}" for index in range(agents)]
    return Plan(
        "v1",
        {number: f"flow{number[1:]}" for number in steps},
        {
            f"flow{n[1:]}": Flow(f"flow{n[1:]}", "en", {"start": (step,)})
            for n, step in steps.items()
        },
        {queue.name: queue for queue in queues},
        {name: Agent(name, (f"{name}/desk",)) for name in names},
        max_calls=1_000_000,
    )
