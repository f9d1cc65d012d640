"""What is asked of a report: a span in a zone, its intervals, and which calls count."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise

from voipcc.core.cdr import Conversation
from voipcc.database.reading import Only
from voipcc.database.reports.counts import QUARTER_MS
from voipcc.zones import clock_changes, zone_named

MINUTE_MS, DAY_MINUTES = 60_000, 1440
INTERVALS = ("15", "30", "60", "day", "week", "month")
MOST_INTERVALS = 5_000  # rows somebody could still read, or a chart draw


@dataclass(frozen=True, slots=True)
class Question:
    """A span of UTC milliseconds, and what is wanted of it. "" and () mean any.

    `interval` is minutes (a multiple of 15), day, week or month of `zone`. `queues`: the totals are
    then the sums of these queues. `agent`: only calls this agent was rung for or talked in.
    `window_days`: how long after a call a repeat, or a call back, is still looked for.
    """

    zone: str
    start_ms: int
    end_ms: int
    interval: str = "15"
    threshold_us: int = 20_000_000
    short_us: int = 5_000_000
    queues: tuple[str, ...] = ()
    agent: str = ""
    number: str = ""
    window_days: float = 7

    @property
    def window_ms(self) -> int:
        """The window in milliseconds."""
        return round(self.window_days * DAY_MINUTES * MINUTE_MS)

    @property
    def narrow(self) -> bool:
        """Whether only the records themselves can tell: roll-ups know no number and no agent's calls."""
        return bool(self.agent or self.number)

    @property
    def only(self) -> Only:
        """The filters as a hint for whoever reads the records."""
        return Only(self.number, self.agent, self.queues)

    def wants(self, record: Conversation) -> bool:
        """Whether the filters let this conversation through."""
        if self.number and record.number != self.number:
            return False
        if self.agent and not self._has_agent(record):
            return False
        return not self.queues or any(self.wants_queue(one.queue) for one in record.segments)

    def _has_agent(self, record: Conversation) -> bool:
        rung = any(one.agent == self.agent for one in record.offers)
        return rung or any(self.agent in (one.agent, *one.others) for one in record.segments)

    def wants_queue(self, queue: str) -> bool:
        """Whether this queue counts; calls an agent got by name are in none."""
        return not self.queues or queue in self.queues

    def wants_agent(self, agent: str) -> bool:
        """Whether this agent is to be counted."""
        return not self.agent or agent == self.agent


@dataclass(frozen=True, slots=True)
class Edges:
    """The intervals of a span, one after another: where each begins, and where the last ends."""

    starts_ms: tuple[int, ...]
    end_ms: int
    labels: tuple[str, ...]

    def place(self, utc_ms: int) -> int:
        """The interval in which this moment lies."""
        return max(0, bisect_right(self.starts_ms, utc_ms) - 1)

    def spans(self) -> list[tuple[int, int]]:
        """Beginning and end of each."""
        return list(pairwise((*self.starts_ms, self.end_ms)))


@lru_cache(maxsize=8)  # one report asks for them four times
def edges(question: Question) -> Edges:
    """Every interval of the span by its zone's wall clock, also on days of 23 and 25 hours.

    An hour that comes twice is two intervals. Raises ValueError for an interval that is not made
    of quarters, and for more intervals than anybody reads.
    """
    if question.interval in ("day", "week", "month"):
        return _calendar(question)
    minutes = int(question.interval) if question.interval.isdecimal() else 0
    if minutes < 1 or minutes % 15:
        raise ValueError(f"an interval of {question.interval} minutes is not made of quarters")
    if (question.end_ms - question.start_ms) // (minutes * MINUTE_MS) > MOST_INTERVALS:
        raise ValueError(
            f"more than {MOST_INTERVALS} intervals of {minutes} minutes: take a longer interval,"
            " or a shorter span"
        )
    return _by_minutes(question, minutes)


def _by_minutes(question: Question, minutes: int) -> Edges:
    """A new interval where the wall clock passes a multiple of `minutes`, or is changed."""
    area = zone_named(question.zone)
    first = question.start_ms // QUARTER_MS * QUARTER_MS
    changes = clock_changes(area, first, max(question.end_ms, first + 1))
    moments, ahead = [at for at, _ in changes], [offset for _, offset in changes]
    starts: list[int] = []
    last: tuple[int, int, int] | None = None
    for at in range(first, question.end_ms, QUARTER_MS):
        offset = ahead[max(0, bisect_right(moments, at) - 1)]
        day, minute = divmod(at // MINUTE_MS + offset, DAY_MINUTES)
        name = (day, minute // minutes, offset)
        if name != last:
            starts.append(at)
        last = name
    labels = (
        datetime.fromtimestamp(at / 1000, area).isoformat(timespec="minutes") for at in starts
    )
    return Edges(tuple(starts), question.end_ms, tuple(labels))


def _calendar(question: Question) -> Edges:
    """Days, ISO weeks or months of the zone; the first and last may be cut by the span."""
    area = zone_named(question.zone)
    day = datetime.fromtimestamp(question.start_ms / 1000, area).date()
    starts, labels = [question.start_ms], [_label(day, question.interval)]
    while len(starts) <= MOST_INTERVALS:
        day = _next(day, question.interval)
        at = utc_ms(datetime.combine(day, time(), area), question.zone)
        if at >= question.end_ms:
            return Edges(tuple(starts), question.end_ms, tuple(labels))
        starts.append(at)
        labels.append(_label(day, question.interval))
    raise ValueError(f"more than {MOST_INTERVALS} intervals: take a shorter span")


def _next(day: date, interval: str) -> date:
    match interval:
        case "week":
            return day + timedelta(days=7 - day.weekday())
        case "month":
            return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day + timedelta(days=1)


def _label(day: date, interval: str) -> str:
    match interval:
        case "week":
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02d}"
        case "month":
            return f"{day:%Y-%m}"
    return day.isoformat()


def local_day(day: date, zone: str) -> tuple[datetime, datetime]:
    """Beginning and end of a day in a zone; 23 to 25 hours lie between them."""
    area = zone_named(zone)
    return (
        datetime.combine(day, time(), area),
        datetime.combine(day + timedelta(days=1), time(), area),
    )


def utc_ms(moment: datetime, zone: str) -> int:
    """Milliseconds of the epoch; a time without an offset is a local one of `zone`."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone_named(zone))
    return round(moment.timestamp() * 1000)
