"""What a table for other programs is: columns with a kind and a meaning, and how its rows are found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from voipcc.database.archive import Archive
    from voipcc.database.parties import Party

VERSION = 1  # of all tables: it grows when a column is renamed or means something else
Kind = Literal["text", "whole", "figure", "yes_no", "time", "texts"]
Row = tuple[Any, ...]
KINDS: dict[Kind, str] = {
    "text": 'text, "" where there is none',
    "whole": "a whole number",
    "figure": "a number",
    "yes_no": "true or false",
    "time": "a moment with milliseconds and its offset, such as 2026-01-31T13:45:10.123+01:00; "
    "null (CSV: empty) where it never was",
    "texts": "a list of texts (CSV: one JSON text)",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `time` values are UTC milliseconds until they are written, 0: never."""

    name: str
    kind: Kind
    meaning: str


@dataclass(frozen=True, slots=True)
class Span:
    """From `start_ms` to before `end_ms`, in UTC milliseconds; `who` tells who a party is."""

    start_ms: int
    end_ms: int
    who: "Callable[[str], Party | None]" = lambda party: None


@dataclass(frozen=True, slots=True)
class Table:
    """A table other programs get. `counted_by` says which time decides whether a row is in a span."""

    name: str
    meaning: str
    counted_by: str
    columns: tuple[Column, ...]
    rows: "Callable[[Archive, Span], Iterator[Row]]"

    def plain(self) -> dict[str, Any]:
        """The schema for machines."""
        return {
            "table": self.name,
            "version": VERSION,
            "meaning": self.meaning,
            "counted_by": self.counted_by,
            "columns": [
                {"name": one.name, "kind": one.kind, "meaning": one.meaning} for one in self.columns
            ],
        }
