"""A table's rows as CSV (RFC 4180) and as JSON lines. Both are written row by row, in UTF-8."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, tzinfo
from typing import Any, Literal, TextIO

from voipcc.database.archive import Archive
from voipcc.exports.schema import Column, Kind, Row, Span, Table
from voipcc.inert import ascii_json, cell

DAY_MS = 86_400_000
Format = Literal["csv", "jsonl"]


def rows_of(table: Table, archive: Archive, span: Span) -> Iterator[Row]:
    """The rows of a span, read day by day: a year of them needs no more memory than a day."""
    first_ms, last_ms = archive.bounds()
    start_ms = max(span.start_ms, first_ms)
    end_ms = min(span.end_ms, last_ms + 1)
    while start_ms < end_ms:
        until_ms = min(start_ms + DAY_MS, end_ms)
        yield from table.rows(archive, Span(start_ms, until_ms, span.who))
        start_ms = until_ms


def write(table: Table, rows: Iterable[Row], file: TextIO, form: Format, zone: tzinfo) -> int:
    """How many rows were written. Times are written in `zone`."""
    return (write_csv if form == "csv" else write_json_lines)(table, rows, file, zone)


def write_csv(table: Table, rows: Iterable[Row], file: TextIO, zone: tzinfo) -> int:
    """With a line of names, lines ended by CR LF; text is inert in spreadsheets."""
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    shown = [_in_csv(column.kind, zone) for column in table.columns]
    count = 0
    for row in rows:
        writer.writerow([show(value) for show, value in zip(shown, row, strict=True)])
        count += 1
    return count


def write_json_lines(table: Table, rows: Iterable[Row], file: TextIO, zone: tzinfo) -> int:
    """One object a line, its keys in the order of the columns, pure ASCII."""
    count = 0
    for row in rows:
        file.write(ascii_json(as_object(table.columns, row, zone)) + "\n")
        count += 1
    return count


def as_object(columns: Iterable[Column], row: Row, zone: tzinfo) -> dict[str, Any]:
    """A row as JSON knows it."""
    return {
        column.name: written(value, zone) if column.kind == "time" else value
        for column, value in zip(columns, row, strict=True)
    }


def written(at_ms: int, zone: tzinfo) -> str | None:
    """A moment as ISO 8601 with milliseconds and offset; None for one that never was."""
    if not at_ms:
        return None
    seconds, rest = divmod(at_ms, 1000)
    moment = datetime.fromtimestamp(seconds, zone).replace(microsecond=rest * 1000)
    return moment.isoformat(timespec="milliseconds")


def _in_csv(kind: Kind, zone: tzinfo) -> Callable[[Any], str]:
    match kind:
        case "time":
            return lambda value: written(value, zone) or ""
        case "yes_no":
            return lambda value: "true" if value else "false"
        case "texts":
            return lambda value: cell(json.dumps(list(value), ensure_ascii=False))
        case "text":
            return lambda value: cell(str(value))
        case _:
            return str
