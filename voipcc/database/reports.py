"""The day's figures: counted per quarter of an hour in UTC, summed to any zone and interval.

Numerators and denominators are counted and summed; a percentage is made once, at the end.
A conversation belongs to the quarter in which it arrived.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

import msgspec

from voipcc.core.cdr import Conversation, Stretch, WrapUp
from voipcc.database.announced import HitCounts, judged
from voipcc.database.on_the_way import OnTheWay
from voipcc.database.presence import AgentTime, agents_time
from voipcc.database.surveys import Asked, Surveys, surveyed
from voipcc.database.visits import Visit, journey, visits
from voipcc.zones import zone_named

QUARTER_MS = 900_000
MISSING = "missing"  # a disposition that was required and not given
ALL = ""  # the key of the totals, where others have a queue's name


DEFINITIONS: dict[str, str] = {
    "answered": "answered in time / answered",
    "answered_or_left": "(answered + abandoned in time) / (answered + abandoned), in time both",
    "removed_in_time": "left the queue in time, however / all offered",
    "without_short_abandons": "answered in time / (answered + abandoned - short)",
    "with_abandons": "answered in time / (answered + abandoned)",
    "offered": "answered in time / all offered, overflow included",
    "average_speed_of_answer_s": "from entering the queue to the talk, answered calls only",
    "average_handle_time_s": "talk + hold + wrap-up of answered calls, notes after the day's end too",
    "announced": "waiting times callers heard: right / (right + wrong), first and later ones apart",
    "marks": "how many calls have each mark of records.md",
    "surveys": "answers after the talk; satisfied is the share of 4 and 5 among those in figures",
    "errands": "callbacks promised, reached, unreached; voicemails left, heard, unheard",
    "presence": "from log-in to log-out; paid and productive breaks by break_reasons, ready is both",
    "queues": "a conversation counts once in each visit to a queue; in the total once",
}


class Source(Protocol):
    """Where conversations come from: `Archive`, or a list in a test."""

    def between(self, start_ms: int, end_ms: int) -> Iterable[Conversation]: ...

    def wrap_ups_between(self, start_ms: int, end_ms: int) -> Iterable[tuple[int, WrapUp]]: ...

    def stretches_between(self, start_ms: int, end_ms: int) -> Iterable[Stretch]: ...


@dataclass(slots=True)
class Counts:
    """What is counted of the calls offered to a queue (or to all). Times in microseconds.

    offered = answered + abandoned + overflowed + lost; `_in_time` within the threshold.
    """

    offered: int = 0
    answered: int = 0
    answered_in_time: int = 0
    abandoned: int = 0
    abandoned_in_time: int = 0
    short_abandons: int = 0
    overflowed: int = 0
    lost: int = 0
    removed_in_time: int = 0
    answer_wait_us: int = 0
    longest_wait_us: int = 0
    talk_us: int = 0
    hold_us: int = 0
    wrap_up_us: int = 0

    def add(self, other: "Counts") -> None:
        """Takes the other's counts in."""
        for name in COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.longest_wait_us = max(self.longest_wait_us, other.longest_wait_us)


COUNTED = tuple(one.name for one in fields(Counts) if one.name != "longest_wait_us")


@dataclass(slots=True)
class AgentCounts:
    """What is counted of one agent. `missed` rang out; `ring_us` is all ringing together.

    `consult_us` is time the agent asked somebody else while the caller heard music.
    """

    offered: int = 0
    accepted: int = 0
    rejected: int = 0
    missed: int = 0
    cancelled: int = 0
    rescinded: int = 0
    failed: int = 0
    talks: int = 0
    talk_us: int = 0
    hold_us: int = 0
    consult_us: int = 0
    ring_us: int = 0
    wrap_ups: int = 0
    wrap_up_us: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage with what it was made of; None where there was nothing to divide by."""

    numerator: int
    denominator: int
    percent: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """One line of a report. Times in seconds, None where nothing was answered."""

    counts: Counts
    service_level: dict[str, Share]
    abandon_rate: Share
    abandon_rate_without_short: Share
    average_speed_of_answer_s: float | None
    longest_wait_s: float
    average_handle_time_s: float | None
    talk_s: float


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
    """One interval, named by its local beginning with its offset from UTC."""

    start_utc_ms: int
    local: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a span of time. `conversations` counts all, also those no queue saw."""

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
    definitions: dict[str, str] = field(default_factory=lambda: dict(DEFINITIONS))

    def plain(self) -> dict[str, Any]:
        """The report as JSON-able tables and lists."""
        made: dict[str, Any] = msgspec.to_builtins(self)
        return made


