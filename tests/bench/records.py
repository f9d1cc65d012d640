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
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean

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
PACE, PACES, PACE_EVERY_S = 100_000, 200, 0.2
REAL_DISK_MS = 10  # a sync on a disk that turns; a server's SSD needs less than 1


def records(*, quick: bool, count: int = 0) -> list[Figure]:
    """Both engines; the server's figures are missing where there is no PostgreSQL."""
    count = count or (QUICK if quick else WHOLE)
    with tempfile.TemporaryDirectory(prefix="voipcc-bench-", dir=".") as folder:
        place = Path(folder)
        note = f"a turning disk: {REAL_DISK_MS} ms, a server's SSD under 1 ms"
        figures = [
            Figure("records: one sync of this disk", "ms", _sync_ms(place), n=SYNCS, note=note),
            *_embedded(place / "records.sqlite", count),
        ]
        if programs() is not None:
            figures += _on_a_server(count)
        return figures


def _embedded(path: Path, count: int) -> Iterator[Figure]:
    wrote = _write(SqliteEngine(path), count)
    yield from _figures("embedded", wrote, EMBEDDED_PER_S, {"ours": wrote.used_us})


def _on_a_server(count: int) -> Iterator[Figure]:
    with running(fsync=True) as server:
        engine = server.engine("bench")
        engine.writing().close()
        before_s = _server_s(server.pid)
        wrote = _write(engine, count)
        served_us = (_server_s(server.pid) - before_s) / count * 1e6
        used = {"ours": wrote.used_us, "the server's": served_us}
        yield from _figures("PostgreSQL", wrote, SERVER_PER_S, used)


@dataclass(frozen=True, slots=True)
class Wrote:
    """What one engine took: conversations a second, our processor time for each, syncs, and how much the machine was slowed by others."""

    count: int
    per_s: float
    used_us: float
    batches: int
    batch: int
    slowed: float


def _figures(
    name: str, wrote: Wrote, goal_per_s: int, used_us: dict[str, float]
) -> Iterator[Figure]:
    """Wall time, processor times, and the rate that these allow where each has a core of its own."""
    goal = Goal(goal_per_s, "at least")
    worst_s = 1 / wrote.per_s + wrote.batches * REAL_DISK_MS / 1000 / wrote.count
    slowed = f"others slowed this machine down {wrote.slowed:.1f} times meanwhile"
    synced = f"{wrote.batches} synced batches of up to {wrote.batch}"
    note = f"{synced}; with {REAL_DISK_MS} ms more for each {1 / worst_s:,.0f}/s; {slowed}"
    yield Figure(f"{name}: conversations written", "1/s", wrote.per_s, goal, n=wrote.count, note=note)  # fmt: skip
    for whose, one in used_us.items():
        yield Figure(f"{name}: processor time, {whose}", "us/record", one, n=wrote.count)
    alone = 1e6 * wrote.slowed / max(used_us.values())
    note = "by processor time with a core for each side, the slow-down taken out"
    yield Figure(f"{name}: conversations a core allows", "1/s", alone, goal, n=wrote.count, note=note)  # fmt: skip


def _write(engine: Engine, count: int) -> Wrote:
    """Writes everything as fast as it goes; memory holds all of it, so that nothing is left to the journal."""
    made = list(_made(count))
    paces = [_pace_s() for _ in range(PACES)]
    fastest_s = min(paces)
    paces = []
    store = RecordStore.open(engine, spool=len(made) + 1)
    used_s, began_s = _own_s(), time.perf_counter()
    for sequence, record in enumerate(made, 1):
        store.keep(record, sequence)
    while not store.drain(PACE_EVERY_S) and not store.trouble:
        used_s += (pace_s := _pace_s())
        paces.append(pace_s)
    took_s, used_s = time.perf_counter() - began_s, _own_s() - used_s
    store.close(60)
    assert not store.trouble and not store.damaged and store.archive.counts()["all"] == count
    slowed = max(1.0, mean(paces or [fastest_s]) / fastest_s)
    batches = -(-len(made) // engine.batch)
    return Wrote(count, count / took_s, used_s / count * 1e6, batches, engine.batch, slowed)


def _pace_s() -> float:
    """Processor time of some fixed work: more when others share the core's caches and pipes."""
    began_s = time.thread_time()
    sum(range(PACE))
    return time.thread_time() - began_s


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
