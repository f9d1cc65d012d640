"""A centre in which somebody closes, opens and says something all the time, in any weather.

Judged from outside: whoever was let in while the centre was closed never talks to an agent of ours, a
message is said only while its override is in force or has just been, and those who are told to go, go.
"""

from collections.abc import Sequence
from typing import Any

from tests.simulation.switch import SECOND
from tests.simulation.world import Violation, World
from voipcc.core.commands import Command, KeepRecord, Play
from voipcc.core.events import Event, LegAnswered, OverrideEnded, OverrideSet

MESSAGE = "override/"
END_S = (2, 5, 20, 90)
LATE_US = 5 * SECOND


class ClosingWorld(World):
    """Overrides come and go every few seconds; `told` counts who heard a message of one."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.told = self.wishes = self.turned_away = 0
        self.may_say_until_us: dict[str, int] = {}  # each message, and until when
        self.let_in_while_closed: set[str] = set()
        self.watched = self.checker.observe
        self.checker.observe = self._observe  # type: ignore[method-assign]

    # --- what is done ------------------------------------------------------------------------------

    def _every_second(self) -> None:
        super()._every_second()
        if not self.dead and self.rng.random() < 0.3:
            self._override()

    def _targets(self) -> list[str]:
        plan = self.plan
        return [
            *("centre", "centre"),
            *(f"flow/{name}" for name in plan.flows),
            *(f"queue/{name}" for name in plan.queues),
            *(f"number/{number}" for number in plan.numbers),
        ]

    def _override(self) -> None:
        """Somebody sets one, or ends one."""
        rng = self.rng
        target, kind = rng.choice(self._targets()), rng.choice(("closed", "closed", "open", "say"))
        if rng.random() < 0.4:
            self.request(OverrideEnded(target, kind))
            return
        length_s, prompts = rng.choice(END_S), ()
        if kind == "say" or rng.random() < 0.5:
            prompts = (f"{MESSAGE}{self.wishes}",)
            self.may_say_until_us[prompts[0]] = self.now_us + length_s * SECOND
        waiting_too = kind == "closed" and rng.random() < 0.3
        self.wishes += 1
        until_ms = self.moment().utc_ms + 1000 * length_s
        self.request(OverrideSet(target, kind, until_ms, prompts, waiting_too=waiting_too))

    # --- what must be true -------------------------------------------------------------------------

    def _is_closed(self) -> bool:
        # What the whole view shows of them; the rest of it is dear, and this is asked all the time.
        rows = self.centre._calling.arrivals.doors.view(self.moment())
        return any(row["target"] == "centre" and row["kind"] == "closed" for row in rows)

    def _observe(self, event: Event, commands: Sequence[Command]) -> None:
        if isinstance(event, LegAnswered) and self._is_closed():
            self.let_in_while_closed.add(event.leg)
        for command in commands:
            if isinstance(command, Play):
                for prompt in command.prompts:
                    self._said(prompt)
            if isinstance(command, KeepRecord):
                self._ended(command.record)
        self.watched(event, list(commands))

    def _said(self, prompt: str) -> None:
        if not prompt.startswith(MESSAGE):
            return
        self.told += 1
        if self.now_us > self.may_say_until_us[prompt] + LATE_US:
            raise Violation("a message is said whose override is over")

    def _ended(self, record: Any) -> None:
        if "closed_by_override" in record.marks:
            self.turned_away += 1
        if record.leg in self.let_in_while_closed and record.outcome == "answered":
            raise Violation(f"answered while the centre was closed: {record}")
