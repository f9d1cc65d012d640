"""A report as tables for a terminal, readable in 80 columns."""

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table

from voipcc.database.reports import Figures, Report
from voipcc.database.reports.report import span_words
from voipcc.database.reports.sheet_text import duration, sparkline
from voipcc.ruled_table import add_row

CURVE = 40  # signs of a curve: the table stays within 80 columns


def report_table(report: Report, service_level: str = "with_abandons") -> RenderableType:
    """Total and queues, every service-level formula, agents; `service_level` is the main one."""
    parts = [
        _calls(report),
        _times(report, service_level),
        _levels(report),
        *([_over_time(report, service_level)] if report.conversations else []),
        _agents(report),
        _agents_calls(report),
    ]
    parts += [_on_the_way(report)] if report.marks or report.errands else []
    parts += [_presence(report)] if report.presence else []
    parts += [_announced(report)] if report.announced else []
    parts += [_surveys(report)] if report.surveys else []
    parts += [_dispositions(report)] if report.dispositions else []
    return Group(*parts)


def _calls(report: Report) -> Table:
    heads = ("offered", "answered", "abandoned", "short", "overflowed", "lost")
    table = _table(f"Calls, {span_words(report)}", "queue", heads)
    for name, figures in _rows(report):
        counts = figures.counts
        whole = (counts.offered, counts.answered, counts.abandoned, counts.short_abandons,
                 counts.overflowed, counts.lost)  # fmt: skip
        add_row(table, name, *map(str, whole), style="bold" if name == "all" else "")
    return table


def _times(report: Report, service_level: str) -> Table:
    heads = ("in time", "speed of answer", "longest wait", "handle time", "talk")
    table = _table(f"Times (in time: service level by {service_level})", "queue", heads)
    for name, figures in _rows(report):
        times = (figures.average_speed_of_answer_s, figures.longest_wait_s,
                 figures.average_handle_time_s, figures.talk_s)  # fmt: skip
        percent = _percent(figures.service_level[service_level].percent)
        cells = map(duration, times)
        add_row(table, name, percent, *cells, style="bold" if name == "all" else "")
    return table


def _over_time(report: Report, service_level: str) -> Table:
    """A curve for each queue, and how many were in time; a blank: nobody called."""
    first = report.intervals[0].local[:16].replace("T", " ")
    table = _table(f"Over time, from {first}", "offered", ("curve", "most"))
    table.columns[1].justify = "left"
    for name, values in report.offered.items():
        curve = sparkline([one or None for one in values], CURVE)
        add_row(table, name or "all", curve, str(max(values, default=0)))
    levels = [one.figures.service_level[service_level].percent for one in report.intervals]
    add_row(table, "in time", sparkline(levels, CURVE, top=100), "100 %")
    return table


def _rows(report: Report) -> list[tuple[str, Figures]]:
    return [*report.queues.items(), ("all", report.total)]


def _levels(report: Report) -> Table:
    title = f"Service level, {report.threshold_s:g} s (short: {report.short_s:g} s)"
    table = _table(title, "formula", ())
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("this is")
    for name, share in report.total.service_level.items():
        add_row(table, name, _percent(share.percent), report.definitions[name])
    return table


def _agents(report: Report) -> Table:
    heads = ("offered", "accepted", "rejected", "missed", "failed", "ringing")
    table = _table("Agents: offers", "agent", heads)
    for name, counts in report.agents.items():
        whole = (counts.offered, counts.accepted, counts.rejected, counts.missed, counts.failed)
        add_row(table, name, *map(str, whole), duration(counts.ring_us / 1e6))
    return table


def _agents_calls(report: Report) -> Table:
    table = _table("Agents: calls", "agent", ("talks", "talk", "hold", "consult", "wrap-up"))
    for name, counts in report.agents.items():
        times = (counts.talk_us, counts.hold_us, counts.consult_us, counts.wrap_up_us)
        add_row(table, name, str(counts.talks), *(duration(one / 1e6) for one in times))
    return table


def _on_the_way(report: Report) -> Table:
    table = _table("On the way", "what", ("calls",))
    for kind, counts in report.errands.items():
        for what, count in counts.items():
            add_row(table, f"{kind}s {what}", str(count))
    for mark, count in report.marks.items():
        add_row(table, mark.replace("_", " "), str(count))
    return table


def _presence(report: Report) -> Table:
    heads = ("logged in", "ready", "breaks", "paid", "productive")
    table = _table("Agents' time", "agent", heads)
    for name, time in report.presence.items():
        spans = (time.logged_in_s, time.ready_s, time.break_s, time.paid_s, time.productive_s)
        add_row(table, name, *map(duration, spans))
        for reason, seconds in sorted(time.breaks.items()):
            add_row(table, f"  {reason}", "", "", duration(seconds), "", "")
    return table


def _announced(report: Report) -> Table:
    heads = ("announcement", "said", "right", "wrong", "share", "as heard")
    table = _table("Waiting time announced: how often it was right", "queue", heads)
    for queue, kinds in report.announced.items():
        for kind, rate in kinds.items():
            shares = (_percent(rate.share.percent), _percent(rate.heard_share.percent))
            counts = (rate.said, rate.right, rate.wrong)
            add_row(table, queue, kind, *map(str, counts), *shares)
    return table


def _surveys(report: Report) -> Table:
    heads = ("question", "callers", "answers", "average", "satisfied", "each")
    table = _table("Answers after the talk (satisfied: 4 and 5)", "queue", heads)
    for queue, questions in report.surveys.items():
        for question, asked in questions.items():
            average = "" if asked.average is None else f"{asked.average:.2f}"
            each = " ".join(f"{answer}:{count}" for answer, count in asked.counts.items())
            cells = (
                str(asked.callers),
                str(asked.answers),
                average,
                _percent(asked.satisfied_percent),
            )
            add_row(table, queue, question, *cells, each)
    return table


def _dispositions(report: Report) -> Table:
    table = _table("Dispositions", "queue", ("disposition", "calls"))
    for queue, counted in report.dispositions.items():
        for name, count in counted.items():
            add_row(table, queue, name, str(count))
    return table


def _table(title: str, first: str, heads: tuple[str, ...]) -> Table:
    """Only a long name gives way where the terminal is narrow; figures are never cut."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column(first, overflow="fold")
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    return table


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1f} %"
