"""The tables asked by key, for the proof that they say what the journal says."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

from voipcc.core.cdr import Conversation, LegQuality, Stretch, WrapUp
from voipcc.database.archive import Archive, connection, whole
from voipcc.database.schema import RecordsError, meta

Key = tuple[str | int, ...]
Record = Conversation | WrapUp | LegQuality | Stretch
Kind = TypeVar("Kind")
TABLES: dict[type[Record], tuple[str, tuple[str, ...]]] = {
    Conversation: ("conversation", ("id",)),
    WrapUp: ("wrap_up", ("offer",)),
    LegQuality: ("leg_quality", ("leg",)),
    Stretch: ("stretch", ("agent", "boot_id", "start_us")),
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
        return self.archive.path.name

    def drained_to(self) -> int:
        """The journal's entry up to which nothing should be missing."""
        with self._reading() as database:
            return meta(database, "drained_to")

    def of(self, kind: type[Record], keys: Sequence[Key]) -> dict[Key, Row[Any]]:
        """The rows under these keys."""
        table, columns = TABLES[kind]
        places = ", ".join(f"({', '.join('?' * len(columns))})" for _ in keys)
        where = f"({', '.join(f'{table}.{one}' for one in columns)}) IN (VALUES {places})"
        values = tuple(value for key in keys for value in key)
        with self._reading() as database:
            rows = database.execute(f"SELECT * FROM {table} WHERE {where}", values).fetchall()
            records: Iterable[Record]
            if kind is Conversation:
                found = {one.id: one for one in whole(database, where, values)}
                records = [found[row["id"]] for row in rows]
            else:
                records = [_record(kind, row) for row in rows]
            return {
                key_of(record): Row(record, row["sequence"])
                for record, row in zip(records, rows, strict=True)
            }

    def counted(self, kind: type[Record], first: int, last: int) -> int:
        """Rows that came from the journal's entries `first` to `last`."""
        table, _ = TABLES[kind]
        query = f"SELECT count(*) FROM {table} WHERE sequence BETWEEN ? AND ?"
        with self._reading() as database:
            return int(database.execute(query, (first, last)).fetchone()[0])

    def keys(self, kind: type[Record], first: int, last: int) -> Iterator[tuple[Key, int]]:
        """Keys and entries of the same, in the order of the entries."""
        table, columns = TABLES[kind]
        query = f"SELECT {', '.join(columns)}, sequence FROM {table} WHERE sequence BETWEEN ? AND ? ORDER BY sequence"
        with self._reading() as database:
            for row in database.execute(query, (first, last)):
                yield tuple(row)[:-1], row["sequence"]

    def complaints(self) -> list[str]:
        """What the database itself says of its file, and parts that belong to nothing."""
        with self._reading() as database:
            said = [row[0] for row in database.execute(f"PRAGMA quick_check({COMPLAINTS})")]
            orphans = database.execute("PRAGMA foreign_key_check").fetchmany(COMPLAINTS)
            lost = [f"a row of {row[0]} belongs to no conversation" for row in orphans]
            return [one for one in said if one != "ok"] + lost

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            with connection(self.archive.path) as database:
                yield database
        except sqlite3.Error as error:
            raise RecordsError(f"{self.archive.path}: {error}") from error


def _record(kind: type[Any], row: sqlite3.Row) -> Any:
    values = {one.name: row[one.name] for one in fields(kind)}
    return kind(**{name: _typed(kind, name, value) for name, value in values.items()})


def _typed(kind: type, name: str, value: Any) -> Any:
    return bool(value) if kind.__annotations__[name] is bool else value
