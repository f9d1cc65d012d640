"""The journal by itself: time never runs backwards, and every arrival ends in a record.

What the entries say is looked at here; whether their bytes are whole and their chain unbroken,
in `history.verify`.
"""

from voipcc.core.commands import KeepRecord
from voipcc.core.events import CallArrived, LegEnded
from voipcc.database.entry import Entry
from voipcc.database.findings import Check

LATE_MS = 60_000  # a record comes with the event that ends the call, or with the next ones
LEGS_AT_MOST = 200_000
ASK = "nothing is lost by it; report it with `voipcc call ID --json`"


class Arrivals:
    """Takes the entries in order; `end` says whose record is missing."""

    def __init__(self, check: Check) -> None:
        self.check = check
        self.arrived = self.kept = 0
        self._open: dict[str, int] = {}  # leg -> entry of its arrival
        self._gone: dict[str, tuple[int, int]] = {}  # leg -> entry and UTC of its end
        self._boot = ""
        self._monotonic_us = 0
        self._utc_ms = 0

    @property
    def going_on(self) -> int:
        """Callers' legs that had not ended when the journal did."""
        return len(self._open) - len(self._gone)

    def take(self, entry: Entry) -> None:
        """One entry more."""
        self._in_time(entry)
        match entry.event:
            case CallArrived(leg=leg) if leg not in self._open:
                self.arrived += 1
                self._open[leg] = entry.sequence
                if len(self._open) > LEGS_AT_MOST:
                    del self._open[next(iter(self._open))]
            case LegEnded(leg=leg) if leg in self._open:
                self._gone.setdefault(leg, (entry.sequence, entry.now.utc_ms))
        for command in entry.commands:
            if isinstance(command, KeepRecord):
                self._record(command, entry.sequence)

    def end(self) -> None:
        """All entries were taken."""
        for leg, (sequence, utc_ms) in self._gone.items():
            if self._utc_ms - utc_ms > LATE_MS:
                what = f"the caller's leg {leg} arrived and ended here, and has no record"
                self.check.found(f"journal entry {sequence}", what, ASK)

    def _record(self, command: KeepRecord, sequence: int) -> None:
        record = command.record
        self.kept += 1
        self._open.pop(record.leg, None)
        self._gone.pop(record.leg, None)
        at_us = record.arrived_us
        for part in record.segments:
            if part.start_us != at_us or part.end_us < part.start_us:
                break
            at_us = part.end_us
        if at_us != record.ended_us:
            what = f"the parts of conversation {record.id} do not add up to its length"
            self.check.found(f"journal entry {sequence}", what, ASK)

    def _in_time(self, entry: Entry) -> None:
        now = entry.now
        if now.boot_id == self._boot and now.monotonic_us < self._monotonic_us:
            what = f"it is {self._monotonic_us - now.monotonic_us} us before the entry before it"
            self.check.found(f"journal entry {entry.sequence}", what, ASK)
        self._boot, self._monotonic_us, self._utc_ms = now.boot_id, now.monotonic_us, now.utc_ms
