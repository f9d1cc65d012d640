"""A core at work: events in by short calls, commands out, a clock that is moved by hand."""

from collections.abc import Sequence
from typing import TypeVar

from tests.callflows.plans import NUMBER, PLANS
from voipcc.core.cdr import Conversation
from voipcc.core.centre import Centre
from voipcc.core.commands import Command, Connect, KeepRecord, Play, Ring
from voipcc.core.events import (
    CallArrived,
    CentreConfigured,
    Event,
    LegAnswered,
    LegConnected,
    LogInRequested,
    SwitchFound,
    TimePassed,
)
from voipcc.core.moment import Moment
from voipcc.core.plan import Plan

Kind = TypeVar("Kind")
UTC_MS = 1_750_068_000_000
SECOND = 1_000_000


class Floor:
    """One centre with a clock. `commands` are those of the last event."""

    def __init__(self, plan: str | Plan = "direct", agents: Sequence[str] = ("anna",)) -> None:
        self.centre = Centre(seed=1, epoch=1)
        self.now_us = 1_000 * SECOND
        self.commands: list[Command] = []
        self.records: list[Conversation] = []
        chosen = PLANS[plan] if isinstance(plan, str) else plan
        self.do(CentreConfigured(chosen))
        devices = [device for agent in chosen.agents.values() for device in agent.devices]
        self.do(SwitchFound(devices=tuple(devices)))
        for agent in agents:
            self.do(LogInRequested(agent))

    @property
    def now(self) -> Moment:
        return Moment(self.now_us, UTC_MS + self.now_us // 1000, "boot")

    def do(self, event: Event, after_s: float = 0) -> list[Command]:
        """One event, `after_s` later; deadlines on the way fire at their time."""
        until_us = self.now_us + int(after_s * SECOND)
        while (due_us := self.centre.next_deadline()) is not None and due_us <= until_us:
            self.now_us = max(due_us, self.now_us)
            self._keep(self.centre.tick(self.now))
        self.now_us = until_us
        self.commands = self.centre.handle(event, self.now)
        self._keep(self.commands)
        return self.commands

    def _keep(self, commands: list[Command]) -> None:
        self.commands = commands
        self.records += [c.record for c in commands if isinstance(c, KeepRecord)]

    def wait(self, seconds: float) -> list[Command]:
        """Let time pass; all commands it led to."""
        until_us = self.now_us + int(seconds * SECOND)
        seen: list[Command] = []
        while (due_us := self.centre.next_deadline()) is not None and due_us <= until_us:
            self.now_us = max(due_us, self.now_us)
            self._keep(self.centre.handle(TimePassed(), self.now))
            seen += self.commands
        self.now_us = until_us
        return seen

    def one(self, kind: type[Kind]) -> Kind:
        """The only command of this kind the last event led to."""
        found = [command for command in self.commands if isinstance(command, kind)]
        assert len(found) == 1, self.commands
        return found[0]

    def none(self, kind: type[Command]) -> bool:
        return not any(isinstance(command, kind) for command in self.commands)

    def arrive(self, leg: str = "c1", after_s: float = 0) -> list[Command]:
        """A caller comes in and is answered."""
        self.do(CallArrived(leg, NUMBER), after_s)
        return self.do(LegAnswered(leg))

    def arrive_as(self, leg: str, party: str) -> list[Command]:
        """The same for a caller who is known."""
        self.do(CallArrived(leg, NUMBER, "carrier", party))
        return self.do(LegAnswered(leg))

    def talk(self, leg: str = "c1") -> Connect:
        """The caller comes in, the agent picks up, both are connected."""
        self.arrive(leg)
        ring = self.one(Ring)
        self.do(LegAnswered(ring.leg))
        connect = self.one(Connect)
        self.do(LegConnected(leg, connect.talk))
        self.do(LegConnected(ring.leg, connect.talk))
        return connect

    def agent(self, name: str = "anna") -> dict[str, object]:
        """One row of the live view."""
        rows = self.centre.view(self.now)["agents"]
        return next(row for row in rows if row["name"] == name)

    def said(self) -> tuple[str, ...]:
        return self.one(Play).prompts
