"""The centres that are simulated: one of the house, and any number drawn from a seed.

The music of a queue has the queue's own name, and a flow leads to each queue by one step
only: that is how the checker knows from outside where a caller waits and with which wishes.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from tests.simulation.notes import MODES, TREE
from voipcc.core.plan import Agent, Flow, Hours, Member, Plan, Queue, Relaxation
from voipcc.core.steps import (
    AnswerStep,
    BranchStep,
    Case,
    HoursStep,
    JumpStep,
    LanguageStep,
    LoopStep,
    MenuStep,
    PlayStep,
    QueueStep,
    ReturnStep,
    SetStep,
    SplitStep,
    Step,
    SubStep,
    TagStep,
)

FOREIGN_NUMBER = "+4930999"
DAY_MS = 86_400_000
START_UTC_MS = 1_750_000_000_000
CODES = {
    "*11": "log_in",
    "*12": "log_out",
    "*13": "not_ready:lunch",
    "*14": "ready",
    "*15": "wrap_up_end",
}
STRATEGIES = (
    "longest_idle",
    "fewest_calls",
    "least_talk",
    "round_robin",
    "random",
    "weighted",
    "linear",
    "progressive",
    "ring_all",
)
SKILLS = ("german", "french", "sales", "service", "premium", "trainee")
SURVEY = MenuStep(
    ("menu/survey",),
    dict.fromkeys("123", "thanks"),
    tries=2,
    on_timeout="thanks",
    line=25,
    into="csat",
)
WISHES = (
    "",
    "",
    "german",
    "german >= 2",
    "french or german >= 3",
    "not trainee",
    "sales and german",
    "(sales or service) and not trainee",
    "premium >= 2 or (sales >= 2 and not (trainee or french < 1))",
    "service != 0 and german <= 3",
)


@dataclass
class Scene:
    """One kind of centre. `plan` gives the next version of its plan, never twice the same."""

    rng: random.Random
    agents: int
    gap_s: float  # between two callers
    talk_s: float = 12.0
    versions: int = 0
    numbers: dict[str, int] = field(default_factory=dict)  # number -> share of the callers

    def number(self, rng: random.Random) -> str:
        """What the next caller dials; one in a hundred a number nobody has."""
        if rng.random() < 0.01:
            return FOREIGN_NUMBER
        return rng.choices(*self._shares)[0]

    @cached_property
    def _shares(self) -> tuple[tuple[str, ...], tuple[int, ...]]:
        return tuple(self.numbers), tuple(self.numbers.values())

    def plan(self) -> Plan:
        raise NotImplementedError

    def _version(self) -> str:
        self.versions += 1
        return f"v{self.versions}"

    def _working(self) -> list[str]:
        """Everybody, or all but a few of the last."""
        count = self.agents - (self.rng.randint(0, 3) if self.versions else 0)
        return [f"agent{index:03d}" for index in range(count)]


@dataclass
class House(Scene):
    """Two numbers, a menu in front of three queues, agents in one or two of them."""

    numbers: dict[str, int] = field(default_factory=lambda: {"+4930100": 80, "+4930200": 20})

    def plan(self) -> Plan:
        names, wrap_up_s = self._working(), self.rng.choice((3, 5, 7))
        version = self._version()
        members: dict[str, list[str]] = {"sales": [], "help": [], "rare": []}
        for index, name in enumerate(names):
            if index % 3 != 1:
                members["sales"].append(name)
            if index % 3 != 0:
                members["help"].append(name)
            if index % 10 == 0:
                members["rare"].append(name)
        blank = {name: Queue(name, tuple(agents), name) for name, agents in members.items()}
        queues = {
            "sales": replace(blank["sales"], wrap_up_s=wrap_up_s),
            "help": replace(blank["help"], ring_timeout_s=12, wrap_up_s=0, max_wait_s=90),
            "rare": replace(blank["rare"], max_waiting=6, wrap_up_s=8),
        }
        return Plan(
            version,
            {"+4930100": "main", "+4930200": "small"},
            {"main": _main_flow(), "small": _small_flow()},
            queues,
            {name: Agent(name, (f"{name}/desk", f"{name}/mobile")) for name in names},
            {"always": _always()},
            codes=CODES,
            max_calls=400,
        )


@dataclass
class Drawn(Scene):
    """A centre by chance: every way to choose, skills, rings, levels, weights, wishes.

    One that `thinks` has flows which compute before they speak.
    """

    thinks: bool = False

    def __post_init__(self) -> None:
        rng = self.rng
        self.queues = [f"q{index}" for index in range(rng.randint(2, 7))]
        self.strategies = {name: rng.choice(STRATEGIES) for name in self.queues}
        self.numbers = {"+4930100": 50}
        for index in range(len(self.queues) - 1):
            self.numbers[f"+493020{index}"] = rng.randint(5, 30)
        self.served = {
            f"agent{index:03d}": rng.sample(self.queues, rng.randint(1, min(4, len(self.queues))))
            for index in range(self.agents)
        }
        self.devices = {name: rng.choice((1, 1, 2, 3)) for name in self.served}
        self.at_once = {name: rng.random() < 0.5 for name in self.served}
        self.skilled = {
            name: {skill: rng.randint(1, 4) for skill in SKILLS if rng.random() < 0.5}
            for name in self.served
        }

    def plan(self) -> Plan:
        rng, names, version = self.rng, self._working(), self._version()
        if rng.random() < 0.3:
            self.strategies[rng.choice(self.queues)] = rng.choice(STRATEGIES)
        if rng.random() < 0.3:
            self.skilled[rng.choice(names)]["german"] = rng.randint(1, 4)
        queues = {name: self._drawn_queue(name, names) for name in self.queues}
        flows = {"main": self._menu_flow(names), "common": Flow("common", "en", COMMON)}
        numbers = {"+4930100": "main"}
        for number, queue in zip(list(self.numbers)[1:], self.queues, strict=False):
            flows[queue] = self._direct_flow(queue, names)
            numbers[number] = queue
        agents = {name: self._agent(name) for name in names}
        hours = {"always": _always()}
        return Plan(version, numbers, flows, queues, agents, hours, codes=CODES, max_calls=400)

    def _agent(self, name: str) -> Agent:
        devices = ("desk", "mobile", "web")[: self.devices[name]]
        return Agent(
            name,
            tuple(f"{name}/{device}" for device in devices),
            skills=dict(self.skilled[name]),
            ring="all" if self.at_once[name] else "first",
        )

    def _drawn_queue(self, name: str, names: list[str]) -> Queue:
        rng = self.rng
        serving = [agent for agent in names if name in self.served[agent]] or names[:1]
        rng.shuffle(serving)
        return replace(
            Queue(name, tuple(serving), name),
            strategy=self.strategies[name],
            ring_timeout_s=rng.choice((8, 12, 20)),
            wrap_up_s=rng.choice((0, 3, 5, 8)),
            wrap_up_mode=rng.choice(MODES),
            dispositions=rng.choice(({}, TREE)),
            disposition_required=rng.random() < 0.5,
            max_waiting=rng.choice((12, 40, 200)),
            max_wait_s=rng.choice((60, 120, 1800)),
            members={
                agent: Member(rng.choice((1, 1, 2, 3)), rng.choice((0, 0, 1, 5)), rng.randint(1, 4))
                for agent in serving
                if rng.random() < 0.6
            },
            requires=rng.choice(WISHES),
            relax=self._rings(),
            priority_worth_s=rng.choice((0, 0, 10, 60)),
            progress_s=rng.choice((2, 5, 10)),
            prefer_s=rng.choice((0, 5, 20)),
            last_agent_h=rng.choice((0, 0, 1)),
            redial_s=rng.choice((0, 30, 120)),
            rest_after_rejected_s=rng.choice((0, 10)),
            rest_after_missed_s=rng.choice((10, 30)),
            rest_after_busy_s=rng.choice((5, 10)),
            rest_after_unreachable_s=rng.choice((0, 5, 10)),
        )

    def _rings(self) -> tuple[Relaxation, ...]:
        rng = self.rng
        after_s, rings = 0, []
        for _ in range(rng.choice((0, 1, 2, 3, 6))):
            after_s += rng.randint(4, 15)
            drops = tuple(rng.sample(SKILLS, rng.randint(0, 3)))
            requires = rng.choice(WISHES) if rng.random() < 0.2 else ""
            rings.append(Relaxation(after_s, drops, requires, rng.choice((0, 0, 2, 3))))
        if rings:  # in the end anybody may help, or some would wait for an agent in vain
            rings[-1] = Relaxation(after_s, SKILLS, "", 3)
        return tuple(rings)

    def _step(self, queue: str, names: list[str], line: int, late: str = "late") -> QueueStep:
        rng = self.rng
        return QueueStep(
            queue,
            on_full=late,
            on_timeout=rng.choice(("", late)),
            priority=rng.choice((0, 0, 1, 5)),
            requires=rng.choice(WISHES),
            prefer=tuple(rng.sample(names, rng.choice((0, 0, 0, 2)))),
            prefer_last=rng.random() < 0.3,
            line=line,
        )

    def _menu_flow(self, names: list[str]) -> Flow:
        offered = self.queues[1:5]
        menu = MenuStep(
            ("menu/main",),
            {str(key): name for key, name in enumerate(offered, 1)},
            invalid_prompts=("menu/invalid",),
            on_timeout=offered[0],
            line=3,
        )
        blocks = {
            "start": (HoursStep("always", "closed", 1), PlayStep(("welcome",), 2), menu),
            **{name: (self._step(name, names, 4),) for name in offered},
            "late": (PlayStep(("late",), 7), self._step(self.queues[0], names, 8, "")),
            "closed": (PlayStep(("closed",), 11),),
        }
        return self._heard(Flow("main", "en", blocks))

    def _direct_flow(self, queue: str, names: list[str]) -> Flow:
        first = self._step(queue, names, 2)
        other = self.queues[-1]
        blocks = {
            "start": (PlayStep(("welcome",), 1), first),
            "late": (PlayStep(("late",), 3), self._step(other, names, 4, "")),
        }
        return self._heard(Flow(queue, "de", blocks))

    def _heard(self, flow: Flow) -> Flow:
        """Perhaps with messages for those who wait, and a question for those who have talked."""
        chance = random.Random(f"{self.rng.random()} heard")
        aside = {
            "tips": (HoursStep("always", "late_tips", 20), PlayStep(("one",), 21)),
            "late_tips": (PlayStep(("two",), 22), PlayStep(("three",), 23)),
            "survey": (PlayStep(("question",), 24), SURVEY),
            "thanks": (PlayStep(("thanks",), 26),),
        }
        comfort, after_call = chance.choice(("", "tips")), chance.choice(("", "survey"))
        begun = _thought_over(flow, chance, self.queues) if self.thinks else flow.blocks
        blocks = {**begun, **aside}
        return replace(flow, blocks=blocks, comfort=comfort, after_call=after_call)


def house(seed: int, agents: int = 40) -> Scene:
    """The centre of the house."""
    return House(random.Random(seed), agents, 0.65 * 40 / agents)


def drawn(seed: int) -> Scene:
    """A centre by chance, with as many callers as keep its agents busy, or a few more."""
    rng = random.Random(seed * 7919)
    agents, talk_s = rng.randint(8, 40), rng.choice((6.0, 12.0, 20.0))
    load = rng.uniform(0.6, 1.1)
    gap_s = (talk_s + 12) / agents / load
    return Drawn(rng, agents, gap_s, talk_s, thinks=seed % 3 == 0)


def _thought_over(
    flow: Flow, chance: random.Random, queues: list[str]
) -> Mapping[str, tuple[Step, ...]]:
    """The same flow behind steps that compute: values, lots, rounds, and a sub-flow that speaks."""
    queue = chance.choice(queues)
    length = "{queue." + queue + ".waiting}"
    steps: tuple[Step, ...] = (
        SetStep({"length": length, "rounds": 1}, (queue,), 30),
        BranchStep((Case("busy", f"length > 3 and queue.{queue}.free == 0"),), "", (queue,), 31),
        SubStep("start", "common", {"who": chance.choice(("one", "two"))}, line=32),
        LoopStep("start", chance.randint(1, 2), 33),
        SplitStep({"busy": 50}, 34),
        JumpStep("begun", 35),
    )
    busy = (AnswerStep(36), TagStep(("busy",), 37), JumpStep("begun", 38))
    return {**flow.blocks, "start": steps, "begun": flow.blocks["start"], "busy": busy}


COMMON: Mapping[str, tuple[Step, ...]] = {
    "start": (
        BranchStep((Case("said", 'who == "two"'),), line=40),
        LanguageStep("de", 41),
        ReturnStep(42),
    ),
    "said": (PlayStep(("hello",), 43), SubStep("deeper", line=44), ReturnStep(45)),
    "deeper": (SetStep({"who": "{call.language}"}, line=46), ReturnStep(47)),
}


def _main_flow() -> Flow:
    blocks = {
        "start": (
            HoursStep("always", "closed", 1),
            PlayStep(("welcome",), 2),
            MenuStep(
                ("menu/main",),
                {"1": "sales", "2": "help", "3": "rare"},
                invalid_prompts=("menu/invalid",),
                timeout_prompts=("menu/timeout",),
                on_timeout="help",
                line=3,
            ),
        ),
        "sales": (QueueStep("sales", line=4),),
        "help": (QueueStep("help", on_timeout="late", line=5),),
        "rare": (QueueStep("rare", on_full="full", line=6),),
        "late": (PlayStep(("late",), 7), QueueStep("sales", line=8)),
        "full": (PlayStep(("full",), 9), JumpStep("help", 10)),
        "closed": (PlayStep(("closed",), 11),),
    }
    return Flow("main", "en", blocks)


def _small_flow() -> Flow:
    return Flow("small", "de", {"start": (PlayStep(("welcome",), 1), QueueStep("help", line=2))})


def _always() -> Hours:
    """Open but for one minute of each hour."""
    first = START_UTC_MS - DAY_MS
    hours = [(first + i * 3_600_000, first + i * 3_600_000 + 3_540_000) for i in range(24 * 6)]
    return Hours("always", tuple(hours), START_UTC_MS + 4 * DAY_MS)
