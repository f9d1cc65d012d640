"""Conversations read whole from either engine, window by window, so that memory stays small."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from voipcc.core.cdr import Conversation
from voipcc.database.engine import Row, Session, Value, Values, marks
from voipcc.database.rows import PARTS, WHOLE, Shape, conversation_of
from voipcc.database.schema import meta
from voipcc.database.tables import SCHEMA

BY_ARRIVAL = "ORDER BY conversation.arrived_utc_ms, conversation.id"
WITHIN = "conversation.arrived_utc_ms >= ? AND conversation.arrived_utc_ms < ?"
WINDOW = 2_000  # conversations read at once
AT_ONCE = 500  # ids in a statement
Stored = tuple[Conversation, int]  # with the journal's entry


@dataclass(frozen=True, slots=True)
class Only:
    """Which conversations are wanted: a hint, by which a source may leave out others and need not. "" and () mean any.

    `agent` was rung or talked, `queues`: one of them was passed.
    """

    number: str = ""
    agent: str = ""
    queues: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()

    def condition(self) -> tuple[str, list[Value]]:
        """The same in SQL, beside WITHIN."""
        own = "segment.conversation = conversation.id"
        parts: list[tuple[str, tuple[str, ...]]] = []
        if self.number:
            parts.append(("conversation.number = ?", (self.number,)))
        if self.outcomes:
            parts.append((f"conversation.outcome IN ({marks(len(self.outcomes))})", self.outcomes))
        if self.queues:
            passed = f"segment.queue IN ({marks(len(self.queues))})"
            parts.append((f"EXISTS (SELECT 1 FROM segment WHERE {own} AND {passed})", self.queues))
        if self.agent:
            rung = "SELECT 1 FROM offer WHERE offer.conversation = conversation.id AND agent = ?"
            talked = f"SELECT 1 FROM segment WHERE {own} AND (agent = ? OR others <> '[]')"
            parts.append((f"(EXISTS ({rung}) OR EXISTS ({talked}))", (self.agent, self.agent)))
        values: list[Value] = [one for _, some in parts for one in some]
        return " AND ".join([WITHIN, *(sql for sql, _ in parts)]), values


ANY = Only()


def whole_between(
    session: Session, start_ms: int, end_ms: int, only: Only = ANY
) -> Iterator[list[Conversation]]:
    """Every conversation that arrived in this span, oldest first, some at a time."""
    for window in stored_between(session, start_ms, end_ms, only):
        yield [record for record, _ in window]


def stored_between(
    session: Session, start_ms: int, end_ms: int, only: Only = ANY
) -> Iterator[list[Stored]]:
    """The same with the numbers of their entries."""
    where, values = (only if meta(session, "schema") == SCHEMA else ANY).condition()
    while start_ms < end_ms:
        bound = _window_end(session, where, (start_ms, end_ms, *values))
        if window := list(whole(session, where, (start_ms, bound, *values))):
            yield window
        start_ms = bound


def _window_end(session: Session, where: str, values: tuple[Any, ...]) -> int:
    """Where so many conversations have arrived; those of one millisecond stay together."""
    start_ms, end_ms = values[:2]
    rows = session.rows(
        f"SELECT arrived_utc_ms FROM conversation WHERE {where}"
        f" ORDER BY arrived_utc_ms LIMIT 1 OFFSET {WINDOW}",
        values,
    )
    return max(int(rows[0][0]), start_ms + 1) if rows else int(end_ms)


def of_parties(
    session: Session, parties: Sequence[str], start_ms: int, end_ms: int
) -> Iterator[Conversation]:
    """Every conversation of these callers in a span, in no order: by the index of callers, each for itself."""
    sql = f"SELECT id FROM conversation WHERE party = ? AND {WITHIN}"
    found = (row[0] for one in parties for row in session.rows(sql, (one, start_ms, end_ms)))
    while some := list(islice(found, AT_ONCE)):
        for record, _ in whole(session, f"conversation.id IN ({marks(len(some))})", some):
            yield record


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
