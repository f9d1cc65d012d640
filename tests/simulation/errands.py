"""Centres whose callers ask to be called back or leave a message, over the same dishonest switch."""

import random
from dataclasses import dataclass, field

from tests.simulation.people import People
from tests.simulation.promises import PromiseChecker
from tests.simulation.scene import CODES, Scene
from tests.simulation.switch import EFFECTS, MILLISECOND, SECOND, FakeSwitch, Leg
from tests.simulation.world import World
from voipcc.core.commands import CheckNumber, CollectNumber, Dial, Play, Record
from voipcc.core.events import ErrandCancelRequested, NumberChecked, RecordingFinished
from voipcc.core.plan import Agent, CallbackRules, Flow, Plan, Queue
from voipcc.core.steps import CallbackStep, MenuStep, PlayStep, QueueStep, VoicemailStep

NUMBERS = {"+4930100": 100}
TRIES, GAP_S, RING_S, KEEP_S = 2, 15, 12, 900
CANCELLED_EVERY_S = 90
BLOCKS = {
    "start": (
        PlayStep(("welcome",), 1),
        MenuStep(("menu/main",), {"1": "sales", "2": "help", "9": "call"}, line=2),
    ),
    "sales": (QueueStep("sales", keys={"1": "call", "9": "mail"}, on_timeout="mail", line=3),),
    "help": (QueueStep("help", keys={"1": "call_help", "9": "mail"}, on_timeout="mail", line=4),),
    "call": (CallbackStep("sales", declined="sales", line=5),),
    "call_help": (CallbackStep("help", line=6),),
    "mail": (VoicemailStep("help", longest_s=10, line=7),),
}


@dataclass
class ErrandScene(Scene):
    """Two queues, everybody in both of them, so that places alone decide who is next."""

    numbers: dict[str, int] = field(default_factory=lambda: dict(NUMBERS))

    def plan(self) -> Plan:
        names, version = self._working(), self._version()
        rules = CallbackRules(TRIES, GAP_S, 0, RING_S, 0, 1440, KEEP_S, most_waiting=30)
        queues = {
            name: Queue(
                name, tuple(names), name, wrap_up_s=3, max_wait_s=60, redial_s=0, callback=rules
            )
            for name in ("sales", "help")
        }
        agents = {name: Agent(name, (f"{name}/desk",)) for name in names}
        flows = {"main": Flow("main", "en", BLOCKS)}
        return Plan(
            version, dict.fromkeys(NUMBERS, "main"), flows, queues, agents, codes=CODES
        )  # fmt: skip


class ErrandSwitch(FakeSwitch):
    """Knows numbers, calls customers and records."""

    def check_number(self, command: CheckNumber) -> None:
        verdict = "allowed" if self.world.rng.random() < 0.9 else "refused"
        if command.leg in self.legs:
            self._checked(command.leg, command.check, verdict, command.party)

    def collect_number(self, command: CollectNumber) -> None:
        rng = self.world.rng
        verdict = rng.choice(("allowed", "allowed", "invalid", "nothing"))
        party = f"t{rng.randint(1, 200)}"
        late_us = rng.randint(2, 9) * SECOND
        self.world.after(late_us, self._checked, command.leg, command.check, verdict, party)

    def _checked(self, leg: str, check: str, verdict: str, party: str) -> None:
        if leg in self.legs:
            known = party if verdict == "allowed" else ""
            self.emit(NumberChecked(leg, check, verdict, known, trunk="carrier"))  # type: ignore[arg-type]

    def dial(self, command: Dial) -> None:
        """A customer answers, is busy, or does nothing."""
        world, rng = self.world, self.world.rng
        if command.leg in self.legs:
            return
        leg = Leg(command.leg, "customer", party=command.party, place="ringing")
        self.legs[leg.id] = leg
        what, late_us = rng.random(), rng.randint(500, 9000) * MILLISECOND
        world.after(command.timeout_s * SECOND, self._no_answer, leg.id)
        if what < 0.65:
            world.after(late_us, self.pick_up, leg.id)
        elif what < 0.85:
            world.after(late_us, self.end_leg, leg.id, *rng.choice(((17, 486), (20, 503))), "far")

    def record(self, command: Record) -> None:
        """A message; whoever hangs up ends it too."""
        rng = self.world.rng
        length_us = rng.randint(200, command.longest_s * 1000) * MILLISECOND
        self.world.after(length_us, self._recorded, command, length_us // 1000)

    def _recorded(self, command: Record, length_ms: int) -> None:
        self.emit(RecordingFinished(command.leg, command.recording, length_ms))


EFFECTS.update(
    {
        CheckNumber: ErrandSwitch.check_number,
        CollectNumber: ErrandSwitch.collect_number,
        Dial: ErrandSwitch.dial,
        Record: ErrandSwitch.record,
    }
)


class ErrandPeople(People):
    """Callers who mostly say yes when they are asked whether to be called back."""

    def heard(self, leg: Leg, command: Play) -> None:
        if "callback/confirm" in command.prompts and leg.kind == "caller":
            key = self.world.rng.choices(("1", "2", ""), (80, 10, 10))[0]
            if key:
                self.world.after(3 * SECOND, self._press, leg.id, key)
        elif "callback/accepted" in command.prompts and self.world.rng.random() < 0.3:
            # Some do not wait for it.
            back_us = self.world.rng.randint(5, 60) * SECOND
            self.world.after(back_us, self._dial_in, leg.number, leg.party)
        else:
            super().heard(leg, command)


class ErrandWorld(World):
    """A world of promises: each is kept once, or taken back."""

    checker: PromiseChecker
    settled_within_us = 6 * 3600 * SECOND  # whoever is at work has all messages to hear

    def __post_init__(self) -> None:
        super().__post_init__()
        rng = random.Random(self.seed * 104_729)
        agents, talk_s = rng.randint(4, 12), rng.choice((6.0, 12.0))
        self.scene = ErrandScene(
            rng, agents, (talk_s + 10) / agents / rng.uniform(0.7, 1.2), talk_s
        )
        self.plan = self.scene.plan()
        self.troubles.raised = 0.0  # whom somebody moved up has another place than the promised
        self.switch = ErrandSwitch(self, self.faults)
        self.people = ErrandPeople(self)
        self.checker = PromiseChecker(self)
        self.after(SECOND, self._cancel)

    def _cancel(self) -> None:
        """Now and then a promise is taken back."""
        gap_us = int(self.rng.expovariate(1 / CANCELLED_EVERY_S) * SECOND)
        self.after(gap_us, self._cancel)
        open_ones = list(self.centre._calling.errand_side.errands.open.values())
        if open_ones and not self.dead and gap_us % 2:
            one = self.rng.choice(open_ones)
            self.checker.taken_back(one)
            self.request(ErrandCancelRequested(one.id))
