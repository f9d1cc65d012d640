"""The tables asked by key, for the proof that they say what the journal says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from voipcc.core.cdr import Conversation
from voipcc.database.archive import Archive
from voipcc.database.engine import Session, Values, marks
from voipcc.database.reading import whole
from voipcc.database.rows import KEPT, PARTS, Record
from voipcc.database.schema import meta
from voipcc.database.tables import CONVERSATION, SCHEMA

Key = tuple[str | int, ...]
Kind = TypeVar("Kind")
TABLES: dict[type, tuple[str, tuple[str, ...]]] = {
    kind: (table.name, table.key)
    for kind, table in (
        (Conversation, CONVERSATION),
        *((kind, shape.table) for kind, shape in KEPT.items()),
    )
}
COMPLAINTS = 20


@dataclass(frozen=True, slots=True)
class Row(Generic[Kind]):
    """A record as the tables have it, and the journal's entry they say it came from."""

    record: Kind
    sequence: int


def key_of(record: Record) -> Key:
    """What a record is kept once under."""
    return tuple(getattr(record, column) for column in TABLES[type(record)][1])


class KeptRows:
    """Short reads; a running centre goes on writing meanwhile. Raises RecordsError."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    @property
    def place(self) -> str:
        """What people call these tables."""
        return self.archive.engine.place.rpartition("/")[2]

    def drained_to(self) -> int:
        """The journal's entry up to which nothing should be missing."""
        with self.archive.engine.reading() as session:
            return meta(session, "drained_to")

    def steps_missing(self) -> int:
        """How many steps an older program's tables are behind."""
        with self.archive.engine.reading() as session:
            return SCHEMA - meta(session, "schema")

    def of(self, kind: type, keys: Sequence[Key]) -> dict[Key, Row[Any]]:
        """The rows under these keys."""
        table, columns = TABLES[kind]
        places = ", ".join(f"({marks(len(columns))})" for _ in keys)
        where = f"({', '.join(f'{table}.{one}' for one in columns)}) IN (VALUES {places})"
        values = tuple(value for key in keys for value in key)
        with self.archive.engine.reading() as session:
            found = _records(session, kind, where, values)
            return {key_of(record): Row(record, sequence) for record, sequence in found}

    def counted(self, kind: type, first: int, last: int) -> int:
        """Rows that came from the journal's entries `first` to `last`."""
        table, _ = TABLES[kind]
        query = f"SELECT count(*) FROM {table} WHERE sequence BETWEEN ? AND ?"
        with self.archive.engine.reading() as session:
            return int(session.rows(query, (first, last))[0][0])

    def keys(self, kind: type, first: int, last: int) -> Iterator[tuple[Key, int]]:
        """Keys and entries of the same, in the order of the entries."""
        table, columns = TABLES[kind]
        query = f"SELECT {', '.join(columns)}, sequence FROM {table} WHERE sequence BETWEEN ? AND ? ORDER BY sequence"
        with self.archive.engine.reading() as session:
            for row in session.rows(query, (first, last)):
                *key, sequence = row
                yield tuple(key), sequence

    def complaints(self) -> list[str]:
        """What the database itself says of its file, and parts that belong to nothing."""
        with self.archive.engine.reading() as session:
            said = session.complaints(COMPLAINTS)
            schema = meta(session, "schema")
            for shape in PARTS.values():
                table = shape.table.name
                query = (
                    f"SELECT DISTINCT conversation FROM {table} WHERE NOT EXISTS (SELECT 1 FROM"
                    f" conversation WHERE id = {table}.conversation) LIMIT {COMPLAINTS}"
                )
                orphans = session.rows(query) if shape.table.since <= schema else []
                said += [f"a row of {table} belongs to no conversation" for _ in orphans]
            return said


def _records(
    session: Session, kind: type, where: str, values: Values
) -> Iterator[tuple[Record, int]]:
    if kind is Conversation:
        yield from whole(session, where, values)
        return
    shape, schema = KEPT[kind], meta(session, "schema")
    if shape.table.since > schema:
        return
    query = f"SELECT {shape.columns(schema)}, sequence FROM {shape.table.name} WHERE {where}"
    for row in session.rows(query, values):
        yield kind(*shape.plain(row)), row[len(shape.names)]
