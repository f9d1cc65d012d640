"""The tables of the records, brought forward by numbered functions.

A migration never changes what an older one did; a new table or column is a new number.
"""

import sqlite3
from collections.abc import Callable


class RecordsError(Exception):
    """The records cannot be used; the text says why and what to do."""


def _conversations(database: sqlite3.Connection) -> None:
    database.execute(
        """CREATE TABLE conversation (
            id TEXT PRIMARY KEY, sequence INTEGER NOT NULL,
            direction TEXT NOT NULL, source TEXT NOT NULL,
            number TEXT NOT NULL, trunk TEXT NOT NULL, party TEXT NOT NULL, leg TEXT NOT NULL,
            plan_version TEXT NOT NULL, boot_id TEXT NOT NULL,
            arrived_utc_ms INTEGER NOT NULL, arrived_us INTEGER NOT NULL,
            ended_us INTEGER NOT NULL,
            outcome TEXT NOT NULL, ended_by TEXT NOT NULL,
            cause INTEGER NOT NULL, sip INTEGER NOT NULL, marks TEXT NOT NULL,
            queue TEXT NOT NULL, agent TEXT NOT NULL,
            wait_us INTEGER NOT NULL, talk_us INTEGER NOT NULL
        )"""
    )
    database.execute("CREATE INDEX conversation_arrived ON conversation (arrived_utc_ms)")
    database.execute("CREATE INDEX conversation_party ON conversation (party, arrived_utc_ms)")


def _segments(database: sqlite3.Connection) -> None:
    database.execute(
        """CREATE TABLE segment (
            conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            position INTEGER NOT NULL, kind TEXT NOT NULL,
            start_us INTEGER NOT NULL, end_us INTEGER NOT NULL,
            queue TEXT NOT NULL, agent TEXT NOT NULL, steps TEXT NOT NULL,
            PRIMARY KEY (conversation, position)
        ) WITHOUT ROWID"""
    )


def _offers(database: sqlite3.Connection) -> None:
    database.execute(
        """CREATE TABLE offer (
            conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            position INTEGER NOT NULL, id TEXT NOT NULL,
            agent TEXT NOT NULL, device TEXT NOT NULL, queue TEXT NOT NULL,
            offered_us INTEGER NOT NULL, ringing_us INTEGER NOT NULL,
            answered_us INTEGER NOT NULL, ended_us INTEGER NOT NULL,
            result TEXT NOT NULL, cause INTEGER NOT NULL, sip INTEGER NOT NULL,
            PRIMARY KEY (conversation, position)
        ) WITHOUT ROWID"""
    )


def _first(database: sqlite3.Connection) -> None:
    _conversations(database)
    _segments(database)
    _offers(database)


def _wrap_ups(database: sqlite3.Connection) -> None:
    """By offer. No reference: a wrap-up may end before its conversation has."""
    database.execute(
        """CREATE TABLE wrap_up (
            offer TEXT PRIMARY KEY, sequence INTEGER NOT NULL, conversation TEXT NOT NULL,
            agent TEXT NOT NULL, queue TEXT NOT NULL, mode TEXT NOT NULL,
            boot_id TEXT NOT NULL, start_utc_ms INTEGER NOT NULL,
            start_us INTEGER NOT NULL, end_us INTEGER NOT NULL, ended_by TEXT NOT NULL,
            disposition TEXT NOT NULL, disposition_name TEXT NOT NULL, missing INTEGER NOT NULL
        )"""
    )
    database.execute("CREATE INDEX wrap_up_conversation ON wrap_up (conversation)")


def _reasons(database: sqlite3.Connection) -> None:
    """How the agent of an offer was chosen."""
    database.execute("ALTER TABLE offer ADD COLUMN why TEXT NOT NULL DEFAULT ''")


def _origins(database: sqlite3.Connection) -> None:
    """The conversation a callback or a voicemail came of."""
    database.execute("ALTER TABLE conversation ADD COLUMN origin TEXT NOT NULL DEFAULT ''")


def _announcements(database: sqlite3.Connection) -> None:
    """The waiting times callers heard."""
    database.execute(
        """CREATE TABLE announcement (
            conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            position INTEGER NOT NULL, queue TEXT NOT NULL, at_us INTEGER NOT NULL,
            low_s INTEGER NOT NULL, high_s INTEGER NOT NULL, first INTEGER NOT NULL,
            PRIMARY KEY (conversation, position)
        ) WITHOUT ROWID"""
    )


