"""What waits without a caller on the line, as a terminal shows it: callbacks and voicemails."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from voipcc.call_sheet import wall_time
from voipcc.live_view import table_of, time_text
from voipcc.ruled_table import add_row

Row = Mapping[str, Any]


def callbacks_table(rows: Sequence[Row]) -> Table:
    """Who is to be called back, since when, and how the last try ended."""
    table = table_of("Callbacks", "id", "queue", "customer", "waited", "state", "tries", "last")
    for row in rows:
        last = row["last"].replace("_", " ")
        add_row(table, *_who(row), time_text(row["waited_s"]), state(row), row["tries"], last)
    return table


def voicemails_table(rows: Sequence[Row], zone: str) -> Table:
    """Messages nobody has heard yet."""
    heads = ("id", "queue", "customer", "waited", "state", "length", "kept until")
    table = table_of("Voicemails", *heads)
    for row in rows:
        until = _day(row["kept_until_utc_ms"], zone)
        waited = time_text(row["waited_s"])
        add_row(table, *_who(row), waited, state(row), f"{row['length_s']} s", until)
    return table


def heard_table(rows: Sequence[Row], zone: str) -> Table:
    """Messages that were heard and are kept for their days."""
    heads = ("id", "queue", "customer", "recorded", "heard by", "length", "kept until")
    table = table_of("Voicemails that were heard", *heads)
    for row in rows:
        recorded = wall_time(row["asked_utc_ms"], zone)[:16]
        until = _day(row["kept_until_utc_ms"], zone)
        add_row(table, *_who(row), recorded, row["agent"], f"{row['length_s']} s", until)
    return table


def state(row: Row) -> str:
    """What becomes of it at this moment."""
    if row["state"] == "later" and row["due_s"]:
        return f"in {time_text(row['due_s'])}"
    return str(row["state"]).replace("_", " ")


def _who(row: Row) -> tuple[str, str, str]:
    return str(row["id"]), str(row["queue"]), str(row["customer"] or "nobody knows")


def _day(utc_ms: int, zone: str) -> str:
    return wall_time(utc_ms, zone)[:10]
