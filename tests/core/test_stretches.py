"""Agents' time: every stretch of presence is kept once, and together they are the time logged in."""

from dataclasses import replace
from itertools import pairwise

import msgspec

from tests.callflows.plans import PLANS
from tests.core.desk import SECOND, Floor
from voipcc.core.cdr import Stretch
from voipcc.core.centre import Centre
from voipcc.core.commands import Command, KeepStretch
from voipcc.core.events import (
    CentreConfigured,
    ControllerStarted,
    LegEnded,
    LogInRequested,
    LogOutRequested,
    NotReadyRequested,
    ReadyRequested,
    SwitchFound,
)
from voipcc.core.moment import Moment
from voipcc.core.plan import Reason
from voipcc.core.state import CentreState

REASONS = {
    "lunch": Reason("lunch", paid=False),
    "meeting": Reason("meeting", productive=True),
}
PLAN = replace(PLANS["direct"], reasons=REASONS)


class Watched(Floor):
    """A floor that collects stretches."""

    def __init__(self) -> None:
        self.stretches: list[Stretch] = []
        super().__init__(PLAN, agents=())

    def _keep(self, commands: list[Command]) -> None:
        super()._keep(commands)
        self.stretches += [one.record for one in commands if isinstance(one, KeepStretch)]

    def told(self) -> list[tuple[str, str, float]]:
        """Presence, reason and seconds of each."""
        return [
            (one.presence, one.reason, (one.end_us - one.start_us) / SECOND)
            for one in self.stretches
        ]


def test_stretches_are_the_time_logged_in() -> None:
    """From log-in to log-out there is no gap and no overlap; each break says what the settings say."""
    floor = Watched()
    floor.do(LogInRequested("anna"), 5)
    floor.do(NotReadyRequested("anna", "lunch"), 10)
    floor.do(NotReadyRequested("anna", "meeting"), 20)
    floor.do(ReadyRequested("anna"), 30)
    floor.do(LogOutRequested("anna"), 40)
    assert floor.told() == [
        ("ready", "", 10.0), ("not_ready", "lunch", 20.0),
        ("not_ready", "meeting", 30.0), ("ready", "", 40.0),
    ]  # fmt: skip
    assert [(one.paid, one.productive) for one in floor.stretches] == [
        (True, True), (False, False), (True, True), (True, True),
    ]  # fmt: skip
    edges = [(one.start_us, one.end_us) for one in floor.stretches]
    assert all(before[1] == after[0] for before, after in pairwise(edges))


def test_a_break_asked_for_in_a_call_begins_after_it() -> None:
    """Until the call and its wrap-up are over the agent counts as ready."""
    floor = Watched()
    floor.do(LogInRequested("anna"))
    connect = floor.talk()
    floor.do(NotReadyRequested("anna", "lunch"), 5)
    floor.do(LegEnded(connect.agent_leg), 5)
    floor.do(LegEnded("c1", by="us"))
    assert floor.told() == []
    floor.wait(60)
    ((presence, _, seconds),) = floor.told()
    assert (presence, seconds >= 10) == ("ready", True)


def test_stretches_survive_a_restore_and_end_with_the_machine_or_the_agent() -> None:
    """A controller's restart cuts nothing; one of the machine ends what lasted when it was last seen."""
    floor = Watched()
    floor.do(ControllerStarted(1))
    floor.do(SwitchFound(devices=("anna/desk",)))
    floor.do(LogInRequested("anna"))
    kept = msgspec.json.encode(floor.centre.snapshot())
    floor.centre = Centre.restored(msgspec.json.decode(kept, type=CentreState))
    floor.do(NotReadyRequested("anna", "lunch"), 50)
    began_ms = floor.now.utc_ms
    floor.do(LogInRequested("ben"), 25)
    later = Moment(5_000_000, began_ms + 3_600_000, "another boot")
    commands = floor.centre.handle(ControllerStarted(2), later)
    (anna,) = [one.record for one in commands if isinstance(one, KeepStretch)]
    assert (anna.reason, anna.start_utc_ms, anna.boot_id) == ("lunch", began_ms, "boot")
    assert anna.end_us - anna.start_us == 25 * SECOND
    agents = {"ben": PLAN.agents["ben"]}
    moment = Moment(15_000_000, began_ms + 3_610_000, "another boot")
    commands = floor.centre.handle(
        CentreConfigured(replace(PLAN, version="without anna", agents=agents)), moment
    )
    (last,) = [one.record for one in commands if isinstance(one, KeepStretch)]
    assert (last.agent, last.end_us - last.start_us) == ("anna", 10 * SECOND)
