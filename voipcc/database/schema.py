"""The tables brought forward by numbered steps (made from `tables`), and the numbers kept beside them.

A step never changes what an older one did; a new table or column is a new number.
"""

from voipcc.database.engine import NewerTables, RecordsError, Session
from voipcc.database.tables import SCHEMA, steps

__all__ = ["ROLLED_SINCE", "RecordsError", "meta", "migrate", "set_meta"]

ROLLED_SINCE = 12
META = "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value BIGINT NOT NULL)"


def migrate(session: Session) -> None:
    """Brings the tables to this program's version, each step in one transaction.

    Raises NewerTables when they are newer.
    """
    session.run(META)
    version = meta(session, "schema")
    if version > SCHEMA:
        raise NewerTables(
            f"the records have schema {version}, this program knows {SCHEMA}: start a newer voipcc"
        )
    for number in range(version + 1, SCHEMA + 1):
        with session.transaction():
            for statement in steps(number, session.dialect):
                session.run(statement)
            if number == ROLLED_SINCE and not session.rows("SELECT 1 FROM conversation LIMIT 1"):
                set_meta(session, "rolled", 1)  # else the writer counts what is there first
            set_meta(session, "schema", number)


def meta(session: Session, key: str) -> int:
    """A number kept beside the tables; 0 when it was never set."""
    rows = session.rows("SELECT value FROM meta WHERE key = ?", (key,))
    return int(rows[0][0]) if rows else 0


def set_meta(session: Session, key: str, value: int) -> None:
    """Keeps a number beside the tables."""
    session.run(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )
