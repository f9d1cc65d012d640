"""The records read: lists, one conversation whole, counts. Short connections, no locks held."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from itertools import groupby
from pathlib import Path

from voipcc.core.cdr import (
    Announced,
    Answer,
    Conversation,
    LegQuality,
    Offer,
    Segment,
    Stretch,
    Watch,
    WrapUp,
)
from voipcc.database.schema import RecordsError, meta

ROWS_AT_MOST = 10_000
LEG_QUALITIES_SINCE = 7
WRAP_UPS_SINCE = 2  # the schema that has them; an older centre's records are read too
ANNOUNCEMENTS_SINCE = 5
WATCHES_SINCE = 8
STRETCHES_SINCE = 10
ANSWERS_SINCE = 11
LONGEST_STRETCH_MS = 31 * 86_400_000
BY_ARRIVAL = "ORDER BY conversation.arrived_utc_ms, conversation.id"
WITHIN = "conversation.arrived_utc_ms >= ? AND conversation.arrived_utc_ms < ?"
ENDLESS_MS = 1 << 62


@contextmanager
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    """A short connection that only reads. Raises RecordsError when there is nothing to read."""
    if not path.exists():
        raise RecordsError(f"{path}: there are no records yet")
    try:
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5.0)
    except sqlite3.Error as error:
        raise RecordsError(f"{path}: {error}") from error
    database.row_factory = sqlite3.Row
    try:
        database.execute("BEGIN")  # all queries of one connection see the same moment
        yield database
    finally:
        database.close()


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Which conversations: "" and 0 mean any. Times are UTC milliseconds of the arrival.

    `party` is a party's id, `number` our own number, `agent` one who talked in it, `queue`
    one it passed.
    """

    start_ms: int = 0
    end_ms: int = ENDLESS_MS
    queue: str = ""
    agent: str = ""
    outcome: str = ""
    party: str = ""
    number: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """One conversation in a list. `queue` is the first it waited in, `agent` the last who talked."""

    id: str
    arrived_utc_ms: int
    duration_us: int
    number: str
    party: str
    queue: str
    agent: str
    outcome: str
    ended_by: str
    wait_us: int
    talk_us: int
    source: str
    marks: tuple[str, ...]
    direction: str


