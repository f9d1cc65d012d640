"""A table as Parquet files by month, for programs that read columns: needs the extra `parquet`.

`FOLDER/calls/2026-01.parquet` has the month's rows by UTC. A month is written to a file beside
and put in place at once, so that a reader never sees half of one.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from voipcc.database.archive import Archive
from voipcc.exports.schema import VERSION, Kind, Row, Span, Table
from voipcc.exports.writers import rows_of

ROWS_AT_ONCE = 50_000


class ParquetMissing(Exception):
    """The library is not installed; the text says what to do."""


def months(start_ms: int, end_ms: int) -> Iterator[tuple[str, int, int]]:
    """The calendar months of UTC a span touches: name, beginning and end, cut at the span's bounds."""
    at = datetime.fromtimestamp(start_ms // 1000, UTC).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    while (begin_ms := round(at.timestamp() * 1000)) < end_ms:
        following = at.replace(year=at.year + at.month // 12, month=at.month % 12 + 1)
        until_ms = round(following.timestamp() * 1000)
        yield f"{at:%Y-%m}", max(begin_ms, start_ms), min(until_ms, end_ms)
        at = following


def write_months(
    table: Table, archive: Archive, span: Span, folder: Path
) -> list[tuple[Path, int]]:
    """One file for each month that has rows, and how many are in it.

    Raises ParquetMissing, and OSError where the folder cannot be written.
    """
    first_ms, last_ms = archive.bounds()
    start_ms, end_ms = max(span.start_ms, first_ms), min(span.end_ms, last_ms + 1)
    made = []
    for name, begin_ms, until_ms in months(start_ms, end_ms):
        rows = rows_of(table, archive, Span(begin_ms, until_ms, span.who))
        path = folder / table.name / f"{name}.parquet"
        if count := write_file(table, rows, path):
            made.append((path, count))
    return made


def write_file(table: Table, rows: Iterator[Row], path: Path) -> int:
    """One file of these rows, none where there are none. Raises ParquetMissing, OSError."""
    arrow, parquet = _library()
    schema = arrow.schema(
        [(column.name, _type(arrow, column.kind)) for column in table.columns],
        metadata={"voipcc.table": table.name, "voipcc.version": str(VERSION)},
    )
    batch = list(islice(rows, ROWS_AT_ONCE))
    if not batch:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".making")
    count = 0
    with parquet.ParquetWriter(draft, schema, compression="zstd") as file:
        while batch:
            file.write_batch(_batch(arrow, table, batch, schema))
            count += len(batch)
            batch = list(islice(rows, ROWS_AT_ONCE))
    with draft.open("rb") as made:
        os.fsync(made.fileno())
    draft.replace(path)
    return count


def _batch(arrow: Any, table: Table, rows: Sequence[Row], schema: Any) -> Any:
    values = [
        [row[place] or None for row in rows]
        if column.kind == "time"
        else [row[place] for row in rows]
        for place, column in enumerate(table.columns)
    ]
    arrays = [
        arrow.array(part, type=field.type) for part, field in zip(values, schema, strict=True)
    ]
    return arrow.record_batch(arrays, schema=schema)


def _type(arrow: Any, kind: Kind) -> Any:
    match kind:
        case "whole":
            return arrow.int64()
        case "figure":
            return arrow.float64()
        case "yes_no":
            return arrow.bool_()
        case "time":
            return arrow.timestamp("ms", tz="UTC")
        case "texts":
            return arrow.list_(arrow.string())
        case _:
            return arrow.string()


def _library() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise ParquetMissing(
            "Parquet needs the library pyarrow: install voipcc with its extra, voipcc[parquet]"
        ) from error
    return pyarrow, pyarrow.parquet