def _outside(database: sqlite3.Connection) -> None:
    """Who was called outside in a segment."""
    database.execute("ALTER TABLE segment ADD COLUMN party TEXT NOT NULL DEFAULT ''")


def _leg_qualities(database: sqlite3.Connection) -> None:
    """What was measured of each leg's audio. No reference: a leg may end before its conversation."""
    database.execute(
        """CREATE TABLE leg_quality (
            leg TEXT PRIMARY KEY, conversation TEXT NOT NULL, agent TEXT NOT NULL,
            device TEXT NOT NULL, source TEXT NOT NULL,
            start_utc_ms INTEGER NOT NULL, end_utc_ms INTEGER NOT NULL, codec TEXT NOT NULL,
            packets_in INTEGER NOT NULL, lost_in INTEGER NOT NULL,
            packets_out INTEGER NOT NULL, lost_out INTEGER NOT NULL,
            jitter_in_us INTEGER NOT NULL, jitter_out_us INTEGER NOT NULL,
            round_trip_us INTEGER NOT NULL, mos_in REAL NOT NULL, mos_out REAL NOT NULL,
            fault TEXT NOT NULL, sequence INTEGER NOT NULL
        )"""
    )
    database.execute("CREATE INDEX leg_quality_conversation ON leg_quality (conversation)")
    database.execute("CREATE INDEX leg_quality_agent ON leg_quality (agent, start_utc_ms)")


def _watches(database: sqlite3.Connection) -> None:
    """Which supervisor heard a conversation, when and how."""
    database.execute(
        """CREATE TABLE watch (
            conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            position INTEGER NOT NULL, supervisor TEXT NOT NULL, agent TEXT NOT NULL,
            mode TEXT NOT NULL, start_us INTEGER NOT NULL, end_us INTEGER NOT NULL,
            leg TEXT NOT NULL, "by" TEXT NOT NULL,
            PRIMARY KEY (conversation, position)
        ) WITHOUT ROWID"""
    )


def _conferences(database: sqlite3.Connection) -> None:
    """Who else talked to the caller in a segment."""
    database.execute("ALTER TABLE segment ADD COLUMN others TEXT NOT NULL DEFAULT '[]'")


def _stretches(database: sqlite3.Connection) -> None:
    """How long agents were ready, and on which breaks."""
    database.execute(
        """CREATE TABLE stretch (
            agent TEXT NOT NULL, presence TEXT NOT NULL, reason TEXT NOT NULL,
            paid INTEGER NOT NULL, productive INTEGER NOT NULL, boot_id TEXT NOT NULL,
            start_utc_ms INTEGER NOT NULL, start_us INTEGER NOT NULL, end_us INTEGER NOT NULL,
            sequence INTEGER NOT NULL, PRIMARY KEY (agent, boot_id, start_us)
        )"""
    )
    database.execute("CREATE INDEX stretch_started ON stretch (start_utc_ms)")


def _answers(database: sqlite3.Connection) -> None:
    """What callers answered in surveys after their talks."""
    database.execute(
        """CREATE TABLE answer (
            conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            position INTEGER NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL,
            at_us INTEGER NOT NULL, queue TEXT NOT NULL, agent TEXT NOT NULL,
            PRIMARY KEY (conversation, position)
        ) WITHOUT ROWID"""
    )


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _first,
    _wrap_ups,
    _reasons,
    _origins,
    _announcements,
    _outside,
    _leg_qualities,
    _watches,
    _conferences,
    _stretches,
    _answers,
)


def migrate(database: sqlite3.Connection) -> None:
    """Brings the tables to this program's version, each step in one transaction.

    The connection is in autocommit mode. Raises RecordsError when they are newer.
    """
    database.execute(
        "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL)"
    )
    version = meta(database, "schema")
    if version > len(MIGRATIONS):
        raise RecordsError(
            f"the records have schema {version}, this program knows {len(MIGRATIONS)}: "
            "start a newer voipcc"
        )
    for number, step in enumerate(MIGRATIONS[version:], version + 1):
        database.execute("BEGIN IMMEDIATE")
        try:
            step(database)
            set_meta(database, "schema", number)
            database.execute("COMMIT")
        except BaseException:
            database.execute("ROLLBACK")
            raise


def meta(database: sqlite3.Connection, key: str) -> int:
    """A number kept beside the tables; 0 when it was never set."""
    row = database.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return int(row[0]) if row else 0


def set_meta(database: sqlite3.Connection, key: str, value: int) -> None:
    """Keeps a number beside the tables."""
    database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))
