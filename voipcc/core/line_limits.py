"""What the settings say of good and bad lines."""

from typing import Literal

from voipcc.core.value import dataclass

LineProfile = Literal["normal", "low_bandwidth", "automatic"]
"""Codecs of an agent's phones; automatic: few bits a second while the line is not good."""
LOW: LineProfile = "low_bandwidth"


@dataclass(frozen=True, slots=True)
class LineLimits:
    """When an agent's line is degraded or bad, by MOS; `recover_s` unmeasured makes it one step better.

    `degraded_mos` 0: lines are measured and shown, but change nothing.
    """

    degraded_mos: float = 3.6
    bad_mos: float = 2.6
    recover_s: int = 300
