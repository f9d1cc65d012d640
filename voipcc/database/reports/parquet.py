"""Sheets as Parquet files, by the extra `parquet`."""

from typing import IO, Any

from voipcc.database.reports.sheet import Sheet

ROWS_IN_A_GROUP = 50_000


class NoParquet(Exception):
    """The package that writes Parquet is not installed; the text says what to do."""


def write_parquet(sheet: Sheet, file: IO[bytes]) -> None:
    """The sheet with typed columns; moments are timestamps in UTC, in milliseconds.

    Raises NoParquet, OSError.
    """
    arrow, parquet = _packages()
    types = {
        "text": arrow.string(),
        "count": arrow.int64(),
        "moment": arrow.timestamp("ms", tz="UTC"),
    }
    schema = arrow.schema(
        [(one.name, types.get(one.kind, arrow.float64())) for one in sheet.columns],
        metadata={"sheet": sheet.name, "note": sheet.note},
    )
    columns = [list(values) for values in zip(*sheet.rows, strict=True)] or [
        [] for _ in sheet.columns
    ]
    arrays = [
        arrow.array(values, type=field.type) for values, field in zip(columns, schema, strict=True)
    ]
    table = arrow.Table.from_arrays(arrays, schema=schema)
    parquet.write_table(table, file, compression="zstd", row_group_size=ROWS_IN_A_GROUP)


def _packages() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise NoParquet("Parquet needs one more package: pip install 'voipcc[parquet]'") from error
    return pyarrow, pyarrow.parquet
