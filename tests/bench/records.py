"""Durable writing of records: how many conversations a second, synced, on either engine.

A record is one conversation as calls leave it: three segments, an offer, its counts; every
fourth has a wrap-up of its own beside. Each batch is one transaction that is on the disk
before the next begins. Processor time is that of our process, and of the server's beside it.
"""

import os
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.bench.figure import Figure, Goal
from tests.database.made import NOON_MS, conversation, offer, wrap_up
from tests.database.server import programs, running
from voipcc.database.engine import Engine
from voipcc.database.records import Record, RecordStore
from voipcc.database.sqlite_engine import SqliteEngine

WHOLE, QUICK = 200_000, 20_000
EMBEDDED_PER_S, SERVER_PER_S = 5_000, 20_000
AGENTS, QUEUES = 200, 10
APART_MS = 700  # between two arrivals: 123,000 calls a day
SYNCS = 200
REAL_DISK_MS = 10  # a sync on a disk that turns; a server's SSD needs less than 1


def records(*, quick: bool) -> list[Figure]:
    """Both engines; the server's figure is missing where there is no PostgreSQL."""
    count = QUICK if quick else WHOLE
    with tempfile.TemporaryDirectory(prefix="voipcc-bench-", dir=".") as folder:
        place = Path(folder)
        synced_ms = _sync_ms(place)
        figures = [
            Figure("one sync of this disk", "ms", synced_ms, n=SYNCS, note=f"a turning disk: {REAL_DISK_MS} ms"),
            *_written("embedded", SqliteEngine(place / "records.sqlite"), count, EMBEDDED_PER_S),
        ]  # fmt: skip
        if programs() is not None:
            with running(fsync=True) as server:
                engine = server.engine("bench")
                engine.writing().close()
                before_s = _server_s(server.pid)
                figures += _written("PostgreSQL", engine, count, SERVER_PER_S)
                used = (_server_s(server.pid) - before_s) / count * 1e6
                figures.append(
                    Figure("PostgreSQL: the server's processor time", "us/record", used, n=count)
                )
    return figures


def _written(name: str, engine: Engine, count: int, goal_per_s: int) -> Iterator[Figure]:
    """Writes everything as fast as it goes; memory holds all of it, so that nothing is left to the journal."""
    made = list(_made(count))
    store = RecordStore.open(engine, spool=len(made) + 1)
    used_s, began_s = _own_s(), time.perf_counter()
    for sequence, record in enumerate(made, 1):
        store.keep(record, sequence)
    while store.waiting and not store.trouble:
        store.drain(1.0)
    took_s, used_s = time.perf_counter() - began_s, _own_s() - used_s
    store.close(60)
    assert not store.trouble and not store.damaged and store.archive.counts()["all"] == count
    batches = -(-len(made) // engine.batch)
    worst_s = took_s + batches * REAL_DISK_MS / 1000
    note = (
        f"{batches} synced batches of {engine.batch}; with {REAL_DISK_MS} ms for each sync"
        f" {count / worst_s:,.0f}/s"
    )
    yield Figure(f"{name}: conversations written", "1/s", count / took_s, Goal(goal_per_s, "at least"), n=count, note=note)  # fmt: skip
    yield Figure(f"{name}: our processor time", "us/record", used_s / count * 1e6, n=count)


def _made(count: int) -> Iterator[Record]:
    for number in range(count):
        agent, queue = f"agent{number % AGENTS}", f"queue{number % QUEUES}"
        waits = (("menu", 4), ("queue", number % 97), ("talk", 180 + number % 60))
        record = conversation(
            f"1-{number:09d}", waits, agent=agent, queue=queue, party=f"p{number % 30_000}",
            arrived_utc_ms=NOON_MS + number * APART_MS,
            offers=(offer(f"o{number}", agent),),
        )  # fmt: skip
        yield record
        if number % 4 == 0:
            yield replace(wrap_up(f"o{number}", agent), conversation=record.id, queue=queue)


def _sync_ms(folder: Path) -> float:
    """What one sync of a small write costs here."""
    path = folder / "sync"
    with path.open("wb", buffering=0) as file:
        began_s = time.perf_counter()
        for _ in range(SYNCS):
            file.write(bytes(4096))
            os.fdatasync(file.fileno())
        took_s = time.perf_counter() - began_s
    return took_s / SYNCS * 1000


def _own_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _server_s(first: int) -> float:
    """Processor seconds of the server's processes, ended ones included."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(stat.parent.name) == first:
            total += sum(map(int, words[11:15]))
        elif int(words[1]) == first:
            total += sum(map(int, words[11:13]))
    return total / os.sysconf("SC_CLK_TCK")
