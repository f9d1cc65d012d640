"""Every decision about a call out of the house, in SQLite: who, why, allowed or not.

Numbers stand here masked and their prefixes only as a keyed hash: enough to count calls to one
prefix after a restart, not enough to call anybody. One thread writes, in the order of asking.
"""

import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from voipcc.database.archive import connection
from voipcc.database.schema import RecordsError

KEPT_DAYS = 90
MOST_ROWS = 500_000
DAY_MS = 86_400_000
SYNCHRONOUS = "FULL"  # a decision is on the disk before anybody is called
MOST_WAITING = 1000  # decisions not yet written; who floods us with refusals fills no memory
_TABLES = """
CREATE TABLE IF NOT EXISTS decision (
    id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, leg TEXT NOT NULL, call TEXT NOT NULL,
    agent TEXT NOT NULL, purpose TEXT NOT NULL, trunk TEXT NOT NULL, country TEXT NOT NULL,
    kind TEXT NOT NULL, number TEXT NOT NULL, prefix TEXT NOT NULL, reason TEXT NOT NULL,
    text TEXT NOT NULL, ended_ms INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS decision_at ON decision (at_ms);
CREATE INDEX IF NOT EXISTS decision_leg ON decision (leg) WHERE ended_ms = 0 AND leg <> '';
CREATE TABLE IF NOT EXISTS parked (
    agent TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, why TEXT NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Decision:
    """`number` is masked. `reason` is "allowed" or a word for why not, `text` a sentence.

    `leg` is "" when a question was answered and nobody is called; `ended_ms` 0 while it lasts.
    """

    at_ms: int
    leg: str
    call: str
    agent: str
    purpose: str
    trunk: str
    country: str
    kind: str
    number: str
    prefix: str
    reason: str
    text: str
    ended_ms: int = 0


_NAMES = ", ".join(one.name for one in fields(Decision))
_INSERT = f"INSERT INTO decision ({_NAMES}) VALUES ({', '.join('?' * len(fields(Decision)))})"


class PermitBook:
    """The writing side. What it is given is kept in order; `safe` says when it is on the disk."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._key = key
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="permits")
        self._waiting = 0
        self._lock = threading.Lock()
        self._database = self._thread.submit(_opened, path).result()
        self._last: Future[None] = self._thread.submit(lambda: None)

    @classmethod
    def open(cls, path: Path, key: bytes) -> "PermitBook":
        """`key` hashes prefixes, the same one at every start. Raises RecordsError."""
        try:
            return cls(path, key)
        except (sqlite3.Error, OSError) as error:
            raise RecordsError(f"{path}: {error}; move it away, it is begun anew") from error

    def hashed(self, prefix: str) -> str:
        """A prefix's name in the book."""
        return hashlib.blake2b(prefix.encode(), key=self._key, digest_size=8).hexdigest()

    def keep(self, decision: Decision) -> None:
        """Write a decision; a refusal may be dropped when thousands come at once."""
        if decision.reason != "allowed" and self._waiting >= MOST_WAITING:
            return
        self._do(_INSERT, astuple(decision))

    def ended(self, leg: str, at_ms: int) -> None:
        self._do("UPDATE decision SET ended_ms = ? WHERE leg = ? AND ended_ms = 0", (at_ms, leg))

    def parked(self, agent: str, at_ms: int, why: str) -> None:
        self._do("INSERT OR REPLACE INTO parked VALUES (?, ?, ?)", (agent, at_ms, why))

    def unparked(self, agent: str, at_ms: int, by: str) -> None:
        """The calls of before count no longer: a mark says so to whoever reads the book."""
        self._do("DELETE FROM parked WHERE agent = ?", (agent,))
        words = ("", "", agent, "dial", "", "", "", "", "", "unparked", f"unparked by {by}")
        self.keep(Decision(at_ms, *words))

    def safe(self) -> "Future[None]":
        """Done when everything kept so far survives a power cut; it raises what went wrong."""
        return self._last

    def prune(self, now_ms: int) -> None:
        """Forget what is kept too long, and what is too much."""
        self._do("DELETE FROM decision WHERE at_ms < ?", (now_ms - KEPT_DAYS * DAY_MS,))
        newest = "(SELECT max(id) FROM decision)"
        self._do(f"DELETE FROM decision WHERE id <= {newest} - ?", (MOST_ROWS,))

    def close(self) -> None:
        """Writes what waits."""
        self._thread.submit(self._database.close)
        self._thread.shutdown()

    def since(self, start_ms: int) -> list[Decision]:
        """Allowed calls and returned rights after `start_ms`, oldest first."""
        with closing(sqlite3.connect(self.path)) as database:
            rows = database.execute(
                f"SELECT {_NAMES} FROM decision WHERE at_ms > ? AND reason IN "
                "('allowed', 'unparked') AND (leg <> '' OR reason = 'unparked') ORDER BY id",
                (start_ms,),
            )
            return [Decision(*row) for row in rows]

    def _do(self, sql: str, values: tuple[Any, ...]) -> None:
        with self._lock:
            self._waiting += 1
        self._last = self._thread.submit(self._write, sql, values)

    def _write(self, sql: str, values: tuple[Any, ...]) -> None:
        with self._lock:
            self._waiting -= 1
        try:
            self._database.execute(sql, values)
        except sqlite3.Error as error:
            raise RecordsError(f"{self.path}: {error}") from error


def _opened(path: Path) -> sqlite3.Connection:
    """Each statement is a transaction of its own, synced before the next."""
    path.touch(mode=0o600)
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
    database.executescript(_TABLES)
    return database


def parked_agents(path: Path) -> dict[str, str]:
    """Who may not dial out, with why. Raises RecordsError."""
    try:
        with connection(path) as database:
            return {row[0]: row[1] for row in database.execute("SELECT agent, why FROM parked")}
    except sqlite3.Error as error:
        raise RecordsError(f"{path}: {error}") from error


def recent(path: Path, limit: int, agent: str = "", *, refused: bool = False) -> list[Decision]:
    """The newest decisions, newest first. Raises RecordsError when there is no book."""
    return list(_recent(path, limit, agent, refused))


def _recent(path: Path, limit: int, agent: str, refused: bool) -> Iterator[Decision]:
    try:
        with connection(path) as database:
            rows = database.execute(
                f"SELECT {_NAMES} FROM decision WHERE (? = '' OR agent = ?) "
                "AND (NOT ? OR reason <> 'allowed') ORDER BY id DESC LIMIT ?",
                (agent, agent, refused, limit),
            )
            for row in rows:
                yield Decision(*row)
    except sqlite3.Error as error:
        raise RecordsError(f"{path}: {error}") from error
