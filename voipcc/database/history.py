"""The journal read back: entries in order, damage named and stepped over, the chain checked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from voipcc.database.entry import Entry, EntryError, decoded, legs_in
from voipcc.database.segment import (
    HEADER,
    Frame,
    Gap,
    JournalError,
    chained,
    frames,
    segment_paths,
    segment_start,
    skip,
)


@dataclass(frozen=True, slots=True)
class Damage:
    """Something in the journal that cannot be trusted.

    `sequence` is the first entry concerned (0: unknown); `legs` are those the damaged
    bytes still name. `kind`: "poisonous" (unreadable entry), "hole" (numbers missing),
    "chain" (the hash of the entry before does not fit), "torn" (an unfinished end).
    """

    kind: str
    sequence: int
    segment: str
    offset: int
    reason: str
    legs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found. `torn_bytes` is an unfinished end: normal after a crash."""

    segments: int
    entries: int
    first: int
    last: int
    torn_bytes: int
    damages: tuple[Damage, ...]

    @property
    def intact(self) -> bool:
        """No hole, no poisonous entry, an unbroken chain."""
        return not self.damages

    def lines(self) -> list[str]:
        """The report for people."""
        head = f"{self.entries} entries ({self.first} to {self.last}) in {self.segments} segments"
        torn = [f"the end is unfinished ({self.torn_bytes} bytes)"] if self.torn_bytes else []
        found = [
            f"{damage.segment} byte {damage.offset}, entry {damage.sequence}: "
            f"{damage.kind}: {damage.reason}"
            for damage in self.damages
        ]
        return [head, *torn, *(found or ["the chain is whole"])]


END = 1 << 62  # a number no entry reaches
OnDamage = Callable[[Damage], None]


@dataclass(slots=True)
class Walk:
    """Follows the chain over the frames of all segments and reports what breaks it."""

    on_damage: OnDamage
    sequence: int = -1  # of the last entry; -1: nothing seen yet
    chain: bytes = b""  # its hash; empty: not known
    poisoned: bool = False  # bytes were lost just before: a hole and a new chain are expected
    torn_bytes: int = 0

    def segment(self, path: Path, last: bool, from_sequence: int = 0) -> Iterator[Frame]:
        """The good frames of one segment. Damage goes to `on_damage` in its place.

        Entries before `from_sequence` are jumped over, unchecked (but never the last one).
        """
        data = path.read_bytes()
        start = segment_start(data)
        if start is None:
            self._headless(path, data, last)
        elif not self.chain:
            self.sequence, self.chain = start.sequence - 1, start.chain
        elif not self.poisoned:
            self._follow(path.name, 0, start.sequence, start.chain)
        at, before = skip(data, from_sequence)
        if before:
            self.sequence, self.chain = before, b""
        for part in frames(data, at):
            if isinstance(part, Gap):
                self._gap(path.name, part, data, last)
                continue
            self._follow(path.name, part.start, part.sequence, part.previous)
            self.sequence, self.poisoned = part.sequence, False
            self.chain = chained(part.previous, part.payload)
            yield part

    def _headless(self, path: Path, data: bytes, last: bool) -> None:
        if last and len(data) <= HEADER.size:
            self.torn_bytes += len(data)
            return
        self._report("poisonous", path.name, 0, "the segment's header is damaged")
        self.poisoned = True

    def _gap(self, segment: str, gap: Gap, data: bytes, last: bool) -> None:
        if gap.tail and last:
            self.torn_bytes += gap.end - gap.start
            return
        lost = data[gap.start : gap.end]
        reason = f"{len(lost)} bytes are damaged"
        self._report("poisonous", segment, gap.start, reason, legs_in(lost))
        self.poisoned = True

    def _follow(self, segment: str, offset: int, sequence: int, previous: bytes) -> None:
        if self.sequence < 0 or self.poisoned:
            return
        if sequence != self.sequence + 1:
            reason = f"entry {sequence} follows {self.sequence}"
            self._report("hole", segment, offset, reason)
            self.poisoned = True
        elif self.chain and previous != self.chain:
            self._report("chain", segment, offset, "the entry before was changed")
            self.poisoned = True

    def _report(
        self, kind: str, segment: str, offset: int, reason: str, legs: tuple[str, ...] = ()
    ) -> None:
        self.on_damage(Damage(kind, self.sequence + 1, segment, offset, reason, legs))


def payloads(
    folder: Path, from_sequence: int = 0, on_damage: OnDamage = lambda damage: None
) -> Iterator[Frame]:
    """All good frames with a sequence number of at least `from_sequence`, in order.

    An unfinished end is not damage: the writer may be at work. Raises JournalError when a
    segment was written by a newer format.
    """
    paths = _beginning_at(segment_paths(folder), from_sequence)
    walk = Walk(on_damage)
    for path in paths:
        for frame in walk.segment(path, path == paths[-1], from_sequence):
            if frame.sequence >= from_sequence:
                yield frame


def last_sequence(folder: Path) -> int:
    """The number of the newest entry; 0 when there is none."""
    paths = segment_paths(folder)
    if not paths:
        return 0
    walk = Walk(lambda damage: None, sequence=int(paths[-1].stem) - 1)
    for _ in walk.segment(paths[-1], True, END):
        pass
    return walk.sequence


def read(
    folder: Path, from_sequence: int = 0, on_damage: OnDamage = lambda damage: None
) -> Iterator[Entry]:
    """The entries from `from_sequence` on, typed. What cannot be read goes to `on_damage`."""
    for frame in payloads(folder, from_sequence, on_damage):
        try:
            yield decoded(frame.payload)
        except EntryError as error:
            legs = legs_in(frame.payload)
            on_damage(Damage("poisonous", frame.sequence, "", frame.start, str(error), legs))


def verify(folder: Path, take: Callable[[Entry], None] = lambda entry: None) -> Verification:
    """Reads everything: is the chain whole, are numbers missing, is every entry readable?

    Each entry that can be read is handed to `take`, in order.
    """
    damages: list[Damage] = []
    paths = segment_paths(folder)
    walk = Walk(damages.append)
    count, first = 0, 0
    for path in paths:
        try:
            for frame in walk.segment(path, last=path == paths[-1]):
                count, first = count + 1, first or frame.sequence
                _check_readable(frame, path.name, damages, take)
        except JournalError as error:
            damages.append(Damage("poisonous", walk.sequence + 1, path.name, 0, str(error)))
    last = max(walk.sequence, 0)
    return Verification(len(paths), count, first, last, walk.torn_bytes, tuple(damages))


def _check_readable(
    frame: Frame, segment: str, damages: list[Damage], take: Callable[[Entry], None]
) -> None:
    try:
        entry = decoded(frame.payload)
    except EntryError as error:
        legs = legs_in(frame.payload)
        damages.append(Damage("poisonous", frame.sequence, segment, frame.start, str(error), legs))
    else:
        if entry.sequence != frame.sequence:
            reason = f"it calls itself entry {entry.sequence}"
            damages.append(Damage("poisonous", frame.sequence, segment, frame.start, reason))
        take(entry)


def _beginning_at(paths: list[Path], sequence: int) -> list[Path]:
    """Without the segments that end before `sequence`."""
    older = [path for path in paths if int(path.stem) <= sequence]
    return paths[max(len(older) - 1, 0) :]