FORMULAS: dict[str, Callable[[Counts], tuple[int, int]]] = {
    "answered": lambda it: (it.answered_in_time, it.answered),
    "answered_or_left": lambda it: (
        it.answered_in_time + it.abandoned_in_time,
        it.answered + it.abandoned,
    ),
    "removed_in_time": lambda it: (it.removed_in_time, it.offered),
    "without_short_abandons": lambda it: (
        it.answered_in_time,
        it.answered + it.abandoned - it.short_abandons,
    ),
    "with_abandons": lambda it: (it.answered_in_time, it.answered + it.abandoned),
    "offered": lambda it: (it.answered_in_time, it.offered),
}


@dataclass(slots=True)
class Tally:
    """Counts while records go by: per quarter and queue, per agent, per outcome."""

    threshold_us: int
    short_us: int
    quarters: dict[tuple[int, str], Counts] = field(default_factory=dict)
    agents: dict[str, AgentCounts] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    dispositions: Counter[tuple[str, str]] = field(default_factory=Counter)
    announced: dict[str, dict[str, HitCounts]] = field(default_factory=dict)
    on_the_way: OnTheWay = field(default_factory=OnTheWay)
    surveys: Surveys = field(default_factory=Surveys)

    def take(self, record: Conversation) -> None:
        """Counts one conversation."""
        quarter = record.arrived_utc_ms // QUARTER_MS * QUARTER_MS
        self._take_agents(record)
        self.on_the_way.take(record)
        self.surveys.take(record)
        if record.direction != "in":
            return  # a callback or voicemail: the call it came of is counted
        self.outcomes[record.outcome] += 1
        if whole := journey(record):
            self._count(quarter, ALL, whole)
        for visit in visits(record):
            if visit.queue:
                self._count(quarter, visit.queue, visit)
        self._take_announced(record)

    def take_wrap_up(self, arrived_utc_ms: int, wrap_up: WrapUp) -> None:
        """Counts the notes on a conversation that arrived then."""
        quarter = arrived_utc_ms // QUARTER_MS * QUARTER_MS
        length_us = wrap_up.end_us - wrap_up.start_us
        for queue in (ALL, wrap_up.queue):
            self.quarters.setdefault((quarter, queue), Counts()).wrap_up_us += length_us
        counts = self._agent(wrap_up.agent)
        counts.wrap_ups += 1
        counts.wrap_up_us += length_us
        if wrap_up.disposition:
            name = f"{wrap_up.disposition} {wrap_up.disposition_name}"
            self.dispositions[wrap_up.queue, name] += 1
        elif wrap_up.missing:
            self.dispositions[wrap_up.queue, MISSING] += 1

    def _count(self, quarter: int, queue: str, visit: Visit) -> None:
        counts = self.quarters.setdefault((quarter, queue), Counts())
        in_time = visit.wait_us <= self.threshold_us
        counts.offered += 1
        counts.removed_in_time += in_time
        counts.longest_wait_us = max(counts.longest_wait_us, visit.wait_us)
        counts.talk_us += visit.talk_us
        counts.hold_us += visit.hold_us
        match visit.result:
            case "answered":
                counts.answered += 1
                counts.answered_in_time += in_time
                counts.answer_wait_us += visit.wait_us
            case "abandoned":
                counts.abandoned += 1
                counts.abandoned_in_time += in_time
                counts.short_abandons += visit.wait_us <= self.short_us
            case "overflowed":
                counts.overflowed += 1
            case "lost":
                counts.lost += 1

    def _take_announced(self, record: Conversation) -> None:
        for one in judged(record):
            kinds = self.announced.setdefault(one.said.queue, {})
            if not kinds:
                kinds |= {"first": HitCounts(), "later": HitCounts()}
            kinds["first" if one.said.first else "later"].take(one)

    def _take_agents(self, record: Conversation) -> None:
        before = ""
        for part in record.segments:
            if part.kind not in ("talk", "hold", "consult") or part.outside:
                before = ""
                continue
            counts = self._agent(part.agent)
            counts.talks += part.agent != before
            before = part.agent
            spent = f"{part.kind}_us"
            setattr(counts, spent, getattr(counts, spent) + part.end_us - part.start_us)
        for offer in record.offers:
            counts = self._agent(offer.agent)
            counts.offered += 1
            result = "missed" if offer.result == "timeout" else offer.result
            setattr(counts, result, getattr(counts, result) + 1)
            if offer.ringing_us:
                counts.ring_us += (offer.answered_us or offer.ended_us) - offer.ringing_us

    def _agent(self, name: str) -> AgentCounts:
        return self.agents.setdefault(name, AgentCounts())


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
    15. `going_on` are stretches of presence that are not over. Raises ValueError for other intervals, ZoneInfoNotFoundError for an unknown zone.
    """
    if interval_minutes < 1 or interval_minutes % 15:
        raise ValueError(f"an interval of {interval_minutes} minutes is not made of quarters")
    start_ms, end_ms = utc_ms(start, zone), utc_ms(end, zone)
    tally = Tally(round(threshold_s * 1_000_000), round(short_s * 1_000_000))
    for record in store.between(start_ms, end_ms):
        tally.take(record)
    for arrived_ms, wrap_up in store.wrap_ups_between(start_ms, end_ms):
        tally.take_wrap_up(arrived_ms, wrap_up)
    stretches = [*store.stretches_between(start_ms, end_ms), *going_on]
    names = sorted({queue for _, queue in tally.quarters if queue != ALL})
    return Report(
        zone, start_ms, end_ms, threshold_s, short_s,
        conversations=tally.outcomes.total(),
        outcomes=dict(sorted(tally.outcomes.items())),
        total=_figures(_summed(tally, ALL)),
        queues={name: _figures(_summed(tally, name)) for name in names},
        agents=dict(sorted(tally.agents.items())),
        intervals=list(_intervals(tally, (start_ms, end_ms), zone, interval_minutes)),
        dispositions=_by_queue(tally.dispositions),
        marks=dict(sorted(tally.on_the_way.marks.items())),
        errands=tally.on_the_way.errands(),
        surveys=surveyed(tally.surveys),
        presence=agents_time(stretches, start_ms, end_ms),
        announced={
            queue: {kind: _hit_rate(counts) for kind, counts in kinds.items()}
            for queue, kinds in sorted(tally.announced.items())
        },
    )  # fmt: skip


def local_day(day: date, zone: str) -> tuple[datetime, datetime]:
    """Beginning and end of a day in a zone; 23 to 25 hours lie between them."""
    area = zone_named(zone)
    return tuple(datetime.combine(one, time(), area) for one in (day, day + timedelta(days=1)))  # type: ignore[return-value]


def utc_ms(moment: datetime, zone: str) -> int:
    """Milliseconds of the epoch; a time without an offset is a local one of `zone`."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone_named(zone))
    return round(moment.timestamp() * 1000)


