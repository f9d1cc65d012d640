"""While one batch is committed the next one is made; what a commit refuses is written again."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.database.made import NOON_MS, conversation
from voipcc.database import records
from voipcc.database.engine import RecordsError, Values
from voipcc.database.keeping import Made, made_of
from voipcc.database.parties import DAY_MS
from voipcc.database.records import RecordStore
from voipcc.database.sqlite_engine import SqliteEngine, SqliteSession

LONG_S = 20.0
BATCH = 10


def opened(path: Path) -> RecordStore:
    """A store that writes ten records at a time."""
    engine = SqliteEngine(path)
    engine.batch = BATCH
    return RecordStore.open(engine)


def keep(store: RecordStore, count: int) -> None:
    for number in range(1, count + 1):
        store.keep(conversation(f"1-{number}"), number)


def commits(monkeypatch: pytest.MonkeyPatch, first: Any) -> None:
    """`first(number)` is called before each commit of a batch; the making of the tables is none."""
    run, done = SqliteSession.run, []

    def counted(session: SqliteSession, sql: str, values: Values = ()) -> None:
        if sql == "COMMIT" and threading.current_thread().name == "commit":
            done.append(sql)
            first(len(done))
        run(session, sql, values)

    monkeypatch.setattr(SqliteSession, "run", counted)


def test_the_next_batch_is_made_while_one_is_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first commit ends only when the second batch was made, and all is kept."""
    made, second, waited = [], threading.Event(), []

    def making(batch: Sequence[Any]) -> Made:
        made.append(batch)
        if len(made) == 2:
            second.set()
        return made_of(batch)

    monkeypatch.setattr(records, "made_of", making)
    commits(monkeypatch, lambda number: waited.append(second.wait(LONG_S)))
    store = opened(tmp_path / "records.sqlite")
    keep(store, 3 * BATCH)
    assert store.drain(2 * LONG_S) and all(waited)
    store.close()
    assert store.archive.counts()["all"] == 3 * BATCH


def test_a_refused_commit_moves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mark stays, the trouble is told, and both the batch and the one made meanwhile come, once."""
    told, marks = [], []

    def refuse(number: int) -> None:
        marks.append(store.drained_to)
        if number == 2:
            raise RecordsError("the disk is full")

    commits(monkeypatch, refuse)
    store = opened(tmp_path / "records.sqlite")
    store.on_trouble = told.append
    keep(store, 4 * BATCH)
    assert store.drain(LONG_S) and told == ["the disk is full", ""]
    store.close()
    assert marks == [0, BATCH, BATCH, 2 * BATCH, 3 * BATCH]
    assert store.archive.counts()["all"] == store.drained_to == 4 * BATCH
    (sums,) = store.archive.rolled_sums([(NOON_MS, NOON_MS + DAY_MS)]) or [{}]
    assert sums[""].offered == 4 * BATCH
