"""The counts read: sums of quarters, half-hours and days, so that a year is a few thousand rows.

`None` everywhere means that the counts cannot say: an odd bound, a limit that is not
counted, records of an older release. The same figures are then made from the conversations.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from voipcc.database.engine import Session, marks
from voipcc.database.schema import ROLLED_SINCE, meta
from voipcc.database.tables import (
    AGENT_COUNTERS,
    DAY_MS,
    HALF_HOUR,
    HALF_HOUR_MS,
    LARGEST,
    LIMITS_S,
    QUARTER_MS,
    VISIT_COUNTERS,
)

Sizes = tuple[
    tuple[str, int], ...
]  # tables that count the same, and the length of a row: the longest first
QUEUES: Sizes = (("utc_day", DAY_MS), ("half_hour", HALF_HOUR_MS), ("quarter", QUARTER_MS))
AGENTS: Sizes = (("agent_utc_day", DAY_MS), ("agent_quarter", QUARTER_MS))
TALLIES: Sizes = (("tally_utc_day", DAY_MS), ("tally_quarter", QUARTER_MS))
FIRST_MS, LAST_MS = -(1 << 52), 1 << 52  # of the bounds that mean "from ever" and "for ever"


class Rolled(NamedTuple):
    """What is counted of one queue ("": all) in one span; from `offered` on as `reports.Counts`."""

    start_utc_ms: int
    queue: str
    offered: int
    answered: int
    answered_in_time: int
    abandoned: int
    abandoned_in_time: int
    short_abandons: int
    overflowed: int
    lost: int
    removed_in_time: int
    answer_wait_us: int
    longest_wait_us: int
    talk_us: int
    hold_us: int
    wrap_up_us: int


class RolledAgent(NamedTuple):
    """What is counted of one agent in one span; from `offered` on as `reports.AgentCounts`."""

    start_utc_ms: int
    agent: str
    offered: int
    accepted: int
    rejected: int
    missed: int
    cancelled: int
    rescinded: int
    failed: int
    talks: int
    talk_us: int
    hold_us: int
    consult_us: int
    ring_us: int
    wrap_ups: int
    wrap_up_us: int
    transferred: int


class Tallied(NamedTuple):
    """How many of one kind (see `rollup.tallied`) had one name, in one queue ("": all)."""

    kind: str
    queue: str
    name: str
    number: int


LONGEST = Rolled._fields.index("longest_wait_us")


def countable(start_ms: int, end_ms: int, *limits_s: float) -> bool:
    """Whether such bounds and limits are counted at all."""
    return not any(bound % QUARTER_MS for bound in (start_ms, end_ms)) and all(
        limit_s in LIMITS_S for limit_s in limits_s
    )


def is_rolled(session: Session) -> bool:
    """Whether the tables have all counts."""
    return meta(session, "schema") >= ROLLED_SINCE and bool(meta(session, "rolled"))


def by_step(
    session: Session,
    span: tuple[int, int],
    step_ms: int,
    limits_s: tuple[float, float],
    queues: Sequence[str] | None = None,
) -> list[Rolled]:
    """Rows by queue and step, those with nothing in them left out. Steps begin at the span's."""
    start_ms, end_ms = span
    table, size = next(
        one for one in _sizes(session) if not any(at % one[1] for at in (*span, step_ms))
    )
    names = found_queues(session) if queues is None else list(queues)
    at, group, columns = "start_utc_ms", "", _columns(limits_s)
    if step_ms != size:
        at = f"start_utc_ms - (start_utc_ms - {start_ms}) % {step_ms}"
        group, columns = f"GROUP BY queue, {at}", _sums(columns)
    rest = (
        f"FROM {table} WHERE queue IN ({marks(len(names))}) AND start_utc_ms >= {start_ms}"
        f" AND start_utc_ms < {end_ms} {group} ORDER BY queue, {at}"
    )
    return session.many_rows(Rolled, [at, "queue", *columns], rest, names) if names else []


def summed(
    session: Session,
    span: tuple[int, int],
    limits_s: tuple[float, float],
    queues: Sequence[str] | None = None,
) -> dict[str, Rolled]:
    """One row for each queue: whole days of UTC as such, the rest from shorter rows."""
    names = found_queues(session) if queues is None else list(queues)
    found: dict[str, Rolled] = {}
    columns = ", ".join(_sums(_columns(limits_s)))
    for table, start_ms, end_ms in _pieces(_sizes(session), _known(span)):
        sql = (
            f"SELECT queue, {columns} FROM {table} WHERE queue IN ({marks(len(names))})"
            " AND start_utc_ms >= ? AND start_utc_ms < ? GROUP BY queue"
        )  # bounds as values: thirty days are one statement, made ready once
        for row in session.rows(sql, [*names, start_ms, end_ms]) if names else ():
            piece = Rolled(span[0], *row)
            before = found.get(piece.queue)
            found[piece.queue] = _added(before, piece) if before else piece
    return found


