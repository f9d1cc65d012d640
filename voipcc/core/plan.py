"""The checked plan the core runs on: numbers, flows, queues, agents, opening hours.

Frozen values only. The dialplan room and the settings make it; `version` is a digest of
its content. A call pins the version it began with. `kind` fields make every step
recognisable in a journal: `plan_from` reads back what a JSON encoder wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Prompts = tuple[str, ...]


# --- steps of a flow; a jump names a block of the same flow -------------------------------


@dataclass(frozen=True, slots=True)
class PlayStep:
    """Say prompts; a pressed key is kept for a menu that follows (interruptible)."""

    prompts: Prompts
    line: int = 0
    kind: Literal["play"] = "play"


@dataclass(frozen=True, slots=True)
class MenuStep:
    """Ask for one key. After `tries` wrong or missing keys the matching jump is taken."""

    prompts: Prompts
    keys: Mapping[str, str]
    timeout_s: float = 5.0
    tries: int = 3
    timeout_prompts: Prompts = ()
    invalid_prompts: Prompts = ()
    on_timeout: str = ""
    on_invalid: str = ""
    line: int = 0
    kind: Literal["menu"] = "menu"


@dataclass(frozen=True, slots=True)
class HoursStep:
    """Go on when open, jump to `closed` when not."""

    hours: str
    closed: str
    line: int = 0
    kind: Literal["hours"] = "hours"


@dataclass(frozen=True, slots=True)
class QueueStep:
    """Wait for an agent. `on_full` and `on_timeout` are jumps ("" : the closing prompt)."""

    queue: str
    on_full: str = ""
    on_timeout: str = ""
    line: int = 0
    kind: Literal["queue"] = "queue"


@dataclass(frozen=True, slots=True)
class JumpStep:
    block: str
    line: int = 0
    kind: Literal["jump"] = "jump"


@dataclass(frozen=True, slots=True)
class HangUpStep:
    """End the call; `outcome` says what the record calls it."""

    outcome: Literal["completed", "closed"] = "completed"
    line: int = 0
    kind: Literal["hang_up"] = "hang_up"


Step = PlayStep | MenuStep | HoursStep | QueueStep | JumpStep | HangUpStep
STEPS: dict[str, type] = {
    "play": PlayStep,
    "menu": MenuStep,
    "hours": HoursStep,
    "queue": QueueStep,
    "jump": JumpStep,
    "hang_up": HangUpStep,
}


@dataclass(frozen=True, slots=True)
class Flow:
    """One dialplan: blocks of steps; `start` is where a call begins."""

    name: str
    language: str
    blocks: Mapping[str, tuple[Step, ...]]
    start: str = "start"
    source: str = ""


# --- what the flows refer to --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hours:
    """Open from `start_ms` to `end_ms` (UTC), sorted, disjoint; known until `until_ms`."""

    name: str
    open: tuple[tuple[int, int], ...]
    until_ms: int
    time_zone: str = "UTC"
    made_with: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """One line of waiting callers and the agents who serve it."""

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


@dataclass(frozen=True, slots=True)
class Agent:
    """A person; `devices` are rung in order until one is reachable."""

    name: str
    devices: tuple[str, ...]
    display: str = ""
    language: str = "en"


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


def plan_from(data: Mapping[str, Any]) -> Plan:
    """The plan whose JSON form is `data`. Raises KeyError or TypeError when it is not one."""
    return Plan(
        **{
            **data,
            "flows": {name: _flow_from(flow) for name, flow in data["flows"].items()},
            "queues": {
                name: Queue(**{**queue, "agents": tuple(queue["agents"])})
                for name, queue in data["queues"].items()
            },
            "agents": {
                name: Agent(**{**agent, "devices": tuple(agent["devices"])})
                for name, agent in data["agents"].items()
            },
            "hours": {
                name: Hours(**{**hours, "open": tuple((a, b) for a, b in hours["open"])})
                for name, hours in data["hours"].items()
            },
        }
    )


def _flow_from(data: Mapping[str, Any]) -> Flow:
    blocks = {
        label: tuple(_step_from(step) for step in steps) for label, steps in data["blocks"].items()
    }
    return Flow(**{**data, "blocks": blocks})


def _step_from(data: Mapping[str, Any]) -> Step:
    values = {
        key: tuple(value) if key.endswith("prompts") else value for key, value in data.items()
    }
    step: Step = STEPS[data["kind"]](**values)
    return step
