"""What is still to be sent, on disk: in by the journal's order, out when a receiver has taken it.

The journal is the truth: `mark` is its entry up to which every ended call is in here, and what a
crash cut off is taken from the journal again. A repeat is harmless, its key tells the receiver.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

BUSY_S = 5.0
MOST = 500_000  # of one hook; the oldest dead ones go first
LIST_AT_MOST = 1000
# After each failed try; the one after the last makes the message a dead letter, 16 hours later.
DELAYS_S = (5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800)
TABLES = """
CREATE TABLE IF NOT EXISTS message (
    hook TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL, made_ms INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, next_ms INTEGER NOT NULL DEFAULT 0,
    dead INTEGER NOT NULL DEFAULT 0, why TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (hook, key)
);
CREATE INDEX IF NOT EXISTS message_due ON message (hook, dead, next_ms);
CREATE TABLE IF NOT EXISTS sent (hook TEXT PRIMARY KEY, count INTEGER NOT NULL, last_ms INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one hook. `next_ms`: when it is tried next; `why`: what came of the last try."""

    hook: str
    key: str
    body: bytes
    made_ms: int
    tries: int
    next_ms: int
    dead: bool
    why: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a hook stands."""

    hook: str
    sent: int
    last_sent_ms: int
    waiting: int
    dead: int
    why: str


class Outbox:
    """For one thread. Every method may raise sqlite3.Error."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
        self._database = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.executescript(TABLES)

    def close(self) -> None:
        self._database.close()

    @property
    def mark(self) -> int | None:
        """The journal's entry up to which all is here; None: nothing was ever kept."""
        row = self._database.execute("SELECT value FROM meta WHERE key = 'mark'").fetchone()
        return None if row is None else int(row[0])

    def put(self, messages: Sequence[Message], mark: int) -> None:
        """Keeps these and moves the mark, together. One that is there already stays as it is."""
        with self._database:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.executemany(
                "INSERT OR IGNORE INTO message (hook, key, body, made_ms) VALUES (?, ?, ?, ?)",
                [(one.hook, one.key, one.body, one.made_ms) for one in messages],
            )
            self._database.execute(
                "INSERT INTO meta VALUES ('mark', ?) ON CONFLICT (key) DO UPDATE SET"
                " value = max(value, excluded.value)",
                (mark,),
            )
        for hook in {one.hook for one in messages}:
            self._thin_out(hook)

    def due(self, hook: str, now_ms: int, limit: int) -> list[Message]:
        """Those of a hook whose time has come, the oldest first."""
        query = "hook = ? AND NOT dead AND next_ms <= ? ORDER BY next_ms, made_ms LIMIT ?"
        return self._messages(query, (hook, now_ms, limit))

    def dead(self, limit: int = LIST_AT_MOST) -> list[Message]:
        """Those that were given up, the newest first."""
        return self._messages("dead ORDER BY made_ms DESC LIMIT ?", (min(limit, LIST_AT_MOST),))

    def taken(self, message: Message, now_ms: int) -> None:
        """A receiver has it."""
        with self._database:
            self._database.execute(
                "DELETE FROM message WHERE hook = ? AND key = ?", (message.hook, message.key)
            )
            self._database.execute(
                "INSERT INTO sent VALUES (?, 1, ?) ON CONFLICT (hook) DO UPDATE SET"
                " count = count + 1, last_ms = excluded.last_ms",
                (message.hook, now_ms),
            )

    def failed(self, message: Message, why: str, now_ms: int) -> None:
        """A try was in vain: the next one later, or never."""
        tries = message.tries + 1
        dead = tries > len(DELAYS_S)
        wait_s = 0 if dead else DELAYS_S[tries - 1]
        self._database.execute(
            "UPDATE message SET tries = ?, next_ms = ?, dead = ?, why = ? WHERE hook = ? AND key = ?",
            (tries, now_ms + wait_s * 1000, dead, why[:300], message.hook, message.key),
        )

    def resend(self, hook: str = "", key: str = "") -> int:
        """Dead letters, all or some, are tried again at once; how many."""
        query = "UPDATE message SET dead = 0, tries = 0, next_ms = 0 WHERE dead"
        values = [value for value in (hook, key) if value]
        query += " AND hook = ?" * bool(hook) + " AND key = ?" * bool(key)
        return self._database.execute(query, values).rowcount

    def standings(self) -> list[Standing]:
        """How every hook stands that has or had something."""
        query = (
            "SELECT name, coalesce(count, 0), coalesce(last_ms, 0),"
            " (SELECT count(*) FROM message WHERE hook = name AND NOT dead),"
            " (SELECT count(*) FROM message WHERE hook = name AND dead),"
            " coalesce((SELECT why FROM message WHERE hook = name AND why != ''"
            " ORDER BY tries DESC LIMIT 1), '')"
            " FROM (SELECT hook AS name FROM sent UNION SELECT hook FROM message)"
            " LEFT JOIN sent ON sent.hook = name ORDER BY name"
        )
        return [Standing(*row) for row in self._database.execute(query)]

    def _thin_out(self, hook: str) -> None:
        count = self._database.execute(
            "SELECT count(*) FROM message WHERE hook = ?", (hook,)
        ).fetchone()[0]
        if count > MOST:
            self._database.execute(
                "DELETE FROM message WHERE hook = ? AND key IN (SELECT key FROM message"
                " WHERE hook = ? ORDER BY dead DESC, made_ms LIMIT ?)",
                (hook, hook, count - MOST),
            )

    def _messages(self, where: str, values: tuple[str | int, ...]) -> list[Message]:
        query = (
            "SELECT hook, key, body, made_ms, tries, next_ms, dead, why FROM message WHERE " + where
        )
        with closing(self._database.execute(query, values)) as rows:
            return [Message(*(*row[:6], bool(row[6]), row[7])) for row in rows]
