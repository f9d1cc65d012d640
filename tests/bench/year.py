"""A year of conversations straight into the tables: ten millions in minutes, for figures about reports.

Some thousand different conversations are drawn once; each is laid down again and again under
another id at another time. The rows of each are made, and its counts taken, by the store's own
code; only the sums over many are made here, by numpy.
"""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from tests.database.made import conversation, offer
from voipcc.core.cdr import Conversation, Outcome, SegmentKind
from voipcc.database.engine import Session
from voipcc.database.keeping import CHILDREN
from voipcc.database.rollup import (
    AGENT,
    COUNTERS,
    LONGEST_WAIT,
    Roll,
)
from voipcc.database.rows import DERIVED, PARTS, WHOLE, conversation_row
from voipcc.database.sqlite_engine import SqliteEngine
from voipcc.database.tables import CONVERSATION, DAY_MS, OFFER, QUARTER_MS, SEGMENT

FIRST_MS = 1_735_689_600_000  # 2025-01-01 UTC
QUARTERS = 96
QUEUES, AGENTS, CALLERS = 10, 200, 400_000
PATTERNS = 3_000
NAMES = (*WHOLE.names, *DERIVED)
PARTS_LAID = ((CONVERSATION, "rows"), (SEGMENT, "segments"), (OFFER, "offers"))
NAMES_OF = {
    "conversation": NAMES, "segment": CHILDREN["segments"], "offer": CHILDREN["offers"],
}  # fmt: skip
BUSY = np.array([0.2] * 7 + [1, 2, 4, 6, 6, 5, 5, 6, 6, 5, 4, 3, 2, 1, 0.5, 0.3, 0.2])
Count = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(slots=True)
class Pattern:
    """One conversation that is laid down many times: its rows without id and time."""

    rows: list[list[Any]]
    segments: list[list[Any]]
    offers: list[list[Any]]


@dataclass(slots=True)
class Sums:
    """What each pattern adds to the counts: by its queue, its agent and its words."""

    queue: Count  # the queue's number; -1: none saw it
    queue_counts: Count
    agent: Count
    agent_counts: Count
    words: list[tuple[str, str, str]]
    word: Count  # numbers of its words, -1 where there are fewer


def fill(path: Path, count: int, days: int = 365, seed: int = 1) -> None:
    """Lays `count` conversations over so many days from FIRST_MS on."""
    drawn = [_drawn(Random(f"{seed}-{number}")) for number in range(PATTERNS)]
    patterns = [_pattern(record) for record in drawn]
    sums = _sums(drawn)
    chance = np.random.default_rng(seed)
    session = SqliteEngine(path).writing()
    for word in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -200000"):
        session.run(f"PRAGMA {word}")
    _patterns_told(session, patterns)
    for day in range(days):
        first, after = count * day // days, count * (day + 1) // days
        chosen = chance.integers(0, PATTERNS, after - first)
        times = _times(chance, after - first) + FIRST_MS + day * DAY_MS
        callers = chance.integers(0, CALLERS, after - first)
        with session.transaction():
            _lay(session, chosen, times, callers, first)
            _counted(sums, chosen, times).write(session)
    session.run("PRAGMA wal_checkpoint(TRUNCATE)")
    session.close()


def _times(chance: np.random.Generator, count: int) -> Count:
    """Arrivals within a day, in order, more of them by day."""
    hours = chance.choice(24, count, p=BUSY / BUSY.sum())
    made: Count = np.sort(hours * 3_600_000 + chance.integers(0, 3_600_000, count))
    return made


def _drawn(chance: Random) -> Conversation:
    """One conversation of a kind: most are answered, some hang up, some are led on, some never queue."""
    outcome: Outcome = chance.choices(
        ["answered", "abandoned", "overflowed", "left_in_menu"], [82, 10, 3, 5]
    )[0]  # type: ignore[assignment]
    queue = f"queue{chance.randrange(QUEUES)}"
    agent = f"agent{chance.randrange(AGENTS):03d}"
    wait_s = 60.0 if outcome == "overflowed" else round(chance.expovariate(1 / 16), 3) + 0.001
    parts: list[tuple[SegmentKind, float]] = [("menu", chance.uniform(2, 15))]
    if outcome != "left_in_menu":
        parts.append(("queue", wait_s))
    if outcome == "answered":
        parts.append(("talk", chance.expovariate(1 / 190) + 1))
    offers = (offer("", agent),) if outcome == "answered" else ()
    made = conversation(
        "", tuple(parts), outcome=outcome, agent=agent, queue=queue, arrived_utc_ms=0, offers=offers
    )
    return replace(made, ended_by=chance.choice(["caller", "caller", "agent"]))


def _pattern(record: Conversation) -> Pattern:
    def rows(name: str) -> list[list[Any]]:
        parts = enumerate(getattr(record, name))
        return [["", at, *PARTS[name].values(part)] for at, part in parts]

    return Pattern([list(conversation_row(record, 0))], rows("segments"), rows("offers"))


