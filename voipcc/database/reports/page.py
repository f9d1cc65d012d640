"""A report as one page of HTML: charts, tables and what they mean; to be mailed, printed, kept.

It needs no script and fetches nothing; text from callers, agents and settings is inert in it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from voipcc.database.reports import charts
from voipcc.database.reports.charts import Series, text
from voipcc.database.reports.counts import AgentCounts
from voipcc.database.reports.figure_sheets import in_time
from voipcc.database.reports.read_once import ReadOnce
from voipcc.database.reports.report import Report, span_words, whole_report
from voipcc.database.reports.sheet import Cell, Column, Sheet, iso
from voipcc.database.reports.sheet_text import duration, shown
from voipcc.database.reports.sheets import (
    OF_RECORDS,
    OF_REPORT,
    Asked,
    Records,
    definition_sheet,
    sheet_named,
    with_callers,
)

MOST_ROWS = 1000  # of one table; files have them all
MOST_CALLS = 50_000  # that are read one by one for the lists
WITHOUT_CALLS = ("intervals", "trunks", "lines")
STYLE = """
:root { color-scheme: light; }
body { font: 14px/1.4 system-ui, sans-serif; color: #1a1f24; background: #fff; margin: 24px auto; max-width: 1040px; padding: 0 16px; }
h1 { font-size: 22px; margin: 0 0 4px; } h2 { font-size: 16px; margin: 28px 0 6px; }
p.note, figcaption, .remark { color: #4b5560; font-size: 12.5px; }
.cards { display: flex; flex-wrap: wrap; gap: 10px; margin: 16px 0; }
.card { border: 1px solid #d4dae0; border-radius: 6px; padding: 8px 14px; min-width: 116px; }
.card b { display: block; font-size: 20px; font-variant-numeric: tabular-nums; }
.card span { color: #4b5560; font-size: 12px; }
figure { margin: 16px 0; break-inside: avoid; } svg { width: 100%; height: auto; display: block; }
.key { margin-left: 12px; white-space: nowrap; } .key i { display: inline-block; width: 10px; height: 10px; margin-right: 4px; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: 12.5px; width: 100%; }
th { text-align: left; border-bottom: 2px solid #aab4bd; padding: 3px 8px; vertical-align: bottom; }
td.k { white-space: nowrap; } td { border-bottom: 1px solid #e3e7eb; padding: 3px 8px; vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; } td.n { white-space: nowrap; }
tr { break-inside: avoid; }
@page { size: A4; margin: 14mm; }
@media print { body { margin: 0; max-width: none; } .wide { overflow: visible; } table { font-size: 9px; } td, th { padding: 2px 3px; }
 rect, circle, i { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


def page(store: Records, asked: Asked, name: str, callers: Callable[[str], str]) -> str:
    """The whole report of a question as HTML. `name` is the centre's, `callers` tells who a party is."""
    found = whole_report(store, asked.question, asked.going_on)
    sheets = [make(found, asked.formula) for make in OF_REPORT.values()]
    small = found.conversations <= MOST_CALLS
    source = ReadOnce(store, asked.question) if small else store
    names = [one for one in OF_RECORDS if small or one in WITHOUT_CALLS]
    sheets += [with_callers(sheet_named(one, source, asked), callers) for one in names]
    zone = asked.question.zone
    parts = [
        _head(found, name, asked),
        _cards(found, asked.formula),
        *_charts(found, asked.formula),
        *(_table(sheet, zone) for sheet in sheets if sheet.rows or sheet.summary),
        "" if small else _left_out(found.conversations),
        _table(definition_sheet("all"), zone),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{text(name)}: report</title><style>{STYLE}</style></head><body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _left_out(count: int) -> str:
    lists = ", ".join(one for one in OF_RECORDS if one not in WITHOUT_CALLS)
    words = f"Of {count} calls the lists are left out: {lists}. voipcc report NAME has them, of shorter spans."
    return f'<p class="remark">{text(words)}</p>'


def _head(found: Report, name: str, asked: Asked) -> str:
    made = iso(asked.now_ms, found.zone)[:16].replace("T", " ")
    line = f"{span_words(found)}. {in_time(found.threshold_s, asked.formula)}"
    line += f" Short: within {found.short_s:g} s. Made {made}."
    return f'<h1>{text(name)}</h1><p class="note">{text(line)}</p>'


def _cards(found: Report, formula: str) -> str:
    total = found.total
    level = total.service_level[formula]
    cards = (
        ("offered", str(total.counts.offered)),
        ("answered", str(total.counts.answered)),
        ("abandoned", f"{total.counts.abandoned} ({_percent(total.abandon_rate.percent)})"),
        (
            f"in {found.threshold_s:g} s ({level.numerator} of {level.denominator})",
            _percent(level.percent),
        ),
        ("speed of answer", duration(total.average_speed_of_answer_s) or "none"),
        ("handle time", duration(total.average_handle_time_s) or "none"),
        ("longest wait", duration(total.longest_wait_s)),
    )
    drawn = "".join(
        f'<div class="card"><b>{text(value)}</b><span>{text(head)}</span></div>'
        for head, value in cards
    )
    return f'<div class="cards">{drawn}</div>'


def _charts(found: Report, formula: str) -> list[str]:
    labels = [_short(one.local) for one in found.intervals]
    counts = [one.figures.counts for one in found.intervals]
    levels = [one.figures.service_level[formula].percent for one in found.intervals]
    calls = (
        Series("answered", "good", [one.answered for one in counts]),
        Series("abandoned", "bad", [one.abandoned for one in counts]),
        Series("overflowed or lost", "left", [one.overflowed + one.lost for one in counts]),
    )
    made = [
        charts.stacked("Calls offered", labels, calls),
        charts.line(
            f"Service level, {formula}", labels, Series("in time", "level", levels), 100, "%"
        ),
    ]
    if len(found.queues) > 1:
        made.append(_queues(found, formula))
    if found.agents:
        made.append(_agents(found))
    return made


def _queues(found: Report, formula: str) -> str:
    values = [one.service_level[formula].percent for one in found.queues.values()]
    part = Series("in time", "level", values)
    return charts.rows(f"Service level by queue, {formula}", list(found.queues), [part], 100, "%")


def _agents(found: Report) -> str:
    busiest = sorted(found.agents.items(), key=lambda one: -_busy_us(one[1]))[: charts.MOST_ROWS]
    some = len(busiest) < len(found.agents)
    names = [name for name, _ in busiest] if some else list(found.agents)
    agents = [found.agents[name] for name in names]
    title = f"Agents' time with calls{f', the busiest {len(names)} of {len(found.agents)}' if some else ''}"
    parts = (
        Series("talk", "good", [_minutes(one.talk_us) for one in agents]),
        Series(
            "hold and consult", "left", [_minutes(one.hold_us + one.consult_us) for one in agents]
        ),
        Series("wrap-up", "pause", [_minutes(one.wrap_up_us) for one in agents]),
        Series("ringing", "bad", [_minutes(one.ring_us) for one in agents]),
    )
    return charts.rows(title, names, parts, 0, "min")


def _busy_us(spent: AgentCounts) -> int:
    return spent.talk_us + spent.hold_us + spent.consult_us + spent.wrap_up_us + spent.ring_us


def _table(sheet: Sheet, zone: str) -> str:
    sheet = _narrow(sheet)
    head = "".join(f"<th{_class(column)}>{text(column.words)}</th>" for column in sheet.columns)
    rows = "".join(_row(row, sheet.columns, zone) for row in sheet.rows[:MOST_ROWS])
    more = len(sheet.rows) - MOST_ROWS
    note = sheet.note + (f" {more} more rows are in the CSV." if more > 0 else "")
    remark = f'<p class="remark">{text(note)}</p>' if note else ""
    return (
        f'<h2>{text(sheet.title)}</h2>{remark}<div class="wide"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _narrow(sheet: Sheet) -> Sheet:
    """What fits on paper: without the wide columns, and without intervals in which nobody called."""
    kept = [at for at, column in enumerate(sheet.columns) if not column.wide]
    rows = [tuple(row[at] for at in kept) for row in sheet.rows]
    columns = tuple(sheet.columns[at] for at in kept)
    if sheet.name == "intervals":
        offered = [column.name for column in columns].index("offered")
        rows = [row for row in rows if row[offered]]
    return replace(sheet, columns=columns, rows=rows)


def _row(row: tuple[Cell, ...], columns: Sequence[Column], zone: str) -> str:
    cells = zip(row, columns, strict=True)
    return f"<tr>{''.join(_cell(cell, column, zone) for cell, column in cells)}</tr>"


def _cell(cell: Cell, column: Column, zone: str) -> str:
    words = text(shown(cell, column, zone))
    if column.kind != "text":
        return f'<td class="n">{words}</td>'
    key = ' class="k"' if column.name == "interval" else ""
    return f"<td{key}><bdi>{words}</bdi></td>"


def _class(column: Column) -> str:
    return "" if column.kind == "text" else ' class="n"'


def _short(label: str) -> str:
    """An interval's name below a chart: the time of day, or the day."""
    return label[11:16] if "T" in label else label


def _minutes(spent_us: int) -> float:
    return round(spent_us / 60e6, 1)


def _percent(value: float | None) -> str:
    return "none" if value is None else f"{value:.1f} %"
