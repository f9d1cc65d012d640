"""Finished conversations and wrap-ups in SQLite: written by one thread in batches, derived from the journal.

The journal is the truth. `drained_to` is its sequence number up to which every record is in
the tables; what is missing after a crash, or after a database that could not be written, is
derived from the journal again. One kept twice is one row.
"""

import json
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import astuple
from itertools import islice
from pathlib import Path

from voipcc.core.cdr import Conversation, LegQuality, Stretch, WrapUp, span_us
from voipcc.database.archive import Archive, connection
from voipcc.database.entry import EntryError, records_in
from voipcc.database.history import payloads
from voipcc.database.schema import RecordsError, meta, migrate, set_meta
from voipcc.database.segment import JournalError

__all__ = ["RecordStore", "RecordsError", "connection"]

BATCH = 200
BATCH_S = 0.25
RETRY_S = 0.5
SPOOL = 20_000
BUSY_S = 0.2
Record = Conversation | WrapUp | LegQuality | Stretch
Kept = tuple[Record, int]

INSERT_CONVERSATION = f"INSERT OR IGNORE INTO conversation VALUES ({','.join('?' * 23)})"
INSERT_SEGMENT = f"INSERT OR IGNORE INTO segment VALUES ({','.join('?' * 10)})"
INSERT_OFFER = f"INSERT OR IGNORE INTO offer VALUES ({','.join('?' * 14)})"
INSERT_ANNOUNCEMENT = f"INSERT OR IGNORE INTO announcement VALUES ({','.join('?' * 7)})"
INSERT_WATCH = f"INSERT OR IGNORE INTO watch VALUES ({','.join('?' * 9)})"
INSERT_ANSWER = f"INSERT OR IGNORE INTO answer VALUES ({','.join('?' * 7)})"
INSERT_WRAP_UP = f"INSERT OR IGNORE INTO wrap_up VALUES ({','.join('?' * 14)})"
INSERT_STRETCH = f"INSERT OR IGNORE INTO stretch VALUES ({','.join('?' * 10)})"
INSERT_LEG_QUALITY = f"INSERT OR IGNORE INTO leg_quality VALUES ({','.join('?' * 19)})"


