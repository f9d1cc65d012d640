"""The records read: lists, one conversation whole, counts. Short connections, no locks held."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from voipcc.core.cdr import Conversation, LegQuality, Stretch, Tape, WrapUp
from voipcc.core.tape_files import TapeFile
from voipcc.database import rolled as counted
from voipcc.database.engine import Engine, Row, Session, Values
from voipcc.database.heard import HeardTape
from voipcc.database.reading import ANY, BY_ARRIVAL, WITHIN, Only, of_parties, whole, whole_between
from voipcc.database.rolled import Rolled, RolledAgent, Tallied
from voipcc.database.rows import KEPT, Shape
from voipcc.database.schema import RecordsError, meta
from voipcc.database.sqlite_engine import SqliteEngine, connection
from voipcc.database.tables import QUARTER_MS, TABLES

__all__ = ["ENDLESS_MS", "Archive", "ConversationRow", "RecordFilter", "RecordsError", "connection"]

ROWS_AT_MOST = 10_000
LONGEST_STRETCH_MS = 31 * 86_400_000
ENDLESS_MS = 1 << 62
LISTED = (
    "id, arrived_utc_ms, ended_us - arrived_us AS duration_us, number, party, queue, agent,"
    " outcome, ended_by, wait_us, talk_us, source, marks, direction"
)


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
    """Reads the records in a file, or behind an engine. Every method raises RecordsError when there are none yet."""

    def __init__(self, place: Path | Engine) -> None:
        self.engine: Engine = SqliteEngine(place) if isinstance(place, Path) else place

    def conversations(self, wanted: RecordFilter = RecordFilter()) -> list[ConversationRow]:
        """What the filter lets through, newest first."""
        where, values = _condition(wanted)
        order = "ORDER BY arrived_utc_ms DESC, id DESC LIMIT ?"
        limit = max(0, min(wanted.limit, ROWS_AT_MOST))
        with self.engine.reading() as session:
            found = session.rows(
                f"SELECT {LISTED} FROM conversation WHERE {where} {order}", (*values, limit)
            )
            return [_list_row(row) for row in found]

    def conversation(self, name: str) -> Conversation | None:
        """One conversation with its segments, offers and announced waits."""
        with self.engine.reading() as session:
            found = whole(session, "conversation.id = ?", (name,))
            return next((record for record, _ in found), None)

    def between(self, start_ms: int, end_ms: int, only: Only = ANY) -> Iterator[Conversation]:
        """Every such conversation that arrived from `start_ms` to before `end_ms`, oldest first."""
        with self.engine.reading() as session:
            for window in whole_between(session, start_ms, end_ms, only):
                yield from window

    def of_callers(
        self, parties: Collection[str], start_ms: int, end_ms: int
    ) -> Iterator[Conversation]:
        """Every conversation of these callers that arrived in this span, in no order."""
        with self.engine.reading() as session:
            yield from of_parties(session, sorted(parties), start_ms, end_ms)

    def wrap_ups(self, conversation: str) -> list[WrapUp]:
        """What agents noted of a conversation, in the order of their talks."""
        order = "conversation = ? ORDER BY start_us, offer"
        with self.engine.reading() as session:
            return [WrapUp(*one) for one in _own(session, KEPT[WrapUp], order, (conversation,))]

    def tapes(self, conversation: str) -> list[Tape]:
        """How a conversation was recorded, in order."""
        order = "conversation = ? ORDER BY start_us, id"
        with self.engine.reading() as session:
            return [Tape(*one) for one in _own(session, KEPT[Tape], order, (conversation,))]

    def tape_files(self, conversation: str) -> list[TapeFile]:
        """What was kept of a conversation's recordings, in the order of their ids."""
        order = "conversation = ? ORDER BY tape"
        with self.engine.reading() as session:
            rows = _own(session, KEPT[TapeFile], order, (conversation,))
            return [TapeFile(*one) for one in rows]

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
        """What was measured of legs, with the trunk and number of their call.

        Of conversations that arrived in this span, and of line tests that began in it.
        """
        shape = KEPT[LegQuality]
        with self.engine.reading() as session:
            schema = meta(session, "schema")
            if schema < shape.table.since:
                return
            calls = (
                f"SELECT {shape.columns(schema)}, conversation.trunk, conversation.number"
                " FROM conversation JOIN leg_quality"
                f" ON leg_quality.conversation = conversation.id WHERE {WITHIN} {BY_ARRIVAL},"
                " leg_quality.leg"
            )
            tests = (
                f"SELECT {shape.columns(schema)}, '', '' FROM leg_quality WHERE conversation = ''"
                " AND start_utc_ms >= ? AND start_utc_ms < ? ORDER BY start_utc_ms, leg"
            )
            for query in (calls, tests):
                for row in session.rows(query, (start_ms, end_ms)):
                    *_, trunk, number = row
                    yield trunk, number, LegQuality(*shape.plain(row))

    def tapes_heard_between(self, start_ms: int, end_ms: int) -> list[HeardTape]:
        """The kept recordings of conversations that arrived in this span, with what is heard on them."""
        query = (
            "SELECT conversation.trunk, conversation.number, tape.agents, tape_file.faults,"
            " tape_file.figures FROM conversation"
            " JOIN tape_file ON tape_file.conversation = conversation.id"
            f" JOIN tape ON tape.id = tape_file.tape WHERE {WITHIN} {BY_ARRIVAL}, tape.id"
        )
        with self.engine.reading() as session:
            if meta(session, "schema") < KEPT[TapeFile].table.since:
                return []
            rows = session.rows(query, (start_ms, end_ms))
            read = ((*list(row)[:2], *map(json.loads, list(row)[2:])) for row in rows)
            return [
                HeardTape(trunk, number, tuple(agents), tuple(faults), dict(figures))
                for trunk, number, agents, faults, figures in read
            ]

    def _qualities(self, where: str, values: Values) -> list[LegQuality]:
        with self.engine.reading() as session:
            return [LegQuality(*one) for one in _own(session, KEPT[LegQuality], where, values)]

    def steps_between(self, start_ms: int, end_ms: int, limit: int) -> Iterator[tuple[str, ...]]:
        """The steps of each call that came in in this span, the newest `limit` of them."""
        newest = f"SELECT id FROM conversation WHERE {WITHIN} AND direction = 'in'"
        newest += " ORDER BY arrived_utc_ms DESC, id DESC LIMIT ?"
        query = (
            "SELECT conversation, steps FROM segment WHERE steps != '[]'"
            f" AND conversation IN ({newest}) ORDER BY conversation, position"
        )
        with self.engine.reading() as session:
            rows = session.rows(query, (start_ms, end_ms, limit))
            for _, parts in groupby(rows, lambda row: str(row["conversation"])):
                yield tuple(step for part in parts for step in json.loads(part["steps"]))

    def wrap_ups_between(self, start_ms: int, end_ms: int) -> Iterator[tuple[int, WrapUp]]:
        """Wrap-ups of the conversations that arrived in this span, with that time."""
        shape = KEPT[WrapUp]
        with self.engine.reading() as session:
            schema = meta(session, "schema")
            if schema < shape.table.since:
                return
            query = (
                f"SELECT {shape.columns(schema)}, conversation.arrived_utc_ms"
                " FROM conversation JOIN wrap_up"
                f" ON wrap_up.conversation = conversation.id WHERE {WITHIN} {BY_ARRIVAL}"
            )
            for row in session.rows(query, (start_ms, end_ms)):
                yield row["arrived_utc_ms"], WrapUp(*shape.plain(row))

    def stretches_between(self, start_ms: int, end_ms: int) -> list[Stretch]:
        """Every stretch of presence of which some lies in this span, by agent and beginning."""
        where = (
            "start_utc_ms > ? AND start_utc_ms < ?"
            " AND start_utc_ms + (end_us - start_us) / 1000 > ? ORDER BY agent, start_utc_ms"
        )
        begun_ms = start_ms - LONGEST_STRETCH_MS  # or years of them would be read
        values = (begun_ms, end_ms, start_ms)
        with self.engine.reading() as session:
            return [Stretch(*one) for one in _own(session, KEPT[Stretch], where, values)]

    def tapes_between(self, start_ms: int, end_ms: int) -> list[Tape]:
        """The recordings that began from `start_ms` to before `end_ms`, oldest first."""
        where = "start_utc_ms >= ? AND start_utc_ms < ? ORDER BY start_utc_ms, id"
        with self.engine.reading() as session:
            return [Tape(*one) for one in _own(session, KEPT[Tape], where, (start_ms, end_ms))]

    def tape_files_between(self, start_ms: int, end_ms: int) -> list[TapeFile]:
        """The sounds of recordings that began from `start_ms` to before `end_ms`, oldest first."""
        where = "start_utc_ms >= ? AND start_utc_ms < ? ORDER BY start_utc_ms, tape"
        with self.engine.reading() as session:
            found = _own(session, KEPT[TapeFile], where, (start_ms, end_ms))
            return [TapeFile(*one) for one in found]

    def bounds(self) -> tuple[int, int]:
        """When the first and the last thing kept began; both 0 where nothing is kept."""
        columns = {"conversation": "arrived_utc_ms"} | {
            shape.table.name: "start_utc_ms"
            for shape in KEPT.values()
            if "start_utc_ms" in shape.names
        }
        found: list[int] = []
        with self.engine.reading() as session:
            schema = meta(session, "schema")
            for table in TABLES:
                if table.name in columns and table.since <= schema:
                    at = columns[table.name]
                    row = session.rows(f"SELECT min({at}), max({at}) FROM {table.name}")[0]
                    found += [at_ms for at_ms in row if at_ms is not None]
        return min(found, default=0), max(found, default=0)

    def legs_since(self, start_ms: int) -> set[str]:
        """The callers' legs that have a record, arrived since `start_ms`."""
        with self.engine.reading() as session:
            found = session.rows(
                "SELECT leg FROM conversation WHERE arrived_utc_ms >= ?", (start_ms,)
            )
            return {row[0] for row in found}

    def counts(self, start_ms: int = 0, end_ms: int = ENDLESS_MS) -> dict[str, int]:
        """How many conversations had which outcome; "all" is their sum."""
        with self.engine.reading() as session:
            found = session.rows(
                f"SELECT outcome, count(*) FROM conversation WHERE {WITHIN} GROUP BY outcome"
                " ORDER BY outcome",
                (start_ms, end_ms),
            )
            counts = {row[0]: row[1] for row in found}
        return {"all": sum(counts.values()), **counts}

    def knows(self, kind: Literal["queue", "agent"], name: str) -> bool:
        """Whether anything kept is about the queue or agent of this name."""
        tables = {"queue": ("utc_day", "segment"), "agent": ("agent_utc_day", "stretch", "segment")}
        with self.engine.reading() as session:
            schema = meta(session, "schema")
            since = {table.name: table.since for table in TABLES}
            return any(
                session.rows(f"SELECT 1 FROM {table} WHERE {kind} = ? LIMIT 1", (name,))
                for table in tables[kind]
                if since[table] <= schema
            )

    def versions(self) -> set[str]:
        """Every version of the plan some record names."""
        with self.engine.reading() as session:
            if counted.is_rolled(session):
                sql = "SELECT DISTINCT name FROM tally_utc_day WHERE kind = 'version'"
            else:
                sql = "SELECT DISTINCT plan_version FROM conversation"
            return {row[0] for row in session.rows(sql) if row[0]}

    def standing(self) -> dict[str, Any]:
        """The schema, the journal's entry the records reach, and how many rows each table has."""
        with self.engine.reading() as session:
            schema = meta(session, "schema")
            tables = [table.name for table in TABLES if table.since <= schema]
            return {
                "schema": schema,
                "drained_to": meta(session, "drained_to"),
                "rolled": counted.is_rolled(session),
                "rows": {
                    name: int(session.rows(f"SELECT count(*) FROM {name}")[0][0]) for name in tables
                },
            }

    # --- the roll-ups: None where they cannot say, see `rolled` ------------------------------------

    def rolled(
        self,
        start_ms: int,
        end_ms: int,
        *,
        step_ms: int = QUARTER_MS,
        threshold_s: float = 20,
        short_s: float = 5,
        queues: Sequence[str] | None = None,
    ) -> list[Rolled] | None:
        """The counts by queue ("": all) and step, those with nothing in them left out.

        Steps are counted from `start_ms`; bounds and step are whole quarters of an hour.
        """
        if step_ms % QUARTER_MS or not counted.countable(start_ms, end_ms, threshold_s, short_s):
            return None
        with self.engine.reading() as session:
            if not counted.is_rolled(session):
                return None
            limits_s = (threshold_s, short_s)
            return counted.by_step(session, (start_ms, end_ms), step_ms, limits_s, queues)

    def rolled_sums(
        self,
        spans: Sequence[tuple[int, int]],
        *,
        threshold_s: float = 20,
        short_s: float = 5,
        queues: Sequence[str] | None = None,
    ) -> list[dict[str, Rolled]] | None:
        """For each span its sums by queue ("": all): days of 23 hours, weeks, months, years."""
        for start_ms, end_ms in spans:
            if not counted.countable(start_ms, end_ms, threshold_s, short_s):
                return None
        with self.engine.reading() as session:
            if not counted.is_rolled(session):
                return None
            limits_s = (threshold_s, short_s)
            names = counted.found_queues(session) if queues is None else queues
            return [counted.summed(session, span, limits_s, names) for span in spans]

    def rolled_agents(
        self, start_ms: int, end_ms: int, *, step_ms: int = 0
    ) -> list[RolledAgent] | None:
        """The counts by agent, and by step where one is given."""
        if step_ms % QUARTER_MS or not counted.countable(start_ms, end_ms):
            return None
        with self.engine.reading() as session:
            if not counted.is_rolled(session):
                return None
            if step_ms:
                return counted.agents_by_step(session, (start_ms, end_ms), step_ms)
            return list(counted.agents_summed(session, (start_ms, end_ms)).values())

    def tallies(self, start_ms: int, end_ms: int, *kinds: str) -> list[Tallied] | None:
        """How often each outcome, mark, errand, ... was: kinds are those of `rollup.tallied`, `rollup.said` and "disposition"."""
        if not counted.countable(start_ms, end_ms):
            return None
        with self.engine.reading() as session:
            if not counted.is_rolled(session):
                return None
            return counted.tallies(session, (start_ms, end_ms), kinds)


def _own(session: Session, shape: Shape, where: str, values: Values) -> Iterator[list[Any]]:
    """Records of their own; none where the tables are older than theirs."""
    schema = meta(session, "schema")
    if schema >= shape.table.since:
        query = f"SELECT {shape.columns(schema)} FROM {shape.table.name} WHERE {where}"
        yield from map(shape.plain, session.rows(query, values))


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


def _list_row(row: Row) -> ConversationRow:
    return ConversationRow(
        id=row["id"],
        arrived_utc_ms=row["arrived_utc_ms"],
        duration_us=row["duration_us"],
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
