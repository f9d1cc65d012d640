"""A table of a report, whatever it is printed as: terminal, CSV, JSON, Parquet, page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from voipcc.zones import zone_named

Cell = str | int | float | None
Kind = Literal["text", "count", "seconds", "percent", "number", "moment"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its stable name. `wide`: not in the terminal's table; `head`: what people read.

    A `moment` is UTC milliseconds; `seconds` and `percent` are floats, None where there is none.
    """

    name: str
    kind: Kind = "count"
    head: str = ""
    wide: bool = False

    @property
    def words(self) -> str:
        """What stands above the column for people."""
        return self.head or self.name.removesuffix("_s").removesuffix("_percent").replace("_", " ")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows under named columns. `note` says what people must know to read it."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    note: str = ""
    summary: dict[str, Any] = field(default_factory=dict)

    def plain(self, zone: str) -> dict[str, Any]:
        """The sheet for JSON: each row by the names of its columns."""
        names = [one.name for one in self.columns]
        rows = [dict(zip(names, self.written(row, zone), strict=True)) for row in self.rows]
        return {"sheet": self.name, "note": self.note, "summary": self.summary, "rows": rows}

    def written(self, row: tuple[Cell, ...], zone: str) -> list[Cell]:
        """A row as files have it: moments in ISO 8601 with their offset."""
        return [
            iso(int(cell), zone) if column.kind == "moment" and cell is not None else cell
            for column, cell in zip(self.columns, row, strict=True)
        ]


def iso(utc_ms: int, zone: str) -> str:
    """A moment with date, time to the millisecond and offset."""
    local = datetime.fromtimestamp(utc_ms / 1000, zone_named(zone))
    return local.isoformat(timespec="milliseconds")
