"""The records in PostgreSQL 15 or newer: one writer per database, rows sent by COPY.

What is usually all new goes into the tables at once; only where some of it was there already
does it go by a table of its own, from which the new rows are taken.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice
from typing import Any, ClassVar, cast

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus

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
from voipcc.database.schema import meta, migrate, set_meta
from voipcc.database.tables import POSTGRES, Table

OLDEST = 150_000  # PostgreSQL 15
LINES = 500  # sent together
FEW = 8  # rows up to this many are inserted, more are copied
CONNECT_S = 5
ENDING_S = 2
LOCK = int.from_bytes(
    hashlib.blake2b(b"voipcc records", digest_size=8).digest(), "big", signed=True
)
NEVER_HELD = (
    psycopg.DataError, psycopg.IntegrityError, errors.ProgramLimitExceeded, UnicodeError,
)  # fmt: skip
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
QUOTED = str.maketrans({"\\": "\\\\", '"': '\\"'})
QUIET = "-c client_min_messages=warning -c synchronous_commit=on"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the database is and who we are there. `host` may be a folder with its socket."""

    host: str
    port: int
    database: str
    user: str
    password: str = field(default="", repr=False)
    ca_file: str = ""  # then only TLS with a certificate of this CA will do

    @property
    def place(self) -> str:
        """For people: everything but the password."""
        return f"PostgreSQL {self.user}@{self.host}:{self.port}/{self.database}"

    def tls(self) -> dict[str, str]:
        """How the driver is to check the server."""
        return {"sslmode": "verify-full", "sslrootcert": self.ca_file} if self.ca_file else {}


class NamedRow(tuple[Any, ...]):
    """A row by position and by name."""

    __slots__ = ()
    places: ClassVar[dict[str, int]] = {}

    def __getitem__(self, place: Any) -> Any:
        return tuple.__getitem__(self, self.places[place] if isinstance(place, str) else place)


@lru_cache(maxsize=500)
def _row_kind(names: tuple[str, ...]) -> type[NamedRow]:
    places = {name: place for place, name in enumerate(names)}
    return type("NamedRow", (NamedRow,), {"places": places, "__slots__": ()})


def _named(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], NamedRow]:
    return _row_kind(tuple(column.name for column in cursor.description or ()))


@lru_cache(maxsize=2000)
def _spelled(sql: str) -> str:
    """A statement in the driver's spelling."""
    return sql.replace("%", "%%").replace("?", "%s")


