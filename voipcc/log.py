"""Logs: structlog, one JSON line per decision with the call's id.

Numbers of people are masked wherever they stand, typed digits are never written: the
watcher names what is logged of each event and command, nothing else gets in.
"""

import contextlib
import json
import logging
import os
import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import structlog

from voipcc.core import commands as do
from voipcc.core import events as seen
from voipcc.core import tape_files as tapes
from voipcc.core import tape_words as words
from voipcc.core.commands import Command
from voipcc.core.events import Event
from voipcc.core.moment import MICROSECONDS, Moment
from voipcc.core.prompt_words import PromptPublished, PublishPrompt
from voipcc.core.supervision_words import (
    HelpRequested,
    Listen,
    MoveRequested,
    SecretChecked,
    SupervisionEndRequested,
    SupervisionRequested,
)

Log = structlog.typing.FilteringBoundLogger
Fields = dict[str, Any]

_NUMBER = re.compile(r"(?<![\w.-])\+?\d{6,15}(?![\w.-])")
_TYPED = re.compile(r"\b(digits?=|typed=)'[^']*'")
_IDS = frozenset({"event", "call", "leg", "time", "offer", "talk"})
_encode = msgspec.json.Encoder().encode
LIMIT_BYTES = 100_000_000


def masked(text: str) -> str:
    """`text` with all but the last two digits of every telephone number replaced."""
    return _NUMBER.sub(lambda match: "*" * (len(match[0]) - 2) + match[0][-2:], text)


class _LogFile:
    """Lines at the end of a file; what the disk refuses is lost, and nobody waits for it.

    A log must never hold up a call: a full disk costs lines, not the line to the switch.
    At `limit_bytes` a new file begins; one older is kept (`<name>.0`).
    """

    def __init__(self, path: Path, limit_bytes: int) -> None:
        self._path = path
        self._limit = limit_bytes
        self._fd = self._opened()

    def _opened(self) -> int:
        return os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def write(self, line: bytes) -> None:
        with contextlib.suppress(OSError):
            if os.write(self._fd, line) < len(line):
                os.write(self._fd, b"\n")  # the disk took half of it
            if os.lseek(self._fd, 0, os.SEEK_CUR) > self._limit:
                self._begin_anew()

    def _begin_anew(self) -> None:
        self._path.replace(self._path.with_name(f"{self._path.name}.0"))
        fd, self._fd = self._fd, self._opened()
        os.close(fd)

    def flush(self) -> None:
        """Each line is written at once."""


