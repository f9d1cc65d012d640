"""How often the announced intervals were right, and the correction that keeps it at four of five.

An interval is judged when the caller is connected: right when the wait that remained was inside.
Who gives up or leaves later than its upper end has proved it wrong; who leaves sooner proves nothing
and is not counted. Both ends are corrected apart (adaptive conformal inference, Gibbs and Candès
2021, by a factor): each end that was missed moves out by nine steps, each that held moves in by one,
so that in the long run one wait in ten is shorter and one in ten longer, whatever the model misses.
"""

from dataclasses import dataclass, field
from math import exp
from typing import Literal

from voipcc.core.spoken import MINUTE_S, whole_minutes

Published = dict[str, float | int | bool | None]
Verdict = Literal["right", "sooner", "later", "unknown"]

MISSED = 0.1  # on either side
STEP, FIRST_STEP = 0.03, 0.25
NARROWEST, WIDEST = -1.0, 3.0
WINDOW = 150  # announcements the recent share goes back to, fading
ENOUGH = 50  # of them, before anything is called calibrated
BECOMES, STAYS = (0.75, 0.85), (0.70, 0.90)


@dataclass(slots=True)
class Told:
    """One announcement of a caller who waits.

    `grown`: larger than the last one, and so not for the caller; `said`: the caller heard it;
    `closed`: judged already, as the caller left for a menu; it is only remembered.
    """

    at_us: int
    low_s: int
    high_s: int
    expected_s: int
    first: bool
    grown: bool
    said: bool
    closed: bool = False


@dataclass(slots=True)
class Aim:
    """One kind of announcement of one queue: its correction and its hits.

    `said`, `right` and `wrong` count the intervals announced, `heard_right` and `heard_wrong` the same in the whole
    minutes around them that callers hear. `judged` counts all that could be judged, spoken or not;
    `recent_right` of `recent` are the fading counts that decide whether it is `calibrated`.
    """

    below: float = 0.0
    above: float = 0.0
    judged: int = 0
    recent: float = 0.0
    recent_right: float = 0.0
    calibrated: bool = False
    said: int = 0
    right: int = 0
    wrong: int = 0
    heard_right: int = 0
    heard_wrong: int = 0

    def corrected(self, low_s: float, high_s: float) -> tuple[int, int]:
        """The interval to announce, in whole seconds."""
        low = round(low_s * exp(-self.below))
        return low, max(round(high_s * exp(self.above)), low + 1)

    def judge(self, told: Told, remained_s: float, *, connected: bool) -> None:
        """Learn from one announcement and the wait that followed."""
        found = verdict(told.low_s, told.high_s, remained_s, connected=connected)
        if found == "unknown":
            return
        self.judged += 1
        self._steer(found)
        if told.said:
            self._count(told, found, remained_s, connected)
        if not told.grown:
            self._check(found)

    def _count(self, told: Told, found: Verdict, remained_s: float, connected: bool) -> None:
        self.right += found == "right"
        self.wrong += found != "right"
        low, high = whole_minutes(told.low_s, told.high_s)
        heard = verdict(low * MINUTE_S, high * MINUTE_S, remained_s, connected=connected)
        self.heard_right += heard == "right"
        self.heard_wrong += heard in ("sooner", "later")

    def _check(self, found: Verdict) -> None:
        fade = 1 - 1 / WINDOW
        self.recent = self.recent * fade + 1
        self.recent_right = self.recent_right * fade + (found == "right")
        least, most = STAYS if self.calibrated else BECOMES
        self.calibrated = self.recent >= ENOUGH and least <= self.recent_share <= most

    @property
    def recent_share(self) -> float:
        """How many of the last ones were right, 0 to 1."""
        return self.recent_right / self.recent if self.recent else 0.0

    def _steer(self, found: Verdict) -> None:
        step = max(STEP, FIRST_STEP / self.judged**0.5)
        self.below = _within(self.below + step * ((found == "sooner") - MISSED))
        self.above = _within(self.above + step * ((found == "later") - MISSED))

    def view(self) -> Published:
        """The published hit rate: shares in percent, None where nothing was decided yet."""
        return {
            "said": self.said,
            "right": self.right,
            "wrong": self.wrong,
            "share": _percent(self.right, self.right + self.wrong),
            "heard_share": _percent(self.heard_right, self.heard_right + self.heard_wrong),
            "calibrated": self.calibrated,
            "judged": self.judged,
            "recent_share": _percent(self.recent_right, self.recent),
        }


def _percent(part: float, whole: float) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _within(value: float) -> float:
    return min(max(value, NARROWEST), WIDEST)


def verdict(low_s: float, high_s: float, remained_s: float, *, connected: bool) -> Verdict:
    """What a wait that ended after `remained_s` says of an interval."""
    if remained_s > high_s:
        return "later"
    if not connected:
        return "unknown"
    return "sooner" if remained_s < low_s else "right"


@dataclass(slots=True)
class Hits:
    """Both kinds of announcements of one queue."""

    first: Aim = field(default_factory=Aim)
    later: Aim = field(default_factory=Aim)

    def of(self, *, first: bool) -> Aim:
        """The aim of first or of later announcements."""
        return self.first if first else self.later

    def view(self) -> dict[str, Published]:
        """Both, for the live view."""
        return {"first": self.first.view(), "later": self.later.view()}
