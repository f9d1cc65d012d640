"""The end of a demo: the day's figures, the latencies, and where everything lies."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from voipcc.database.archive import Archive
from voipcc.database.report_table import report_table
from voipcc.database.reports import report
from voipcc.demo.figures import COUNTS, LATENCIES, DemoFigures

ZONE = "UTC"
LONGEST = timedelta(days=2)  # no demo is longer, and its folder holds nothing older
WORDS = {
    "arrival_to_prompt_ms": "caller's INVITE to the first audio",
    "queue_to_invite_ms": "key pressed to an idle agent's INVITE",
    "freed_to_invite_ms": "agent freed to the next waiting caller's INVITE",
    "answer_to_audio_ms": "agent answers to both hear each other",
}


def print_report(folder: Path, made: DemoFigures, out: Console) -> None:
    """Print what a person wants to know after a demo."""
    end = datetime.now(UTC) + timedelta(minutes=1)
    day = report(Archive(folder / "state" / "records.sqlite"), end - LONGEST, end, ZONE)
    out.print(report_table(day))
    out.print(_counts(made), _latencies(made))
    for fault in made.faults:
        out.print(f"FAULT: {fault}", style="bold red", markup=False)
    out.print(f"records: {folder / 'state' / 'records.sqlite'}", soft_wrap=True)
    out.print(f"read them: ./run calls -c {folder}", soft_wrap=True)


def _counts(made: DemoFigures) -> Table:
    table = _table("Counts, as the robots saw them")
    for name in COUNTS:
        table.add_column(name.replace("_", " "), justify="right")
    table.add_row(*(str(getattr(made, name)) for name in COUNTS))
    return table


def _latencies(made: DemoFigures) -> Table:
    table = _table("Measured at the robots' sockets")
    table.add_column("")
    for head in ("median ms", "99 % ms", "n"):
        table.add_column(head, justify="right", no_wrap=True)
    for name in LATENCIES:
        one = getattr(made, name)
        table.add_row(WORDS[name], f"{one.p50:.1f}", f"{one.p99:.1f}", str(one.n))
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
