"""Counters by quarter of an hour in UTC, from which any interval can be summed."""

from dataclasses import dataclass, field

from voipcc.core.cdr import Conversation, span_us

QUARTER_MS = 900_000
QUARTERS_KEPT = 192  # two days; older figures come from the records
SERVICE_LIMIT_US = 20_000_000


@dataclass(slots=True)
class Quarter:
    """What became of the calls that arrived in one quarter; times are sums."""

    start_ms: int
    offered: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    answered_in_time: int = 0
    waited_ms: int = 0
    talked_ms: int = 0


class Counters:
    """Everything is counted in the quarter of the call's arrival, so sums always agree."""

    __slots__ = ("quarters", "total")

    def __init__(self) -> None:
        self.quarters: dict[str, Quarter] = {}
        self.total = Quarter(0)

    def offer(self, arrived_utc_ms: int) -> None:
        """A call has arrived."""
        self._quarter(arrived_utc_ms).offered += 1
        self.total.offered += 1

    def keep(self, record: Conversation) -> None:
        """A call has ended; only those that came in were offered."""
        if record.direction != "in":
            return
        waited_us = span_us(record, "queue")
        talked_us = span_us(record, "talk") + span_us(record, "hold")
        in_time = record.outcome == "answered" and waited_us <= SERVICE_LIMIT_US
        for row in (self._quarter(record.arrived_utc_ms), self.total):
            row.outcomes[record.outcome] = row.outcomes.get(record.outcome, 0) + 1
            row.answered_in_time += in_time
            row.waited_ms += waited_us // 1000
            row.talked_ms += talked_us // 1000

    def view(self) -> dict[str, int]:
        """Totals since the first start: offered, each outcome, and the sums."""
        total = self.total
        shown = {"offered": total.offered, "answered": 0, "abandoned": 0, **total.outcomes}
        sums = ("answered_in_time", "waited_ms", "talked_ms")
        return shown | {name: getattr(total, name) for name in sums}

    def _quarter(self, utc_ms: int) -> Quarter:
        start_ms = utc_ms - utc_ms % QUARTER_MS
        row = self.quarters.get(str(start_ms))
        if row is None:
            row = self.quarters[str(start_ms)] = Quarter(start_ms)
            if len(self.quarters) > QUARTERS_KEPT:
                del self.quarters[min(self.quarters, key=int)]
        return row
