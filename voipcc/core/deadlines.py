"""All deadlines of the centre in one indexed heap; a cleared one never fires.

The heap holds whole numbers only (when, and which came first), as those are compared most quickly.
"""

from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from voipcc.core.value import dataclass

Key = tuple[str, str, str]  # kind of owner, its id, purpose
SLACK = 64  # stale heap entries tolerated before the heap is rebuilt
ORDER_BITS = 48  # a stamp: microseconds above, below them which was set first
FIRST = (1 << ORDER_BITS) - 1


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

    __slots__ = ("_heap", "_keys", "_order", "_rows")

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], dict[str, int]] = {}  # kind, owner -> purpose -> stamp
        self._keys: dict[int, Key] = {}  # of those that are set; the heap has cleared ones too
        self._heap: list[int] = []
        self._order = 0

    def set(self, kind: str, owner: str, purpose: str, due_us: int) -> None:
        """Set or move a deadline to `due_us` on the monotonic clock."""
        self._order += 1
        stamp, keys = due_us << ORDER_BITS | self._order, self._keys
        row = self._rows.get((kind, owner))
        if row is None:
            self._rows[kind, owner] = {purpose: stamp}
        else:
            if purpose in row:
                del keys[row[purpose]]
            row[purpose] = stamp
        keys[stamp] = (kind, owner, purpose)
        heappush(self._heap, stamp)
        if len(self._heap) > 2 * len(keys) + SLACK:
            self._rebuild()

    def clear(self, kind: str, owner: str, *purposes: str) -> None:
        """Forget deadlines of one owner; none there is no error."""
        row = self._rows.get((kind, owner))
        if row is None:
            return
        for purpose in purposes if len(purposes) <= len(row) else [*row]:
            if purpose in row and purpose in purposes:
                del self._keys[row.pop(purpose)]
        if not row:
            del self._rows[kind, owner]

    def clear_all(self) -> None:
        """Forget every deadline."""
        self._rows, self._keys, self._heap = {}, {}, []

    def due_us(self, kind: str, owner: str, purpose: str) -> int | None:
        """When one deadline is due, None where it is not set."""
        stamp = self._rows.get((kind, owner), {}).get(purpose)
        return None if stamp is None else stamp >> ORDER_BITS

    def next_us(self) -> int | None:
        """When the earliest deadline is due, None without any."""
        heap, keys = self._heap, self._keys
        while heap:
            if heap[0] in keys:
                return heap[0] >> ORDER_BITS
            heappop(heap)
        return None

    def pop_due(self, now_us: int) -> Key | None:
        """Take out the earliest deadline that is due at `now_us`."""
        due_us = self.next_us()
        if due_us is None or due_us > now_us:
            return None
        kind, owner, purpose = key = self._keys.pop(heappop(self._heap))
        row = self._rows[kind, owner]
        del row[purpose]
        if not row:
            del self._rows[kind, owner]
        return key

    def saved(self) -> list[Deadline]:
        """What a snapshot keeps, in the order of firing."""
        return [
            Deadline(*key, stamp >> ORDER_BITS, stamp & FIRST)
            for stamp, key in sorted(self._keys.items())
        ]

    def restore(self, saved: Iterable[Deadline]) -> None:
        """Replace everything by what `saved` returned."""
        self._rows, self._keys, self._order = {}, {}, 0
        for one in saved:
            stamp = one.due_us << ORDER_BITS | one.order
            self._rows.setdefault((one.kind, one.owner), {})[one.purpose] = stamp
            self._keys[stamp] = (one.kind, one.owner, one.purpose)
            self._order = max(self._order, one.order)
        self._rebuild()

    def __len__(self) -> int:
        return len(self._keys)

    def _rebuild(self) -> None:
        self._heap = [*self._keys]
        heapify(self._heap)
