"""A centre that lives through random calls beside a switch that does what it is told."""

import heapq
from random import Random

from voipcc.core.centre import Centre
from voipcc.core.commands import (
    Adopt,
    Answer,
    Command,
    Connect,
    HangUp,
    KeepLegQuality,
    KeepRecord,
    KeepStretch,
    KeepWrapUp,
    Play,
    Ring,
    StopPlayback,
    StopRinging,
)
from voipcc.core.events import (
    CallArrived,
    CentreConfigured,
    ControllerStarted,
    DeviceChanged,
    DigitPressed,
    Event,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegRinging,
    LogInRequested,
    NotReadyRequested,
    PromptFinished,
    ReadyRequested,
    RefusedEvent,
    SwitchFound,
    TimePassed,
)
from voipcc.core.moment import Moment
from voipcc.core.plan import Agent, Flow, Plan, Queue
from voipcc.core.steps import MenuStep, PlayStep, QueueStep
from voipcc.database.journal import Journal

NUMBER = "+4930123456"
AGENTS = ("anna", "ben", "cleo")


def plan() -> Plan:
    """One number, a menu, two queues, three agents."""
    menu = MenuStep(("menu",), {"1": "sales", "2": "help"}, on_timeout="sales", on_invalid="sales")
    blocks = {
        "start": (PlayStep(("welcome",)), menu),
        "sales": (QueueStep("sales"),),
        "help": (QueueStep("help"),),
    }
    return Plan(
        version="p1",
        numbers={NUMBER: "main"},
        flows={"main": Flow("main", "en", blocks)},
        queues={
            "sales": Queue("sales", AGENTS[:2], wrap_up_s=3),
            "help": Queue("help", AGENTS[1:], wrap_up_s=5, max_waiting=3),
        },
        agents={name: Agent(name, (f"{name}/desk",)) for name in AGENTS},
    )


class CentreRun:
    """Random hours of a centre; every handled event is journaled as the controller does it."""

    def __init__(
        self, centre: Centre, journal: Journal, seed: int, now_us: int = 1_000_000
    ) -> None:
        self.centre = centre
        self.journal = journal
        self.random = Random(seed)
        self.now_us = now_us
        self.later: list[tuple[int, int, Event]] = []
        self.calls = 0
        self.records = self.stretches = self.calls_kept = 0

    def begin(self, epoch: int) -> None:
        """As the server does at its start."""
        self.handle(CentreConfigured(plan()))
        self.handle(ControllerStarted(epoch))
        if (
            epoch == 1
        ):  # a later one finds the calls of the first going on, and says nothing of them
            self.handle(SwitchFound(devices=tuple(f"{name}/desk" for name in AGENTS)))
        for name in AGENTS:
            self.handle(DeviceChanged(f"{name}/desk", True))
            self.handle(LogInRequested(name))
            self.handle(ReadyRequested(name))

    def moment(self) -> Moment:
        return Moment(self.now_us, 1_760_000_000_000 + self.now_us // 1000, "boot")

    def handle(self, event: Event) -> None:
        """One event through the core and into the journal; a refused one leaves no entry."""
        now = self.moment()
        try:
            commands = self.centre.handle(event, now)
        except RefusedEvent:
            return
        self.journal.append(now, event, commands)
        for command in commands:
            self._carry_out(command)

    def steps(self, count: int) -> None:
        """Lets `count` things happen."""
        for _ in range(count):
            self._step()

    def _step(self) -> None:
        due = self.centre.next_deadline()
        at = self.later[0][0] if self.later else None
        if self.random.random() < 0.1:
            self._arrive()
        elif at is not None and (due is None or at <= due):
            _, _, event = heapq.heappop(self.later)
            self.now_us = max(self.now_us, at)
            self.handle(event)
        elif due is not None:
            self.now_us = max(self.now_us, due)
            self.handle(TimePassed())
        else:
            self._arrive()

    def _arrive(self) -> None:
        self.calls += 1
        self.now_us += self.random.randrange(100_000)
        leg = f"caller-{self.now_us}-{self.calls}"
        self.handle(CallArrived(leg, NUMBER, "carrier", party=f"p{self.calls}"))
        self._soon(LegEnded(leg), 1, 60)
        if self.random.random() < 0.7:
            self._soon(DigitPressed(leg, self.random.choice("123")), 1, 6)
        if self.random.random() < 0.2:
            name = self.random.choice(AGENTS)
            self._soon(NotReadyRequested(name, "lunch"), 1, 20)
            self._soon(ReadyRequested(name), 20, 30)

    def _soon(self, event: Event, least_s: float, most_s: float) -> None:
        at = self.now_us + int(self.random.uniform(least_s, most_s) * 1_000_000)
        heapq.heappush(self.later, (at, self.random.getrandbits(40), event))

    def _carry_out(self, command: Command) -> None:
        match command:
            case Answer(leg):
                self._soon(LegAnswered(leg), 0.005, 0.02)
            case Play(leg, playback):
                self._soon(PromptFinished(leg, playback), 0.5, 4)
            case StopPlayback(leg, playback):
                self._soon(PromptFinished(leg, playback), 0.001, 0.01)
            case Ring(leg):
                self._ring(leg)
            case StopRinging(leg):
                self._soon(LegEnded(leg, 26, by="us"), 0.005, 0.02)
            case HangUp(leg):
                self._soon(LegEnded(leg, by="us"), 0.005, 0.02)
            case Connect(talk, caller_leg, agent_leg):
                self._soon(LegConnected(caller_leg, talk), 0.002, 0.01)
                self._soon(LegConnected(agent_leg, talk), 0.002, 0.01)
            case KeepRecord():
                self.records += 1
                self.calls_kept += 1
            case KeepWrapUp() | KeepLegQuality() | Adopt():
                self.records += 1
            case KeepStretch():
                self.stretches += 1

    def _ring(self, leg: str) -> None:
        self._soon(LegRinging(leg), 0.05, 0.2)
        chance = self.random.random()
        if chance < 0.7:
            self._soon(LegAnswered(leg), 1, 6)
            self._soon(LegEnded(leg), 5, 60)
        elif chance < 0.85:
            self._soon(LegEnded(leg, 21, 486), 1, 6)