def _sums(drawn: list[Conversation]) -> Sums:
    count = len(drawn)
    made = Sums(
        np.full(count, -1), np.zeros((count, COUNTERS), np.int64),
        np.full(count, -1), np.zeros((count, len(AGENT)), np.int64), [], np.full((count, 8), -1),
    )  # fmt: skip
    known: dict[tuple[str, str, str], int] = {}
    for at, record in enumerate(drawn):
        roll = Roll()
        roll.take(record)
        counted = {table.name: counts for table, counts in roll.tables()}
        for (queue, _), counts in roll.queues.items():
            if queue:
                made.queue[at], made.queue_counts[at] = int(queue[5:]), counts
        for (agent, _), counts in roll.agents.items():
            made.agent[at], made.agent_counts[at] = int(agent[5:]), counts
        for place, (*word, _) in enumerate(counted["tally_quarter"]):
            made.word[at, place] = known.setdefault(tuple(word), len(known))  # type: ignore[arg-type]
    made.words = list(known)
    return made


def _patterns_told(session: Session, patterns: list[Pattern]) -> None:
    """The rows of all patterns in tables of their own, from which SQLite makes millions without Python."""
    for table, name in PARTS_LAID:
        columns = ", ".join(f'"{one}"' for one in NAMES_OF[table.name])
        marks_ = ", ".join("?" * (1 + len(NAMES_OF[table.name])))
        session.run(f"CREATE TEMP TABLE {table.name}_pattern (pattern, {columns})")
        session.run(f"CREATE INDEX temp.{table.name}_known ON {table.name}_pattern (pattern)")
        session.many(
            f"INSERT INTO {table.name}_pattern VALUES ({marks_})",
            ([at, *row] for at, one in enumerate(patterns) for row in getattr(one, name)),
        )
    session.run("CREATE TEMP TABLE laid (sequence INTEGER PRIMARY KEY, pattern, id, at_ms, party)")


def _lay(session: Session, chosen: Count, times: Count, callers: Count, first: int) -> None:
    """One day's rows."""
    session.run("DELETE FROM laid")
    session.many(
        "INSERT INTO laid VALUES (?, ?, ?, ?, ?)",
        (
            (first + at + 1, pattern, f"9-{first + at:08d}", at_ms, f"p{caller}")
            for at, (pattern, at_ms, caller) in enumerate(
                zip(chosen.tolist(), times.tolist(), callers.tolist(), strict=True)
            )
        ),
    )
    own = {"id": "laid.id", "conversation": "laid.id", "arrived_utc_ms": "laid.at_ms"}
    for table, _ in PARTS_LAID:
        whole = (
            own | {"party": "laid.party", "sequence": "laid.sequence"}
            if table is CONVERSATION
            else own
        )
        if table is OFFER:
            whole = {name: value for name, value in own.items() if name != "id"}
        names = NAMES_OF[table.name]
        values = ", ".join(whole.get(name, f'one."{name}"') for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        session.run(
            f"INSERT INTO {table.name} ({columns}) SELECT {values} FROM laid"
            f" CROSS JOIN {table.name}_pattern AS one ON one.pattern = laid.pattern ORDER BY laid.sequence"
            + (', one."position"' if "position" in names else "")
        )


def _counted(sums: Sums, chosen: Count, times: Count) -> Roll:
    """One day's counts, as the store would have taken them one by one."""
    quarter = (times - times[0] // DAY_MS * DAY_MS) // QUARTER_MS
    start_ms = int(times[0]) // DAY_MS * DAY_MS
    roll = Roll()
    queues = _added(sums.queue[chosen], sums.queue_counts[chosen], quarter, QUEUES, LONGEST_WAIT)
    for at in range(QUARTERS):
        quarter_ms = start_ms + at * QUARTER_MS
        whole = queues[at].sum(axis=0)
        whole[LONGEST_WAIT] = queues[at, :, LONGEST_WAIT].max()
        for name, counts in (
            ("", whole),
            *((f"queue{no}", queues[at, no]) for no in range(QUEUES)),
        ):
            if counts.any():
                roll.queues[name, quarter_ms] = counts.tolist()
    agents = _added(sums.agent[chosen], sums.agent_counts[chosen], quarter, AGENTS)
    for at, no in zip(*agents.any(axis=2).nonzero(), strict=True):
        roll.agents[f"agent{no:03d}", start_ms + int(at) * QUARTER_MS] = agents[at, no].tolist()
    roll.tallies = _words(sums, chosen, quarter, start_ms)
    return roll


def _added(who: Count, counts: Count, quarter: Count, many: int, largest: int = -1) -> Count:
    """Sums by quarter and who; what stands at `largest` is the largest of them."""
    seen = who >= 0
    place = (quarter[seen], who[seen])
    made = np.zeros((QUARTERS, many, counts.shape[1]), np.int64)
    np.add.at(made, place, counts[seen])
    if largest >= 0:
        made[:, :, largest] = 0
        np.maximum.at(made[:, :, largest], place, counts[seen][:, largest])
    return made


def _words(sums: Sums, chosen: Count, quarter: Count, start_ms: int) -> Counter[tuple[Any, ...]]:
    made = np.zeros((QUARTERS, len(sums.words)), np.int64)
    for place in range(sums.word.shape[1]):
        word = sums.word[chosen, place]
        seen = word >= 0
        np.add.at(made, (quarter[seen], word[seen]), 1)
    found: Counter[tuple[Any, ...]] = Counter()
    for at, no in zip(*made.nonzero(), strict=True):
        found[*sums.words[no], start_ms + int(at) * QUARTER_MS] = int(made[at, no])
    return found