def agents_by_step(session: Session, span: tuple[int, int], step_ms: int) -> list[RolledAgent]:
    """Rows by agent and step, as `by_step`."""
    start_ms, end_ms = span
    at = f"start_utc_ms - (start_utc_ms - {start_ms}) % {step_ms}"
    names = _found(session, "agent_utc_day", "agent")
    sql = (
        f"SELECT {at}, agent, {_agent_sums()} FROM agent_quarter"
        f" WHERE agent IN ({marks(len(names))}) AND start_utc_ms >= {start_ms}"
        f" AND start_utc_ms < {end_ms} GROUP BY agent, {at} ORDER BY agent, {at}"
    )
    return [RolledAgent(*row) for row in session.rows(sql, names)] if names else []


def agents_summed(session: Session, span: tuple[int, int]) -> dict[str, RolledAgent]:
    """One row for each agent, as `summed`."""
    names = _found(session, "agent_utc_day", "agent")
    found: dict[str, RolledAgent] = {}
    for table, start_ms, end_ms in _pieces(AGENTS, _known(span)):
        sql = (
            f"SELECT agent, {_agent_sums()} FROM {table} WHERE agent IN ({marks(len(names))})"
            f" AND start_utc_ms >= {start_ms} AND start_utc_ms < {end_ms} GROUP BY agent"
        )
        for row in session.rows(sql, names) if names else ():
            piece = RolledAgent(span[0], *row)
            if before := found.get(piece.agent):
                sums = (one + other for one, other in zip(before[2:], piece[2:], strict=True))
                piece = RolledAgent(span[0], piece.agent, *sums)
            found[piece.agent] = piece
    return found


def tallies(session: Session, span: tuple[int, int], kinds: Sequence[str]) -> list[Tallied]:
    """How often each word of these kinds was counted, in the order of kind, queue and name."""
    found: dict[tuple[str, str, str], int] = {}
    for table, start_ms, end_ms in _pieces(TALLIES, _known(span)):
        sql = (
            f"SELECT kind, queue, name, CAST(sum(number) AS BIGINT) FROM {table}"
            f" WHERE kind IN ({marks(len(kinds))}) AND start_utc_ms >= {start_ms}"
            f" AND start_utc_ms < {end_ms} GROUP BY kind, queue, name"
        )
        for kind, queue, name, number in session.rows(sql, kinds):
            key = (kind, queue, name)
            found[key] = found.get(key, 0) + number
    return [Tallied(*key, number) for key, number in sorted(found.items())]


def found_queues(session: Session) -> list[str]:
    """Every queue anything was counted of, "" (all) first."""
    return _found(session, "utc_day", "queue")


def _found(session: Session, table: str, column: str) -> list[str]:
    """The values of the first column of a table's key, in order: one look for each."""
    sql = (
        f"WITH RECURSIVE found (name) AS (SELECT min({column}) FROM {table} UNION ALL SELECT"
        f" (SELECT min({column}) FROM {table} WHERE {column} > name) FROM found WHERE name IS NOT NULL)"
        " SELECT name FROM found WHERE name IS NOT NULL"
    )
    return [row[0] for row in session.rows(sql)]


def _sizes(session: Session) -> Sizes:
    """The tables of queues' counts there are."""
    half_hours = meta(session, "schema") >= HALF_HOUR.since
    return tuple(one for one in QUEUES if half_hours or one[0] != HALF_HOUR.name)


def _known(span: tuple[int, int]) -> tuple[int, int]:
    return max(span[0], FIRST_MS), min(span[1], LAST_MS)


def _pieces(sizes: Sizes, span: tuple[int, int]) -> Iterator[tuple[str, int, int]]:
    """The span in the longest rows there are, with shorter ones before and after them."""
    (start_ms, end_ms), (table, size), finer = span, sizes[0], sizes[1:]
    first, last = -(-start_ms // size) * size, end_ms // size * size
    if not finer:
        yield table, start_ms, end_ms
    elif first >= last:
        yield from _pieces(finer, span)
    else:
        if start_ms < first:
            yield from _pieces(finer, (start_ms, first))
        yield table, first, last
        if last < end_ms:
            yield from _pieces(finer, (last, end_ms))


def _columns(limits_s: tuple[float, float]) -> list[str]:
    """What makes the fields of `Rolled` from a row of counts."""
    threshold, short = (f"{limit_s:g}" for limit_s in limits_s)
    columns = {name: name for name in VISIT_COUNTERS.split()} | {
        "answered_in_time": f"answered_{threshold}",
        "abandoned_in_time": f"abandoned_{threshold}",
        "short_abandons": f"abandoned_{short}",
        "removed_in_time": f"answered_{threshold} + abandoned_{threshold} + left_{threshold}",
    }
    return [columns[name] for name in Rolled._fields[2:]]


def _sums(columns: Sequence[str]) -> list[str]:
    return [
        f"CAST({'max' if column in LARGEST else 'sum'}({column}) AS BIGINT)" for column in columns
    ]


def _agent_sums() -> str:
    return ", ".join(_sums(AGENT_COUNTERS.split()))


def _added(one: Rolled, other: Rolled) -> Rolled:
    sums = [left + right for left, right in zip(one[2:], other[2:], strict=True)]
    sums[LONGEST - 2] = max(one.longest_wait_us, other.longest_wait_us)
    return Rolled(one.start_utc_ms, one.queue, *sums)
