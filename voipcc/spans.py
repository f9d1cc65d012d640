"""Stretches of time as sorted, disjoint (start, end) pairs: joined, cut by each other, taken away."""

from collections.abc import Iterable, Sequence

Stretch = tuple[int, int]
Stretches = tuple[Stretch, ...]


def joined(spans: Iterable[Stretch]) -> Stretches:
    """All of them, overlaps and neighbours made one."""
    merged: list[Stretch] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def common(one: Sequence[Stretch], other: Sequence[Stretch]) -> Stretches:
    """What is in both; both sorted and disjoint."""
    found: list[Stretch] = []
    mine, theirs = 0, 0
    while mine < len(one) and theirs < len(other):
        start = max(one[mine][0], other[theirs][0])
        end = min(one[mine][1], other[theirs][1])
        if start < end:
            found.append((start, end))
        if one[mine][1] < other[theirs][1]:
            mine += 1
        else:
            theirs += 1
    return tuple(found)


def without(one: Sequence[Stretch], other: Sequence[Stretch]) -> Stretches:
    """What is in the first only; both sorted and disjoint."""
    left: list[Stretch] = []
    for start, end in one:
        at = start
        for begin, stop in other:
            if stop <= at or begin >= end:
                continue
            if begin > at:
                left.append((at, begin))
            at = stop
        if at < end:
            left.append((at, end))
    return tuple(left)


def length(spans: Iterable[Stretch]) -> int:
    """How long they are together, in the unit of their ends; what lies in two counts twice."""
    return sum(end - start for start, end in spans)
