"""One simulated run: a virtual clock, the core under test, and everybody around it."""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

import msgspec

from tests.simulation.checker import Checker, Violation
from tests.simulation.people import People
from tests.simulation.scene import START_UTC_MS, Scene, drawn, house
from tests.simulation.switch import MILLISECOND, SECOND, FakeSwitch, Faults
from voipcc.core.centre import Centre
from voipcc.core.events import (
    CentreConfigured,
    ControllerStarted,
    RefusedEvent,
    SwitchFound,
    TimePassed,
)
from voipcc.core.moment import Moment
from voipcc.core.plan import Plan
from voipcc.core.state import CentreState

CHECK_EVERY_US = SECOND
TIME_PASSED = TimePassed()
NEVER_US = 1 << 62
LATE_US = (0, 0, 0, 200, 2 * MILLISECOND)  # how late a deadline is noticed
__all__ = ("Troubles", "Violation", "World")
LOST_EVERY_S = 240
STATES = msgspec.json.Decoder(CentreState)
OFTEN_RESTORED_US = 3600 * SECOND
REPAIR_AFTER_S = 20  # a connection that drops events is cut and looked over again


@dataclass(slots=True)
class Troubles:
    """How often the big things happen, as probabilities per virtual second.

    A core that has gathered hours of errands takes long to read back: then it is done less often.
    """

    switch_lost: float = 1 / LOST_EVERY_S
    controller_killed: float = 1 / 600
    restored: float = 1 / 60
    configured: float = 1 / 300
    switch_restarted: float = 1 / 2400
    raised: float = 1 / 10

    def restored_at(self, now_us: int) -> float:
        """How likely the core is written down and read back now."""
        return self.restored if now_us < OFTEN_RESTORED_US else self.restored / 10


class Draws(random.Random):
    """Numbers of the standard library, whole ones by less code."""

    def randint(self, a: int, b: int) -> int:
        """The same number in less than half the time."""
        many = b - a + 1
        bits = many.bit_length()
        drawn = self.getrandbits(bits)
        while drawn >= many:
            drawn = self.getrandbits(bits)
        return a + drawn


