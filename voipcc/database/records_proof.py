"""Do the tables say what the journal says? Each record is compared, in both directions.

Memory stays small whatever the journal holds: records are compared in batches under their keys,
and rows nobody journaled are only looked for where their number says that there are some.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

from voipcc.database.entry import Entry, EntryError, Keep, records_in
from voipcc.database.findings import Check
from voipcc.database.history import payloads
from voipcc.database.kept_rows import TABLES, KeptRows, Key, Row, key_of
from voipcc.database.rows import Record, mended
from voipcc.database.schema import RecordsError

BATCH = 400
REBUILD = "stop the centre and derive them again: voipcc records rebuild"
FORWARD = "start the centre once, which brings them forward: voipcc serve"
AHEAD = "the journal lost its end: take journal and tables from one backup (voipcc restore)"


class RecordsProof:
    """Takes the journal's entries in order, then `end`. Tables that cannot be read are a finding."""

    def __init__(self, rows: KeptRows, check: Check) -> None:
        self.rows = rows
        self.check = check
        self.drained_to = 0
        self.compared: Counter[type] = Counter()
        self.on_the_way = 0  # journaled after what the tables have taken in
        self.repeated = 0  # kept once more, which changes nothing
        self._matched: Counter[type] = Counter()
        self._batch: list[tuple[Record, int]] = []
        self._first = self._last = 0
        self._broken = False
        self._try(self._begin)

    def take(self, entry: Entry) -> None:
        """One entry more."""
        if self._broken:
            return
        self._first = self._first or entry.sequence
        self._last = entry.sequence
        for command in entry.commands:
            if isinstance(command, Keep):
                self._batch.append((command.record, entry.sequence))
        if len(self._batch) >= BATCH:
            self._try(self._compare)

    def end(self, journal: Path) -> None:
        """All entries were taken; `journal` is read again where rows are in nobody's name."""
        self._try(self._compare)
        self._try(lambda: self._end(journal))

    def _try(self, work: Callable[[], None]) -> None:
        try:
            if not self._broken:
                work()
        except RecordsError as error:
            self._broken = True
            self.check.found(self.rows.place, str(error), REBUILD)

    def _begin(self) -> None:
        self.drained_to = self.rows.drained_to()
        missing = self.rows.steps_missing()
        if missing > 0:
            self._broken = True
            what = f"the tables are those of an older voipcc, {missing} steps behind"
            self.check.found(self.rows.place, what, FORWARD)

    def _end(self, journal: Path) -> None:
        if self.drained_to > self._last:
            what = (
                f"the tables know entries up to {self.drained_to}, the journal ends at {self._last}"
            )
            self.check.found(self.rows.place, what, AHEAD)
        last = min(self.drained_to, self._last)
        for kind in TABLES:
            if self.rows.counted(kind, self._first, last) != self._matched[kind]:
                self._strangers(kind, journal, last)
        for complaint in self.rows.complaints():
            self.check.found(self.rows.place, complaint, REBUILD)
        self.check.text = self._sentence()

    def _sentence(self) -> str:
        kept = ", ".join(f"{self.compared[kind]} of {table}" for kind, (table, _) in TABLES.items())
        waiting = f"; {self.on_the_way} on the way" if self.on_the_way else ""
        return f"{kept}, as the journal has them{waiting}"

    def _compare(self) -> None:
        batch, self._batch = self._batch, []
        for kind in TABLES:
            group = [(record, sequence) for record, sequence in batch if type(record) is kind]
            if group:
                found = self.rows.of(kind, [key_of(record) for record, _ in group])
                for record, sequence in group:
                    self._look(kind, record, sequence, found.get(key_of(record)))

    def _look(self, kind: type, record: Record, sequence: int, row: Row[Any] | None) -> None:
        self.compared[kind] += 1
        name = f"{TABLES[kind][0]} {' '.join(map(str, key_of(record)))}"
        if row is None and sequence > self.drained_to:
            self.on_the_way += 1
        elif row is None:
            self.check.found(f"journal entry {sequence}", f"{name} is not in the tables", REBUILD)
        elif row.sequence == sequence:
            self._matched[kind] += sequence <= self.drained_to
            if row.record != record and row.record != mended(record):
                what = f"{name} differs from the journal's: {_differing(row.record, record)}"
                self.check.found(self.rows.place, what, REBUILD)
        elif row.record == record or kind is not type(record):
            self.repeated += 1
        elif row.sequence < sequence:
            what = f"{name} was kept by entry {row.sequence} already, with other contents"
            self.check.found(f"journal entry {sequence}", what, REBUILD)

    def _strangers(self, kind: type, journal: Path, last: int) -> None:
        """Name the rows that no entry kept."""
        entry, kept = 0, set[Key]()
        frames = payloads(journal, self._first)
        for key, sequence in self.rows.keys(kind, self._first, last):
            while entry < sequence and (frame := next(frames, None)):
                entry, kept = frame.sequence, _keys(frame.payload, kind)
            if entry != sequence or key not in kept:
                what = f"{TABLES[kind][0]} {' '.join(map(str, key))} is in no journal's entry"
                self.check.found(self.rows.place, f"{what} {sequence}", REBUILD)


def _keys(payload: bytes, kind: type) -> set[Key]:
    try:
        return {key_of(one.record) for one in records_in(payload) if type(one.record) is kind}
    except EntryError:
        return set()


def _differing(row: Any, record: Any) -> str:
    names = [one.name for one in fields(record)]
    return ", ".join(name for name in names if getattr(row, name) != getattr(record, name))
