"""The core, the journal and the event decoder by themselves: microseconds, no switch."""

import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from pathlib import Path
from typing import Any

import msgspec

from tests.bench.figure import Figure, Goal, alone, at_share, middle
from tests.bench.routing import routing, skilled_plan
from voipcc.asterisk.ari.events import decode_event
from voipcc.core import commands as do
from voipcc.core import events as seen
from voipcc.core.centre import Centre
from voipcc.core.commands import Command
from voipcc.core.events import Event, RefusedEvent, TimePassed
from voipcc.core.moment import Moment
from voipcc.database.entry import encoded
from voipcc.database.journal import Journal

AGENTS, QUEUES, CALLS_A_DAY = 500, 10, 45_000
SECOND = 1_000_000
CALLS_PER_S = 1.5
TALK_S = 240
DECODE_US = 0.85
START_UTC_MS = 1_750_000_000_000
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


@dataclass
class Day:
    """Some of a day's calls on the live core, with a switch that does everything at once."""

    calls: int
    seed: int = 1
    timed: bool = True
    now_us: int = SECOND
    took_us: list[float] = field(default_factory=list)
    records: int = 0
    written: int = 0
    sequence: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.centre = Centre(self.seed, 1)
        self._heap: list[tuple[int, int, Event]] = []
        self._order = 0
        self._encode = msgspec.json.Encoder().encode
        self._table: dict[type, Callable[[Any], None]] = {
            do.Answer: lambda word: self._later(2, seen.LegAnswered(word.leg)),
            do.Play: self._play,
            do.Ring: self._ring,
            do.Connect: self._connect,
            do.HangUp: lambda word: self._end(word.leg, 3, "us"),
            do.KeepRecord: self._keep,
        }

    def run(self) -> None:
        """From an empty house to the last record."""
        self.open()
        self.serve()

    def open(self) -> None:
        """500 agents come to work."""
        names = [f"agent{index:03d}" for index in range(AGENTS)]
        self._handle(seen.ControllerStarted(1))
        self._handle(seen.CentreConfigured(skilled_plan()))
        self._handle(seen.SwitchFound((), tuple(f"{name}/desk" for name in names)))
        for name in names:
            self._handle(seen.LogInRequested(name))
        self.took_us.clear()

    def serve(self) -> None:
        """The calls, from the first to the last record."""
        at_s = 1.0
        for index in range(self.calls):
            at_s += self.chance.expovariate(CALLS_PER_S)
            number = f"+493010{self.chance.randrange(QUEUES)}"
            self._later(int(at_s * 1000), seen.CallArrived(f"c{index}", number, "carrier"))
        while self._heap:
            self._step()

    def _step(self) -> None:
        due_us = self.centre.next_deadline()
        if due_us is not None and due_us <= self._heap[0][0]:
            self.now_us = max(self.now_us, due_us)
            self._handle(TimePassed())
            return
        self.now_us, _, event = heappop(self._heap)
        self._handle(event)

    def _handle(self, event: Event) -> None:
        now = Moment(self.now_us, START_UTC_MS + self.now_us // 1000, "bench")
        try:
            commands = self._timed(event, now) if self.timed else self.centre.handle(event, now)
        except RefusedEvent:
            return
        self.sequence += 1
        self.written += len(encoded(self.sequence, now, event, commands))
        for command in commands:
            self._carry_out(command)

    def _timed(self, event: Event, now: Moment) -> list[Command]:
        began = time.thread_time()  # a machine that does other things between counts for nothing
        commands = self.centre.handle(event, now)
        self.took_us.append((time.thread_time() - began) * 1e6)
        return commands

    def _carry_out(self, command: Command) -> None:
        action = self._table.get(type(command))
        if action is not None:
            action(command)

    def _later(self, ms: int, event: Event) -> None:
        self._order += 1
        heappush(self._heap, (self.now_us + ms * 1000, self._order, event))

    def _play(self, word: do.Play) -> None:
        self._later(4000, seen.PromptFinished(word.leg, word.playback))

    def _ring(self, word: do.Ring) -> None:
        self._later(20, seen.LegRinging(word.leg))
        self._later(self.chance.randint(1000, 6000), seen.LegAnswered(word.leg))

    def _connect(self, word: do.Connect) -> None:
        self._later(3, seen.LegConnected(word.caller_leg, word.talk))
        self._later(3, seen.LegConnected(word.agent_leg, word.talk))
        self._end(word.caller_leg, int(self.chance.expovariate(1 / TALK_S) * 1000), "far")

    def _end(self, leg: str, ms: int, by: seen.EndedBy) -> None:
        self._later(ms, seen.LegEnded(leg, 16, 0, by))

    def _keep(self, word: do.KeepRecord) -> None:
        self.records += 1
        self.written += len(self._encode(word.record))


def core(*, quick: bool) -> list[Figure]:
    """All figures that need neither switch nor phones."""
    return [*routing(quick=quick), *_day(1500 if quick else 6000), *_journal(), _decoding()]


def _day(calls: int) -> list[Figure]:
    watched, day = Day(calls), Day(calls, timed=False)
    watched.run()
    day.open()
    began = time.process_time()
    day.serve()
    took_s = (time.process_time() - began) * CALLS_A_DAY / calls
    if day.records != calls:
        raise RuntimeError(f"{calls} calls left {day.records} records")
    events = len(watched.took_us)
    note = f"{AGENTS} agents, {QUEUES} queues, 10 skills; median {middle(watched.took_us):.0f} us"
    whole = f"{events / calls:.1f} events a call, {day.written / calls / 1000:.1f} kB of journal"
    return [
        Figure("core_event_p99", "us", at_share(watched.took_us, 0.99), Goal(100, "under"),
               n=events, note=note),
        Figure("simulated_day", "s", took_s, Goal(5, "under"), n=calls,
               note=f"{CALLS_A_DAY} calls from {calls} run, journal and records to memory; {whole}"),
    ]  # fmt: skip


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
