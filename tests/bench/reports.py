"""Reports on ten million conversations: processor time of each, held against a count by other code.

    python -m tests.bench reports            small
    python -m tests.bench.reports 10000000 [FILE]

The second form lays down so many in a file (some ten minutes of processor time, 4.5 GB) or takes the file there is.
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.figure import Figure, Goal
from tests.bench.year import CALLERS, FIRST_MS, fill
from voipcc.database.archive import Archive, RecordFilter
from voipcc.database.reports import Question
from voipcc.database.reports.counts import ALL, Counts
from voipcc.database.reports.from_rolled import rolled_quarters
from voipcc.database.reports.question import edges
from voipcc.database.reports.report import whole_report
from voipcc.database.reports.sheets import Asked, interval_sheet
from voipcc.database.sqlite_engine import SqliteEngine
from voipcc.database.tables import DAY_MS

QUICK, WHOLE = 50_000, 10_000_000
ROUNDS = 15
DAYS = 365
SPAN_MS = {"a day": DAY_MS, "a month": 31 * DAY_MS, "a year": DAYS * DAY_MS}
GOAL_MS = {"a day": 2, "a month": 30, "a year": 200}
INTERVAL = {"a day": "30", "a month": "day", "a year": "month"}
ZONE = "Europe/Berlin"  # its days are none of UTC
BERLIN_MS = -3_600_000  # where a day of January begins there
COUNTED_AGAIN = """
SELECT (arrived_utc_ms - :start) / :step, queue,
  count(*), sum(outcome = 'answered'), sum(outcome = 'answered' AND wait_us <= 20000000),
  sum(outcome = 'abandoned'), sum(outcome = 'abandoned' AND wait_us <= 20000000),
  sum(outcome = 'abandoned' AND wait_us <= 5000000), sum(outcome = 'overflowed'),
  sum(wait_us <= 20000000), sum(CASE WHEN outcome = 'answered' THEN wait_us ELSE 0 END),
  max(wait_us), sum(talk_us)
FROM conversation WHERE direction = 'in' AND outcome != 'left_in_menu'
  AND arrived_utc_ms >= :start AND arrived_utc_ms < :end
GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Year:
    """A file of so many conversations."""

    path: Path
    count: int

    def asked(self, name: str, interval: str = "", start_ms: int = 0) -> Question:
        """A day or a month in summer, or the whole year, in Berlin."""
        start_ms = start_ms or FIRST_MS + BERLIN_MS + (0 if name == "a year" else 10 * DAY_MS)
        return Question(ZONE, start_ms, start_ms + SPAN_MS[name], interval or INTERVAL[name])


def reports(*, quick: bool) -> list[Figure]:
    """The small form, in a file of its own."""
    with tempfile.TemporaryDirectory(prefix="voipcc-bench-", dir=".") as folder:
        year = Year(Path(folder) / "year.sqlite", QUICK if quick else 4 * QUICK)
        fill(year.path, year.count, DAYS)
        return measured(year)


def measured(year: Year) -> list[Figure]:
    """Every figure of the file; raises AssertionError where two ways of counting differ."""
    running = SqliteEngine(
        year.path
    ).writing()  # as beside a running centre; an older file is brought forward
    try:
        store = Archive(year.path)
        return [*_spans(store, year), *_callers(store, year), *_equal(store, year)]
    finally:
        running.close()


def _spans(store: Archive, year: Year) -> Iterator[Figure]:
    for name, limit_ms in GOAL_MS.items():
        asked = year.asked(name)
        found = rolled_quarters(store, asked)
        assert found is not None
        took = _spent_ms(lambda asked=asked: rolled_quarters(store, asked))  # type: ignore[misc]
        note = f"{len(found)} rows by queue and {asked.interval}, from roll-ups, in {ZONE}"
        yield Figure(
            f"report, {name}: counts", "ms", took, Goal(limit_ms, "under"), n=year.count, note=note
        )
        sheet = _spent_ms(lambda asked=asked: interval_sheet(store, Asked(asked)))  # type: ignore[misc]
        note = "the sheet with all percentages and averages of each row"
        yield Figure(f"report, {name}: sheet", "ms", sheet, n=year.count, note=note)
        whole = _spent_ms(lambda asked=asked: whole_report(store, asked))  # type: ignore[misc]
        note = "every table of the summary: queues, agents, outcomes, marks"
        yield Figure(f"report, {name}: summary", "ms", whole, n=year.count, note=note)


