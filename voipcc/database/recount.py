"""The counts made once more from the rows, by SQL and nothing of what wrote them: for `voipcc verify`.

Nothing here is shared with `rollup` and `visits`: a mistake in one of them makes the two differ. Statements
are those both engines know. A day is counted by quarters; the longer tables are their sums.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from voipcc.database.engine import Session
from voipcc.database.on_the_way import BECAME
from voipcc.database.tables import (
    DAY_MS,
    HALF_HOUR_MS,
    LARGEST,
    LIMITS_S,
    QUARTER_MS,
    ROLLED,
)

Key = tuple[Any, ...]  # of a table of counts, its quarter last
Found = Iterator[tuple[Key, str, int]]  # so many more of one counter
MINUTE_US = 60_000_000
LENGTHS = {"quarter": QUARTER_MS, "half_hour": HALF_HOUR_MS, "utc_day": DAY_MS}
NAME = 200  # characters of a tally's name

CALL = (
    f"call AS (SELECT conversation.*, arrived_utc_ms - arrived_utc_ms % {QUARTER_MS} AS at_ms"
    " FROM conversation WHERE arrived_utc_ms >= ? AND arrived_utc_ms < ?)"
)
OUTSIDE = "segment.party <> '' AND segment.agent = ''"

# Each segment's place: 1 waiting, 2 talking for a queue, 3 given to a colleague (who talked before still
# does, who waited does not), 0 anything else. A visit begins where waiting begins, in another queue,
# or where somebody talks who did not wait.
VISIT = f"""
stage AS (SELECT id, at_ms, outcome, segment.position AS place_no, kind, segment.queue AS queue, end_us - start_us AS us,
  CASE WHEN {OUTSIDE} THEN 0 WHEN kind = 'queue' THEN 1 WHEN kind IN ('talk', 'hold') AND segment.queue <> '' THEN 2
  WHEN kind = 'transfer' AND segment.agent <> '' AND segment.queue <> '' THEN 3 ELSE 0 END AS place
  FROM call JOIN segment ON segment.conversation = call.id
  WHERE direction = 'in' AND NOT (kind IN ('ringing', 'consult', 'parked') AND NOT ({OUTSIDE}))),
