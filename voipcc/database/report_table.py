"""A report as tables for a terminal."""

from rich.console import Group, RenderableType
from rich.table import Table

from voipcc.database.reports import AgentCounts, Figures, Report


def report_table(report: Report, service_level: str = "with_abandons") -> RenderableType:
    """Total and queues, every service-level formula, agents; `service_level` is the main one."""
    return Group(_queues(report, service_level), _levels(report), _agents(report))


def _queues(report: Report, service_level: str) -> Table:
    table = Table(title=f"Calls ({report.zone})", title_justify="left")
    table.add_column("queue")
    for head in ("offered", "answered", "abandoned", "short", "overflowed", "lost", service_level,
                 "speed of answer", "longest wait", "handle time", "talk"):  # fmt: skip
        table.add_column(head, justify="right")
    for name, figures in report.queues.items():
        table.add_row(name, *_cells(figures, service_level))
    table.add_row("all", *_cells(report.total, service_level), style="bold")
    return table


def _cells(figures: Figures, service_level: str) -> list[str]:
    counts = figures.counts
    whole = (counts.offered, counts.answered, counts.abandoned, counts.short_abandons,
             counts.overflowed, counts.lost)  # fmt: skip
    times = (figures.average_speed_of_answer_s, figures.longest_wait_s,
             figures.average_handle_time_s, figures.talk_s)  # fmt: skip
    percent = _percent(figures.service_level[service_level].percent)
    return [*map(str, whole), percent, *map(_seconds, times)]


def _levels(report: Report) -> Table:
    title = f"Service level, {report.threshold_s:g} s (short: {report.short_s:g} s)"
    table = Table("formula", "", "this is", title=title, title_justify="left")
    for name, share in report.total.service_level.items():
        table.add_row(name, _percent(share.percent), report.definitions[name])
    return table


def _agents(report: Report) -> Table:
    table = Table(title="Agents", title_justify="left")
    table.add_column("agent")
    for head in ("offered", "accepted", "rejected", "missed", "failed", "talks", "talk", "ringing"):
        table.add_column(head, justify="right")
    for name, counts in report.agents.items():
        table.add_row(name, *_agent_cells(counts))
    return table


def _agent_cells(counts: AgentCounts) -> list[str]:
    whole = (counts.offered, counts.accepted, counts.rejected, counts.missed, counts.failed,
             counts.talks)  # fmt: skip
    return [*map(str, whole), _seconds(counts.talk_us / 1e6), _seconds(counts.ring_us / 1e6)]


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.1f} s"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1f} %"
