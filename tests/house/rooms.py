"""Rooms around the controller that only write down what they are given."""

from collections.abc import Sequence
from typing import Any

from tests.callflows.plans import NUMBER, OFFICE
from voipcc.controller import Controller
from voipcc.core.cdr import Conversation
from voipcc.core.centre import Centre
from voipcc.core.commands import Command
from voipcc.core.events import CentreConfigured, ControllerStarted, Event, SwitchFound
from voipcc.core.moment import Moment

__all__ = ["NUMBER", "OFFICE", "Clock", "Diary", "controller_of"]


class Clock:
    """A clock a test moves."""

    def __init__(self, now_us: int = 1_000_000_000) -> None:
        self.now_us = now_us

    def __call__(self) -> Moment:
        return Moment(self.now_us, 1_750_068_000_000 + self.now_us // 1000, "boot")


class Diary:
    """Journal, switch and record store in one: `lines` is the order in which they were told."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, Any]] = []
        self.sequence = 0

    def append(self, now: Moment, event: Event, commands: Sequence[Command]) -> int:
        self.sequence += 1
        self.lines.append(("journal", (event, tuple(commands))))
        return self.sequence

    def carry_out(self, command: Command) -> None:
        self.lines.append(("switch", command))

    def keep(self, record: Conversation, sequence: int) -> None:
        self.lines.append(("record", (record, sequence)))

    def of(self, kind: str) -> list[Any]:
        """What one room was told."""
        return [what for who, what in self.lines if who == kind]


def controller_of(diary: Diary, clock: Clock, journal: Any = None, **more: Any) -> Controller:
    """A controller of the office plan, its switch connected and anna's phone reachable."""
    controller = Controller(
        Centre(seed=1, epoch=1), journal=journal or diary, records=diary, clock=clock, **more
    )
    controller.post(ControllerStarted(1))
    controller.post(CentreConfigured(OFFICE))
    controller.attach(diary)
    controller.post(SwitchFound(devices=("anna/desk",)))
    diary.lines.clear()
    return controller
