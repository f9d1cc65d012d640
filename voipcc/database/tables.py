"""The tables of the records as data: what both engines hold, and in which release each came.

A table or column names the schema it came with (`since`); the steps that bring older tables
forward are made from that. What an older step did never changes: a new table or column gets
the next number, and `SCHEMA` goes up by one.

To add a table: a frozen dataclass in `core/cdr.py`, a `Table` here (its columns are the
dataclass's fields and `sequence`), the class beside it in `rows.KEPT`, and a line in docs/records.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

SCHEMA = 15
LIMITS_S = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300)
QUARTER_MS, HALF_HOUR_MS, DAY_MS = 900_000, 1_800_000, 86_400_000
LARGEST = ("longest_wait_us",)  # counts that are no sums

Kind = Literal["text", "int", "real"]
Role = Literal["record", "part", "rolled"]
WORD = re.compile(r"(?P<name>\w+)(:(?P<kind>int|real))?(@(?P<since>\d+)(=(?P<default>\S+))?)?")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `since` 0: as old as its table; `default` is what older rows get."""

    name: str
    kind: Kind = "text"
    since: int = 0
    default: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table. Of two rows with the same key the first one stays.

    `role`: "record" is kept by itself, "part" belongs to the conversation in its first column,
    "rolled" is counted from the others and can be made anew.
    """

    name: str
    since: int
    role: Role
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    indexes: tuple[tuple[str, ...], ...] = ()
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(one.name for one in self.columns))


def columns(text: str) -> tuple[Column, ...]:
    """Columns as words: `name`, `name:int`, `name:real`, `name@SINCE=DEFAULT`."""
    found = []
    for word in text.split():
        match = WORD.fullmatch(word)
        assert match, word
        kind: Kind = match["kind"] or "text"  # type: ignore[assignment]
        found.append(Column(match["name"], kind, int(match["since"] or 0), match["default"] or ""))
    return tuple(found)


def _record(name: str, since: int, key: str, text: str, *indexes: str) -> Table:
    made = tuple(tuple(one.split()) for one in indexes)
    return Table(name, since, "record", tuple(key.split()), columns(text), made)


def _part(name: str, since: int, text: str) -> Table:
    whole = columns(f"conversation position:int {text}")
    return Table(name, since, "part", ("conversation", "position"), whole)


def _rolled(since: int, name: str, coarse: str, key: str, counters: str) -> tuple[Table, Table]:
    """Two tables that count the same: by quarter of an hour and by day, both in UTC."""
    whole = columns(f"{key} start_utc_ms:int {counters}")
    keys = (*key.split(), "start_utc_ms")
    return (
        Table(name, since, "rolled", keys, whole),
        Table(coarse, since, "rolled", keys, whole),
    )


def _ints(names: str) -> str:
    return " ".join(f"{name}:int" for name in names.split())


VISIT_COUNTERS = (
    "offered answered abandoned overflowed lost"
    " answer_wait_us longest_wait_us talk_us hold_us wrap_up_us"
)
LIMIT_COUNTERS = " ".join(
    f"{what}_{limit_s}" for limit_s in LIMITS_S for what in ("answered", "abandoned", "left")
)
AGENT_COUNTERS = (
    "offered accepted rejected missed cancelled rescinded failed"
    " talks talk_us hold_us consult_us ring_us wrap_ups wrap_up_us transferred"
)

CONVERSATION = _record(
    "conversation", 1, "id",
    "id sequence:int direction source number trunk party leg plan_version boot_id"
    " arrived_utc_ms:int arrived_us:int ended_us:int outcome ended_by cause:int sip:int marks"
    " queue agent wait_us:int talk_us:int origin@4",
    "arrived_utc_ms", "party arrived_utc_ms",
)  # fmt: skip
SEGMENT = _part(
    "segment", 1, "kind start_us:int end_us:int queue agent steps party@6 others@9=[]"
)  # fmt: skip
OFFER = _part(
    "offer", 1,
    "id agent device queue offered_us:int ringing_us:int answered_us:int ended_us:int"
    " result cause:int sip:int why@3",
)  # fmt: skip
WRAP_UP = _record(
    "wrap_up", 2, "offer",
    "offer sequence:int conversation agent queue mode boot_id start_utc_ms:int start_us:int"
    " end_us:int ended_by disposition disposition_name missing:int",
    "conversation",
)  # fmt: skip
ANNOUNCEMENT = _part("announcement", 5, "queue at_us:int low_s:int high_s:int first:int")
LEG_QUALITY = _record(
    "leg_quality", 7, "leg",
    "leg conversation agent device source start_utc_ms:int end_utc_ms:int codec packets_in:int"
    " lost_in:int packets_out:int lost_out:int jitter_in_us:int jitter_out_us:int"
    " round_trip_us:int mos_in:real mos_out:real fault sequence:int",
    "conversation", "agent start_utc_ms",
)  # fmt: skip
WATCH = _part("watch", 8, "supervisor agent mode start_us:int end_us:int leg by")
STRETCH = _record(
    "stretch", 10, "agent boot_id start_us",
    "agent presence reason paid:int productive:int boot_id start_utc_ms:int start_us:int"
    " end_us:int sequence:int",
    "start_utc_ms",
)  # fmt: skip
TAPE = _record(
    "tape", 13, "id",
    "id sequence:int conversation leg queue agents sides consent keep_days:int boot_id start_utc_ms:int"
    " start_us:int end_us:int pauses failed parties",
    "conversation", "start_utc_ms",
)  # fmt: skip
TAPE_FILE = _record(
    "tape_file", 14, "tape",
    "tape sequence:int conversation path sha256 size_bytes:int start_utc_ms:int"
    " length_ms:int keep_until_utc_ms:int faults figures",
    "conversation", "start_utc_ms",
)  # fmt: skip
ANSWER = _part("answer", 11, "question answer at_us:int queue agent")
QUARTER, UTC_DAY = _rolled(
    12, "quarter", "utc_day", "queue", _ints(f"{VISIT_COUNTERS} {LIMIT_COUNTERS}")
)
HALF_HOUR = replace(QUARTER, name="half_hour", since=15)  # the interval most reports have
AGENT_QUARTER, AGENT_UTC_DAY = _rolled(
    12, "agent_quarter", "agent_utc_day", "agent", _ints(AGENT_COUNTERS)
)
TALLY_QUARTER, TALLY_UTC_DAY = _rolled(
    12, "tally_quarter", "tally_utc_day", "kind queue name", "number:int"
)

PARTS = (SEGMENT, OFFER, ANNOUNCEMENT, WATCH, ANSWER)
TABLES = (
    CONVERSATION, WRAP_UP, LEG_QUALITY, STRETCH, TAPE, TAPE_FILE,
    *PARTS,
    QUARTER, HALF_HOUR, UTC_DAY, AGENT_QUARTER, AGENT_UTC_DAY, TALLY_QUARTER, TALLY_UTC_DAY,
)  # fmt: skip
ROLLED = tuple(table for table in TABLES if table.role == "rolled")


@dataclass(frozen=True, slots=True)
class Dialect:
    """The words in which the two engines differ."""

    kinds: dict[Kind, str]
    greatest: str  # the larger of two values
    by_key: str  # what follows the columns of a table that is stored by its key
    cascade: bool  # whether parts go with their conversation by themselves


SQLITE = Dialect({"text": "TEXT", "int": "INTEGER", "real": "REAL"}, "max", " WITHOUT ROWID", True)
POSTGRES = Dialect(
    {"text": 'TEXT COLLATE "C"', "int": "BIGINT", "real": "DOUBLE PRECISION"},
    "GREATEST", "", False,
)  # fmt: skip


def steps(number: int, dialect: Dialect) -> Iterator[str]:
    """The statements that bring tables of schema `number` - 1 to schema `number`."""
    for table in TABLES:
        if table.since == number:
            yield created(table, dialect)
            for place in table.indexes:
                name = f"{table.name}_{INDEX_NAMES.get(place[0], place[0])}"
                yield f"CREATE INDEX IF NOT EXISTS {name} ON {table.name} ({', '.join(place)})"
        for column in table.columns:
            if column.since == number and number > table.since:
                yield f"ALTER TABLE {table.name} ADD COLUMN {_declared(column, dialect)}"
    if number == HALF_HOUR.since:
        yield _halves_of_quarters()


def _halves_of_quarters() -> str:
    """What older releases counted by the quarter alone, by the half-hour too."""
    sums = (
        f"CAST({'max' if name in LARGEST else 'sum'}({name}) AS BIGINT)"
        for name in QUARTER.names[len(QUARTER.key) :]
    )
    half = f"start_utc_ms - start_utc_ms % {HALF_HOUR_MS}"
    return (
        f"INSERT INTO half_hour ({', '.join(QUARTER.names)})"
        f" SELECT queue, {half}, {', '.join(sums)} FROM quarter GROUP BY queue, {half}"
    )


INDEX_NAMES = {"arrived_utc_ms": "arrived", "start_utc_ms": "started"}


def created(table: Table, dialect: Dialect) -> str:
    """The statement that makes a table as it was in its first release."""
    first = (one for one in table.columns if one.since <= table.since)
    lines = [_declared(column, dialect) for column in first]
    lines.append(f"PRIMARY KEY ({', '.join(table.key)})")
    if table.role == "part" and dialect.cascade:
        lines.append("FOREIGN KEY (conversation) REFERENCES conversation (id) ON DELETE CASCADE")
    by_key = dialect.by_key if table.role != "record" else ""
    return f"CREATE TABLE IF NOT EXISTS {table.name} ({', '.join(lines)}){by_key}"


def _declared(column: Column, dialect: Dialect) -> str:
    default = f" DEFAULT '{column.default}'" if column.since else ""
    return f'"{column.name}" {dialect.kinds[column.kind]} NOT NULL{default}'


def selected(table: Table, names: tuple[str, ...], schema: int) -> str:
    """The columns for a SELECT; those that older tables lack are their default."""
    known = {one.name: one for one in table.columns}
    return ", ".join(
        f'{table.name}."{name}"'
        if known[name].since <= schema
        else f"'{known[name].default}' AS \"{name}\""
        for name in names
    )
