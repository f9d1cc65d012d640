"""When an agent is surely free, and surely idle for how long: careful on both sides.

The checker's own model of the waiting side. It never says "free" while there is a doubt,
so that what it finds is a fault of the core and not of the model.
"""

from dataclasses import dataclass, field

SECOND = 1_000_000
LONGEST_WRAP_UP_US = 8 * SECOND
LONGEST_REST_US = 31 * SECOND
DOUBT_US = 36 * SECOND  # how long the leg of a feature code may live


@dataclass(slots=True)
class Worker:
    """One agent from outside. `idle_low_us` <= the true beginning of idleness <= `idle_high_us`."""

    name: str
    presence: str = "out"
    doubt_until_us: int = 0
    wrap_up_until_us: int = 0
    rest_until_us: int = 0
    idle_low_us: int = 0
    idle_high_us: int = 0
    unsure: bool = False

    def touch(self, now_us: int, extra_us: int = 0) -> None:
        """Something happened that may have changed the idle time; nothing is sure for a while."""
        self.idle_high_us = max(self.idle_high_us, now_us + extra_us)

    def doubt(self, until_us: int) -> None:
        self.doubt_until_us = max(self.doubt_until_us, until_us)

    def is_sure(self, now_us: int) -> bool:
        """Whether presence and work leave no doubt that an offer may be made."""
        return (
            self.presence == "ready"
            and not self.unsure
            and now_us > self.doubt_until_us
            and now_us > self.idle_high_us
        )


@dataclass(slots=True)
class Crew:
    """All workers, and which devices the core was told to be reachable."""

    workers: dict[str, Worker] = field(default_factory=dict)
    reachable: set[str] = field(default_factory=set)

    def worker(self, name: str) -> Worker:
        worker = self.workers.get(name)
        if worker is None:
            worker = self.workers[name] = Worker(name)
        return worker

    def has_phone(self, name: str) -> bool:
        return f"{name}/desk" in self.reachable
