"""Agents who transfer, consult, confer and hold at random, over a switch that is mostly honest.

Small on purpose: what the big simulation does for waiting, this does for what comes after.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from tests.callflows.plans import NUMBER, PLANS
from tests.sums import check_sums
from voipcc.core import commands as do
from voipcc.core import events as it
from voipcc.core.cdr import Conversation
from voipcc.core.centre import Centre
from voipcc.core.moment import Moment
from voipcc.core.state import CentreState

MS, SECOND = 1000, 1_000_000
AGENTS = ("anna", "ben", "carla")
CODES = ("*1", "*2", "*3", "*4", "*5", "*6", "*7", "*8")


@dataclass
class Leg:
    """One leg as the switch has it. `place`: ringing, alone, music, or the id of a talk."""

    id: str
    place: str = "alone"
    device: str = ""
    playback: str = ""
    quiet_us: int = 0


@dataclass
class Storm:
    """One seed's worth of trouble; `run` raises AssertionError with what went wrong."""

    seed: int
    steps: int = 60
    faults: bool = True
    now_us: int = 1_000_000_000
    legs: dict[str, Leg] = field(default_factory=dict)
    story: list[str] = field(default_factory=list)
    records: list[Conversation] = field(default_factory=list)
    arrived: int = 0
    dialled: int = 0
    connected: bool = True
    generation: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.centre = Centre(seed=self.seed, epoch=1)
        self.events: list[tuple[int, int, int, Callable[[], None]]] = []

    # --- the core ------------------------------------------------------------------------------

    def tell(self, event: Any) -> None:
        self.story.append(f"{self.now_us / SECOND:.3f} > {event}")
        try:
            commands = self.centre.handle(event, Moment(self.now_us, self.now_us // MS, "b"))
        except it.RefusedEvent:
            return
        assert not self.centre.faults, self.centre.faults[0]
        for command in commands:
            self.story.append(f"      {command}")
            self._carry_out(command)

    def soon(self, event: Any, after_us: int = 0) -> None:
        """Told a moment later; now and then never."""
        if self.faults and self.chance.random() < 0.004:
            self.later(4 * SECOND, self.lose)  # what was never told is found out by looking
        else:
            self.later(after_us or self.chance.randint(1, 30) * MS, lambda: self.tell(event))

    def later(self, after_us: int, act: Callable[[], None]) -> None:
        generation = self.generation
        self.events.append((self.now_us + after_us, len(self.story), generation, act))

    def wait(self, for_us: int) -> None:
        """Let time pass, with all that happens in it."""
        until_us = self.now_us + for_us
        while True:
            due = min((one[0] for one in self.events), default=until_us)
            deadline = self.centre.next_deadline()
            next_us = min(due, until_us if deadline is None else deadline, until_us)
            self.now_us = max(self.now_us, next_us)
            ready = sorted(one[:3] for one in self.events if one[0] <= self.now_us)
            if next_us >= until_us and not ready:
                return
            if not ready:
                self.tell(it.TimePassed())
            for key in ready:
                one = next((one for one in self.events if one[:3] == key), None)
                if one is not None:  # time may have passed within what happened before it
                    self.events.remove(one)
                    if one[2] == self.generation:
                        one[3]()
            self._nobody_hears_nothing()

    # --- the switch ----------------------------------------------------------------------------

    def _carry_out(self, command: do.Command) -> None:
        if isinstance(command, do.KeepRecord):
            self.records.append(command.record)
        if not self.connected:
            return
        leg = self.legs.get(getattr(command, "leg", ""))
        match command:
            case do.Ring() | do.Dial():
                self._ring(command)
            case do.Connect():
                pair = [self.legs.get(command.caller_leg), self.legs.get(command.agent_leg)]
                if None in pair:
                    self.soon(it.CommandRefused(command.agent_leg, "Connect"))
                for one in pair if None not in pair else ():
                    self._place(one, command.talk)
            case do.Join() if leg is None:
                self.soon(it.CommandRefused(command.leg, "Join"))
            case do.EndTalk():
                for one in self.legs.values():
                    one.place = "alone" if one.place == command.talk else one.place
            case _ if leg is not None:
                self._at_leg(leg, command)

    def _at_leg(self, leg: Leg, command: do.Command) -> None:
        match command:
            case do.Join():
                self._place(leg, command.talk)
            case do.Answer():
                self.soon(it.LegAnswered(leg.id))
            case do.StartMusic():
                leg.place = "music"
            case do.Play():
                leg.playback = command.playback
                self.soon(it.PromptFinished(leg.id, command.playback), 2 * SECOND)
            case do.HangUp() | do.StopRinging():
                self.end(leg, 16, "us")
            case do.CollectNumber():
                self._type(leg, command.check)

    def _type(self, leg: Leg, check: str) -> None:
        verdict = self.chance.choice(("nothing", "refused", "agent", "queue", "number"))
        after_us = self.chance.randint(1, 4) * SECOND
        if verdict in ("nothing", "refused"):
            self.soon(it.NumberChecked(leg.id, check, verdict), after_us)
        elif verdict == "number":
            self.soon(it.NumberChecked(leg.id, check, "allowed", "p9", "number"), after_us)
        else:
            to = self.chance.choice(AGENTS if verdict == "agent" else ("sales", "help"))
            self.soon(it.NumberChecked(leg.id, check, "allowed", kind=verdict, to=to), after_us)

    def _place(self, leg: Leg, talk: str) -> None:
        leg.place, leg.playback = talk, ""
        self.soon(it.LegConnected(leg.id, talk, self.now_us))

    def _ring(self, command: do.Ring | do.Dial) -> None:
        leg = self.legs[command.leg] = Leg(command.leg, "ringing", getattr(command, "device", ""))
        self.soon(it.LegRinging(leg.id))
        draw, after_us = self.chance.random(), self.chance.randint(50, 4000) * MS
        if draw < 0.65:
            self.later(after_us, lambda: self._pick_up(leg))
        elif draw < 0.85:
            cause = self.chance.choice((17, 21))
            self.later(after_us, lambda: self.end(leg, cause, "far"))

    def _pick_up(self, leg: Leg) -> None:
        if leg.id in self.legs and leg.place == "ringing":
            leg.place = "alone"
            self.tell(it.LegAnswered(leg.id, self.now_us))

    def end(self, leg: Leg, cause: int, by: it.EndedBy) -> None:
        if self.legs.pop(leg.id, None) is not None:
            self.soon(it.LegEnded(leg.id, cause, by=by, happened_us=self.now_us))

    def lose(self) -> None:
        """The line to the switch is cut for a while; perhaps the controller starts anew."""
        if not self.connected:
            return
        self.tell(it.SwitchLost())
        self.connected, self.generation = False, self.generation + 1
        if self.chance.random() < 0.5:
            self.restore()
        self.wait(self.chance.randint(1, 8) * SECOND)
        self.connected = True
        found = tuple(
            it.LegFound(leg.id, _place_word(leg), _talk(leg), leg.device)
            for leg in self.legs.values()
        )
        self.tell(it.SwitchFound(found, tuple(f"{name}/desk" for name in AGENTS)))

    def restore(self) -> None:
        kept = msgspec.json.encode(self.centre.snapshot())
        self.centre = Centre.restored(msgspec.json.decode(kept, type=CentreState))
        assert msgspec.json.encode(self.centre.snapshot()) == kept

    # --- people --------------------------------------------------------------------------------

    def run(self) -> None:
        """All of it; at the end nothing is left and every arrival has one record."""
        self.tell(it.CentreConfigured(PLANS["given"]))
        self.tell(it.SwitchFound((), tuple(f"{name}/desk" for name in AGENTS)))
        for name in AGENTS:
            self.tell(it.LogInRequested(name))
        for _ in range(self.steps):
            self._nobody_hears_nothing()
            self._act()
            self.wait(self.chance.choice((5 * MS, 40 * MS, SECOND, 3 * SECOND, 9 * SECOND)))
        for leg in [leg for leg in self.legs.values() if leg.id[0] in "cd" or not leg.device]:
            self.end(leg, 16, "far")
        self.faults = False
        self.lose()
        self.wait(200 * SECOND)
        self._nothing_is_left()

    def _act(self) -> None:
        chance = self.chance
        draw = chance.random()
        if draw < 0.15 and sum(one.startswith("c") for one in self.legs) < 3:
            self.arrived += 1
            leg = Leg(f"c{self.arrived}", quiet_us=self.now_us)
            self.legs[leg.id] = leg
            self.tell(it.CallArrived(leg.id, NUMBER, "carrier", f"p{self.arrived}"))
        elif draw < 0.17:
            self.lose()
        elif draw < 0.24 and self.legs:
            leg = chance.choice(list(self.legs.values()))
            lost = chance.random() < 0.4 and bool(leg.device)
            if leg.place != "ringing":
                self.end(leg, 44 if lost else 16, "lost" if lost else "far")
        elif draw < 0.27:
            self.restore()
        elif draw < 0.31:
            self._dial(chance.choice(AGENTS))
        elif draw < 0.44 and (phones := [one for one in self.legs.values() if one.device]):
            self.tell(it.CodePressed(chance.choice(phones).id, chance.choice(CODES)))
        else:
            self.tell(self._wish(chance.choice(AGENTS)))

    def _dial(self, agent: str) -> None:
        """A phone dials a colleague, a queue, a telephone, nobody, or a parked caller."""
        self.dialled += 1
        leg = Leg(f"d{self.dialled}", device=f"{agent}/desk")
        self.legs[leg.id] = leg
        if self.chance.random() < 0.3:
            self.tell(it.CodeDialled(leg.id, leg.device, self.chance.choice(("*61", "*62"))))
            return
        targets = [("agent", name) for name in AGENTS if name != agent]
        kind, to = self.chance.choice([*targets, ("queue", "help"), ("number", "p9"), ("", "")])
        self.tell(it.DeviceDialled(leg.id, leg.device, kind, to))

    def _wish(self, agent: str) -> Any:
        chance = self.chance
        hows: tuple[it.TransferHow, ...] = ("blind", "warm", "consult", "conference")
        kind, to = chance.choice(
            [("agent", name) for name in AGENTS]
            + [("queue", "sales"), ("queue", "help"), ("number", "p9")]
        )
        wishes = (
            it.TransferRequested(agent, chance.choice(hows), kind, to),
            it.TransferRequested(agent, chance.choice(hows), kind, to),
            it.TransferFinishRequested(agent),
            it.TransferCancelRequested(agent),
            it.HoldRequested(agent),
            it.ResumeRequested(agent),
            it.MuteRequested(agent, chance.random() < 0.5),
            it.WrapUpEndRequested(agent),
            it.ParkRequested(agent),
            it.PickUpRequested(agent, chance.choice("12")),
            it.OutgoingCallRequested(agent, "p9"),
            it.ReadyRequested(agent),
            it.ReadyRequested(agent),
        )
        if chance.random() < 0.02:
            return it.NotReadyRequested(agent, "lunch")
        return chance.choice(wishes)

    # --- what must be true -----------------------------------------------------------------------

    def _nobody_hears_nothing(self) -> None:
        """A caller who was answered has music, a prompt or company, but for a moment."""
        for leg in self.legs.values():
            company = sum(one.place == leg.place for one in self.legs.values()) > 1
            fine = leg.place == "music" or leg.playback or (leg.place != "alone" and company)
            if fine or not leg.id.startswith("c") or not self.connected:
                leg.quiet_us = self.now_us
            assert self.now_us - leg.quiet_us < 16 * SECOND, f"{leg} hears nothing"

    def _nothing_is_left(self) -> None:
        assert self.legs == {}, self.legs
        state = self.centre.snapshot()
        assert not state.calls and not state.strays and not state.waiters, state.calls
        assert [one for one in state.reservations if one.state == "pending"] == []
        assert {one.work for one in state.agents} <= {"idle"}, state.agents
        assert sum(one.direction == "in" for one in self.records) == self.arrived
        assert len({one.id for one in self.records}) == len(self.records)
        for record in self.records:
            check_sums(record)


def _place_word(leg: Leg) -> it.LegPlace:
    if leg.place == "ringing":
        return "ringing"
    return "ours" if leg.place in ("alone", "music") else "talk"


def _talk(leg: Leg) -> str:
    return leg.place if _place_word(leg) == "talk" else ""
