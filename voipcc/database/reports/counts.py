"""What reports count of queues and agents: sums only, made into figures in `formulas`.

Structs of msgspec, as those of `formulas`: a report makes thousands of them.
"""

import msgspec

QUARTER_MS = 900_000
ALL = ""  # the key of the totals, where others have a queue's name
MISSING = "missing"  # a disposition that was required and not given


class Counts(msgspec.Struct, gc=False):
    """What is counted of the calls offered to a queue (or to all). Times in microseconds.

    offered = answered + abandoned + overflowed + lost; `_in_time` within the threshold.
    """

    offered: int = 0
    answered: int = 0
    answered_in_time: int = 0
    abandoned: int = 0
    abandoned_in_time: int = 0
    short_abandons: int = 0
    overflowed: int = 0
    lost: int = 0
    removed_in_time: int = 0
    answer_wait_us: int = 0
    longest_wait_us: int = 0
    talk_us: int = 0
    hold_us: int = 0
    wrap_up_us: int = 0

    def add(self, other: "Counts") -> None:
        """Takes the other's counts in; one by one, because years are summed by it."""
        self.offered += other.offered
        self.answered += other.answered
        self.answered_in_time += other.answered_in_time
        self.abandoned += other.abandoned
        self.abandoned_in_time += other.abandoned_in_time
        self.short_abandons += other.short_abandons
        self.overflowed += other.overflowed
        self.lost += other.lost
        self.removed_in_time += other.removed_in_time
        self.answer_wait_us += other.answer_wait_us
        self.talk_us += other.talk_us
        self.hold_us += other.hold_us
        self.wrap_up_us += other.wrap_up_us
        self.longest_wait_us = max(self.longest_wait_us, other.longest_wait_us)


COUNTED = tuple(name for name in Counts.__struct_fields__ if name != "longest_wait_us")


class AgentCounts(msgspec.Struct, gc=False):
    """What is counted of one agent. `missed` rang out; `ring_us` is all ringing together.

    `consult_us` is time the agent asked somebody else while the caller heard music;
    `transferred` talks were given to somebody else.
    """

    offered: int = 0
    accepted: int = 0
    rejected: int = 0
    missed: int = 0
    cancelled: int = 0
    rescinded: int = 0
    failed: int = 0
    talks: int = 0
    talk_us: int = 0
    hold_us: int = 0
    consult_us: int = 0
    ring_us: int = 0
    wrap_ups: int = 0
    wrap_up_us: int = 0
    transferred: int = 0

    @property
    def busy_us(self) -> int:
        """Ringing counts as busy: nobody can work meanwhile."""
        return self.ring_us + self.talk_us + self.hold_us + self.consult_us + self.wrap_up_us
