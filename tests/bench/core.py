"""The core, the journal and the event decoder by themselves: microseconds, no switch."""

import tempfile
import time
from pathlib import Path

from tests.bench.day import AGENTS, CALLS_A_DAY, QUEUES, START_UTC_MS, Day
from tests.bench.figure import Figure, Goal, alone, at_share, middle
from tests.bench.least import least_s
from tests.bench.routing import routing
from voipcc.asterisk.ari.events import decode_event
from voipcc.core import commands as do
from voipcc.core import events as seen
from voipcc.core.commands import Command
from voipcc.core.moment import Moment
from voipcc.database.journal import Journal

ROUNDS = 3
DECODE_US = 0.85
STASIS_START = (
    b'{"type":"StasisStart","timestamp":"2026-01-02T03:04:05.678+0000","args":["inbound",'
    b'"+4930100","carrier"],"channel":{"id":"voipcc-1767323045.12","name":"PJSIP/trunk-carrier-'
    b'0000000a","state":"Ring","protocol_id":"1-2@127.0.0.1","caller":{"name":"","number":'
    b'"+4917012345678"},"connected":{"name":"","number":""},"accountcode":"","dialplan":{'
    b'"context":"numbers","exten":"+4930100","priority":4,"app_name":"StasisBroadcast",'
    b'"app_data":"1000,^voipcc,inbound:+4930100:carrier"},"creationtime":'
    b'"2026-01-02T03:04:05.670+0000","language":"en","channelvars":{"VCC_CALL_ID":"1",'
    b'"VCC_NUMBER":"+4930100","VCC_TRUNK":"carrier","VCC_WITHHELD":""}},'
    b'"asterisk_id":"00:00:00:00:00:00","application":"voipcc"}'
)


def core(*, quick: bool) -> list[Figure]:
    """All figures that need neither switch nor phones."""
    return [*routing(quick=quick), *_day(1500 if quick else 6000), *_journal(), _decoding()]


def _day(calls: int) -> list[Figure]:
    """One day, and beside it what it costs when nothing is decided."""
    took_us, day = _events_us(calls), Day(calls, timed=False)
    day.open()
    began = time.process_time()
    day.serve()
    took_s = time.process_time() - began
    if day.records != calls:
        raise RuntimeError(f"{calls} calls left {day.records} records")
    note = f"{AGENTS} agents, {QUEUES} queues, 10 skills; median {middle(took_us):.0f} us, "
    note += (
        f"99.9 % under {at_share(took_us, 0.999):.0f} us; of each event the least of {ROUNDS} days"
    )
    events, written = len(took_us) / calls, day.written / calls / 1000
    whole = f"{events:.1f} events a call, {written:.1f} kB of journal"
    ran = f"{CALLS_A_DAY} calls from {calls} run, journal and records to memory; {whole}"
    plain = "the same with nothing decided: events and commands made, journal and records encoded"
    scale = CALLS_A_DAY / calls
    return [
        Figure("core_event_p99", "us", at_share(took_us, 0.99), Goal(100, "under"),
               n=len(took_us), note=note),
        Figure("simulated_day", "s", took_s * scale, Goal(5, "under"), n=calls, note=ran),
        Figure("simulated_day_least", "s", least_s(calls) * scale, n=calls, note=plain),
    ]  # fmt: skip


def _events_us(calls: int) -> list[float]:
    """What each event took: every day of one seed is the same, so the machine's own doings drop out."""
    days = [Day(calls) for _ in range(ROUNDS)]
    for day in days:
        day.run()
    return [min(one) for one in zip(*(day.took_us for day in days), strict=True)]


def _journal() -> list[Figure]:
    """One entry as a ringing agent makes it, written and not yet synced."""
    event = seen.LegAnswered("1-17", 1234567)
    commands: list[Command] = [
        do.Connect("1-19", "voipcc-1767323045.12", "1-17"),
        do.WatchLine("a001/desk", True),
    ]
    now = Moment(1_234_567_890, START_UTC_MS, "bench")
    rounds = []
    with tempfile.TemporaryDirectory(prefix="voipcc-bench-journal-") as folder:
        journal = Journal.open(Path(folder))
        for _ in range(5):
            began = time.perf_counter()
            for _ in range(400):
                journal.append(now, event, commands)
            rounds.append((time.perf_counter() - began) / 400 * 1e6)
        journal.close()
    return [alone("journal_append", "us", rounds, None, 2000, "encode, hash, write")]


def _decoding() -> Figure:
    rounds = []
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(4000):
            decode_event(STASIS_START)
        rounds.append((time.perf_counter() - began) / 4000 * 1e6)
    slower = middle(rounds) / DECODE_US
    note = f"a StasisStart of ARI; {slower:.1f} times what the machine took the goals come from"
    return alone("event_decode", "us", rounds, None, 20_000, note)
