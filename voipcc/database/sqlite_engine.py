"""The records embedded: SQLite in WAL mode, one file, synced at the end of every batch."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import msgspec

from voipcc.database.engine import (
    Key,
    Named,
    NoRecords,
    RecordsError,
    Row,
    RowRefused,
    Values,
    inserted,
    summing,
)
from voipcc.database.schema import migrate
from voipcc.database.tables import SQLITE, Table

BUSY_S = 0.2
READ_BUSY_S = 5.0
REMEDY = (
    "The journal has every record: stop the centre, move this file away and start again, "
    "then it is made anew"
)


@contextmanager
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    """A short connection that only reads. Raises NoRecords when there is nothing to read."""
    if not path.exists():
        raise NoRecords(f"{path}: there are no records yet")
    try:
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=READ_BUSY_S)
    except sqlite3.Error as error:
        raise RecordsError(f"{path}: {error}") from error
    database.row_factory = sqlite3.Row
    try:
        database.execute("BEGIN")  # all queries of one connection see the same moment
        yield database
    finally:
        database.close()


class SqliteSession:
    """One connection to the file, in autocommit mode outside of transactions."""

    dialect = SQLITE

    def __init__(self, database: sqlite3.Connection, path: Path) -> None:
        self._database = database
        self._path = path

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """What a query finds."""
        with self._said():
            return cast(list[Row], self._database.execute(sql, values).fetchall())

    def many_rows(
        self, kind: type[Named], columns: Sequence[str], rest: str, values: Values = ()
    ) -> list[Named]:
        """Many rows of numbers and names, read as one text: half the time of rows one by one."""
        names = ", ".join(f"c{at}" for at in range(len(columns)))
        inner = ", ".join(f"{column} AS c{at}" for at, column in enumerate(columns))
        sql = f"SELECT json_group_array(json_array({names})) FROM (SELECT {inner} {rest})"
        with self._said():
            text = self._database.execute(sql, values).fetchone()[0]
        return msgspec.json.decode(text, type=list[kind])  # type: ignore[valid-type]

    def run(self, sql: str, values: Values = ()) -> None:
        """One statement."""
        with self._said():
            self._database.execute(sql, values)

    def many(self, sql: str, rows: Iterable[Values]) -> None:
        """The same statement for each row."""
        with self._said():
            self._database.executemany(sql, rows)

    def add(self, table: Table, names: Sequence[str], rows: Iterable[Values]) -> set[Key]:
        """Rows of which some may be there already: the first one stays. The keys that are new."""
        sql = f"{inserted(table, names)} ON CONFLICT DO NOTHING"
        places = [names.index(name) for name in table.key]
        fresh: set[Key] = set()
        with self._said():
            execute = self._database.execute
            for row in rows:
                if execute(sql, row).rowcount:
                    fresh.add(tuple(row[place] for place in places))
        return fresh

    def append(self, table: Table, names: Sequence[str], rows: Iterable[Values]) -> None:
        """Rows that are known to be new."""
        self.many(inserted(table, names), rows)

    def sum_up(self, table: Table, rows: Sequence[Values]) -> None:
        """Counts added to those the table has."""
        self.many(f"{inserted(table, table.names)} {summing(table, SQLITE.greatest)}", rows)

    def among(self, sql: str, names: Sequence[str]) -> list[Row]:
        """What a query finds that ends with the column which is one of these names."""
        with self._said():
            some = json.dumps(list(names))
            return self.rows(f"{sql} IN (SELECT value FROM json_each(?))", (some,))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is written within, synced at the end of the outermost one."""
        inner = self._database.in_transaction
        self.run("SAVEPOINT inner_one" if inner else "BEGIN IMMEDIATE")
        try:
            yield
            self.run("RELEASE inner_one" if inner else "COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK TO inner_one" if inner else "ROLLBACK")
            raise

    def complaints(self, limit: int) -> list[str]:
        """What SQLite finds wrong with the file."""
        found = (row[0] for row in self.rows(f"PRAGMA quick_check({int(limit)})"))
        return [one for one in found if one != "ok"]

    def close(self) -> None:
        """Ends the connection."""
        self._database.close()

    @contextmanager
    def _said(self) -> Iterator[None]:
        """What SQLite raises in words of the records."""
        try:
            yield
        except (sqlite3.DataError, sqlite3.IntegrityError, OverflowError, UnicodeError) as error:
            raise RowRefused(f"{self._path}: {error}") from error
        except sqlite3.OperationalError as error:  # locked, full, read-only: it may pass
            raise RecordsError(f"{self._path}: {error}") from error
        except sqlite3.Error as error:
            raise RecordsError(f"{self._path} cannot be read ({error}). {REMEDY}") from error


class SqliteEngine:
    """The records in one file."""

    name = "sqlite"
    batch = 1000
    near = True

    def __init__(self, path: Path) -> None:
        self.path = path
        self.place = str(path)

    def writing(self) -> SqliteSession:
        """The file made or brought forward, rights 0600. Raises RecordsError, OSError."""
        path = self.path
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
        try:
            database = sqlite3.connect(
                path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise RecordsError(f"{path}: {error}") from error
        session = SqliteSession(database, path)
        try:
            database.row_factory = sqlite3.Row
            session.run("PRAGMA journal_mode = WAL")
            session.run(
                "PRAGMA synchronous = FULL"
            )  # a batch that was written survives a power cut
            session.run("PRAGMA foreign_keys = ON")
            migrate(session)
        except BaseException:
            session.close()
            raise
        return session

    @contextmanager
    def reading(self) -> Iterator[SqliteSession]:
        """A short connection that only reads, one moment for all queries."""
        with connection(self.path) as database:
            yield SqliteSession(database, self.path)