class Archive:
    """Reads the records in `path`. Every method raises RecordsError when there are none yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def conversations(self, wanted: RecordFilter = RecordFilter()) -> list[ConversationRow]:
        """What the filter lets through, newest first."""
        where, values = _condition(wanted)
        order = "ORDER BY arrived_utc_ms DESC, id DESC LIMIT ?"
        limit = max(0, min(wanted.limit, ROWS_AT_MOST))
        with connection(self.path) as database:
            found = database.execute(
                f"SELECT * FROM conversation WHERE {where} {order}", (*values, limit)
            )
            return [_list_row(row) for row in found]

    def conversation(self, name: str) -> Conversation | None:
        """One conversation with its segments, offers and announced waits."""
        with connection(self.path) as database:
            return next(whole(database, "conversation.id = ?", (name,)), None)

    def between(self, start_ms: int, end_ms: int) -> Iterator[Conversation]:
        """Every conversation that arrived from `start_ms` to before `end_ms`, oldest first."""
        with connection(self.path) as database:
            yield from whole(database, WITHIN, (start_ms, end_ms))

    def wrap_ups(self, conversation: str) -> list[WrapUp]:
        """What agents noted of a conversation, in the order of their talks."""
        with connection(self.path) as database:
            if meta(database, "schema") < WRAP_UPS_SINCE:
                return []
            query = "SELECT * FROM wrap_up WHERE conversation = ? ORDER BY start_us, offer"
            return [_wrap_up(row) for row in database.execute(query, (conversation,))]

    def leg_qualities(self, conversation: str) -> list[LegQuality]:
        """What was measured of a conversation's legs, in the order of their measuring."""
        return self._qualities("conversation = ? ORDER BY start_utc_ms, leg", (conversation,))

    def lines_of(self, agent: str, limit: int = 50) -> list[LegQuality]:
        """What was measured of an agent's lines, the newest first."""
        query = "agent = ? ORDER BY start_utc_ms DESC, leg DESC LIMIT ?"
        return self._qualities(query, (agent, max(0, min(limit, ROWS_AT_MOST))))

    def qualities_between(
        self, start_ms: int, end_ms: int
    ) -> Iterator[tuple[str, str, LegQuality]]:
        """What was measured of legs that began in this span, with the trunk and number of their call."""
        with connection(self.path) as database:
            if meta(database, "schema") < LEG_QUALITIES_SINCE:
                return
            query = (
                "SELECT leg_quality.*, conversation.trunk, conversation.number FROM leg_quality"
                " LEFT JOIN conversation ON conversation.id = leg_quality.conversation"
                " WHERE start_utc_ms >= ? AND start_utc_ms < ? ORDER BY start_utc_ms, leg_quality.leg"
            )
            for row in database.execute(query, (start_ms, end_ms)):
                *measured, _, trunk, number = tuple(row)
                yield trunk or "", number or "", LegQuality(*measured)

    def _qualities(self, where: str, values: tuple[str | int, ...]) -> list[LegQuality]:
        with connection(self.path) as database:
            if meta(database, "schema") < LEG_QUALITIES_SINCE:
                return []
            rows = database.execute(f"SELECT * FROM leg_quality WHERE {where}", values)
            return [LegQuality(*tuple(row)[:-1]) for row in rows]

    def steps_between(self, start_ms: int, end_ms: int, limit: int) -> Iterator[tuple[str, ...]]:
        """The steps of each call that came in in this span, the newest `limit` of them."""
        newest = f"SELECT id FROM conversation WHERE {WITHIN} AND direction = 'in'"
        newest += " ORDER BY arrived_utc_ms DESC, id DESC LIMIT ?"
        query = (
            "SELECT conversation, steps FROM segment WHERE steps != '[]'"
            f" AND conversation IN ({newest}) ORDER BY conversation, position"
        )
        with connection(self.path) as database:
            rows = database.execute(query, (start_ms, end_ms, limit))
            for _, parts in groupby(rows, lambda row: str(row["conversation"])):
                yield tuple(step for part in parts for step in json.loads(part["steps"]))

    def wrap_ups_between(self, start_ms: int, end_ms: int) -> Iterator[tuple[int, WrapUp]]:
        """Wrap-ups of the conversations that arrived in this span, with that time."""
        with connection(self.path) as database:
            if meta(database, "schema") < WRAP_UPS_SINCE:
                return
            query = (
                "SELECT wrap_up.*, conversation.arrived_utc_ms FROM conversation JOIN wrap_up"
                f" ON wrap_up.conversation = conversation.id WHERE {WITHIN} {BY_ARRIVAL}"
            )
            for row in database.execute(query, (start_ms, end_ms)):
                yield row["arrived_utc_ms"], _wrap_up(row)

    def stretches_between(self, start_ms: int, end_ms: int) -> list[Stretch]:
        """Every stretch of presence of which some lies in this span, by agent and beginning."""
        with connection(self.path) as database:
            if meta(database, "schema") < STRETCHES_SINCE:
                return []
            query = (
                "SELECT * FROM stretch WHERE start_utc_ms > ? AND start_utc_ms < ?"
                " AND start_utc_ms + (end_us - start_us) / 1000 > ? ORDER BY agent, start_utc_ms"
            )
            begun_ms = start_ms - LONGEST_STRETCH_MS  # or years of them would be read
            rows = database.execute(query, (begun_ms, end_ms, start_ms))
            return [_stretch(row) for row in rows]

    def legs_since(self, start_ms: int) -> set[str]:
        """The callers' legs that have a record, arrived since `start_ms`."""
        with connection(self.path) as database:
            found = database.execute(
                "SELECT leg FROM conversation WHERE arrived_utc_ms >= ?", (start_ms,)
            )
            return {row[0] for row in found}

    def counts(self, start_ms: int = 0, end_ms: int = ENDLESS_MS) -> dict[str, int]:
        """How many conversations had which outcome; "all" is their sum."""
        with connection(self.path) as database:
            found = database.execute(
                f"SELECT outcome, count(*) FROM conversation WHERE {WITHIN} GROUP BY outcome",
                (start_ms, end_ms),
            )
            counts = {row[0]: row[1] for row in found}
        return {"all": sum(counts.values()), **counts}


def _condition(wanted: RecordFilter) -> tuple[str, list[str | int]]:
    parts = [WITHIN]
    values: list[str | int] = [wanted.start_ms, wanted.end_ms]
    for column in ("outcome", "party", "number"):
        if value := getattr(wanted, column):
            parts.append(f"{column} = ?")
            values.append(value)
    for column in ("queue", "agent"):
        if value := getattr(wanted, column):
            kinds = "('talk', 'hold')" if column == "agent" else "('queue')"
            parts.append(
                "EXISTS (SELECT 1 FROM segment WHERE segment.conversation = conversation.id"
                f" AND segment.{column} = ? AND segment.kind IN {kinds})"
            )
            values.append(value)
    return " AND ".join(parts), values


