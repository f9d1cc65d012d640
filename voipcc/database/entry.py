"""One entry of the journal: its JSON form and the typed form read back.

Events and commands only ever gain optional fields: fields a reader does not know are
ignored, fields an old journal lacks take their defaults.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast, get_args

import msgspec

from voipcc.core import commands as command_words
from voipcc.core import events as event_words
from voipcc.core.commands import Command, KeepLegQuality, KeepRecord, KeepStretch, KeepWrapUp
from voipcc.core.events import CanaryConfigured, CentreConfigured, Event
from voipcc.core.moment import Moment
from voipcc.core.plan import plan_from
from voipcc.core.tape_files import KeepTapeFile
from voipcc.core.tape_words import KeepTape

EVENTS: dict[str, type] = {kind.__name__: kind for kind in get_args(event_words.Event)}
COMMANDS: dict[str, type] = {kind.__name__: kind for kind in get_args(command_words.Command)}
RECORD_SIGNS = {
    b'["KeepRecord",': "KeepRecord",
    b'["KeepWrapUp",': "KeepWrapUp",
    b'["KeepLegQuality",': "KeepLegQuality",
    b'["KeepStretch",': "KeepStretch",
    b'["KeepTape",': "KeepTape",
    b'["KeepTapeFile",': "KeepTapeFile",
}
Keep = KeepRecord | KeepWrapUp | KeepLegQuality | KeepStretch | KeepTape | KeepTapeFile
LEG_SIGN = re.compile(rb'"(?:leg|caller_leg)":"([^"\\]{1,200})"')


@dataclass(frozen=True, slots=True)
class RawCommand:
    """A command this program has no class for."""

    name: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it was handled, with the commands it led to."""

    sequence: int
    now: Moment
    kind: str
    event: Event
    commands: tuple[Command | RawCommand, ...]


class EntryError(Exception):
    """The payload is whole, but it is not an entry this program can read."""


class Line(msgspec.Struct):
    """The JSON form of an entry."""

    sequence: int
    monotonic_us: int
    utc_ms: int
    boot: str
    kind: str
    event: str
    fields: Any
    commands: Any


class ReadLine(msgspec.Struct):
    """The same on the way back: the inner parts are decoded by their names."""

    sequence: int
    monotonic_us: int
    utc_ms: int
    boot: str
    kind: str
    event: str
    fields: msgspec.Raw
    commands: list[tuple[str, msgspec.Raw]]


def encoded(
    sequence: int, now: Moment, event: Event, commands: Sequence[Command], kind: str = "event"
) -> bytes:
    """The payload of one entry. Text that is not valid Unicode is mended, not refused."""
    line = Line(
        sequence, now.monotonic_us, now.utc_ms, now.boot_id, kind, type(event).__name__,
        event, [(type(command).__name__, command) for command in commands],
    )  # fmt: skip
    try:
        return ENCODER.encode(line)
    except UnicodeEncodeError:
        return ENCODER.encode(_mended(msgspec.to_builtins(line, enc_hook=_plain)))


def decoded(payload: bytes) -> Entry:
    """The entry in `payload`. Raises EntryError."""
    try:
        line = LINES.decode(payload)
        return Entry(
            line.sequence,
            Moment(line.monotonic_us, line.utc_ms, line.boot),
            line.kind,
            _event(line.event, line.fields),
            tuple(_command(name, raw) for name, raw in line.commands),
        )
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise EntryError(str(error) or type(error).__name__) from error


def records_in(payload: bytes) -> list[Keep]:
    """The records, wrap-ups and leg qualities this entry keeps; a cheap look decides whether it is decoded at all.

    Only the commands are read, so a record survives an event that cannot be understood.
    Raises EntryError.
    """
    if not any(sign in payload for sign in RECORD_SIGNS):
        return []
    kept = RECORD_SIGNS.values()
    try:
        commands = LINES.decode(payload).commands
        return [cast(Keep, _command(name, raw)) for name, raw in commands if name in kept]
    except (msgspec.MsgspecError, ValueError) as error:
        raise EntryError(str(error)) from error


def legs_in(damaged: bytes) -> tuple[str, ...]:
    """The legs that damaged bytes still name: whose call must not be trusted any more."""
    found = (match.decode("ascii", "ignore") for match in LEG_SIGN.findall(damaged))
    return tuple(dict.fromkeys(found))


def _event(name: str, raw: msgspec.Raw) -> Event:
    if name == "CentreConfigured":
        return CentreConfigured(plan_from(msgspec.json.decode(raw)["plan"]))
    if name == "CanaryConfigured":
        fields = msgspec.json.decode(raw)
        plan = plan_from(fields["plan"]) if fields["plan"] else None
        return CanaryConfigured(plan, fields["percent"], tuple(fields["lists"]))
    if name not in EVENTS:
        raise EntryError(f"no event is called {name!r}")
    return cast(Event, _decoder(EVENTS[name]).decode(raw))


def _command(name: str, raw: msgspec.Raw) -> Command | RawCommand:
    if name not in COMMANDS:
        return RawCommand(name, msgspec.json.decode(raw))
    return cast(Command, _decoder(COMMANDS[name]).decode(raw))


@cache
def _decoder(kind: type) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no place in the journal")


def _mended(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case dict():
            return {_mended(key): _mended(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_mended(inner) for inner in value]
    return value


ENCODER = msgspec.json.Encoder(enc_hook=_plain)
LINES = msgspec.json.Decoder(ReadLine)
