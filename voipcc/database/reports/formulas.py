"""Percentages and averages, made once from summed numerators and denominators."""

from collections.abc import Callable

import msgspec

from voipcc.database.reports.counts import Counts


class Share(msgspec.Struct, frozen=True, gc=False):
    """A percentage with what it was made of; None where there was nothing to divide by."""

    numerator: int
    denominator: int
    percent: float | None


class Figures(msgspec.Struct, frozen=True):
    """One line of a report. Times in seconds, None where nothing was answered."""

    counts: Counts
    service_level: dict[str, Share]
    abandon_rate: Share
    abandon_rate_without_short: Share
    average_speed_of_answer_s: float | None
    longest_wait_s: float
    average_handle_time_s: float | None
    talk_s: float


FORMULAS: dict[str, Callable[[Counts], tuple[int, int]]] = {
    "answered": lambda it: (it.answered_in_time, it.answered),
    "answered_or_left": lambda it: (
        it.answered_in_time + it.abandoned_in_time,
        it.answered + it.abandoned,
    ),
    "removed_in_time": lambda it: (it.removed_in_time, it.offered),
    "without_short_abandons": lambda it: (
        it.answered_in_time,
        it.answered + it.abandoned - it.short_abandons,
    ),
    "with_abandons": lambda it: (it.answered_in_time, it.answered + it.abandoned),
    "offered": lambda it: (it.answered_in_time, it.offered),
}


def figures(counts: Counts) -> Figures:
    """Everything that is made of these counts."""
    short = counts.short_abandons
    handled_us = counts.talk_us + counts.hold_us + counts.wrap_up_us
    return Figures(
        counts=counts,
        service_level={name: share(*formula(counts)) for name, formula in FORMULAS.items()},
        abandon_rate=share(counts.abandoned, counts.offered),
        abandon_rate_without_short=share(counts.abandoned - short, counts.offered - short),
        average_speed_of_answer_s=mean_s(counts.answer_wait_us, counts.answered),
        longest_wait_s=round(counts.longest_wait_us / 1e6, 3),
        average_handle_time_s=mean_s(handled_us, counts.answered),
        talk_s=round(counts.talk_us / 1e6, 3),
    )


def share(numerator: int, denominator: int) -> Share:
    """Numerator of denominator in percent."""
    percent = round(100 * numerator / denominator, 1) if denominator else None
    return Share(numerator, denominator, percent)


def mean_s(total_us: int, count: int) -> float | None:
    """Seconds for each of `count`; None for none."""
    return round(total_us / count / 1e6, 3) if count else None