def open_log(path: Path | None, limit_bytes: int = LIMIT_BYTES) -> Log:
    """A logger that appends JSON lines to `path` (made with rights 0600), or to nowhere."""
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        target: Any = _LogFile(path, limit_bytes)
    else:
        target = Path(os.devnull).open("ab")  # noqa: SIM115 - open for the program's life
    log: Log = structlog.wrap_logger(
        structlog.BytesLogger(target),
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
    bound: Log = log.bind()  # a lazy one would be put together again for each line
    return bound


def decisions(log: Log) -> Callable[[Moment, Event, Sequence[Command]], None]:
    """A watcher for the controller that writes one line for each decision."""

    def watch(_now: Moment, event: Event, commands: Sequence[Command]) -> None:
        for fact in (event, *commands):
            line = _line_of(fact)
            if line is not None:
                log.info(line[0], **line[1])

    return watch


def core_faults(log: Log, faults: list[str]) -> Callable[[Moment, Event, Sequence[Command]], None]:
    """A watcher that logs errors inside the core (each cost one call its comfort) and clears them."""

    def watch(_now: Moment, _event: Event, _commands: Sequence[Command]) -> None:
        if faults:
            for text in faults:
                log.error("fault in the core", text=_TYPED.sub(r"\1'?'", text))
            faults.clear()

    return watch


def _mask(_logger: object, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    for key, value in line.items():
        if key not in _IDS and isinstance(value, str):
            line[key] = masked(value)
    return line


def _render(_logger: object, _method: str, line: MutableMapping[str, Any]) -> bytes:
    """One line of JSON; what a stranger wrote commands no terminal and turns no line around."""
    try:
        made = _encode(line)
        if made.decode().isprintable():
            return made
    except UnicodeEncodeError:  # half a letter
        pass
    return json.dumps(line, separators=(",", ":"), default=str).replace("\x7f", "\\u007f").encode()


_LOGGED_FIELDS: Mapping[type, tuple[str, tuple[str, ...]]] = {
    seen.CallArrived: ("call arrived", ("leg", "trunk")),
    seen.SwitchLost: ("switch lost", ()),
    seen.CommandRefused: ("command refused", ("leg", "command", "reason")),
    seen.PromptFailed: ("prompt failed", ("leg", "reason")),
    seen.ControllerStarted: ("controller started", ("epoch",)),
    seen.LogInRequested: ("log in", ("agent", "by")),
    seen.LogOutRequested: ("log out", ("agent", "by")),
    seen.ReadyRequested: ("ready", ("agent", "by")),
    seen.NotReadyRequested: ("not ready", ("agent", "reason", "by")),
    seen.WrapUpRequested: ("more wrap-up", ("agent", "extend_s", "by")),
    seen.WrapUpEndRequested: ("wrap-up ended", ("agent", "by")),
    seen.DispositionChosen: ("disposition", ("agent", "code", "by")),
    SupervisionRequested: ("supervision", ("supervisor", "agent", "mode", "by")),
    SupervisionEndRequested: ("supervision ended", ("supervisor", "by")),
    HelpRequested: ("help asked", ("agent", "by")),
    MoveRequested: ("caller moved", ("call", "queue", "by")),
    SecretChecked: ("PIN typed", ("leg", "finding")),
    PromptPublished: ("prompt recorded by phone", ("leg", "recording", "problem")),
    tapes.TapeStored: ("recording kept", ("tape", "path", "length_ms", "faults")),
    tapes.TapeLost: ("recording lost", ("tape", "reason")),
    tapes.TapePlayed: ("recording given out", ("tape", "how", "by", "reason")),
    tapes.TapeHeld: ("recording held", ("tape", "reason", "by")),
    tapes.TapeReleased: ("recording held no longer", ("tape", "reason", "by")),
    tapes.TapeErased: ("recording erased", ("tape", "reason", "by")),
    tapes.PartyErased: ("person erased", ("party", "messages", "tapes", "held", "by")),
    words.StartTape: ("recording begun", ("tape", "leg", "sides")),
    words.StopTape: ("recording ended", ("tape", "leg")),
    words.TapePauseRequested: ("recording pause asked", ("call", "by")),
    words.TapeResumeRequested: ("recording resume asked", ("call", "by")),
    words.TapeFailed: ("recording failed", ("tape", "leg", "what", "reason")),
    PublishPrompt: ("publish prompt", ("leg", "recording", "prompt", "by")),
    Listen: ("listen", ("leg", "talk", "agent_leg", "mode")),
    do.Join: ("join", ("leg", "talk")),
    do.Ring: ("ring", ("call", "leg", "device", "queue")),
    do.Connect: ("connect", ("talk", "caller_leg", "agent_leg")),
    do.Adopt: ("adopt", ("leg",)),
    do.DropRecording: ("message deleted", ("recording", "reason", "by")),
}


def _line_of(fact: Event | Command) -> tuple[str, Fields] | None:
    """What is logged of one event or command: most are nobody's business."""
    found = _LOGGED_FIELDS.get(type(fact))
    if found is not None:
        return found[0], {name: getattr(fact, name) for name in found[1]}
    match fact:
        case seen.SwitchFound():
            return "switch found", {"legs": len(fact.legs), "restarted": fact.restarted}
        case seen.CentreConfigured():
            return "plan in force", {"version": fact.plan.version}
        case do.KeepRecord(record=record):
            seconds = round((record.ended_us - record.arrived_us) / MICROSECONDS, 3)
            return "record", {"call": record.id, "outcome": record.outcome, "seconds": seconds}
        case do.KeepWrapUp(record=kept):
            seconds = round((kept.end_us - kept.start_us) / MICROSECONDS, 3)
            names = {"call": kept.conversation, "agent": kept.agent}
            return "wrap-up", {**names, "disposition": kept.disposition, "seconds": seconds}
        case seen.LineMeasured(fault=fault) if fault:
            return "line fault", {"leg": fact.leg, "device": fact.device, "fault": fault}
        case _:
            return None
