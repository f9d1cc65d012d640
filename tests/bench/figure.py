"""One figure of the bench, and the arithmetic that makes it from rounds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure, or its `ratio`, has to reach."""

    limit: float
    sense: Literal["at most", "at least", "under"] = "at most"
    of: Literal["value", "ratio"] = "value"

    def met_by(self, number: float) -> bool:
        match self.sense:
            case "at most":
                return number <= self.limit
            case "at least":
                return number >= self.limit
            case "under":
                return number < self.limit

    def __str__(self) -> str:
        sign = {"at most": "<=", "at least": ">=", "under": "<"}[self.sense]
        return f"{sign} {self.limit:g}{' ratio' if self.of == 'ratio' else ''}"


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in `unit`; `peer` is what app_queue (or the other side) needed in the same run.

    `noise` is the relative spread of equal rounds: a ratio nearer to its goal than that
    proves nothing. `n` is how many calls or samples stand behind it.
    """

    name: str
    unit: str
    value: float
    goal: Goal | None = None
    peer: float | None = None
    ratio: float | None = None
    noise: float = 0.0
    n: int = 0
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None without one, or with nothing to judge."""
        if self.goal is None:
            return None
        number = self.ratio if self.goal.of == "ratio" else self.value
        if number is None or math.isnan(number):
            return None
        return self.goal.met_by(number)

    def plain(self) -> dict[str, Any]:
        """The JSON form; numbers that do not exist are null."""
        return {
            "value": _written(self.value),
            "unit": self.unit,
            "peer": _written(self.peer),
            "ratio": _written(self.ratio),
            "noise": _written(self.noise),
            "goal": str(self.goal) if self.goal else None,
            "met": self.met,
            "n": self.n,
            "note": self.note,
        }


def _written(number: float | None) -> float | None:
    return None if number is None or math.isnan(number) else round(number, 4)


def compared(
    name: str,
    unit: str,
    ours: Sequence[float],
    theirs: Sequence[float],
    goal: Goal | None = None,
    n: int = 0,
    note: str = "",
) -> Figure:
    """A figure from interleaved rounds: medians, the median of the rounds' ratios, the noise."""
    ratios = [a / b for a, b in zip(ours, theirs, strict=False) if b]
    return Figure(
        name,
        unit,
        middle(ours),
        goal,
        middle(theirs),
        middle(ratios),
        max(spread(ours), spread(theirs)),
        n,
        note,
    )


def alone(
    name: str,
    unit: str,
    rounds: Sequence[float],
    goal: Goal | None = None,
    n: int = 0,
    note: str = "",
) -> Figure:
    """A figure nothing stands beside."""
    return Figure(name, unit, middle(rounds), goal, None, None, spread(rounds), n, note)


def middle(values: Sequence[float]) -> float:
    """The median; NaN of nothing."""
    return median(values) if values else math.nan


def spread(values: Sequence[float]) -> float:
    """Half the distance between the extremes as a share of the median; 0 for a single value."""
    if len(values) < 2 or not median(values):
        return 0.0
    return (max(values) - min(values)) / 2 / abs(median(values))


def at_share(values: Sequence[float], share: float) -> float:
    """The value below which `share` of all lie, by nearest rank; NaN of nothing."""
    if not values:
        return math.nan
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]


def rounds_of(values: Sequence[float], count: int) -> list[float]:
    """Medians of `count` slices in order: how far single rounds of one run lie apart."""
    size = len(values) // count
    if size == 0:
        return [middle(values)] if values else []
    return [middle(values[at * size : (at + 1) * size]) for at in range(count)]
