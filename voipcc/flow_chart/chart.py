"""What a picture of a flow shows: blocks with a row for each step, and ways between blocks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Look = Literal["start", "question", "queue", "end", "plain"]
LONGEST_ROW = 38


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a block: `label` says when it is taken, `calls` how often it was (None: unknown).

    `aside`: the target is said beside the flow (comfort while waiting), nobody is led there.
    """

    label: str
    target: str
    calls: int | None = None
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One step: its words, its line in the file, and the ways that leave it."""

    text: str
    line: int
    ways: tuple[Way, ...] = ()

    @property
    def leads_on(self) -> bool:
        """Whether the step itself is the way: a jump needs no line of its own for it."""
        return len(self.ways) == 1 and not self.ways[0].label


@dataclass(frozen=True, slots=True)
class Block:
    """One block; `calls` went through it, `now` stand in it at this moment."""

    name: str
    rows: tuple[Row, ...]
    look: Look = "plain"
    calls: int | None = None
    now: int = 0

    def ways(self) -> Iterator[Way]:
        """Every way out of it."""
        for row in self.rows:
            yield from row.ways


@dataclass(frozen=True, slots=True)
class Chart:
    """A flow as a picture shows it. Ways lead to blocks that are there."""

    flow: str
    blocks: Mapping[str, Block]
    start: str
    numbers: tuple[str, ...] = ()
    language: str = ""
    note: str = ""
    source: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
