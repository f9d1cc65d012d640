"""All deadlines of the centre in one indexed heap; a cleared one never fires."""

from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from typing import Any

from voipcc.core.value import dataclass

Key = tuple[str, str, str]  # kind of owner, its id, purpose
Entry = list[Any]  # due, order, key; without a key once it is cleared, as the heap still has it
SLACK = 64  # stale heap entries tolerated before the heap is rebuilt


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline as a snapshot keeps it; `order` decides among equal times."""

    kind: str
    owner: str
    purpose: str
    due_us: int
    order: int


class Deadlines:
    """At most one deadline for each (kind, owner, purpose); the earliest is found at once."""

    __slots__ = ("_count", "_heap", "_order", "_rows")

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], dict[str, Entry]] = {}  # kind and owner -> purpose
        self._heap: list[Entry] = []
        self._order = 0
        self._count = 0

    def set(self, kind: str, owner: str, purpose: str, due_us: int) -> None:
        """Set or move a deadline to `due_us` on the monotonic clock."""
        self._order += 1
        whose, entry = (kind, owner), [due_us, self._order, (kind, owner, purpose)]
        row = self._rows.get(whose)
        if row is None:
            self._rows[whose] = {purpose: entry}
            self._count += 1
        else:
            old = row.get(purpose)
            if old is None:
                self._count += 1
            else:
                old[2] = None
            row[purpose] = entry
        heappush(self._heap, entry)
        if len(self._heap) > 2 * self._count + SLACK:
            self._rebuild()

    def clear(self, kind: str, owner: str, *purposes: str) -> None:
        """Forget deadlines of one owner; none there is no error."""
        row = self._rows.get((kind, owner))
        if row is None:
            return
        for purpose in purposes if len(purposes) <= len(row) else [*row]:
            if purpose in row and purpose in purposes:
                row.pop(purpose)[2] = None
                self._count -= 1
        if not row:
            del self._rows[kind, owner]

    def clear_all(self) -> None:
        """Forget every deadline."""
        self._rows, self._heap, self._count = {}, [], 0

    def due_us(self, kind: str, owner: str, purpose: str) -> int | None:
        """When one deadline is due, None where it is not set."""
        found = self._rows.get((kind, owner), {}).get(purpose)
        return found[0] if found else None

    def next_us(self) -> int | None:
        """When the earliest deadline is due, None without any."""
        heap = self._heap
        while heap and heap[0][2] is None:
            heappop(heap)
        return heap[0][0] if heap else None

    def pop_due(self, now_us: int) -> Key | None:
        """Take out the earliest deadline that is due at `now_us`."""
        due_us = self.next_us()
        if due_us is None or due_us > now_us:
            return None
        key: Key = heappop(self._heap)[2]
        kind, owner, purpose = key
        row = self._rows[kind, owner]
        del row[purpose]
        self._count -= 1
        if not row:
            del self._rows[kind, owner]
        return key

    def saved(self) -> list[Deadline]:
        """What a snapshot keeps, in the order of firing."""
        entries = sorted(self._entries())
        return [
            Deadline(kind, owner, purpose, due_us, order)
            for due_us, order, (kind, owner, purpose) in entries
        ]

    def restore(self, saved: Iterable[Deadline]) -> None:
        """Replace everything by what `saved` returned."""
        self._rows, self._order, self._count = {}, 0, 0
        for one in saved:
            entry = [one.due_us, one.order, (one.kind, one.owner, one.purpose)]
            self._rows.setdefault((one.kind, one.owner), {})[one.purpose] = entry
            self._order, self._count = max(self._order, one.order), self._count + 1
        self._rebuild()

    def __len__(self) -> int:
        return self._count

    def _entries(self) -> list[Entry]:
        return [entry for row in self._rows.values() for entry in row.values()]

    def _rebuild(self) -> None:
        self._heap = self._entries()
        heapify(self._heap)
