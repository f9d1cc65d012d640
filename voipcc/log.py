"""Logs: structlog, one JSON line per decision with the call's id.

Numbers of people are masked wherever they stand, typed digits are never written: the
watcher names what is logged of each event and command, nothing else gets in.
"""

import logging
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import structlog

from voipcc.core import commands as do
from voipcc.core import events as seen
from voipcc.core.commands import Command
from voipcc.core.events import Event
from voipcc.core.moment import MICROSECONDS, Moment

Log = structlog.typing.FilteringBoundLogger
Fields = dict[str, Any]

_NUMBER = re.compile(r"(?<![\w.-])\+?\d{6,15}(?![\w.-])")
_IDS = frozenset({"event", "call", "leg", "time", "offer", "talk"})
_encode = msgspec.json.Encoder().encode


def masked(text: str) -> str:
    """`text` with all but the last two digits of every telephone number replaced."""
    return _NUMBER.sub(lambda match: "*" * (len(match[0]) - 2) + match[0][-2:], text)


def open_log(path: Path | None) -> Log:
    """A logger that appends JSON lines to `path` (made with rights 0600), or to nowhere."""
    target = path or Path("/dev/null")
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
    log: Log = structlog.wrap_logger(
        structlog.BytesLogger(target.open("ab")),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            structlog.processors.format_exc_info,
            _mask,
            _render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    return log


def decisions(log: Log) -> Callable[[Moment, Event, Sequence[Command]], None]:
    """A watcher for the controller that writes one line for each decision."""

    def watch(_now: Moment, event: Event, commands: Sequence[Command]) -> None:
        line = _of_event(event)
        if line:
            log.info(line[0], **line[1])
        for command in commands:
            line = _of_command(command)
            if line:
                log.info(line[0], **line[1])

    return watch


def _mask(_logger: object, _method: str, line: Fields) -> Fields:
    for key, value in line.items():
        if key not in _IDS and isinstance(value, str):
            line[key] = masked(value)
    return line


def _render(_logger: object, _method: str, line: Fields) -> bytes:
    return _encode(line)


def _of_event(event: Event) -> tuple[str, Fields] | None:
    match event:
        case seen.CallArrived():
            return "call arrived", {"leg": event.leg, "trunk": event.trunk}
        case seen.SwitchLost():
            return "switch lost", {}
        case seen.SwitchFound():
            return "switch found", {"legs": len(event.legs), "restarted": event.restarted}
        case seen.CommandRefused():
            return "command refused", {
                "leg": event.leg,
                "command": event.command,
                "reason": event.reason,
            }
        case seen.PromptFailed():
            return "prompt failed", {"leg": event.leg, "reason": event.reason}
        case seen.CentreConfigured():
            return "plan in force", {"version": event.plan.version}
        case seen.ControllerStarted():
            return "controller started", {"epoch": event.epoch}
        case (
            seen.LogInRequested()
            | seen.LogOutRequested()
            | seen.ReadyRequested()
            | seen.NotReadyRequested()
        ):
            return type(event).__name__, {"agent": event.agent, "by": event.by}
        case _:
            return None


def _of_command(command: Command) -> tuple[str, Fields] | None:
    match command:
        case do.Ring():
            return "ring", {
                "call": command.call,
                "leg": command.leg,
                "device": command.device,
                "queue": command.queue,
            }
        case do.Connect():
            return "connect", {"talk": command.talk, "leg": command.caller_leg}
        case do.KeepRecord():
            record = command.record
            return "record", {
                "call": record.id,
                "outcome": record.outcome,
                "seconds": round((record.ended_us - record.arrived_us) / MICROSECONDS, 3),
            }
        case _:
            return None
