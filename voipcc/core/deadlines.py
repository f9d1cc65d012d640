"""All deadlines of the centre in one indexed heap; a cleared one never fires."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

Key = tuple[str, str, str]  # kind of owner, its id, purpose
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

    __slots__ = ("_due", "_heap", "_order")

    def __init__(self) -> None:
        self._due: dict[Key, tuple[int, int]] = {}
        self._heap: list[tuple[int, int, Key]] = []
        self._order = 0

    def set(self, kind: str, owner: str, purpose: str, due_us: int) -> None:
        """Set or move a deadline to `due_us` on the monotonic clock."""
        self._order += 1
        key = (kind, owner, purpose)
        self._due[key] = (due_us, self._order)
        heappush(self._heap, (due_us, self._order, key))
        if len(self._heap) > 2 * len(self._due) + SLACK:
            self._rebuild()

    def clear(self, kind: str, owner: str, *purposes: str) -> None:
        """Forget deadlines of one owner; none there is no error."""
        for purpose in purposes:
            self._due.pop((kind, owner, purpose), None)

    def clear_all(self) -> None:
        """Forget every deadline."""
        self._due, self._heap = {}, []

    def due_us(self, kind: str, owner: str, purpose: str) -> int | None:
        """When one deadline is due, None where it is not set."""
        found = self._due.get((kind, owner, purpose))
        return found[0] if found else None

    def next_us(self) -> int | None:
        """When the earliest deadline is due, None without any."""
        self._drop_stale()
        return self._heap[0][0] if self._heap else None

    def pop_due(self, now_us: int) -> Key | None:
        """Take out the earliest deadline that is due at `now_us`."""
        self._drop_stale()
        if not self._heap or self._heap[0][0] > now_us:
            return None
        key = heappop(self._heap)[2]
        del self._due[key]
        return key

    def saved(self) -> list[Deadline]:
        """What a snapshot keeps, in the order of firing."""
        rows = [Deadline(*key, due, order) for key, (due, order) in self._due.items()]
        return sorted(rows, key=lambda row: (row.due_us, row.order))

    def restore(self, saved: Iterable[Deadline]) -> None:
        """Replace everything by what `saved` returned."""
        self._due = {(row.kind, row.owner, row.purpose): (row.due_us, row.order) for row in saved}
        self._order = max((order for _, order in self._due.values()), default=0)
        self._rebuild()

    def __len__(self) -> int:
        return len(self._due)

    def _drop_stale(self) -> None:
        heap, due = self._heap, self._due
        while heap and due.get(heap[0][2]) != heap[0][:2]:
            heappop(heap)

    def _rebuild(self) -> None:
        self._heap = [(due, order, key) for key, (due, order) in self._due.items()]
        heapify(self._heap)
