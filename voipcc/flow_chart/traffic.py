"""How many calls took each way of a flow, counted from the steps their records keep."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from voipcc.core.cdr import Conversation


@dataclass(frozen=True, slots=True)
class Traffic:
    """Counts by "flow:block" and by the pieces of a way; `words` say which calls were counted."""

    words: str = ""
    calls: int = 0
    blocks: Counter[str] = field(default_factory=Counter)
    ways: Counter[tuple[str, int, str]] = field(default_factory=Counter)

    def through(self, flow: str, block: str) -> int | None:
        """Calls that came into a block; one that came twice counts twice. None: nobody counted."""
        return self.blocks[f"{flow}:{block}"] if self.words else None

    def between(self, flow: str, block: str, line: int, target: str) -> int | None:
        """Calls led from the step in this line of a block into another block."""
        return self.ways[f"{flow}:{block}", line, target] if self.words else None

    def moved(self, flow: str, block: str, lines: set[int]) -> dict[str, int]:
        """Calls by target that left the block in a line where no step stands now: the file was edited."""
        found = Counter[str]()
        for (place, line, target), calls in self.ways.items():
            if place == f"{flow}:{block}" and line not in lines:
                found[target] += calls
        return dict(found)


NOTHING = Traffic()


def traffic_of(calls: Iterable[Iterable[str]], words: str) -> Traffic:
    """Counts of calls given by the steps they took, each "flow:block:line"."""
    traffic = Traffic(words)
    count = 0
    for steps in calls:
        count += 1
        _count(steps, traffic)
    return Traffic(words, count, traffic.blocks, traffic.ways)


def steps_of(record: Conversation) -> tuple[str, ...]:
    """The steps a kept call took, in order."""
    return tuple(step for part in record.segments for step in part.steps)


def _count(steps: Iterable[str], traffic: Traffic) -> None:
    before, last = "", 0
    for step in steps:
        place, _, number = step.rpartition(":")
        line = int(number) if number.isdigit() else 0
        if place == before and line > last:
            last = line
            continue
        traffic.blocks[place] += 1
        flow, _, block = place.partition(":")
        if before.startswith(f"{flow}:"):
            traffic.ways[before, last, block] += 1
        before, last = place, line