def _callers(store: Archive, year: Year) -> Iterator[Figure]:
    """A caller's last ten calls."""
    parties = [f"p{at * 7919 % CALLERS}" for at in range(ROUNDS)]
    each = iter(parties * 3)
    store.conversations(RecordFilter(party=parties[0], limit=10))
    took = _spent_ms(lambda: store.conversations(RecordFilter(party=next(each), limit=10)))
    yield Figure("a caller's last ten calls", "ms", took, Goal(5, "under"), n=year.count)


def _equal(store: Archive, year: Year) -> Iterator[Figure]:
    """The same figures by SQL over the conversations: other code, other tables."""
    rows = 0
    for name, step_ms in (("a day", 1_800_000), ("a month", DAY_MS), ("a year", 0)):
        asked = year.asked(name, "" if step_ms else "month")
        found = rolled_quarters(store, asked)
        assert found is not None
        again = counted_again(year.path, asked, step_ms or SPAN_MS["a year"])
        ours = found if step_ms else _whole(found)
        by_queue = {
            ((start - asked.start_ms) // (step_ms or SPAN_MS["a year"]), queue): counts
            for (start, queue), counts in ours.items()
            if queue != ALL
        }
        assert {key: one for key, one in by_queue.items() if one.offered} == again, name
        rows += len(again)
    yield Figure(
        "rows counted by other code, equal", "rows", rows, Goal(0, "at least"), n=year.count
    )


def _whole(found: dict[tuple[int, str], Counts]) -> dict[tuple[int, str], Counts]:
    first = min(start for start, _ in found)
    sums: dict[tuple[int, str], Counts] = {}
    for (_, queue), counts in found.items():
        sums.setdefault((first, queue), Counts()).add(counts)
    return sums


def counted_again(path: Path, asked: Question, step_ms: int) -> dict[tuple[int, str], Counts]:
    """Counts by step and queue from the conversations themselves."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        values = {"start": asked.start_ms, "end": asked.end_ms, "step": step_ms}
        rows = database.execute(COUNTED_AGAIN, values).fetchall()
    return {
        (at, queue): Counts(
            offered=offered, answered=answered, answered_in_time=in_time, abandoned=abandoned,
            abandoned_in_time=left, short_abandons=short, overflowed=over, removed_in_time=removed,
            answer_wait_us=wait_us, longest_wait_us=longest_us, talk_us=talk_us,
        )
        for at, queue, offered, answered, in_time, abandoned, left, short, over, removed, wait_us,
        longest_us, talk_us in rows
    }  # fmt: skip


def _spent_ms(what: Callable[[], object]) -> float:
    """Processor time of the least disturbed of some rounds; the first one, which reads the disk, is not it."""
    what()
    spent = []
    for _ in range(ROUNDS):
        edges.cache_clear()  # each round is somebody's first question
        began = time.process_time()
        what()
        spent.append((time.process_time() - began) * 1000)
    return min(spent)


def main() -> None:
    """The whole form: `COUNT [FILE]`."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else WHOLE
    path = Path(sys.argv[2] if len(sys.argv) > 2 else f"year-{count}.sqlite")
    if not path.exists():
        fill(path, count, DAYS)
    for one in measured(Year(path, count)):
        met = {True: "met", False: "NOT MET", None: ""}[one.met]
        print(f"{one.name}: {one.value:.3g} {one.unit} {one.goal or ''} {met}  {one.note}")


if __name__ == "__main__":
    main()
