"""Finished conversations and what belongs to them: written by one thread in batches, derived from the journal.

The journal is the truth. `drained_to` is its sequence number up to which every record is in
the tables; what is missing after a crash, or after a database that could not be written, is
derived from the journal again. One kept twice is one row.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from itertools import islice
from pathlib import Path

from voipcc.database.archive import Archive, connection
from voipcc.database.committing import Commit
from voipcc.database.engine import Engine, NewerTables, Session
from voipcc.database.entry import EntryError, records_in
from voipcc.database.history import last_sequence, payloads
from voipcc.database.keeping import NEVER, Kept, begun, is_rolled, made_of, roll_all, store
from voipcc.database.rows import Record
from voipcc.database.schema import RecordsError, meta, set_meta
from voipcc.database.segment import JournalError
from voipcc.database.sqlite_engine import SqliteEngine

__all__ = ["RecordStore", "RecordsError", "connection"]

BATCH_S = 0.25
RETRY_S = 0.5
SPOOL = 20_000
SYNC_LIMIT_S, SYNC_LOOK_S = 5.0, 0.005
EVERYTHING = 1 << 62


class RecordStore:
    """Keeps records. `keep` never blocks and never raises; one thread writes.

    `on_trouble(reason)` is called from that thread when the database cannot be written, and
    with "" when everything is drained again.
    """

    def __init__(
        self,
        engine: Engine,
        journal: Path | None = None,
        spool: int = SPOOL,
        safe: Callable[[], int] = lambda: EVERYTHING,
    ) -> None:
        self.engine = engine
        self._safe = safe
        self._journal_end = last_sequence(journal) if journal else EVERYTHING
        self.on_trouble: Callable[[str], None] = lambda reason: None
        self.trouble = ""
        self.listeners: list[Callable[[Record, int], None]] = []  # are told of what is kept
        self.damaged: list[str] = []  # ids of records the tables refused for good
        self._journal = journal
        self._spool: deque[Kept] = deque()
        self._spool_limit = spool
        self._behind = journal is not None  # records are missing that only the journal has
        self._dropped = False  # one more was left to the journal since the last look
        self._drained_to = 0
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._session: Session | None = None
        self._commit: Commit | None = None  # of the batch before, still going on
        self._thread = threading.Thread(target=self._write_loop, name="records", daemon=True)

    @classmethod
    def open(
        cls,
        place: Path | Engine,
        journal: Path | None = None,
        *,
        spool: int = SPOOL,
        safe: Callable[[], int] = lambda: EVERYTHING,
    ) -> "RecordStore":
        """Starts the writer and derives what is missing from the journal in that folder.

        `place` is a file for the embedded engine, or an engine.
        `spool` is how many records wait in memory while the database is away; beyond that
        they are taken from the journal later. `safe` is the last entry that survives a power cut:
        tables that knew more than what is left of the journal would keep the wrong record under
        a number that is given again. Raises RecordsError for a newer schema.
        """
        engine: Engine = SqliteEngine(place) if isinstance(place, Path) else place
        opened = cls(engine, journal, spool, safe)
        try:
            if engine.near:
                opened._connect()
        except NewerTables:
            raise
        except (RecordsError, OSError) as error:  # no call waits for the database: try on
            opened._report(str(error))
        opened._thread.start()
        opened._wake.set()
        return opened

    @property
    def path(self) -> Path:
        """The file of the embedded engine."""
        assert isinstance(self.engine, SqliteEngine)
        return self.engine.path

    @property
    def archive(self) -> Archive:
        """The reading side of the same tables."""
        return Archive(self.engine)

    @property
    def drained_to(self) -> int:
        """The journal's sequence number up to which nothing is missing in the tables."""
        return self._drained_to

    @property
    def waiting(self) -> int:
        """Records in memory that are not in the tables yet."""
        return len(self._spool)

    def keep(self, record: Record, sequence: int) -> None:
        """Hands a record to the writer; `sequence` is its entry in the journal."""
        with self._lock:
            if len(self._spool) < self._spool_limit:
                self._spool.append((record, sequence))
            elif self._journal is not None:
                self._behind = self._dropped = True  # the journal still has it
            else:
                self._spool.popleft()
                self._spool.append((record, sequence))
        if not self._wake.is_set():
            self._wake.set()
        for tell in self.listeners:
            tell(record, sequence)

    def drain(self, timeout_s: float = 10.0) -> bool:
        """Waits until everything kept so far is in the tables; False when it takes longer."""
        with self._idle:
            return self._idle.wait_for(lambda: not self._spool and not self._behind, timeout_s)

    def catch_up(self, journal: Path) -> None:
        """Lets the writer derive everything after `drained_to` from this journal again."""
        with self._lock:
            self._journal = journal
            self._behind = self._dropped = True
        self._wake.set()

    def close(self, timeout_s: float = 10.0) -> None:
        """Writes what waits, then ends the thread. What the disk refuses stays in the journal."""
        self._closing.set()
        self._wake.set()
        self._thread.join(timeout_s)

    # --- the writer's thread -----------------------------------------------------------------

    def _write_loop(self) -> None:
        while True:
            self._wake.wait(RETRY_S if self.trouble else None)
            if len(self._spool) < self.engine.batch:
                self._closing.wait(BATCH_S)  # lets a batch grow
            self._wake.clear()
            ended = self._closing.is_set()
            drained = self._write_all()
            if ended and (drained or self.trouble):
                break
        self._disconnect()

    def _write_all(self) -> bool:
        """Whether nothing is left; trouble is reported and tried again later."""
        try:
            session = self._connect()
            if not is_rolled(session):
                roll_all(session)  # tables of an older release: once
            while self._write_batch():
                pass
            self._settle()
            if self._behind:
                self._derive()
        except (OSError, RecordsError, JournalError) as error:
            self._report(str(error))
            self._disconnect()
            return False
        with self._idle:
            drained = not self._spool and not self._behind
            self._idle.notify_all()
        if drained:
            self._report("")
        else:
            self._wake.set()
        return drained

    def _write_batch(self) -> bool:
        """The next of what waits in memory; False when nothing is left."""
        begin = self._commit.count if self._commit else 0
        with self._lock:
            batch = list(islice(self._spool, begin, begin + self.engine.batch))
            # while records are missing in between, only the journal's reading moves the mark
            mark = batch[-1][1] if batch and not self._behind else 0
        if batch:
            self._insert(batch, mark, len(batch))
        return bool(batch)

    def _derive(self) -> None:
        """Reads the journal from the mark on and keeps what it kept."""
        with self._lock:
            self._dropped = False
        self._derive_from(self._drained_to + 1)
        self._settle()
        with self._lock:
            self._behind = self._dropped

    def _derive_from(self, sequence: int) -> None:
        if self._journal is None:
            return
        batch: list[Kept] = []
        reached = sequence - 1  # nothing new: the mark stays, the next entry may keep a record
        for frame in payloads(self._journal, sequence):
            reached = frame.sequence
            try:
                batch += [(command.record, reached) for command in records_in(frame.payload)]
            except EntryError as error:
                self.damaged.append(f"journal entry {reached}: {error}")
            if len(batch) >= self.engine.batch:
                self._insert(batch, reached)
                batch = []
        self._insert(batch, reached)

    def _insert(self, batch: Sequence[Kept], mark: int, count: int = 0) -> None:
        """One transaction, whose commit may go on when this returns; made ready while the one before is committed.

        `count` of the records wait in memory until then. Raises RecordsError when the database cannot take it.
        """
        made = None
        with suppress(*NEVER):
            made = made_of(batch)
        self._settle()
        session, before = self._connect(), self._drained_to
        mark = max(mark, before)
        if not batch and mark == before:
            return
        self._wait_for_journal(max([mark, *(sequence for _, sequence in batch)]))
        transaction = ExitStack()
        try:
            if made is None:
                raise LookupError  # not even rows could be made of all
            transaction = begun(session, made, mark)
        except NEVER:
            self.damaged += store(session, batch, mark, before)
        self._commit = Commit(transaction, mark, count)

    def _settle(self) -> None:
        """Waits for the last batch's commit. Raises RecordsError when it is not kept."""
        commit, self._commit = self._commit, None
        if commit is None:
            return
        commit.wait()
        self._drained_to = commit.mark
        with self._lock:
            for _ in range(commit.count):
                self._spool.popleft()

    def _wait_for_journal(self, sequence: int) -> None:
        until_s = time.monotonic() + SYNC_LIMIT_S
        while self._safe() < sequence:
            if time.monotonic() > until_s:
                raise RecordsError(f"the journal is not synced to entry {sequence}")
            time.sleep(SYNC_LOOK_S)

    def _connect(self) -> Session:
        if self._session is None:
            self._session = self.engine.writing()
            self._drained_to = max(self._drained_to, self._reached(self._session))
        return self._session

    def _reached(self, session: Session) -> int:
        """The tables' mark; of a journal from before the tables the next entries are new."""
        mark, end = meta(session, "drained_to"), self._journal_end
        self._journal_end = EVERYTHING
        if mark > end:
            mark = end
            set_meta(session, "drained_to", mark)
        return mark

    def _disconnect(self) -> None:
        with suppress(OSError, RecordsError):
            self._settle()
        if self._session is not None:
            self._session.close()
            self._session = None

    def _report(self, reason: str) -> None:
        if reason != self.trouble:
            self.trouble = reason
            with suppress(RuntimeError):  # whoever listens may be gone with its event loop
                self.on_trouble(reason)