seen AS (SELECT stage.*, lag(place, 1, 0) OVER w AS place_before, lag(queue, 1, '') OVER w AS queue_before,
  lead(place_no) OVER w AS place_after, coalesce(max(CASE WHEN place < 3 THEN place_no * 4 + place END) OVER
  (PARTITION BY id ORDER BY place_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) % 4 AS settled
  FROM stage WINDOW w AS (PARTITION BY id ORDER BY place_no)),
known AS (SELECT seen.*, CASE WHEN place_before < 3 THEN place_before WHEN settled = 2 THEN 2 ELSE 0 END AS was FROM seen),
step AS (SELECT known.*, CASE WHEN place = 1 AND was = 1 AND queue = queue_before THEN 0 WHEN place = 1 THEN 1
  WHEN place = 2 AND was = 0 THEN 1 ELSE 0 END AS begun FROM known),
walk AS (SELECT step.*, sum(begun) OVER (PARTITION BY id ORDER BY place_no) AS visit_no FROM step),
passed AS (SELECT id, at_ms, visit_no, max(CASE WHEN begun = 1 THEN queue END) AS queue,
  sum(CASE WHEN place = 1 THEN us ELSE 0 END) AS wait_us, sum(CASE WHEN kind = 'talk' THEN us ELSE 0 END) AS talk_us,
  sum(CASE WHEN kind = 'hold' THEN us ELSE 0 END) AS hold_us,
  CASE WHEN max(place) = 2 THEN 'answered' WHEN max(CASE WHEN place_after IS NULL THEN 1 ELSE 0 END) = 0 THEN 'overflowed'
  WHEN outcome = 'media_server_lost' THEN 'lost' WHEN outcome IN ('abandoned', 'answered', 'fallback') THEN 'abandoned'
  ELSE 'overflowed' END AS became
  FROM walk WHERE place IN (1, 2) GROUP BY id, at_ms, outcome, visit_no),
ordered AS (SELECT passed.*, lead(visit_no) OVER w AS later, coalesce(sum(CASE WHEN became = 'answered' THEN 1 ELSE 0 END)
  OVER (PARTITION BY id ORDER BY visit_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS answered_before
  FROM passed WINDOW w AS (PARTITION BY id ORDER BY visit_no)),
visit AS (SELECT queue, at_ms, wait_us, talk_us, hold_us, became FROM passed WHERE queue <> '' UNION ALL
  SELECT '', at_ms, sum(CASE WHEN answered_before = 0 THEN wait_us ELSE 0 END), sum(talk_us), sum(hold_us),
  CASE WHEN max(CASE WHEN became = 'answered' THEN 1 ELSE 0 END) = 1 THEN 'answered'
  ELSE max(CASE WHEN later IS NULL THEN became END) END FROM ordered GROUP BY id, at_ms)"""

RESULTS = ("accepted", "rejected", "timeout", "cancelled", "rescinded", "failed")
OFFERED = ", ".join(f"sum(CASE WHEN result = '{one}' THEN 1 ELSE 0 END)" for one in RESULTS)
AGENT_STATEMENTS = {
    "offered accepted rejected missed cancelled rescinded failed ring_us": (
        f"SELECT offer.agent, at_ms, count(*), {OFFERED}, sum(CASE WHEN ringing_us = 0 THEN 0"
        " WHEN answered_us > 0 THEN answered_us - ringing_us ELSE offer.ended_us - ringing_us END)"
        " FROM call JOIN offer ON offer.conversation = call.id GROUP BY offer.agent, at_ms"
    ),
    "talks talk_us hold_us consult_us": (
        "SELECT agent, at_ms, sum(CASE WHEN agent <> agent_before THEN 1 ELSE 0 END),"
        " sum(CASE WHEN kind = 'talk' THEN us ELSE 0 END), sum(CASE WHEN kind = 'hold' THEN us ELSE 0 END),"
        " sum(CASE WHEN kind = 'consult' THEN us ELSE 0 END) FROM (SELECT part.*, lag(agent, 1, '')"
        " OVER (PARTITION BY id ORDER BY place_no) AS agent_before FROM (SELECT id, at_ms, kind,"
        " segment.position AS place_no, end_us - start_us AS us,"
        f" CASE WHEN kind IN ('talk', 'hold', 'consult') AND NOT ({OUTSIDE}) THEN 1 ELSE 0 END AS busy,"
        f" CASE WHEN kind IN ('talk', 'hold', 'consult') AND NOT ({OUTSIDE}) THEN segment.agent ELSE '' END AS agent"
        " FROM call JOIN segment ON segment.conversation = call.id) AS part) AS busy_part"
        " WHERE busy = 1 GROUP BY agent, at_ms"
    ),
    "transferred": (
        "SELECT agent, at_ms, count(*) FROM (SELECT anchor.*, lead(kind, 1, '') OVER w AS kind_after,"
        " lead(agent, 1, '') OVER w AS agent_after, lead(moved, 1, moved_at_all) OVER w AS moved_after"
        " FROM (SELECT part.*, sum(moves) OVER (PARTITION BY id ORDER BY place_no) AS moved,"
        " sum(moves) OVER (PARTITION BY id) AS moved_at_all FROM (SELECT id, at_ms, kind, segment.agent AS agent,"
        f" segment.position AS place_no, CASE WHEN {OUTSIDE} THEN 1 ELSE 0 END AS outside,"
        " CASE WHEN kind IN ('transfer', 'queue') THEN 1 ELSE 0 END AS moves"
        " FROM call JOIN segment ON segment.conversation = call.id WHERE kind <> 'hold'"
        " AND marks LIKE '%\"transferred\"%') AS part) AS anchor WHERE kind NOT IN ('consult', 'transfer', 'queue')"
        " WINDOW w AS (PARTITION BY id ORDER BY place_no)) AS given WHERE kind = 'talk' AND outside = 0"
        " AND (moved_after > moved OR (kind_after = 'talk' AND agent_after <> agent)) GROUP BY agent, at_ms"
    ),
    "wrap_ups wrap_up_us": (
        "SELECT wrap_up.agent, at_ms, count(*), sum(end_us - start_us)"
        " FROM call JOIN wrap_up ON wrap_up.conversation = call.id GROUP BY wrap_up.agent, at_ms"
    ),
}
NOTES = (
    "SELECT wrap_up.queue, at_ms, sum(end_us - start_us)"
    " FROM call JOIN wrap_up ON wrap_up.conversation = call.id GROUP BY wrap_up.queue, at_ms"
)
ENDED = "ended_by || ' ' || cause || ' ' || sip"
QUEUED = (
    " FROM call JOIN (SELECT DISTINCT conversation, queue FROM segment WHERE kind = '{}') AS part"
    " ON part.conversation = call.id"
)
WAITED = f"{QUEUED.format('queue')} WHERE direction = 'in' AND part.queue <> ''"
TALLIES = (  # queue, name, quarter and number of each kind
    ("version", "SELECT '', plan_version, at_ms, count(*) FROM call WHERE plan_version <> ''"),
    ("outcome", "SELECT '', outcome, at_ms, count(*) FROM call WHERE direction = 'in'"),
    ("ended", f"SELECT '', {ENDED}, at_ms, count(*) FROM call WHERE direction = 'in'"),
    ("outcome", f"SELECT part.queue, outcome, at_ms, count(*) {WAITED}"),
    ("ended", f"SELECT part.queue, {ENDED}, at_ms, count(*) {WAITED}"),
    ("survey", f"SELECT part.queue, '', at_ms, count(*) {QUEUED.format('survey')}"),
    (
        "answer",
        f"SELECT answer.queue, substr(question || ' ' || answer, 1, {NAME}), at_ms, count(*)"
        " FROM call JOIN answer ON answer.conversation = call.id",
    ),
    (
        "disposition",
        "SELECT wrap_up.queue, CASE WHEN disposition = '' THEN 'missing' ELSE disposition || ' ' ||"
        " disposition_name END, at_ms, count(*) FROM call JOIN wrap_up"
        " ON wrap_up.conversation = call.id WHERE disposition <> '' OR missing = 1",
    ),
)


def recounted(session: Session, start_ms: int) -> dict[str, dict[Key, list[int]]]:
    """All counts of one day of UTC, by table and key."""
    counters = (("", _queues), ("agent_", _agents), ("tally_", _tallies))
    counted = {prefix: list(counter(session, start_ms)) for prefix, counter in counters}
    made: dict[str, dict[Key, list[int]]] = {}
    for table in ROLLED:
        prefix = next(one for one in ("agent_", "tally_", "") if table.name.startswith(one))
        length_ms = LENGTHS[table.name.removeprefix(prefix)]
        names = table.names[len(table.key) :]
        counts: dict[Key, list[int]] = defaultdict(lambda width=len(names): [0] * width)  # type: ignore[misc]
        for (*words, at_ms), name, number in counted[prefix]:
            row, place = counts[*words, at_ms - at_ms % length_ms], names.index(name)
            row[place] = max(row[place], number) if name in LARGEST else row[place] + number
        made[table.name] = dict(counts)
    return made


def _rows(session: Session, start_ms: int, tables: str, sql: str) -> list[list[Any]]:
    values = (start_ms, start_ms + DAY_MS)
    return [list(row) for row in session.rows(f"WITH {tables} {sql}", values)]


def _queues(session: Session, start_ms: int) -> Found:
    """What is counted of each queue."""
    sums = {name: f"sum({name})" for name in ("talk_us", "hold_us")}
    sums |= {"offered": "count(*)", "longest_wait_us": "max(wait_us)"}
    sums["answer_wait_us"] = "sum(CASE WHEN became = 'answered' THEN wait_us ELSE 0 END)"
    kinds = {
        "answered": "= 'answered'",
        "abandoned": "= 'abandoned'",
        "left": "IN ('overflowed', 'lost')",
    }
    for became in ("answered", "abandoned", "overflowed", "lost"):
        sums[became] = f"sum(CASE WHEN became = '{became}' THEN 1 ELSE 0 END)"
    for limit_s in LIMITS_S:
        for kind, which in kinds.items():
            within = f"wait_us <= {limit_s}000000 AND became {which}"
            sums[f"{kind}_{limit_s}"] = f"sum(CASE WHEN {within} THEN 1 ELSE 0 END)"
    sql = f"SELECT queue, at_ms, {', '.join(sums.values())} FROM visit GROUP BY queue, at_ms"
    for queue, at_ms, *numbers in _rows(session, start_ms, f"{CALL}, {VISIT}", sql):
        for name, number in zip(sums, numbers, strict=True):
            yield (queue, int(at_ms)), name, int(number)
    for queue, at_ms, length_us in _rows(session, start_ms, CALL, NOTES):
        for one in {"", queue}:
            yield (one, int(at_ms)), "wrap_up_us", int(length_us)


def _agents(session: Session, start_ms: int) -> Found:
    """What is counted of each agent."""
    for names, sql in AGENT_STATEMENTS.items():
        for agent, at_ms, *numbers in _rows(session, start_ms, CALL, sql):
            for name, number in zip(names.split(), numbers, strict=True):
                yield (agent, int(at_ms)), name, int(number)


def _tallies(session: Session, start_ms: int) -> Found:
    """What is counted by its word."""
    for kind, sql in TALLIES:
        for queue, name, at_ms, number in _rows(session, start_ms, CALL, f"{sql} GROUP BY 1, 2, 3"):
            yield (kind, queue, name, int(at_ms)), "number", int(number)
    sql = "SELECT direction, outcome, at_ms, count(*) FROM call GROUP BY direction, outcome, at_ms"
    for direction, outcome, at_ms, number in _rows(session, start_ms, CALL, sql):
        if became := BECAME.get((direction, outcome)):
            yield ("errand", "", " ".join(became), int(at_ms)), "number", int(number)
    sql = "SELECT marks, at_ms, count(*) FROM call WHERE direction = 'in' AND marks <> '[]' GROUP BY marks, at_ms"
    for marks, at_ms, number in _rows(session, start_ms, CALL, sql):
        for mark in json.loads(marks):
            yield ("mark", "", mark[:NAME], int(at_ms)), "number", int(number)
    yield from _announced(session, start_ms)


def _announced(session: Session, start_ms: int) -> Found:
    """What became of the waits that were announced."""
    said = (
        "SELECT id, at_ms, announcement.queue, at_us, low_s, high_s, first FROM call"
        " JOIN announcement ON announcement.conversation = call.id WHERE direction = 'in'"
    )
    parts = (
        "SELECT id, kind, queue, end_us FROM (SELECT id, kind, segment.queue, end_us, segment.position AS place_no"
        " FROM call JOIN segment ON segment.conversation = call.id WHERE id IN"
        " (SELECT conversation FROM announcement)) AS part ORDER BY id, place_no"
    )
    whole = groupby(_rows(session, start_ms, CALL, parts), lambda row: row[0])
    ways = {name: [row[1:] for row in rows] for name, rows in whole}
    for name, at_ms, queue, at_us, low_s, high_s, first in _rows(session, start_ms, CALL, said):
        ended_us, connected = _wait_over(ways.get(name, []), queue, at_us)
        low, high = low_s * 1_000_000, high_s * 1_000_000
        first_minute, minutes = low_s // 60, -(-high_s // 60)
        heard = (first_minute * MINUTE_US, max(minutes, first_minute + 1) * MINUTE_US)
        found = _verdict(ended_us - at_us, low, high, connected)
        for word in (
            "said",
            f"found_{found}",
            f"heard_{_verdict(ended_us - at_us, *heard, connected)}",
        ):
            order = "first" if first else "later"
            yield ("announced", queue, f"{order} {word}", int(at_ms)), "number", 1


def _wait_over(way: list[list[Any]], queue: str, at_us: int) -> tuple[int, bool]:
    """The end of the wait that went on then, and whether a talk followed at once."""
    waits = [kind == "queue" and where == queue and end_us >= at_us for kind, where, end_us in way]
    if True not in waits:
        return at_us, False
    last = waits.index(True)
    while waits[last + 1 : last + 2] == [True]:
        last += 1
    return way[last][2], [kind for kind, *_ in way[last + 1 : last + 2]] in (["talk"], ["hold"])


def _verdict(waited_us: int, low_us: int, high_us: int, connected: bool) -> str:
    if waited_us > high_us:
        return "later"
    return ("sooner" if waited_us < low_us else "right") if connected else "unknown"
