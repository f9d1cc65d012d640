"""One rehearsed call, step by step: the real core, a make-believe switch, virtual time."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from voipcc.core.call import Call
from voipcc.core.cdr import Conversation
from voipcc.core.centre import Centre
from voipcc.core.commands import Command, KeepRecord
from voipcc.core.events import (
    CallArrived,
    CentreConfigured,
    Event,
    LegEnded,
    LogInRequested,
    RefusedEvent,
    SwitchFound,
    TimePassed,
)
from voipcc.core.moment import Moment
from voipcc.core.plan import Flow, Plan
from voipcc.core.steps import QueueStep
from voipcc.core.transcript import Transcript
from voipcc.rehearsal.script import USUAL, Caller, World
from voipcc.rehearsal.switch import CALLER, SECOND, Leg, Length, MakeBelieveSwitch, one_second

MORNING_US = 1000 * SECOND
MOST_EVENTS = 20_000
LONGEST_US = 24 * 3600 * SECOND
PRESS_US = 300_000  # from key to key
Place = Literal["asked", "listening", "waiting", "talking", "over"]


class RehearsalError(Exception):
    """The core itself is at fault, or the call has no end. The text is for people."""


class Unstaffed(Exception):
    """The caller comes into a queue whose agents were not called in."""

    def __init__(self, queue: str) -> None:
        super().__init__(queue)
        self.queue = queue


@dataclass(slots=True)
class Pressed:
    """A key, and the step the call stood at: "flow:block:line"."""

    step: str
    key: str
    at_us: int = 0


@dataclass(slots=True)
class Move:
    """The caller came into a block of a flow ("flow:block:line") or a queue, or a talk began."""

    at_us: int
    kind: Literal["block", "queue", "talk"]
    name: str


@dataclass(slots=True)
class Told:
    """One event with what it led to, to be put into words where somebody asks."""

    event: Event
    commands: list[Command]
    now: Moment
    refusal: str


@dataclass(slots=True)
class Scene:
    """A centre with one caller in it.

    `go_on` lets time pass until the caller is asked for a key, waits, talks or is gone. Where
    `staffed` names queues, only their agents are in the plan: Unstaffed is raised at another one.
    """

    plan: Plan
    caller: Caller
    world: World = USUAL
    length: Length = one_second
    staffed: frozenset[str] | None = None
    record: Conversation | None = None
    begin_us: int = 0  # when the caller arrives
    pressed: list[Pressed] = field(default_factory=list)
    switch: MakeBelieveSwitch = field(init=False)
    centre: Centre = field(init=False)
    unasked: list[str] = field(default_factory=list)  # keys nobody asked for
    moves: list[Move] = field(default_factory=list)
    agent: str = ""
    values: dict[str, object] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    _talk: str = ""
    _events: int = 0

    def __post_init__(self) -> None:
        self.plan = _with_companions(self.plan, self.world)
        self.switch = MakeBelieveSwitch(self.plan, self.world, self.length)
        self.centre = Centre(seed=1, epoch=1)
        self.switch.now_us = self.begin_us = MORNING_US
        self._staff()
        self.begin_us = self.switch.now_us
        self.switch.legs[CALLER] = Leg(CALLER, CALLER)
        self.told = [one for one in self.told if isinstance(one.event, CentreConfigured)]
        party = "" if self.caller.withheld else "caller"
        self._handle(
            CallArrived(
                CALLER,
                self.caller.number,
                self.caller.trunk,
                party,
                self.caller.withheld,
                lists=self.caller.lists,
            )
        )

    # --- before the call -------------------------------------------------------------------------

    def _staff(self) -> None:
        plan, world = self.plan, self.world
        there = world.there or tuple(plan.agents)
        devices = tuple(device for one in plan.agents.values() for device in one.devices)
        # Without numbers nobody has to be found for the switch's own queue at each log-in.
        self._handle(CentreConfigured(replace(plan, numbers={})))
        self._handle(SwitchFound(devices=devices))
        for override in world.overrides:
            self._handle(override)
        if world.staff != "none":
            for name in there:
                self._handle(LogInRequested(name))
        self.told.clear()
        self._handle(CentreConfigured(plan))
        if world.staff == "busy":
            for queue in plan.queues:
                self._occupy(queue)
        for queue, callers in world.waiting.items():
            for _ in range(callers):
                self._companion(queue)

    def _occupy(self, queue: str) -> None:
        """Companions talk to every agent of the queue."""
        for _ in self.plan.queues[queue].agents:
            rows = self.centre.view(self.now)["queues"]
            if not next(row["free_agents"] for row in rows if row["name"] == queue):
                return
            self._companion(queue)

    def _companion(self, queue: str) -> None:
        """Somebody else who waits, or talks as soon as an agent is free."""
        name = f"companion-{len(self.switch.legs)}"
        self.switch.legs[name] = Leg(name, "companion")
        self._handle(CallArrived(name, _line(queue)))
        until_us = self.switch.now_us + 5 * SECOND
        while (due_us := self._due_us()) is not None and due_us <= until_us:
            self._advance(due_us)
        self.switch.now_us = until_us

    # --- time ------------------------------------------------------------------------------------

    @property
    def now(self) -> Moment:
        """The moment in the scene: the caller arrives at the time the caller says."""
        now_us = self.switch.now_us
        return Moment(now_us, self.caller.at_utc_ms + (now_us - self.begin_us) // 1000, "rehearsal")

    @property
    def elapsed_us(self) -> int:
        """How long the call lasts already."""
        return self.switch.now_us - self.begin_us

    @property
    def over(self) -> bool:
        return self.record is not None

    @property
    def call(self) -> Call | None:
        """The caller's call as the core has it; not to be changed."""
        return self.centre.call_of(CALLER)

    @property
    def place(self) -> Place:
        """What the caller does now."""
        leg = self.switch.legs.get(CALLER)
        if self.over:
            return "over"
        if leg is None:
            return "listening"
        if leg.talk:
            return "talking"
        if leg.playback is not None or not leg.up:
            return "listening"
        if leg.music:
            return "waiting"
        return "listening" if leg.recording or self.switch.due else "asked"

    def _due_us(self) -> int | None:
        first = self.centre.next_deadline()
        if self.switch.due:
            event_us = self.switch.due[0][0]
            return event_us if first is None else min(first, event_us)
        return first

    def _advance(self, due_us: int) -> None:
        """Let the next thing happen; what the switch says comes before a deadline."""
        switch = self.switch
        switch.now_us = max(due_us, switch.now_us)
        if switch.due and switch.due[0][0] <= switch.now_us:
            event = switch.take_due()
            if event is not None:
                self._handle(event)
        else:
            self._handle(TimePassed())

    def step(self, until_us: int | None = None) -> bool:
        """Let one thing happen, not later than `until_us`; False when there is none."""
        due_us = self._due_us()
        if self.over or due_us is None or (until_us is not None and due_us > until_us):
            if until_us is not None:
                self.switch.now_us = max(self.switch.now_us, until_us)
            return False
        if self._events > MOST_EVENTS or self.elapsed_us > LONGEST_US:
            raise RehearsalError("the call does not end within a day")
        self._advance(due_us)
        return True

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        until_us = self.switch.now_us + int(seconds * SECOND)
        while self.step(until_us):
            pass

    def go_on(self, *places: Place) -> Place:
        """Let time pass until the caller is at one of `places`, or gone."""
        while self.place not in places and self.step():
            pass
        return self.place

    def wait_for_prompt(self, prompt: str) -> bool:
        """Let time pass until `prompt` was said to the caller; False where it never is."""
        while not self.over:
            leg = self.switch.legs.get(CALLER)
            playback = leg.playback if leg else None
            if playback is not None and prompt in playback.said.prompts:
                end_us = playback.ends_us[playback.said.prompts.index(prompt)]
                if end_us > self.switch.now_us:  # the next one has not begun then
                    self.wait((end_us - self.switch.now_us - 1) / SECOND)
                    return True
            if not self.step():
                break
        return False

    def leads_on(self, key: str) -> bool:
        """Whether this key leads out of the queue the caller waits in, by step or by invitation."""
        call = self.call
        flow = self.plan.flows.get(call.flow) if call else None
        if call is None or flow is None:
            return False
        steps = flow.blocks.get(call.block, ())
        step = steps[call.step] if call.step < len(steps) else None
        if not isinstance(step, QueueStep):
            return False
        invited = (
            one
            for number, one in enumerate(step.invitations)
            if f"{call.block}:{call.step}:{number}" in call.invited
        )
        return key in step.keys or any(key in one.keys for one in invited)

    # --- the caller ------------------------------------------------------------------------------

    def press(self, keys: str) -> None:
        """Press keys now, one after another."""
        for key in keys:
            if self.over:
                return
            self.pressed.append(Pressed(self.where(), key, self.switch.now_us))
            for event in self.switch.press(CALLER, key):
                self._handle(event)
            self.wait(PRESS_US / SECOND)

    def hang_up(self) -> None:
        """The caller hangs up now."""
        if not self.over:
            self.switch.legs.pop(CALLER, None)
            self._handle(LegEnded(CALLER))
            self.go_on("over")

    def where(self) -> str:
        """The step the call is at, as "flow:block:line"; "" where there is none."""
        call = self.call
        if call is None:
            return ""
        flow = self.plan.flows.get(call.flow)
        steps = flow.blocks.get(call.block, ()) if flow else ()
        line = steps[call.step].line if call.step < len(steps) else 0
        return f"{call.flow}:{call.block}:{line}"

    # --- the core --------------------------------------------------------------------------------

    def _handle(self, event: Event) -> None:
        self._events += 1
        now = self.now
        try:
            commands, refusal = self.centre.handle(event, now), ""
        except RefusedEvent as refused:
            commands, refusal = [], str(refused)
        self.told.append(Told(event, commands, now, refusal))
        if self.centre.faults:
            raise RehearsalError(f"the core is at fault: {self.centre.faults[0]}")
        self._notice()
        for command in commands:
            if isinstance(command, KeepRecord) and command.record.leg == CALLER:
                self.record = command.record
            self.switch.carry_out(command)

    def _notice(self) -> None:
        """Where the caller is by now."""
        call = self.call
        if call is None:
            return
        if call.block and self.switch.block != call.block:
            self._move("block", self.where())
        if call.queue and (not self.entered or self.entered[-1] != call.queue):
            if self.staffed is not None and call.queue not in self.staffed:
                raise Unstaffed(call.queue)
            self._move("queue", call.queue)
        if call.talk is not None and call.talk.id != self._talk:
            self._talk, self.agent = call.talk.id, call.talk.agent
            self._move("talk", self.agent)
            self._end_talk(call.talk.leg)
        self.values = dict(call.values)
        self.switch.block = call.block

    def _move(self, kind: Literal["block", "queue", "talk"], name: str) -> None:
        self.moves.append(Move(self.switch.now_us, kind, name))

    @property
    def entered(self) -> list[str]:
        """The queues the caller came into, in order."""
        return [move.name for move in self.moves if move.kind == "queue"]

    def _end_talk(self, other: str) -> None:
        leg = CALLER if self.world.ends == "caller" else other
        self.switch.later(self.world.talk_s, LegEnded(leg))

    # --- what became of it -----------------------------------------------------------------------

    def steps(self) -> tuple[str, ...]:
        """The steps taken so far, each as "flow:block:line"."""
        if self.record is not None:
            return tuple(step for part in self.record.segments for step in part.steps)
        call = self.call
        if call is None:
            return ()
        done = (step for part in call.segments for step in part.steps)
        return (*done, *call.steps)

    def transcript(self) -> list[str]:
        """The call as a story, one line for each event and command."""
        printer = Transcript(self.begin_us)
        return [
            line
            for told in self.told
            for line in printer.lines(told.event, told.commands, told.now, told.refusal)
        ]


def _line(queue: str) -> str:
    """A number that leads straight into a queue."""
    return f"+0/{queue}"


def _with_companions(plan: Plan, world: World) -> Plan:
    """The plan with a way into each queue for those who wait and talk besides the caller."""
    queues: Sequence[str] = tuple(world.waiting)
    if world.staff == "busy":
        queues = tuple(plan.queues)
    if not queues:
        return plan
    flows = {_line(name): Flow(_line(name), "en", {"start": (QueueStep(name),)}) for name in queues}
    return replace(
        plan,
        numbers={**plan.numbers, **{name: name for name in flows}},
        flows={**plan.flows, **flows},
        max_calls=plan.max_calls + len(plan.agents) + sum(world.waiting.values()),
    )
