"""Sheets as text: CSV for spreadsheets, tables for terminals, and curves in one line."""

import csv
import io
from collections.abc import Sequence

from rich import box
from rich.table import Table

from voipcc import inert
from voipcc.database.reports.sheet import Cell, Column, Sheet, iso
from voipcc.ruled_table import add_row

BLOCKS = "▁▂▃▄▅▆▇█"
LONG_S, MINUTE_S, HOUR_S = 100, 60, 3600


def csv_of(sheet: Sheet, zone: str) -> str:
    """The sheet as CSV (RFC 4180, UTF-8); text that a spreadsheet would compute is quoted by '."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(column.name for column in sheet.columns)
    for row in sheet.rows:
        writer.writerow(_csv_cell(cell) for cell in sheet.written(row, zone))
    return out.getvalue()


def _csv_cell(cell: Cell) -> str:
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    return inert.cell(cell)


def table_of(sheet: Sheet, zone: str) -> Table:
    """The sheet for a terminal; wide columns are left out, long texts give way."""
    table = Table(
        title=sheet.title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    kept = [at for at, column in enumerate(sheet.columns) if not column.wide]
    for at in kept:
        column = sheet.columns[at]
        if column.kind == "text":
            table.add_column(column.words, overflow="fold")
        else:
            table.add_column(column.words, justify="right", no_wrap=True)
    for row in sheet.rows:
        add_row(table, *(shown(row[at], sheet.columns[at], zone) for at in kept))
    table.caption, table.caption_justify = sheet.note or None, "left"
    return table


def shown(cell: Cell, column: Column, zone: str) -> str:
    """A cell as people read it, safe for any terminal."""
    if cell is None:
        return ""
    match column.kind:
        case "seconds":
            return duration(float(cell))
        case "percent":
            return f"{float(cell):.1f} %"
        case "number":
            return f"{float(cell):.2f}"
        case "moment":
            return iso(int(cell), zone)[:16].replace("T", " ")
    return inert.plain(str(cell))


def duration(value_s: float | None) -> str:
    """Seconds as people read them: 87.3 s, 4:05 min, 2:04:05 h; "" for none."""
    if value_s is None:
        return ""
    if value_s < LONG_S:
        return f"{value_s:.1f} s"
    hours, rest = divmod(round(value_s), HOUR_S)
    minutes, seconds = divmod(rest, MINUTE_S)
    if hours:
        return f"{hours}:{minutes:02d}:{seconds:02d} h"
    return f"{minutes}:{seconds:02d} min"


def sparkline(values: Sequence[float | None], width: int = 48, top: float = 0.0) -> str:
    """A curve in one line of text; neighbours are put together until it is no wider than `width`.

    A blank: nothing there. `top`: what fills the line's height, the highest value without it.
    """
    step = -(-len(values) // width) if values else 1
    parts = [values[at : at + step] for at in range(0, len(values), step)]
    means = [_mean([one for one in part if one is not None]) for part in parts]
    highest = top or max((one for one in means if one is not None), default=0.0)
    return "".join(_block(one, highest) for one in means)


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _block(value: float | None, highest: float) -> str:
    if value is None:
        return " "
    share = value / highest if highest else 0.0
    return BLOCKS[min(len(BLOCKS) - 1, int(share * len(BLOCKS)))]
