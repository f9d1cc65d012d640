"""Every sheet a report has, by its name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

from voipcc.core.cdr import Conversation, Stretch, span_us
from voipcc.database.reports import figure_sheets as of_figures
from voipcc.database.reports.behind import calls_behind
from voipcc.database.reports.counts import ALL
from voipcc.database.reports.definitions import DEFINITIONS
from voipcc.database.reports.from_rolled import rolled_quarters
from voipcc.database.reports.lines import Measured, line_sheet, trunk_sheet
from voipcc.database.reports.lost import lost_sheet
from voipcc.database.reports.passages import ending_sheet, path_sheet, transfer_sheet
from voipcc.database.reports.question import Question
from voipcc.database.reports.repeats import repeat_sheet
from voipcc.database.reports.report import Report, by_interval, intervals, whole_report
from voipcc.database.reports.sheet import Cell, Column, Sheet
from voipcc.database.reports.tally import Source, tally


class Records(Source, Measured, Protocol):
    """All that reports read; `Archive` is one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what is wanted around it. `now_ms` judges what is still provisional."""

    question: Question
    formula: str = "with_abandons"
    now_ms: int = 0
    by_topic: bool = False
    going_on: Sequence[Stretch] = ()


def interval_sheet(store: Source, asked: Asked) -> Sheet:
    """A row for each interval and queue, the total last."""
    quarters = rolled_quarters(store, asked.question)
    if quarters is None:
        quarters = tally(store, asked.question).quarters
    sums = by_interval(quarters, asked.question)
    names = list(sums) if len(sums) > 2 else [ALL]
    rows = intervals(sums, asked.question, names)
    return of_figures.interval_sheet(rows, asked.question, asked.formula)


OF_REPORT: dict[str, Callable[[Report, str], Sheet]] = {
    "queues": of_figures.queue_sheet,
    "formulas": lambda found, formula: of_figures.formula_sheet(found),
    "agents": lambda found, formula: of_figures.agent_sheet(found),
    "outcomes": lambda found, formula: of_figures.outcome_sheet(found),
    "dispositions": lambda found, formula: of_figures.disposition_sheet(found),
    "surveys": lambda found, formula: of_figures.survey_sheet(found),
    "announced": lambda found, formula: of_figures.announced_sheet(found),
}
OF_RECORDS: dict[str, Callable[[Records, Asked], Sheet]] = {
    "intervals": interval_sheet,
    "paths": lambda store, asked: path_sheet(store, asked.question),
    "transfers": lambda store, asked: transfer_sheet(store, asked.question),
    "endings": lambda store, asked: ending_sheet(store, asked.question),
    "lost": lambda store, asked: lost_sheet(store, asked.question),
    "repeats": lambda store, asked: repeat_sheet(
        store, asked.question, asked.now_ms, by_topic=asked.by_topic
    ),
    "trunks": lambda store, asked: trunk_sheet(store, asked.question),
    "lines": lambda store, asked: line_sheet(store, asked.question),
}
SHEETS = (*OF_REPORT, *OF_RECORDS)


def sheet_named(name: str, store: Records, asked: Asked) -> Sheet:
    """One sheet. Raises KeyError for a name there is none of."""
    if name in OF_REPORT:
        found = whole_report(store, asked.question, asked.going_on)
        return OF_REPORT[name](found, asked.formula)
    return OF_RECORDS[name](store, asked)


CALLS = (
    Column("call", "text"),
    Column("arrived", "moment"),
    Column("number", "text"),
    Column("queue", "text"),
    Column("agent", "text"),
    Column("outcome", "text"),
    Column("ended_by", "text", wide=True),
    Column("waited_s", "seconds", "waited"),
    Column("talked_s", "seconds", "talked"),
    Column("marks", "text", wide=True),
    Column("caller", "text", wide=True),
)


def call_sheet(store: Source, asked: Asked, figure: str, limit: int) -> Sheet:
    """The calls behind a figure, oldest first, `limit` of them. Raises UnknownFigure."""
    found = calls_behind(store, asked.question, figure)
    rows = [_call(record) for record in islice(found, limit)]
    more = sum(1 for _ in found)
    note = f"{len(rows) + more} calls" + (f", the first {limit} of them shown." if more else ".")
    title = f"Calls behind {figure}"
    return Sheet("calls", title, CALLS, rows, note, {"figure": figure, "calls": len(rows) + more})


def _call(record: Conversation) -> tuple[Cell, ...]:
    queues = [part.queue for part in record.segments if part.queue]
    agents = [part.agent for part in record.segments if part.kind == "talk" and part.agent]
    outcome = (
        record.outcome if record.direction == "in" else f"{record.direction}: {record.outcome}"
    )
    talked_us = span_us(record, "talk") + span_us(record, "hold")
    return (
        record.id, record.arrived_utc_ms, record.number, queues[0] if queues else "",
        agents[-1] if agents else "", outcome, record.ended_by,
        span_us(record, "queue") / 1e6, talked_us / 1e6, " ".join(record.marks), record.party,
    )  # fmt: skip


def definition_sheet(name: str) -> Sheet:
    """What one figure is ("all": each), with others' formulas beside. Raises KeyError."""
    wanted = list(DEFINITIONS.values()) if name == "all" else [DEFINITIONS[name]]
    rows: list[tuple[Cell, ...]] = []
    for one in wanted:
        rows.append((one.name, "voipcc", one.formula, f"{one.unit}. {one.means}"))
        rows += [(one.name, rival.who, rival.formula, rival.differs) for rival in one.rivals]
    columns = (
        Column("figure", "text"), Column("as_counted_by", "text"), Column("formula", "text"),
        Column("remarks", "text"),
    )  # fmt: skip
    return Sheet("definitions", "What the figures are", columns, rows)


def with_callers(sheet: Sheet, shown: Callable[[str], str]) -> Sheet:
    """The sheet with a column of what `shown` tells of each caller, in place of the id for people."""
    at = next((at for at, one in enumerate(sheet.columns) if one.name == "caller"), None)
    if at is None:
        return sheet
    columns = list(sheet.columns)
    columns[at : at + 1] = [
        Column("caller", "text", wide=True),
        Column("telephone", "text", "caller"),
    ]
    rows = [(*row[: at + 1], shown(str(row[at])), *row[at + 1 :]) for row in sheet.rows]
    return replace(sheet, columns=tuple(columns), rows=rows)
