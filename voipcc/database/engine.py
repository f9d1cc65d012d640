"""What the records ask of a database: one small protocol, spoken by `sqlite_engine` and `postgres_engine`.

Statements are standard SQL with `?` for values; the few words that differ are in `tables.Dialect`.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

from voipcc.database.tables import LARGEST, Dialect, Table

Value = str | int | float
Values = Sequence[Value]
Key = tuple[Value, ...]
Named = TypeVar("Named", bound=tuple[Any, ...])


class RecordsError(Exception):
    """The records cannot be used; the text says why and what to do."""


class NoRecords(RecordsError):
    """Nothing was ever written there."""


class NewerTables(RecordsError):
    """The tables belong to a newer release: nothing of this one may touch them."""


class RowRefused(RecordsError):
    """The database can never hold this row: a number too large, a text it does not know."""


class Row(Protocol):
    """One row, by position and by name."""

    def __getitem__(self, place: Any, /) -> Any: ...

    def __iter__(self) -> Iterator[Any]: ...

    def __len__(self) -> int: ...


class Session(Protocol):
    """One connection. Every method raises RecordsError (RowRefused for what can never be held)."""

    dialect: Dialect

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """What a query finds."""

    def many_rows(
        self, kind: type[Named], columns: Sequence[str], rest: str, values: Values = ()
    ) -> list[Named]:
        """Many rows of numbers and names, as named tuples; `rest` of the query begins with FROM."""

    def run(self, sql: str, values: Values = ()) -> None:
        """One statement."""

    def many(self, sql: str, rows: Iterable[Values]) -> None:
        """The same statement for each row."""

    def add(self, table: Table, names: Sequence[str], rows: Iterable[Values]) -> set[Key]:
        """Rows of which some may be there already: the first one stays. The keys that are new."""

    def append(self, table: Table, names: Sequence[str], rows: Iterable[Values]) -> None:
        """Rows that are known to be new."""

    def sum_up(self, table: Table, rows: Sequence[Values]) -> None:
        """Counts (rows of all columns, no key twice) added to those the table has."""

    def among(self, sql: str, names: Sequence[str]) -> list[Row]:
        """What a query finds that ends with the column which is one of these names."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing of what is written within, synced at the end of the outermost one."""

    def complaints(self, limit: int) -> list[str]:
        """What the database finds wrong with its own files; nothing where it does not tell."""

    def close(self) -> None:
        """Ends the connection; what was not committed is undone."""


class Engine(Protocol):
    """A database that holds the records of one centre."""

    name: str
    place: str  # for people: where the records are
    batch: int  # how many records are best written together
    near: bool  # whether it is opened at once, or perhaps after seconds

    def writing(self) -> Session:
        """The one connection that writes, its tables of this release. Raises RecordsError."""

    def reading(self) -> AbstractContextManager[Session]:
        """A short connection all of whose queries see the same moment. Raises RecordsError."""


def inserted(table: Table, names: Sequence[str]) -> str:
    """The statement that inserts one row."""
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {table.name} ({columns}) VALUES ({marks})"


def summing(table: Table, greatest: str) -> str:
    """How a row of counts meets the one that is there: added to it, the largest kept."""
    sums = ", ".join(
        f"{name} = {greatest}({table.name}.{name}, excluded.{name})"
        if name in LARGEST
        else f"{name} = {table.name}.{name} + excluded.{name}"
        for name in table.names[len(table.key) :]
    )
    return f"ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {sums}"


def marks(count: int) -> str:
    """Places for so many values in a statement."""
    return ", ".join("?" * count)
