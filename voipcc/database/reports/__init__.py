"""The figures: counted per quarter of an hour in UTC, summed to any zone and interval.

`question` says what is asked, `tally` counts, `formulas` makes percentages, `report` puts them
together; `definitions` explains each. The lists (`lost`, `repeats`, ...) are read from records.
"""

from voipcc.database.reports.counts import ALL, COUNTED, MISSING, QUARTER_MS, AgentCounts, Counts
from voipcc.database.reports.definitions import DEFINITIONS
from voipcc.database.reports.formulas import FORMULAS, Figures, Share
from voipcc.database.reports.question import INTERVALS, Edges, Question, edges, local_day, utc_ms
from voipcc.database.reports.report import (
    HitRate,
    Interval,
    Report,
    by_interval,
    intervals,
    report,
    whole_report,
)
from voipcc.database.reports.tally import Source, Tally, count_visit, tally

__all__ = [
    "ALL",
    "COUNTED",
    "DEFINITIONS",
    "FORMULAS",
    "INTERVALS",
    "MISSING",
    "QUARTER_MS",
    "AgentCounts",
    "Counts",
    "Edges",
    "Figures",
    "HitRate",
    "Interval",
    "Question",
    "Report",
    "Share",
    "Source",
    "Tally",
    "by_interval",
    "count_visit",
    "edges",
    "intervals",
    "local_day",
    "report",
    "tally",
    "utc_ms",
    "whole_report",
]
