"""The counts read: sums of quarters and days, so that a year is a few thousand rows.

`None` everywhere means that the counts cannot say: an odd bound, a limit that is not
counted, records of an older release. The same figures are then made from the conversations.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from voipcc.database.engine import Session, marks
from voipcc.database.rollup import DAY_MS, QUARTER_MS
from voipcc.database.schema import ROLLED_SINCE, meta
from voipcc.database.tables import AGENT_COUNTERS, LIMITS_S, VISIT_COUNTERS

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
    days = not (start_ms % DAY_MS or step_ms % DAY_MS)
    table = "utc_day" if days and not end_ms % DAY_MS else "quarter"
    at = f"start_utc_ms - (start_utc_ms - {start_ms}) % {step_ms}"
    names = found_queues(session) if queues is None else list(queues)
    sql = (
        f"SELECT {at}, queue, {_sums(limits_s)} FROM {table}"
        f" WHERE queue IN ({marks(len(names))}) AND start_utc_ms >= {start_ms}"
        f" AND start_utc_ms < {end_ms} GROUP BY queue, {at} ORDER BY queue, {at}"
    )
    return [Rolled(*row) for row in session.rows(sql, names)] if names else []


def summed(
    session: Session,
    span: tuple[int, int],
    limits_s: tuple[float, float],
    queues: Sequence[str] | None = None,
) -> dict[str, Rolled]:
    """One row for each queue: whole days of UTC as such, the rest from quarters."""
    names = found_queues(session) if queues is None else list(queues)
    found: dict[str, Rolled] = {}
    for table, start_ms, end_ms in _pieces("quarter", "utc_day", span):
        sql = (
            f"SELECT queue, {_sums(limits_s)} FROM {table} WHERE queue IN ({marks(len(names))})"
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
    for table, start_ms, end_ms in _pieces("agent_quarter", "agent_utc_day", span):
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
    for table, start_ms, end_ms in _pieces("tally_quarter", "tally_utc_day", span):
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
    """The values of the first column of a table's key: one look for each."""
    names: list[str] = []
    condition = ""
    while True:
        sql = f"SELECT min({column}) FROM {table} {condition}"
        found = session.rows(sql, names[-1:])[0][0]
        if found is None:
            return names
        names.append(found)
        condition = f"WHERE {column} > ?"


def _pieces(fine: str, coarse: str, span: tuple[int, int]) -> Iterator[tuple[str, int, int]]:
    """The span as whole days with quarters before and after."""
    start_ms, end_ms = max(span[0], FIRST_MS), min(span[1], LAST_MS)
    first, last = -(-start_ms // DAY_MS) * DAY_MS, end_ms // DAY_MS * DAY_MS
    if first >= last:
        yield fine, start_ms, end_ms
        return
    for table, begin, end in (
        (fine, start_ms, first), (coarse, first, last), (fine, last, end_ms),
    ):  # fmt: skip
        if begin < end:
            yield table, begin, end


def _sums(limits_s: tuple[float, float]) -> str:
    threshold, short = (f"{limit_s:g}" for limit_s in limits_s)
    columns = {name: f"sum({name})" for name in VISIT_COUNTERS.split()} | {
        "answered_in_time": f"sum(answered_{threshold})",
        "abandoned_in_time": f"sum(abandoned_{threshold})",
        "short_abandons": f"sum(abandoned_{short})",
        "removed_in_time": f"sum(answered_{threshold} + abandoned_{threshold} + left_{threshold})",
        "longest_wait_us": "max(longest_wait_us)",
    }
    return ", ".join(f"CAST({columns[name]} AS BIGINT)" for name in Rolled._fields[2:])


def _agent_sums() -> str:
    return ", ".join(f"CAST(sum({name}) AS BIGINT)" for name in AGENT_COUNTERS.split())


def _added(one: Rolled, other: Rolled) -> Rolled:
    sums = [left + right for left, right in zip(one[2:], other[2:], strict=True)]
    sums[LONGEST - 2] = max(one.longest_wait_us, other.longest_wait_us)
    return Rolled(one.start_utc_ms, one.queue, *sums)