def _summed(tally: Tally, queue: str) -> Counts:
    total = Counts()
    for (_, name), counts in tally.quarters.items():
        if name == queue:
            total.add(counts)
    return total


def _intervals(
    tally: Tally, span_ms: tuple[int, int], zone: str, minutes: int
) -> Iterator[Interval]:
    """Every interval of the span, also the empty ones."""
    area, step_ms = zone_named(zone), minutes * 60_000
    first = span_ms[0] // QUARTER_MS * QUARTER_MS
    sums: dict[int, Counts] = {at: Counts() for at in range(first, span_ms[1], step_ms)}
    for (quarter, queue), counts in tally.quarters.items():
        if queue == ALL:
            sums[first + (quarter - first) // step_ms * step_ms].add(counts)
    for at, counts in sums.items():
        local = datetime.fromtimestamp(at / 1000, area).isoformat(timespec="minutes")
        yield Interval(at, local, _figures(counts))


def _by_queue(counted: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (queue, name), count in sorted(counted.items()):
        found.setdefault(queue, {})[name] = count
    return found


def _figures(counts: Counts) -> Figures:
    short = counts.short_abandons
    handled_us = counts.talk_us + counts.hold_us + counts.wrap_up_us
    return Figures(
        counts=counts,
        service_level={name: _share(*formula(counts)) for name, formula in FORMULAS.items()},
        abandon_rate=_share(counts.abandoned, counts.offered),
        abandon_rate_without_short=_share(counts.abandoned - short, counts.offered - short),
        average_speed_of_answer_s=_mean_s(counts.answer_wait_us, counts.answered),
        longest_wait_s=round(counts.longest_wait_us / 1e6, 3),
        average_handle_time_s=_mean_s(handled_us, counts.answered),
        talk_s=round(counts.talk_us / 1e6, 3),
    )


def _hit_rate(counts: HitCounts) -> HitRate:
    heard = counts.heard_right + counts.heard_wrong
    return HitRate(
        counts.said, counts.right, counts.wrong,
        share=_share(counts.right, counts.right + counts.wrong),
        heard_share=_share(counts.heard_right, heard),
    )  # fmt: skip


def _share(numerator: int, denominator: int) -> Share:
    percent = round(100 * numerator / denominator, 1) if denominator else None
    return Share(numerator, denominator, percent)


def _mean_s(total_us: int, count: int) -> float | None:
    return round(total_us / count / 1e6, 3) if count else None
