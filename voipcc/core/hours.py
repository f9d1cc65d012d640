"""Opening hours at one instant."""

from bisect import bisect_right

from voipcc.core.plan import Hours


def is_known(hours: Hours, utc_ms: int) -> bool:
    """Whether the plan's intervals reach this instant."""
    return utc_ms < hours.until_ms


def is_open(hours: Hours, utc_ms: int) -> bool:
    """Whether the centre is open at `utc_ms`; beyond the known days it counts as open."""
    if not is_known(hours, utc_ms):
        return True
    place = bisect_right(hours.open, utc_ms, key=lambda interval: interval[0])
    return place > 0 and utc_ms < hours.open[place - 1][1]
