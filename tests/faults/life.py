"""One life of a centre, from recovery to kill -9: it says what it has safely kept."""

import zlib
from collections import deque
from collections.abc import Callable
from pathlib import Path

from tests.database.centre_run import AGENTS, CentreRun
from voipcc.core.cdr import Conversation
from voipcc.core.commands import KeepLegQuality, KeepRecord, KeepStretch, KeepWrapUp
from voipcc.core.events import Event, RefusedEvent, SwitchFound
from voipcc.database.engine import Engine
from voipcc.database.entry import decoded
from voipcc.database.history import payloads
from voipcc.database.journal import Journal, JournalError, JournalLimits
from voipcc.database.records import RecordStore
from voipcc.database.recovery import recover
from voipcc.database.snapshots import Snapshots
from voipcc.places import StateFolder

SNAPSHOT_EVERY = 150
A_SECOND_US = 1_000_000
KEEPING = KeepRecord | KeepWrapUp | KeepLegQuality | KeepStretch
LIMITS = JournalLimits(segment=256 << 10, reserve=64 << 10, memory=4 << 20)


class Life(CentreRun):
    """Random calls on what the last life left; `acknowledge` is told of records that are safe, `synced` of entries."""

    def __init__(
        self,
        folder: Path,
        seed: int,
        engine: Callable[[StateFolder], Engine],
        acknowledge: Callable[[int, Conversation], None],
        synced: Callable[[int], None],
    ) -> None:
        state = StateFolder(folder)
        self.state = state
        self.recovery = recover(state.folder, seed=5)
        journal = Journal.open(state.journal, LIMITS)
        super().__init__(self.recovery.centre, journal, seed, _last_us(state) + A_SECOND_US)
        self.calls = 1_000_000 * self.recovery.epoch  # no leg is called like one of another life
        self.acknowledge, self.synced = acknowledge, synced
        self.safe = 0
        self.unsafe: deque[tuple[int, Conversation]] = deque()
        self.snapshots = Snapshots(state.snapshots, lambda n: journal.synced_sequence >= n)
        self.store = RecordStore.open(
            engine(state), state.journal, safe=lambda: journal.synced_sequence
        )

    def wake(self) -> None:
        """As the server does: what was replayed is kept again, and the calls of before are over."""
        for record, sequence in self.recovery.records:
            self.store.keep(record, sequence)
        self.begin(self.recovery.epoch)
        devices = tuple(f"{name}/desk" for name in AGENTS)
        self.handle(SwitchFound((), devices, restarted=True, lost_us=self.now_us))
        for closing in self.recovery.closings:
            self.handle(closing)

    def handle(self, event: Event) -> None:
        """One event as the controller takes it; a refused one leaves no entry."""
        now = self.moment()
        try:
            commands = self.centre.handle(event, now)
        except RefusedEvent:
            return
        while True:
            try:
                sequence = self.journal.append(now, event, commands)
                break
            except JournalError:  # disk and memory are full: a controller refuses calls by now
                self.give_way()
        for command in commands:
            if isinstance(command, KEEPING):
                self.store.keep(command.record, sequence)
            if isinstance(command, KeepRecord):
                self.unsafe.append((sequence, command.record))
            self._carry_out(command)

    def give_way(self) -> None:
        """Nothing more fits: whoever made the disk full has to make room."""
        raise JournalError("the disk is full")

    def live(self, steps: int, each: Callable[["Life"], None]) -> None:
        """`steps` things happen; `each` is called before every one."""
        for number in range(steps):
            each(self)
            self.steps(1)
            self.tell()
            if number % SNAPSHOT_EVERY == SNAPSHOT_EVERY - 1:
                self.snapshots.take(self.journal.last_sequence, self.centre.snapshot())

    def tell(self) -> None:
        """Acknowledge what a power cut could not take any more."""
        before, self.safe = self.safe, self.journal.synced_sequence
        if self.safe > before:
            self.synced(self.safe)
        while self.unsafe and self.unsafe[0][0] <= self.safe:
            self.acknowledge(*self.unsafe.popleft())

    def end(self) -> None:
        """A life that is not killed: everything is written."""
        self.handle(SwitchFound((), (), restarted=True, lost_us=self.now_us))
        assert self.store.drain(60), self.store.trouble
        self.store.close()
        self.snapshots.close()
        self.journal.close()
        self.tell()


def sign(record: Conversation) -> int:
    """A record's contents in a number, to be compared with what is found in the tables."""
    return zlib.crc32(repr(record).encode())


def _last_us(state: StateFolder) -> int:
    last = 0
    for frame in payloads(state.journal, max(_newest(state), 1)):
        last = decoded(frame.payload).now.monotonic_us
    return last


def _newest(state: StateFolder) -> int:
    """An entry close to the end: that of the newest snapshot."""
    return max((int(path.stem) for path in state.snapshots.glob("*.json")), default=0)
