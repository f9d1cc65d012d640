"""Figures the core keeps up to date instead of counting them anew, counted anew."""

from typing import Any

from tests.effort import examples
from tests.simulation.world import World
from voipcc.core.centre import Centre
from voipcc.core.commands import Command
from voipcc.core.moment import Moment

LOOKED_AT_EVERY = 23


class Recounted(Centre):
    """A centre in which every agent is looked at now and then."""

    looked_at = on_duty = 0

    def handle(self, event: Any, now: Moment) -> list[Command]:
        commands = super().handle(event, now)
        type(self).looked_at += 1
        if self.looked_at % LOOKED_AT_EVERY == 0:
            self._count()
        return commands

    def _count(self) -> None:
        acd = self._acd
        for line in acd.lines.values():
            for key, group in line.groups.items():
                on_duty = sum(self._is_on_duty(name) for name in group.agents)
                assert acd.outlook.duty.count(key, group.agents) == on_duty, key
                type(self).on_duty += on_duty

    def _is_on_duty(self, name: str) -> bool:
        roster = self._acd.roster
        agent = roster.agents.get(name)
        if agent is None or agent.presence != "ready" or agent.pending:
            return False
        rests = agent.rest_until_us > self._desk.now_us
        return agent.work != "idle" or name in roster.free or rests


def test_who_is_on_duty_is_counted_right():
    """Through breaks, codes, lost phones and restores the count kept is that of the agents."""
    for seed in (3, 4, 5)[: max(1, examples(18) // 6)]:
        World(seed, 150, True, centre_class=Recounted).run()
    assert Recounted.on_duty > 1_000
