"""What both sides work at: the moment, ids, deadlines, plans, and the two out-trays."""

from collections import deque
from hashlib import blake2b

from voipcc.core.commands import Command
from voipcc.core.deadlines import Deadlines
from voipcc.core.moment import MICROSECONDS, Moment
from voipcc.core.overrides import Override
from voipcc.core.plan import Plan, Queue
from voipcc.core.seam import Message
from voipcc.core.trial import Trial

START = Moment(0, 0)


class Desk:
    """Holds no decisions: commands leave here, messages cross the seam here.

    `fact_us` is when the event in hand happened (never later than `now`).
    `last_us` is when the last event was taken up. `connected` is false while the switch cannot be commanded.
    """

    __slots__ = (
        "boot_id",
        "commands",
        "connected",
        "deadlines",
        "epoch",
        "fact_us",
        "last_us",
        "messages",
        "now",
        "now_us",
        "overrides",
        "plan",
        "plans",
        "seed",
        "sequence",
        "trial",
    )

    def __init__(self, seed: int, epoch: int) -> None:
        self.seed = seed
        self.epoch = epoch
        self.sequence = 0
        self.now = START
        self.now_us = 0
        self.fact_us = 0
        self.last_us = 0
        self.boot_id = ""
        self.connected = True
        self.deadlines = Deadlines()
        self.plan: Plan | None = None
        self.plans: dict[str, Plan] = {}
        self.overrides: dict[str, Override] = {}  # by their names
        self.trial: Trial | None = None
        self.commands: list[Command] = []
        self.messages: deque[Message] = deque()

    def begin(self, now: Moment, happened_us: int = 0) -> None:
        """Take up one event stamped `now` that happened at `happened_us` (0: now)."""
        self.now = now
        self.now_us = self.fact_us = now_us = now.monotonic_us
        if happened_us and happened_us < now_us:
            self.fact_us = happened_us

    def new_id(self) -> str:
        """An id never given before: `<epoch>-<sequence>`."""
        self.sequence += 1
        return f"{self.epoch}-{self.sequence}"

    def draw(self, owner: str, purpose: str, count: int, sides: int) -> int:
        """A number below `sides` by lot: the same one whenever the same thing is asked again."""
        text = f"{self.seed} {owner} {purpose} {count}".encode()
        return int.from_bytes(blake2b(text, digest_size=8).digest()) % sides

    def order(self, command: Command) -> None:
        self.commands.append(command)

    def tell(self, message: Message) -> None:
        self.messages.append(message)

    def take_commands(self) -> list[Command]:
        commands, self.commands = self.commands, []
        return commands

    def set_deadline(self, kind: str, owner: str, purpose: str, after_s: float) -> None:
        """Let `purpose` fire `after_s` seconds from now, but never within the same tick."""
        after_us = int(after_s * MICROSECONDS)
        self.deadlines.set(kind, owner, purpose, self.now_us + (after_us if after_us > 0 else 1))

    def queue(self, name: str, version: str) -> Queue | None:
        """The queue as the running plan has it, else as plan `version` had it."""
        if self.plan is not None and name in self.plan.queues:
            return self.plan.queues[name]
        pinned = self.plans.get(version)
        return pinned.queues.get(name) if pinned else None
