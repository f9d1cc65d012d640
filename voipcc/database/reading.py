"""Conversations read whole from either engine, window by window, so that memory stays small."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from voipcc.core.cdr import Conversation
from voipcc.database.engine import Row, Session, Values
from voipcc.database.rows import PARTS, WHOLE, Shape, conversation_of
from voipcc.database.schema import meta

BY_ARRIVAL = "ORDER BY conversation.arrived_utc_ms, conversation.id"
WITHIN = "conversation.arrived_utc_ms >= ? AND conversation.arrived_utc_ms < ?"
WINDOW = 2_000  # conversations read at once
Stored = tuple[Conversation, int]  # with the journal's entry


def whole_between(session: Session, start_ms: int, end_ms: int) -> Iterator[list[Conversation]]:
    """Every conversation that arrived in this span, oldest first, some at a time."""
    for window in stored_between(session, start_ms, end_ms):
        yield [record for record, _ in window]


def stored_between(session: Session, start_ms: int, end_ms: int) -> Iterator[list[Stored]]:
    """The same with the numbers of their entries."""
    while start_ms < end_ms:
        bound = _window_end(session, start_ms, end_ms)
        if window := list(whole(session, WITHIN, (start_ms, bound))):
            yield window
        start_ms = bound


def _window_end(session: Session, start_ms: int, end_ms: int) -> int:
    """Where so many conversations have arrived; those of one millisecond stay together."""
    rows = session.rows(
        f"SELECT arrived_utc_ms FROM conversation WHERE {WITHIN}"
        f" ORDER BY arrived_utc_ms LIMIT 1 OFFSET {WINDOW}",
        (start_ms, end_ms),
    )
    return max(int(rows[0][0]), start_ms + 1) if rows else end_ms


def whole(session: Session, where: str, values: Values) -> Iterator[Stored]:
    """Conversations with their parts: queries in one order, walked side by side."""
    schema = meta(session, "schema")
    shapes = {name: shape for name, shape in PARTS.items() if shape.table.since <= schema}
    parts = {name: _Parts(session, shape, schema, where, values) for name, shape in shapes.items()}
    query = f"SELECT {WHOLE.columns(schema)}, sequence FROM conversation WHERE {where} {BY_ARRIVAL}"
    for row in session.rows(query, values):
        own = {name: part.of(row[0]) for name, part in parts.items()}
        yield conversation_of(row, own), row[len(WHOLE.names)]


class _Parts:
    """The rows of one table, conversation by conversation in the order of their arrival."""

    def __init__(
        self, session: Session, shape: Shape, schema: int, where: str, values: Values
    ) -> None:
        table = shape.table.name
        rows = session.rows(
            f"SELECT {shape.columns(schema)}, {table}.conversation FROM conversation"
            f" JOIN {table} ON {table}.conversation = conversation.id"
            f" WHERE {where} {BY_ARRIVAL}, {table}.position",
            values,
        )
        self._groups: Iterator[tuple[str, Any]] = groupby(rows, _last)
        self._next = self._read()

    def of(self, conversation: str) -> Sequence[Row]:
        """Its rows; conversations are asked for in their order."""
        name, rows = self._next
        if name != conversation:
            return ()
        self._next = self._read()
        return rows

    def _read(self) -> tuple[str, Sequence[Row]]:
        name, rows = next(self._groups, ("", iter(())))
        return name, list(rows)


def _last(row: Row) -> str:
    return str(row[len(row) - 1])