def whole(
    database: sqlite3.Connection, where: str, values: tuple[str | int, ...]
) -> Iterator[Conversation]:
    """Conversations with their parts: queries in one order, walked side by side."""
    tables = [("segments", "segment"), ("offers", "offer")]
    if meta(database, "schema") >= ANNOUNCEMENTS_SINCE:
        tables.append(("announced", "announcement"))
    if meta(database, "schema") >= WATCHES_SINCE:
        tables.append(("watches", "watch"))
    if meta(database, "schema") >= ANSWERS_SINCE:
        tables.append(("survey", "answer"))
    parts = {name: _Parts(database, table, where, values) for name, table in tables}
    query = f"SELECT * FROM conversation WHERE {where} {BY_ARRIVAL}"
    for row in database.execute(query, values).fetchall():
        yield _conversation(row, {name: part.of(row["id"]) for name, part in parts.items()})


class _Parts:
    """The rows of one table, conversation by conversation in the order of their arrival."""

    def __init__(
        self, database: sqlite3.Connection, table: str, where: str, values: tuple[str | int, ...]
    ) -> None:
        query = (
            f"SELECT {table}.* FROM conversation JOIN {table} ON {table}.conversation ="
            f" conversation.id WHERE {where} {BY_ARRIVAL}, {table}.position"
        )
        rows = database.execute(query, values).fetchall()
        self._groups = groupby(rows, lambda row: str(row[0]))
        self._next = self._read()

    def of(self, conversation: str) -> list[sqlite3.Row]:
        """Its rows; conversations are asked for in their order."""
        name, rows = self._next
        if name != conversation:
            return []
        self._next = self._read()
        return rows

    def _read(self) -> tuple[str, list[sqlite3.Row]]:
        name, rows = next(self._groups, ("", iter(())))
        return name, list(rows)


def _conversation(row: sqlite3.Row, parts: Mapping[str, Sequence[sqlite3.Row]]) -> Conversation:
    return Conversation(
        **{name: row[name] for name in SCALARS},
        segments=tuple(_segment(part) for part in parts["segments"]),
        offers=tuple(Offer(*tuple(ring)[2:]) for ring in parts["offers"]),
        marks=tuple(json.loads(row["marks"])),
        announced=tuple(_announced(one) for one in parts.get("announced", ())),
        watches=tuple(Watch(*tuple(one)[2:]) for one in parts.get("watches", ())),
        survey=tuple(Answer(*tuple(one)[2:]) for one in parts.get("survey", ())),
    )


def _announced(row: sqlite3.Row) -> Announced:
    return Announced(row["queue"], row["at_us"], row["low_s"], row["high_s"], bool(row["first"]))


def _segment(part: sqlite3.Row) -> Segment:
    _, _, kind, start_us, end_us, queue, agent, steps, *more = part  # older ones have no more
    party = more[0] if more else ""
    others = tuple(json.loads(more[1])) if len(more) > 1 else ()
    return Segment(kind, start_us, end_us, queue, agent, tuple(json.loads(steps)), party, others)


def _stretch(row: sqlite3.Row) -> Stretch:
    values = {one.name: row[one.name] for one in fields(Stretch)}
    flags = {name: bool(values[name]) for name in ("paid", "productive")}
    return Stretch(**{**values, **flags})


def _wrap_up(row: sqlite3.Row) -> WrapUp:
    values = {one.name: row[one.name] for one in fields(WrapUp)}
    return WrapUp(**{**values, "missing": bool(row["missing"])})


def _list_row(row: sqlite3.Row) -> ConversationRow:
    return ConversationRow(
        id=row["id"],
        arrived_utc_ms=row["arrived_utc_ms"],
        duration_us=row["ended_us"] - row["arrived_us"],
        number=row["number"],
        party=row["party"],
        queue=row["queue"],
        agent=row["agent"],
        outcome=row["outcome"],
        ended_by=row["ended_by"],
        wait_us=row["wait_us"],
        talk_us=row["talk_us"],
        source=row["source"],
        marks=tuple(json.loads(row["marks"])),
        direction=row["direction"],
    )


SCALARS = (
    "id", "number", "trunk", "party", "leg", "plan_version", "boot_id", "arrived_utc_ms",
    "arrived_us", "ended_us", "outcome", "ended_by", "cause", "sip", "direction", "origin", "source",
)  # fmt: skip
