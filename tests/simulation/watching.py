"""Supervisors in the simulated centre: they listen, whisper, barge in and take over by chance.

Judged from the switch's truth: nobody is louder than was last wished, and no supervisor's leg
is there for long without the talk it is about. It takes a moment until a wish is carried out,
and some seconds more until what failed has fallen back.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from tests.simulation.checker import Checker
from tests.simulation.switch import SECOND, Leg
from tests.simulation.world import World
from voipcc.core.commands import Command, Join, Ring
from voipcc.core.events import CentreConfigured, DeviceChanged, DigitPressed, SwitchFound
from voipcc.core.plan import Agent, Plan, Supervisor
from voipcc.core.supervision_words import (
    HelpRequested,
    Listen,
    Mode,
    SupervisionEndRequested,
    SupervisionRequested,
)

BOSSES = ("boss0", "boss1", "boss2")
LOUDNESS: dict[str, int] = {"listen": 0, "whisper": 1, "barge": 2, "take_over": 2}
KEYS: dict[str, Mode] = {"4": "listen", "5": "whisper", "6": "barge", "7": "take_over"}
FALL_BACK_US = 12 * SECOND  # a wish that fails, and listening that fails after it
TALK_S = 40.0
ALONE_US = 11 * SECOND


@dataclass
class Watcher:
    """One supervisor's leg: how loud it may be, and since when it has nothing to be there for."""

    supervisor: str
    wishes: list[tuple[int, int]] = field(default_factory=list)  # when, how loud
    alone_since_us: int = 0

    def may_be(self, now_us: int) -> int:
        """The loudest of the last wish and of those just before it."""
        recent = [loud for at_us, loud in self.wishes if at_us > now_us - FALL_BACK_US]
        return max([*recent, *(loud for _, loud in self.wishes[-1:])], default=0)


class WatchedChecker(Checker):
    """Notes every wish the core took up."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.watchers: dict[str, Watcher] = {}
        self.modes: dict[str, int] = {}
        # Whose caller a supervisor has is not followed: who is next is judged in other worlds.
        self.choices.require = lambda truth, *words: None
        self.sums.notes_known = False

    def observe(self, event: Any, commands: list[Command]) -> None:
        """A wish counts from the moment it is taken up."""
        super().observe(event, commands)
        match event:
            case SupervisionRequested():
                self._wish(event.supervisor, LOUDNESS[event.mode], commands)
            case DigitPressed() if event.leg in self.watchers:
                watcher = self.watchers[event.leg]
                self._note(watcher, LOUDNESS[KEYS[event.digit]])
            case _:
                for command in commands:
                    if isinstance(command, Ring) and command.shown:
                        self.watchers[command.leg] = Watcher(command.device.partition("/")[0])
        for command in commands:
            if isinstance(command, Listen):
                self.modes[command.mode] = self.modes.get(command.mode, 0) + 1
            elif isinstance(command, Join) and command.leg in self.watchers:
                self.modes["join"] = self.modes.get("join", 0) + 1

    def _wish(self, supervisor: str, loud: int, commands: list[Command]) -> None:
        for command in commands:
            if isinstance(command, Ring):
                self.watchers[command.leg] = Watcher(supervisor)
        for watcher in self.watchers.values():
            if watcher.supervisor == supervisor:
                self._note(watcher, loud)

    def _note(self, watcher: Watcher, loud: int) -> None:
        watcher.wishes.append((self.world.now_us, loud))

    def look_at_watchers(self) -> None:
        """Once a virtual second: how loud everybody is, and for what."""
        switch, now_us = self.world.switch, self.world.now_us
        for leg in switch.legs.values():
            watcher = self.watchers.get(leg.id)
            if leg.kind != "supervisor" or watcher is None:
                continue
            loud = _loudness(leg, switch.legs)
            allowed = watcher.may_be(now_us)
            self.require(loud <= allowed, leg, "is heard, and nobody wished it:", watcher)
            there = _has_a_talk(leg, switch.legs)
            watcher.alone_since_us = 0 if there else watcher.alone_since_us or now_us
            settled = now_us - switch.found_us > 2 * ALONE_US and not switch.dropped
            alone_us = now_us - watcher.alone_since_us if watcher.alone_since_us else 0
            self.require(not settled or alone_us < ALONE_US, leg, "outlives the talk")


def _loudness(leg: Leg, legs: dict[str, Leg]) -> int:
    whom, mode = leg.ear
    if leg.place == "talk":  # who is there without the agent has the caller now
        return LOUDNESS["barge"] if whom in legs else 0
    return LOUDNESS[mode] if whom in legs else 0


def _has_a_talk(leg: Leg, legs: dict[str, Leg]) -> bool:
    if leg.place == "talk":
        return any(other.talk == leg.talk for other in legs.values() if other is not leg)
    return not leg.up or leg.ear[0] in legs


class WatchedWorld(World):
    """A world with three supervisors, who take no calls unless they take one over."""

    checker: WatchedChecker

    def __post_init__(self) -> None:
        super().__post_init__()
        self.checker = WatchedChecker(self)
        self.plan = self._with_bosses(self.plan)
        self.scene.talk_s = TALK_S

    def _with_bosses(self, plan: Plan) -> Plan:
        bosses = {name: Agent(name, (f"{name}/desk",)) for name in BOSSES}
        supervisors = {name: Supervisor(name) for name in BOSSES}
        return replace(plan, agents={**plan.agents, **bosses}, supervisors=supervisors)

    def configure(self) -> None:
        """The supervisors stay."""
        self.plan = self._with_bosses(self.scene.plan())
        self.deliver(CentreConfigured(self.plan))

    def deliver(self, event: Any) -> None:
        """Their phones are always there."""
        if isinstance(event, SwitchFound):
            self.switch.reachable.update(f"{name}/desk" for name in BOSSES)
            devices = tuple(sorted(self.switch.reachable))
            event = SwitchFound(event.legs, devices, event.restarted, event.lost_us)
        super().deliver(event)

    def _every_second(self) -> None:
        super()._every_second()
        if self.dead or not self.switch.connected:
            return
        self.checker.look_at_watchers()
        for name in BOSSES:
            if self.rng.random() < 0.4:
                self._act(name)

    def _act(self, boss: str) -> None:
        """A supervisor does something."""
        rng, now_us = self.rng, self.now_us
        mine = [one for one in self.switch.legs.values() if one.device == f"{boss}/desk"]
        what = rng.random()
        if what < 0.4 and not mine:
            talking = [leg.device for leg in self.switch.legs.values() if leg.kind == "agent"]
            agent = rng.choice(talking or BOSSES).partition("/")[0]
            if rng.random() < 0.1:
                self.request(HelpRequested(agent))
            mode: Mode = rng.choice(
                ("listen", "listen", "whisper", "whisper", "barge", "take_over")
            )
            self.request(SupervisionRequested(boss, agent, mode))
        elif what < 0.8 and mine and mine[0].up:
            digit = rng.choice("4444555566667")
            self.switch.emit(DigitPressed(mine[0].id, digit, now_us), repeatable=False)
        elif what < 0.82:
            self.request(SupervisionEndRequested(boss))
        elif mine and what < 0.85:
            self.switch.end_leg(mine[0].id, 16, 0, "far")
        self.switch.emit(DeviceChanged(f"{boss}/desk", True))
