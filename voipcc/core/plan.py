"""The checked plan the core runs on: numbers, flows, queues, agents, opening hours.

Frozen values only. The dialplan room and the settings make it; `version` is a digest of
its content. A call pins the version it began with. `kind` fields make every step
recognisable in a journal: `plan_from` reads back what a JSON encoder wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from voipcc.core.line_limits import LineLimits, LineProfile
from voipcc.core.plain import from_plain
from voipcc.core.steps import Step
from voipcc.core.tape_words import NO_RECORDING, RecordingRules

MISSED = "missed"  # the reason of a break nobody asked for: too many offers missed in a row


@dataclass(frozen=True, slots=True)
class Flow:
    """One dialplan: blocks of steps; `start` is where a call begins."""

    name: str
    language: str
    blocks: Mapping[str, tuple[Step, ...]]
    start: str = "start"
    source: str = ""
    callers: Mapping[str, str] = field(default_factory=dict)  # lists: their digests
    # blocks for those beside the flow: see QueueStep
    comfort: str = ""
    agent_hears: str = ""
    on_hold: str = ""
    after_call: str = ""


# --- what the flows refer to --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hours:
    """Open from `start_ms` to `end_ms` (UTC), sorted, disjoint; known until `until_ms`."""

    name: str
    open: tuple[tuple[int, int], ...]
    until_ms: int
    time_zone: str = "UTC"
    made_with: str = ""
    # The clock on the wall there: from which UTC millisecond on it is ahead by so many minutes.
    clock: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """How one agent serves one queue.

    Agents of a higher `level` are rung only while none of a lower one is free. `priority`
    says which of the agent's queues goes first (the higher), `weight` is the agent's share
    with the strategy "weighted".
    """

    level: int = 1
    priority: int = 0
    weight: int = 1


PLAIN_MEMBER = Member()


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One more ring: after `after_s` of waiting the named skills are not asked for any more.

    `requires` replaces the whole requirement where it is given; `level` lets agents of up to
    this level in (0: as before).
    """

    after_s: int
    drops: tuple[str, ...] = ()
    requires: str = ""
    level: int = 0


WrapUpMode = Literal["optional", "mandatory", "timed", "timed_fixed"]


@dataclass(frozen=True, slots=True)
class Comfort:
    """What a waiting caller hears besides music and position.

    `prompts` come one at a time, in order or by lot; `first_s` and then every `every_s`, never
    within `gap_s` of another announcement.
    """

    prompts: tuple[str, ...] = ()
    first_s: int = 30
    every_s: int = 60
    gap_s: int = 10
    random: bool = False


@dataclass(frozen=True, slots=True)
class CallbackRules:
    """How calls back are made: `tries` with `gap_s` between, not before `delay_s`.

    `from_minute` and `to_minute` are the local time at the called number in which it may ring.
    `trunk` is tried first ("": the one the caller came by); `caller_id` is one of our numbers
    ("": the one the caller dialled).
    """

    tries: int = 3
    gap_s: int = 600
    delay_s: int = 0
    ring_s: int = 30
    from_minute: int = 8 * 60
    to_minute: int = 20 * 60
    keep_s: int = 48 * 3600
    most_waiting: int = 100
    trunk: str = ""
    caller_id: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """One line of waiting callers and the agents who serve it.

    `agents` are in order (for linear and round_robin); `members` names those who serve it
    otherwise than usual. `relax` are up to six further rings. `priority_worth_s`: one point
    of priority counts like so many seconds of waiting (0: a higher priority always goes first).
    """

    name: str
    agents: tuple[str, ...]
    music: str = "default"
    strategy: str = "longest_idle"
    ring_timeout_s: int = 20
    wrap_up_s: int = 10
    max_waiting: int = 200
    max_wait_s: int = 1800
    announce_first_s: int = 10
    announce_every_s: int = 45
    announce_position: bool = True
    rest_after_rejected_s: int = 10
    rest_after_missed_s: int = 30
    members: Mapping[str, Member] = field(default_factory=dict)
    requires: str = ""
    relax: tuple[Relaxation, ...] = ()
    priority_worth_s: int = 0
    progress_s: int = 10
    prefer_s: int = 20
    last_agent_h: int = 0
    redial_s: int = 120
    wrap_up_mode: WrapUpMode = "timed"
    dispositions: Mapping[str, str] = field(default_factory=dict)
    disposition_required: bool = False
    rest_after_busy_s: int = 10
    rest_after_unreachable_s: int = 10
    misses_allowed: int = 0
    announce_wait: bool = False
    comfort: Comfort = field(default_factory=Comfort)
    spoken_as: tuple[str, ...] = ()
    callback: CallbackRules = field(default_factory=CallbackRules)
    whisper: bool = False
    recording: RecordingRules = NO_RECORDING


@dataclass(frozen=True, slots=True)
class Agent:
    """A person. `ring`: the first reachable device, or all of them at once.

    `telephones` are those devices that are rung through a trunk: so many seconds each waits for the
    key that confirms a person is there. `rescue` is the one that is rung when the line of a talk died.
    """

    name: str
    devices: tuple[str, ...]
    display: str = ""
    language: str = "en"
    skills: Mapping[str, int] = field(default_factory=dict)
    ring: Literal["first", "all"] = "first"
    short: str = ""  # the number colleagues dial
    telephones: Mapping[str, int] = field(default_factory=dict)
    rescue: str = ""
    line_profile: LineProfile = "automatic"
    auto_answer: bool = False
    caller_id: str = ""  # the number of ours the agent's own calls show


@dataclass(frozen=True, slots=True)
class Supervisor:
    """An agent who may hear others' talks, those of `queues` only (none named: all)."""

    name: str
    queues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is not ready; `longest_s` 0: as long as it takes."""

    name: str
    paid: bool = True
    productive: bool = False
    longest_s: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the core knows of the centre."""

    version: str
    numbers: Mapping[str, str]  # our number in E.164 -> flow name
    flows: Mapping[str, Flow]
    queues: Mapping[str, Queue]
    agents: Mapping[str, Agent]
    hours: Mapping[str, Hours] = field(default_factory=dict)
    time_zone: str = "UTC"
    max_calls: int = 500
    # Feature codes: "*11" -> "log_in", "*131" -> "not_ready:break" ...
    codes: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    voicemail_days: int = 30
    line_rule: LineLimits = field(default_factory=LineLimits)
    supervisors: Mapping[str, Supervisor] = field(default_factory=dict)
    help_code: str = "*0"  # in mid-talk
    # What is recorded by phone: "12" -> "de/welcome".
    prompt_numbers: Mapping[str, str] = field(default_factory=dict)
    # Feature codes in mid-talk: "*1" -> "blind", "*4" -> "take_back" ...
    talk_codes: Mapping[str, str] = field(default_factory=dict)
    pickup_code: str = "*6"  # dialled before the place of a parked call
    park_s: int = 120
    # What a synthetic voice says: prompt -> language -> text.
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    # How talks no queue leads are recorded, by the direction of the call: in, out, internal.
    recording: Mapping[str, RecordingRules] = field(default_factory=dict)


def plan_from(data: Mapping[str, Any]) -> Plan:
    """The plan whose JSON form is `data`. Raises KeyError or TypeError when it is not one."""
    plan: Plan = from_plain(Plan, data)
    return plan


def queue_from(data: Mapping[str, Any]) -> Queue:
    """The queue whose JSON form is `data`."""
    queue: Queue = from_plain(Queue, data)
    return queue
