"""A snapshot of the whole centre, in dataclasses a JSON encoder can write and read back.

Only what decides is kept; indexes are derived again. `voipcc.core.centre.Centre.restored`
reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any

from voipcc.core.agent import AgentState, DeviceState
from voipcc.core.calibration import Hits, Told
from voipcc.core.call import Call
from voipcc.core.code import CodeLeg
from voipcc.core.deadlines import Deadline
from voipcc.core.door_codes import DoorLeg
from voipcc.core.errands import Errand
from voipcc.core.kpi import Quarter
from voipcc.core.leg_quality import LegMeter
from voipcc.core.lines import Waiter
from voipcc.core.memory import LastAgent, LeftPlace
from voipcc.core.notes import Note, NoteLeg
from voipcc.core.overrides import Override
from voipcc.core.pace import Pace
from voipcc.core.reservations import Reservation
from voipcc.core.strays import Stray
from voipcc.core.supervision import Supervision
from voipcc.core.takes import Take
from voipcc.core.tape import TapeState
from voipcc.core.trial import Trial
from voipcc.core.voicemail_box import Message

SCHEMA = 2


@dataclass(slots=True)
class CentreState:
    """Everything a centre needs to go on exactly where it stood.

    `plans` are JSON forms by version (`plan_from` reads them); `plan` is the running one.
    """

    schema: int
    seed: int
    epoch: int
    sequence: int
    boot_id: str
    last_us: int
    connected: bool
    plan: str
    plans: dict[str, dict[str, Any]]
    calls: list[Call] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    phones: dict[str, str] = field(default_factory=dict)
    codes: list[CodeLeg] = field(default_factory=list)
    meters: list[LegMeter] = field(default_factory=list)
    ended: dict[str, int] = field(default_factory=dict)
    errands: list[Errand] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    supervisions: list[Supervision] = field(default_factory=list)
    wrong_pins: dict[str, list[int]] = field(default_factory=dict)
    note_legs: list[NoteLeg] = field(default_factory=list)
    notes_begun: dict[str, Note] = field(default_factory=dict)
    notes: dict[str, list[Note]] = field(default_factory=dict)
    takes: list[Take] = field(default_factory=list)
    takes_begun: list[str] = field(default_factory=list)
    door_legs: list[DoorLeg] = field(default_factory=list)
    door_recordings: list[str] = field(default_factory=list)
    agents: list[AgentState] = field(default_factory=list)
    devices: list[DeviceState] = field(default_factory=list)
    waiters: list[Waiter] = field(default_factory=list)
    reservations: list[Reservation] = field(default_factory=list)
    left_places: dict[str, LeftPlace] = field(default_factory=dict)
    last_agents: dict[str, LastAgent] = field(default_factory=dict)
    turns: dict[str, int] = field(default_factory=dict)
    paces: dict[str, Pace] = field(default_factory=dict)
    hits: dict[str, Hits] = field(default_factory=dict)
    told: dict[str, list[Told]] = field(default_factory=dict)
    gone_queues: dict[str, dict[str, Any]] = field(default_factory=dict)
    deadlines: list[Deadline] = field(default_factory=list)
    overrides: list[Override] = field(default_factory=list)
    stand_ins: dict[str, list[str]] = field(default_factory=dict)
    quarters: list[Quarter] = field(default_factory=list)
    total: Quarter = field(default_factory=lambda: Quarter(0))
    trial: Trial | None = None
    tapes: list[TapeState] = field(default_factory=list)


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass; none of any other type."""
    return tuple(entry.name for entry in fields(kind)) if is_dataclass(kind) else ()


def plain(value: Any) -> Any:
    """The JSON form of a plan or a part of it: dicts, lists, strings, numbers."""
    if isinstance(value, str | int):
        return value
    if names := _field_names(value.__class__):
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value