@dataclass
class World:
    """Runs until every caller is gone.

    Where it is `transcribed`, what comes out is a hash of all events and commands: a tenth of the time.
    """

    seed: int
    calls: int
    centre_drawn: bool = False  # a centre by chance and not the one of the house
    faults: Faults = field(default_factory=Faults)
    troubles: Troubles = field(default_factory=Troubles)
    centre_class: type[Centre] = Centre
    transcribed: bool = True

    settled_within_us = 3600 * SECOND  # from the last arrival to the last record

    def __post_init__(self) -> None:
        self.rng = Draws(self.seed)
        self.now_us = SECOND
        self.dead = False
        self.events = 0
        self.names = 0
        self.epoch = 1
        self._heap: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._order = 0
        self._due_us = NEVER_US  # the core's next deadline
        self._plans: dict[str, Plan] = {}  # those that were read back, by version
        self._hash = hashlib.sha256()
        self._encode = msgspec.json.Encoder().encode
        self.centre = self.centre_class(self.seed, self.epoch)
        self.scene: Scene = drawn(self.seed) if self.centre_drawn else house(self.seed)
        self.plan = self.scene.plan()
        self.switch = FakeSwitch(self, self.faults)
        self.people = People(self)
        self.checker = Checker(self)

    # --- the clock -------------------------------------------------------------------------------

    def after(self, delay_us: int, act: Callable[..., None], *arguments: Any) -> None:
        """Let something happen later."""
        self._order += 1
        at_us = self.now_us + delay_us if delay_us > 0 else self.now_us
        heappush(self._heap, (at_us, self._order, act, arguments))

    def moment(self) -> Moment:
        return Moment(self.now_us, START_UTC_MS + self.now_us // 1000, "boot")

    def new_name(self, prefix: str) -> str:
        self.names += 1
        return f"{prefix}{self.names}"

    def run(self) -> str:
        """Everything from the first event to the last record; the transcript's hash, if there is one."""
        self.deliver(ControllerStarted(self.epoch))
        self.deliver(CentreConfigured(self.plan))
        self.deliver(SwitchFound())
        for name in self.plan.agents:
            self.people.begin_shift(name)
        self.after(3 * SECOND, self.people.next_caller)
        self.after(CHECK_EVERY_US, self._every_second)
        while self.people.arrived < self.calls:
            self._step()
        last_us = self.now_us
        while not self._is_over():
            self._step()
            if self.now_us >= last_us + self.settled_within_us:
                raise Violation("it never comes to an end")
        self.checker.sums.finish()
        return self._hash.hexdigest()

    def _is_over(self) -> bool:
        if self.dead or not self.switch.connected:
            return False
        callers = any(leg.kind == "caller" for leg in self.switch.legs.values())
        return not callers and self.checker.sums.is_settled()

    def _step(self) -> None:
        next_us = self._heap[0][0]
        if self._due_us <= next_us:
            noticed_us = self._due_us + self.rng.choice(LATE_US)
            self.now_us = max(self.now_us, min(noticed_us, next_us))
            self.deliver(TIME_PASSED)
            return
        _, _, act, arguments = heappop(self._heap)
        self.now_us = max(self.now_us, next_us)
        act(*arguments)

    # --- the core ----------------------------------------------------------------------------------

    def deliver(self, event: Any) -> None:
        """Hand one event to the core and its commands to the switch."""
        if self.dead:
            return
        self.events += 1
        now = self.moment()
        try:
            commands = self.centre.handle(event, now)
        except RefusedEvent as refusal:
            assert str(refusal).endswith("."), f"not a sentence: {refusal}"
            return
        due_us = self.centre.next_deadline()
        self._due_us = NEVER_US if due_us is None else due_us
        if self.transcribed:
            self._hash.update(self._encode((self.now_us, event, commands)))
        if self.centre.faults:
            raise AssertionError("the core is at fault:\n" + self.centre.faults[0])
        self.checker.observe(event, commands)
        for command in commands:
            self.switch.carry_out(command)

    def request(self, event: Any) -> None:
        """A person asks something by a verb; a dead controller cannot hear it."""
        self.deliver(event)

    def found(self, event: SwitchFound) -> None:
        """The switch is there again; so is the controller, if it was dead."""
        if self.dead:
            self.dead = False
            self._start_controller()
        self.deliver(event)

    # --- troubles ------------------------------------------------------------------------------------

    def _every_second(self) -> None:
        self.after(CHECK_EVERY_US, self._every_second)
        rng, troubles = self.rng, self.troubles
        self.checker.sums.look_around()
        if not self.switch.connected or self.dead:
            return
        chance = rng.random()
        if chance < troubles.controller_killed:
            self.kill(rng.randint(1, 70) * SECOND)
        elif chance < troubles.controller_killed + troubles.switch_restarted:
            self.restart_switch()
        elif rng.random() < troubles.switch_lost:
            self.switch.lose(rng.randint(1, 40) * SECOND)
        elif self.switch.dropped and rng.random() < 1 / REPAIR_AFTER_S:
            self.switch.lose(SECOND // 2)
        if rng.random() < troubles.restored_at(self.now_us) and not self.dead:
            self.restore()
        if rng.random() < troubles.configured:
            self.configure()
        if rng.random() < troubles.raised:
            self.people.raise_somebody()

    def restore(self) -> None:
        """The core is written down and read back; nobody notices.

        A plan is long and never changes: one that was read back before is not read once more.
        """
        state = self.centre.snapshot()
        plans, kept = state.plans, self._written(state)
        state = STATES.decode(kept)
        state.plans = {version: state.plans.get(version, plan) for version, plan in plans.items()}
        self.centre = self.centre_class.restored(state, self._plans)
        assert self._written(self.centre.snapshot()) == kept, "a snapshot changes when restored"
        self._plans = dict(self.centre._desk.plans)
        self.centre.view(self.moment())  # whatever state it is in, it can be shown

    def _written(self, state: CentreState) -> bytes:
        """A snapshot without the plans that were read back."""
        known = self._plans
        state.plans = {name: plan for name, plan in state.plans.items() if name not in known}
        return self._encode(state)

    def kill(self, for_us: int) -> None:
        """The controller dies; what the switch says meanwhile is never heard."""
        self.dead, self._due_us = True, NEVER_US
        self.switch.lose(for_us, announced=False)

    def _start_controller(self) -> None:
        self.restore()
        self.epoch += 1
        self.deliver(ControllerStarted(self.epoch))

    def restart_switch(self) -> None:
        """The switch dies with all its legs."""
        self.switch.lose(2 * SECOND)
        self.switch.legs.clear()
        self.after(2 * SECOND - 1, self.switch.find, True)

    def configure(self) -> None:
        """Another plan: other people, rules and rings, and somebody more or less works."""
        self.plan = self.scene.plan()
        self.deliver(CentreConfigured(self.plan))