class RecordStore:
    """Keeps records. `keep` never blocks and never raises; one thread writes.

    `on_trouble(reason)` is called from that thread when the database cannot be written, and
    with "" when everything is drained again.
    """

    def __init__(self, path: Path, journal: Path | None = None, spool: int = SPOOL) -> None:
        self.path = path
        self.on_trouble: Callable[[str], None] = lambda reason: None
        self.trouble = ""
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
        self._database: sqlite3.Connection | None = None
        self._thread = threading.Thread(target=self._write_loop, name="records", daemon=True)

    @classmethod
    def open(cls, path: Path, journal: Path | None = None, *, spool: int = SPOOL) -> "RecordStore":
        """Starts the writer and derives what is missing from the journal in that folder.

        `spool` is how many records wait in memory while the database is away; beyond that
        they are taken from the journal later. Raises RecordsError for a newer schema.
        """
        store = cls(path, journal, spool)
        try:
            store._connect()
        except (sqlite3.Error, OSError) as error:  # no call waits for the database: try on
            store._report(str(error))
        store._thread.start()
        store._wake.set()
        return store

    @property
    def archive(self) -> Archive:
        """The reading side of the same tables."""
        return Archive(self.path)

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
            if len(self._spool) < BATCH:
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
            self._connect()
            while self._spool:
                self._write_batch()
            if self._behind:
                self._derive()
        except (sqlite3.Error, OSError, RecordsError, JournalError) as error:
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

    def _write_batch(self) -> None:
        with self._lock:
            batch = list(islice(self._spool, BATCH))
            # while records are missing in between, only the journal's reading moves the mark
            mark = self._drained_to if self._behind else batch[-1][1]
        self._insert(batch, mark)
        with self._lock:
            for _ in batch:
                self._spool.popleft()

    def _derive(self) -> None:
        """Reads the journal from the mark on and keeps what it kept."""
        with self._lock:
            self._dropped = False
        self._derive_from(self._drained_to + 1)
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
            if len(batch) >= BATCH:
                self._insert(batch, reached)
                batch = []
        self._insert(batch, reached)

    def _insert(self, batch: Sequence[Kept], mark: int) -> None:
        """One transaction. Raises sqlite3.Error when the database cannot take it."""
        database = self._connect()
        mark = max(mark, self._drained_to)
        if not batch and mark == self._drained_to:
            return
        database.execute("BEGIN IMMEDIATE")
        try:
            for record, sequence in batch:
                self._insert_one(database, record, sequence)
            set_meta(database, "drained_to", mark)
            database.execute("COMMIT")
        except BaseException:
            if database.in_transaction:
                database.execute("ROLLBACK")
            raise
        self._drained_to = mark

    def _insert_one(self, database: sqlite3.Connection, record: Record, sequence: int) -> None:
        """A record the tables can never hold is named and left out, the others go on."""
        database.execute("SAVEPOINT one")
        try:
            if isinstance(record, WrapUp):
                database.execute(INSERT_WRAP_UP, _wrap_up_row(record, sequence))
            elif isinstance(record, LegQuality):
                database.execute(INSERT_LEG_QUALITY, (*astuple(record), sequence))
            elif isinstance(record, Stretch):
                database.execute(INSERT_STRETCH, (*astuple(record), sequence))
            else:
                insert(database, record, sequence)
        except (sqlite3.DataError, sqlite3.IntegrityError, OverflowError, UnicodeError):
            database.execute("ROLLBACK TO one")
            self.damaged.append(_name(record))
        database.execute("RELEASE one")

    def _connect(self) -> sqlite3.Connection:
        if self._database is None:
            self._database = _writer(self.path)
            self._drained_to = max(self._drained_to, meta(self._database, "drained_to"))
        return self._database

    def _disconnect(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _report(self, reason: str) -> None:
        if reason != self.trouble:
            self.trouble = reason
            with suppress(RuntimeError):  # whoever listens may be gone with its event loop
                self.on_trouble(reason)


def insert(database: sqlite3.Connection, record: Conversation, sequence: int) -> bool:
    """One conversation with its segments, offers and announced waits; False when it was there already."""
    cursor = database.execute(INSERT_CONVERSATION, _conversation_row(record, sequence))
    if not cursor.rowcount:
        return False
    database.executemany(
        INSERT_SEGMENT,
        [
            (record.id, place, part.kind, part.start_us, part.end_us, part.queue, part.agent,
             json.dumps(part.steps), part.party, json.dumps(part.others))
            for place, part in enumerate(record.segments)
        ],
    )  # fmt: skip
    database.executemany(
        INSERT_OFFER,
        [
            (record.id, place, offer.id, offer.agent, offer.device, offer.queue,
             offer.offered_us, offer.ringing_us, offer.answered_us, offer.ended_us,
             offer.result, offer.cause, offer.sip, offer.why)
            for place, offer in enumerate(record.offers)
        ],
    )  # fmt: skip
    database.executemany(
        INSERT_ANNOUNCEMENT,
        [
            (record.id, place, one.queue, one.at_us, one.low_s, one.high_s, one.first)
            for place, one in enumerate(record.announced)
        ],
    )
    database.executemany(
        INSERT_WATCH,
        [
            (record.id, place, one.supervisor, one.agent, one.mode, one.start_us, one.end_us,
             one.leg, one.by)
            for place, one in enumerate(record.watches)
        ],
    )  # fmt: skip
    database.executemany(
        INSERT_ANSWER,
        [(record.id, place, *astuple(one)) for place, one in enumerate(record.survey)],
    )
    return True


def _name(record: Record) -> str:
    match record:
        case Conversation():
            return record.id
        case WrapUp():
            return record.offer
        case Stretch():
            return f"{record.agent} at {record.start_utc_ms}"
        case _:
            return record.leg


def _conversation_row(record: Conversation, sequence: int) -> tuple[str | int, ...]:
    queue = next((part.queue for part in record.segments if part.queue), "")
    talks = [part for part in record.segments if part.kind == "talk" and not part.outside]
    agents = [part.agent for part in talks]
    return (
        record.id, sequence, record.direction, record.source, record.number, record.trunk,
        record.party, record.leg, record.plan_version, record.boot_id, record.arrived_utc_ms,
        record.arrived_us, record.ended_us, record.outcome, record.ended_by, record.cause,
        record.sip, json.dumps(record.marks), queue, agents[-1] if agents else "",
        span_us(record, "queue"), span_us(record, "talk"), record.origin,
    )  # fmt: skip


def _wrap_up_row(record: WrapUp, sequence: int) -> tuple[str | int, ...]:
    return (
        record.offer, sequence, record.conversation, record.agent, record.queue, record.mode,
        record.boot_id, record.start_utc_ms, record.start_us, record.end_us, record.ended_by,
        record.disposition, record.disposition_name, record.missing,
    )  # fmt: skip


def _writer(path: Path) -> sqlite3.Connection:
    """Autocommit mode, WAL, ready tables, 0600. Raises sqlite3.Error or RecordsError."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
    database = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("PRAGMA foreign_keys = ON")
        migrate(database)
    except BaseException:
        database.close()
        raise
    return database
