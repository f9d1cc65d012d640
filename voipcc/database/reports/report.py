"""A report: every figure of a span of time, by queue, interval and agent.

Numerators and denominators are counted and summed; a percentage is made once, at the end.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

import msgspec

from voipcc.core.cdr import Stretch
from voipcc.database.announced import HitCounts
from voipcc.database.presence import AgentTime, agents_time
from voipcc.database.reports.counts import ALL, AgentCounts, Counts
from voipcc.database.reports.definitions import SHORT_DEFINITIONS
from voipcc.database.reports.formulas import Figures, Share, figures, share
from voipcc.database.reports.from_rolled import rolled_tally
from voipcc.database.reports.question import Question, edges, utc_ms
from voipcc.database.reports.tally import Source, Tally, tally
from voipcc.database.surveys import Asked, surveyed
from voipcc.zones import zone_named


@dataclass(frozen=True, slots=True)
class HitRate:
    """How often announced waiting times were right; `heard_share` for the whole minutes spoken."""

    said: int
    right: int
    wrong: int
    share: Share
    heard_share: Share


@dataclass(frozen=True, slots=True)
class Interval:
    """One interval, named by its local beginning with its offset from UTC; `queue` "" for all."""

    start_utc_ms: int
    local: str
    figures: Figures
    end_utc_ms: int = 0
    queue: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a span of time. `conversations` counts all, also those no queue saw.

    `offered` is by queue, how many were offered in each interval. `counted_from` "roll-ups" or,
    slower, "records": both give the same figures.
    """

    zone: str
    start_utc_ms: int
    end_utc_ms: int
    threshold_s: float
    short_s: float
    conversations: int
    outcomes: dict[str, int]
    total: Figures
    queues: dict[str, Figures]
    agents: dict[str, AgentCounts]
    intervals: list[Interval]
    dispositions: dict[str, dict[str, int]] = field(default_factory=dict)
    announced: dict[str, dict[str, HitRate]] = field(default_factory=dict)
    presence: dict[str, AgentTime] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)
    errands: dict[str, dict[str, int]] = field(default_factory=dict)
    surveys: dict[str, dict[str, Asked]] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=lambda: dict(SHORT_DEFINITIONS))
    offered: dict[str, list[int]] = field(default_factory=dict)
    only: dict[str, Any] = field(default_factory=dict)
    counted_from: str = field(default="records", compare=False)

    def plain(self) -> dict[str, Any]:
        """The report as JSON-able tables and lists."""
        made: dict[str, Any] = msgspec.to_builtins(self)
        return made


def report(
    store: Source,
    start: datetime,
    end: datetime,
    zone: str,
    *,
    threshold_s: float = 20,
    short_s: float = 5,
    interval_minutes: int = 15,
    going_on: Sequence[Stretch] = (),
) -> Report:
    """The figures of everything that arrived from `start` to before `end`.

    Times without an offset are local ones of `zone`. `interval_minutes` is a multiple of
    15. Raises ValueError for other intervals, ZoneInfoNotFoundError for an unknown zone.
    """
    question = Question(
        zone,
        utc_ms(start, zone),
        utc_ms(end, zone),
        interval=str(interval_minutes),
        threshold_us=round(threshold_s * 1_000_000),
        short_us=round(short_s * 1_000_000),
    )
    return whole_report(store, question, going_on)


def whole_report(store: Source, question: Question, going_on: Sequence[Stretch] = ()) -> Report:
    """Every figure there is of the question. `going_on` are stretches of presence not yet over.

    Raises ValueError for an interval that is none, or too many of them.
    """
    edges(question)
    counted = rolled_tally(store, question)
    source = "roll-ups" if counted else "records"
    counted = counted or tally(store, question)
    stretches = [*store.stretches_between(question.start_ms, question.end_ms), *going_on]
    spent = agents_time(stretches, question.start_ms, question.end_ms)
    sums = by_interval(counted.quarters, question)
    queues = [name for name in sums if name != ALL]
    return Report(
        question.zone, question.start_ms, question.end_ms,
        question.threshold_us / 1e6, question.short_us / 1e6,
        conversations=counted.outcomes.total(),
        outcomes=dict(sorted(counted.outcomes.items())),
        total=figures(_summed(sums[ALL])),
        queues={name: figures(_summed(sums[name])) for name in queues},
        agents=dict(sorted(counted.agents.items())),
        intervals=list(intervals(sums, question, (ALL,))),
        dispositions=_by_queue(counted.dispositions),
        marks=dict(sorted(counted.on_the_way.marks.items())),
        errands=counted.on_the_way.errands(),
        surveys=surveyed(counted.surveys),
        presence={name: one for name, one in spent.items() if question.wants_agent(name)},
        announced=_announced(counted),
        offered={name: [one.offered for one in sums[name]] for name in sums},
        only=_only(question),
        counted_from=source,
    )  # fmt: skip


def by_interval(
    quarters: dict[tuple[int, str], Counts], question: Question
) -> dict[str, list[Counts]]:
    """Sums for each queue in each interval, also the empty ones; ALL comes last."""
    found = edges(question)
    names = [*sorted({queue for _, queue in quarters if queue != ALL}), ALL]
    sums = {name: [Counts() for _ in found.starts_ms] for name in names}
    for (quarter, queue), counts in quarters.items():
        sums[queue][found.place(quarter)].add(counts)
    return sums


def intervals(
    sums: dict[str, list[Counts]], question: Question, names: Sequence[str]
) -> Iterator[Interval]:
    """The figures of each interval, for these queues side by side."""
    found = edges(question)
    for at, (start, end) in enumerate(found.spans()):
        for name in names:
            made = figures(sums[name][at])
            yield Interval(start, found.labels[at], made, end, name)


def span_words(report: Report) -> str:
    """The span as people say it, its zone, and what was left out: "2026-01-05 to 2026-01-11, Europe/Berlin"."""
    area = zone_named(report.zone)
    start, end = (
        datetime.fromtimestamp(at / 1000, area) for at in (report.start_utc_ms, report.end_utc_ms)
    )
    if start.time() == end.time() == time():
        days = start.date(), end.date() - timedelta(days=1)
        words = f"{days[0]} to {days[1]}" if days[0] != days[1] else f"{days[0]}"
    else:
        words = f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}"
    only = "".join(
        f", only {name} {', '.join(value) if isinstance(value, list) else value}"
        for name, value in report.only.items()
    )
    return f"{words}, {report.zone}{only}"


def _summed(parts: list[Counts]) -> Counts:
    total = Counts()
    for one in parts:
        total.add(one)
    return total


def _only(question: Question) -> dict[str, Any]:
    """The filters, so that nobody takes a part for the whole."""
    named = {"queues": list(question.queues), "agent": question.agent, "number": question.number}
    return {name: value for name, value in named.items() if value}


def _by_queue(counted: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (queue, name), count in sorted(counted.items()):
        found.setdefault(queue, {})[name] = count
    return found


def _announced(counted: Tally) -> dict[str, dict[str, HitRate]]:
    return {
        queue: {kind: _hit_rate(counts) for kind, counts in kinds.items()}
        for queue, kinds in sorted(counted.announced.items())
    }


def _hit_rate(counts: HitCounts) -> HitRate:
    heard = counts.heard_right + counts.heard_wrong
    return HitRate(
        counts.said, counts.right, counts.wrong,
        share=share(counts.right, counts.right + counts.wrong),
        heard_share=share(counts.heard_right, heard),
    )  # fmt: skip
