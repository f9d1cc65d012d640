"""The one place that reads the machine's clocks."""

import time
from pathlib import Path

from voipcc.core.moment import Moment


def boot_id() -> str:
    """Which run of the machine this is; "" where the system does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()[:8]
    except OSError:
        return ""


class SystemClock:
    """Stamps moments of this machine. The monotonic part is shared by all its processes."""

    __slots__ = ("_boot_id",)

    def __init__(self) -> None:
        self._boot_id = boot_id()

    def __call__(self) -> Moment:
        return Moment(time.monotonic_ns() // 1000, time.time_ns() // 1_000_000, self._boot_id)