class PostgresSession:
    """One connection, in autocommit mode outside of transactions."""

    dialect = POSTGRES

    def __init__(self, connection: psycopg.Connection[NamedRow], place: str) -> None:
        self._connection = connection
        self._place = place
        self._filled: set[str] = set()  # tables of this connection with rows of this transaction

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """What a query finds."""
        with _said(self._place):
            return cast(list[Row], self._connection.execute(_spelled(sql), values).fetchall())

    def many_rows(
        self, kind: type[Named], columns: Sequence[str], rest: str, values: Values = ()
    ) -> list[Named]:
        """Many rows of numbers and names, as named tuples."""
        return [kind(*row) for row in self.rows(f"SELECT {', '.join(columns)} {rest}", values)]

    def run(self, sql: str, values: Values = ()) -> None:
        """One statement."""
        with _said(self._place):
            self._connection.execute(_spelled(sql), values)

    def many(self, sql: str, rows: Iterable[Values]) -> None:
        """The same statement for each row, sent without waiting in between."""
        with _said(self._place), self._connection.cursor() as cursor:
            cursor.executemany(_spelled(sql), rows)

    def add(self, table: Table, names: Sequence[str], rows: Iterable[Values]) -> set[Key]:
        """Rows of which some may be there already: the first one stays. The keys that are new."""
        left = iter(rows)
        sent = list(islice(left, FEW + 1))
        with _said(self._place):
            if len(sent) <= FEW:
                return self._add_few(table, names, sent)
            if self._all_new(table, names, sent, left):
                places = [names.index(name) for name in table.key]
                return {tuple(row[place] for place in places) for row in sent}
            returning = f"ON CONFLICT DO NOTHING RETURNING {', '.join(table.key)}"
            return {tuple(key) for key in self._coming(table, names, sent, returning).fetchall()}

    def append(self, table: Table, names: Sequence[str], rows: Iterable[Values]) -> None:
        """Rows that are known to be new."""
        with _said(self._place):
            self._copy(table.name, names, rows)

    def sum_up(self, table: Table, rows: Sequence[Values]) -> None:
        """Counts added to those the table has."""
        meeting = summing(table, POSTGRES.greatest)
        if len(rows) <= FEW:
            self.many(f"{inserted(table, table.names)} {meeting}", rows)
            return
        with _said(self._place):
            self._coming(table, table.names, rows, meeting)

    def among(self, sql: str, names: Sequence[str]) -> list[Row]:
        """What a query finds that ends with the column which is one of these names."""
        with _said(self._place):
            some = "{" + ",".join([f'"{name.translate(QUOTED)}"' for name in names]) + "}"
            found = self._connection.execute(f"{_spelled(sql)} = ANY(%s::text[])", (some,))
            return cast(list[Row], found.fetchall())

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is written within, synced at the end of the outermost one."""
        inner = self._connection.info.transaction_status != TransactionStatus.IDLE
        self.run("SAVEPOINT inner_one" if inner else "BEGIN")
        if not inner:
            self._filled.clear()
        try:
            yield
            self.run("RELEASE inner_one" if inner else "COMMIT")
        except BaseException:
            with suppress(psycopg.Error):
                self._connection.execute("ROLLBACK TO inner_one" if inner else "ROLLBACK")
            raise

    def complaints(self, limit: int) -> list[str]:
        """The server looks after its files itself."""
        return []

    def is_the_only_writer(self) -> bool:
        """Whether we may write; one that just ended is waited for."""
        self.run(f"SET lock_timeout = '{ENDING_S}s'")
        with _said(self._place):
            try:
                self._connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
            except errors.LockNotAvailable:
                return False
        self.run("RESET lock_timeout")
        return True

    def close(self) -> None:
        """Ends the connection."""
        with suppress(psycopg.Error):
            self._connection.close()

    def _add_few(self, table: Table, names: Sequence[str], rows: Sequence[Values]) -> set[Key]:
        sql = f"{inserted(table, names)} ON CONFLICT DO NOTHING RETURNING {', '.join(table.key)}"
        found = (self._connection.execute(_spelled(sql), row).fetchone() for row in rows)
        return {tuple(key) for key in found if key is not None}

    def _all_new(
        self, table: Table, names: Sequence[str], sent: list[Values], left: Iterator[Values]
    ) -> bool:
        """Copies the rows in `sent` and `left`, which then all are in `sent`; False, with nothing done, when some are there already."""
        self._connection.execute("SAVEPOINT added")
        try:
            self._copy(table.name, names, chain(list(sent), _kept(left, sent)))
        except errors.UniqueViolation:
            self._connection.execute("ROLLBACK TO added")
            sent += left
            return False
        self._connection.execute("RELEASE added")
        return True

    def _coming(
        self, table: Table, names: Sequence[str], rows: Sequence[Values], meeting: str
    ) -> psycopg.Cursor[NamedRow]:
        """By a table of this connection, in the order of the rows; `meeting` says what becomes of those there already."""
        coming, columns = f"coming_{table.name}", ", ".join(f'"{name}"' for name in names)
        self._connection.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {coming} (LIKE {table.name} INCLUDING DEFAULTS)"
            " ON COMMIT DELETE ROWS"  # which costs much less than TRUNCATE
        )
        if coming in self._filled:
            self._connection.execute(f"TRUNCATE {coming}")
        self._filled.add(coming)
        self._copy(coming, names, rows)
        return self._connection.execute(
            f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM {coming} {meeting}"
        )

    def _copy(self, name: str, names: Sequence[str], rows: Iterable[Values]) -> None:
        """Sends rows while they are made; nothing is sent where there are none."""
        left = iter(rows)
        some = list(islice(left, LINES))
        if not some:
            return
        columns = ", ".join(f'"{one}"' for one in names)
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as sent,
        ):
            while some:
                sent.write(copy_text(some))
                some = list(islice(left, LINES))


class PostgresEngine:
    """The records of one centre in a database of their own.

    `owner` is the centre's mark: a database that has another one is refused. 0: not checked.
    """

    name = "postgres"
    batch = 4000
    near = False

    def __init__(self, address: Address, owner: int = 0) -> None:
        self.address = address
        self.owner = owner
        self.place = address.place

    def writing(self) -> PostgresSession:
        """The one writing connection, the tables of this release. Raises RecordsError."""
        session = self._session()
        try:
            self._claim(session)
        except BaseException:
            session.close()
            raise
        return session

    @contextmanager
    def reading(self) -> Iterator[PostgresSession]:
        """A short connection that only reads, one moment for all queries."""
        session = self._session()
        try:
            session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield session
        finally:
            session.close()

    def _session(self) -> PostgresSession:
        where = self.address
        with _said(self.place):
            connection = psycopg.connect(
                host=where.host, port=where.port, dbname=where.database, user=where.user,
                password=where.password or None, connect_timeout=CONNECT_S, autocommit=True,
                application_name="voipcc", client_encoding="utf8", options=QUIET, tcp_user_timeout=10_000,
                keepalives_idle=10, row_factory=_named, **where.tls(),  # type: ignore[arg-type]
            )  # fmt: skip
        return PostgresSession(connection, self.place)

    def _claim(self, session: PostgresSession) -> None:
        """Makes sure that these are our tables, of this release, and that nobody else writes."""
        number = int(session.rows("SHOW server_version_num")[0][0])
        if number < OLDEST:
            raise RecordsError(f"{self.place} is version {number // 10_000}: 15 or newer is needed")
        encoding = str(session.rows("SHOW server_encoding")[0][0])
        if encoding != "UTF8":
            raise RecordsError(
                f"{self.place} has the encoding {encoding}: make it with ENCODING 'UTF8'"
            )
        if not session.is_the_only_writer():
            raise RecordsError(
                f"{self.place}: another voipcc writes there; stop it, or give each centre "
                "a database of its own"
            )
        migrate(session)
        owner = meta(session, "owner")
        if self.owner and not owner:
            set_meta(session, "owner", self.owner)
        elif self.owner and owner != self.owner:
            raise RecordsError(
                f"{self.place} holds the records of another centre: name another database"
            )


def _kept(rows: Iterator[Values], kept: list[Values]) -> Iterator[Values]:
    """The rows, each put into the list when it goes by."""
    for row in rows:
        kept.append(row)
        yield row


def copy_text(rows: Sequence[Values]) -> bytes:
    """Rows in the text form of COPY. Most texts need no escapes, which one look over all of them tells."""
    tabs = len(rows[0]) - 1
    line = "%s\t" * tabs + "%s\n"
    text = "".join([line % tuple(row) for row in rows])
    ends = (text.count("\t"), text.count("\n"))
    if ends != (tabs * len(rows), len(rows)) or "\\" in text or "\r" in text:
        escaped = ([str(value).translate(ESCAPES) for value in row] for row in rows)
        text = "".join([line % tuple(row) for row in escaped])
    return text.encode()


def owner_of(seed: int) -> int:
    """A centre's mark, made of its secret seed and telling nothing of it."""
    return int.from_bytes(hashlib.blake2b(b"owner %d" % seed, digest_size=7).digest(), "big")


@contextmanager
def _said(place: str) -> Iterator[None]:
    """What the driver raises in words of the records."""
    try:
        yield
    except errors.UndefinedTable as error:
        raise NoRecords(f"{place}: there are no records yet") from error
    except NEVER_HELD as error:
        raise RowRefused(f"{place}: {_first_line(error)}") from error
    except psycopg.Error as error:
        raise RecordsError(f"{place}: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
