"""Agents' time: how long each was logged in, ready and on which breaks, cut at the span's bounds."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from voipcc.core.cdr import Stretch


@dataclass(slots=True)
class AgentTime:
    """Seconds within the span; logged in = ready + all breaks."""

    logged_in_s: float = 0.0
    ready_s: float = 0.0
    break_s: float = 0.0
    paid_s: float = 0.0
    productive_s: float = 0.0
    breaks: dict[str, float] = field(default_factory=dict)

    def add(self, one: Stretch, seconds: float) -> None:
        """Count so much of a stretch."""
        self.logged_in_s += seconds
        self.paid_s += seconds * one.paid
        self.productive_s += seconds * one.productive
        if one.presence == "ready":
            self.ready_s += seconds
        else:
            self.break_s += seconds
            self.breaks[one.reason] = self.breaks.get(one.reason, 0.0) + seconds


def agents_time(stretches: Iterable[Stretch], start_ms: int, end_ms: int) -> dict[str, AgentTime]:
    """Each agent's time from `start_ms` to before `end_ms`, UTC."""
    found: dict[str, AgentTime] = {}
    for one in stretches:
        until_ms = one.start_utc_ms + (one.end_us - one.start_us) / 1000
        within_ms = min(until_ms, end_ms) - max(one.start_utc_ms, start_ms)
        if within_ms > 0:
            found.setdefault(one.agent, AgentTime()).add(one, within_ms / 1000)
    return dict(sorted(found.items()))
