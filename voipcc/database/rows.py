"""Records as rows of their tables and back: lists as JSON, yes and no as 1 and 0."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from operator import attrgetter
from typing import Any, get_origin

import msgspec

from voipcc.core.cdr import (
    Announced,
    Answer,
    Conversation,
    LegQuality,
    Offer,
    Segment,
    Stretch,
    Tape,
    Watch,
    WrapUp,
    span_us,
)
from voipcc.core.tape_files import TapeFile
from voipcc.database.engine import Row, Value
from voipcc.database.tables import (
    ANNOUNCEMENT,
    ANSWER,
    CONVERSATION,
    LEG_QUALITY,
    OFFER,
    SEGMENT,
    STRETCH,
    TAPE,
    TAPE_FILE,
    WATCH,
    WRAP_UP,
    Table,
    selected,
)

Record = Conversation | WrapUp | LegQuality | Stretch | Tape | TapeFile
LONGEST_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class Shape:
    """How one class stands in its table. `names` are its fields there, in the class's order."""

    kind: type
    table: Table
    names: tuple[str, ...]
    lists: tuple[int, ...]
    flags: tuple[int, ...]
    _values: Callable[[Any], tuple[Any, ...]]

    def values(self, record: object) -> list[Value]:
        """A record's fields as the table holds them."""
        row = list(self._values(record))
        for place in self.lists:
            row[place] = _listed(row[place]) if row[place] else "[]"
        for place in self.flags:
            row[place] = int(row[place])
        return row

    def plain(self, row: Row | Sequence[Any]) -> list[Any]:
        """The fields' own values, from a row that begins with them."""
        values = list(row)[: len(self.names)]
        for place in self.lists:
            values[place] = _unlisted(values[place])
        for place in self.flags:
            values[place] = bool(values[place])
        return values

    def columns(self, schema: int) -> str:
        """The fields for a SELECT from tables of that schema."""
        return selected(self.table, self.names, schema)


def _shape(kind: Any, table: Table) -> Shape:
    found = [one for one in fields(kind) if one.name in table.names]
    names = tuple(one.name for one in found)
    return Shape(
        kind, table, names,
        tuple(at for at, one in enumerate(found) if get_origin(one.type) is tuple),
        tuple(at for at, one in enumerate(found) if one.type is bool),
        attrgetter(*names),
    )  # fmt: skip


PARTS: Mapping[str, Shape] = {  # by the conversation's field
    "segments": _shape(Segment, SEGMENT),
    "offers": _shape(Offer, OFFER),
    "announced": _shape(Announced, ANNOUNCEMENT),
    "watches": _shape(Watch, WATCH),
    "survey": _shape(Answer, ANSWER),
}
WHOLE = _shape(Conversation, CONVERSATION)
KEPT: Mapping[type, Shape] = {  # records of their own
    kind: _shape(kind, table)
    for kind, table in (
        (WrapUp, WRAP_UP),
        (LegQuality, LEG_QUALITY),
        (Stretch, STRETCH),
        (Tape, TAPE),
        (TapeFile, TAPE_FILE),
    )
}
DERIVED = ("sequence", "queue", "agent", "wait_us", "talk_us")


def conversation_row(record: Conversation, sequence: int) -> list[Value]:
    """The row of WHOLE.names and DERIVED."""
    queue = next((part.queue for part in record.segments if part.queue), "")
    agent = ""
    for part in record.segments:
        if part.kind == "talk" and not part.outside:
            agent = part.agent
    times = (span_us(record, "queue"), span_us(record, "talk"))
    return [*WHOLE.values(record), sequence, queue, agent, *times]


def conversation_of(row: Row, parts: Mapping[str, Sequence[Row]]) -> Conversation:
    """A conversation of its row and the rows of its parts, which have no other columns."""
    made: dict[str, Any] = dict(zip(WHOLE.names, WHOLE.plain(row), strict=True))
    for name, shape in PARTS.items():
        made[name] = tuple(shape.kind(*shape.plain(part)) for part in parts.get(name, ()))
    return Conversation(**made)


def name_of(record: Record) -> str:
    """What a record is called in messages."""
    if isinstance(record, Conversation):
        return record.id
    key = KEPT[type(record)].table.key
    return " ".join(str(getattr(record, name)) for name in key)


def mended(record: Record) -> Record:
    """The record with texts any database holds: no NUL, no half characters, none endless."""
    try:
        made: Record = msgspec.convert(_mended(msgspec.to_builtins(record)), type(record))
    except msgspec.MsgspecError:
        return record
    return made


def _mended(value: Any) -> Any:
    match value:
        case str():
            whole = value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
            return whole[:LONGEST_TEXT]
        case dict():
            return {key: _mended(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_mended(inner) for inner in value]
    return value


@lru_cache(maxsize=10_000)  # the same few steps and marks come again and again
def _listed(value: tuple[Any, ...]) -> str:
    return msgspec.json.encode(value).decode()


@lru_cache(maxsize=10_000)
def _unlisted(text: str) -> Any:
    return _tuples(msgspec.json.decode(text))


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value
