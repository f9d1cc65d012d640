"""One instant, as the rooms stamp it and the core reads it."""

from voipcc.core.value import dataclass

MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Moment:
    """`monotonic_us` for deadlines and durations, `utc_ms` for opening hours and records.

    `boot_id` says which run of the machine the monotonic clock belongs to: two moments
    are comparable only when it is the same.
    """

    monotonic_us: int
    utc_ms: int
    boot_id: str = ""


def seconds(value: float) -> int:
    """Microseconds in `value` seconds."""
    return int(value * MICROSECONDS)
