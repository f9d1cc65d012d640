"""Stand-ins: the phones the switch's own queue may ring while no controller lives."""

from voipcc.core.agent import Roster
from voipcc.core.commands import SetStandIns
from voipcc.core.desk import Desk
from voipcc.core.plan import Plan
from voipcc.core.steps import QueueStep, SubStep


def queues_of(plan: Plan, flow: str) -> list[str]:
    """Every queue a flow can lead to, in the order it names them; those of its sub-flows last."""
    flows, found = [flow], dict[str, None]()
    for name in flows:
        steps = [step for block in plan.flows[name].blocks.values() for step in block]
        found |= dict.fromkeys(step.queue for step in steps if isinstance(step, QueueStep))
        others = dict.fromkeys(step.flow for step in steps if isinstance(step, SubStep))
        flows += [one for one in others if one in plan.flows and one not in flows]
    return list(found)


class StandIns:
    """Tells the switch who stands in for each number, only when that has changed."""

    __slots__ = ("agents", "chosen", "desk", "given", "numbers", "roster")

    def __init__(self, desk: Desk, roster: Roster) -> None:
        self.desk = desk
        self.roster = roster
        self.given: dict[str, list[str]] = {}
        self.chosen: dict[str, str] = {}
        self.agents: dict[str, list[str]] = {}  # number -> agents of its queues
        self.numbers: dict[str, list[str]] = {}  # agent -> numbers

    def configure(self, plan: Plan) -> None:
        """Learn which agents serve which number, and tell everything that changed by it."""
        self.index(plan)
        for number in self.given:
            self.agents.setdefault(number, [])
        for number in self.agents:
            self._tell(number)

    def restore(self, given: dict[str, list[str]], plan: Plan | None) -> None:
        """Back from a snapshot: what the switch was told."""
        self.given = given
        if plan is not None:
            self.index(plan)

    def index(self, plan: Plan) -> None:
        """Derive who serves which number from the plan."""
        self.agents, self.numbers = {}, {}
        for number, flow in plan.numbers.items():
            names = dict.fromkeys(
                agent
                for queue in queues_of(plan, flow)
                if queue in plan.queues
                for agent in plan.queues[queue].agents
            )
            self.agents[number] = list(names)
            for name in names:
                self.numbers.setdefault(name, []).append(number)
        self._choose(self.numbers)

    def settle(self) -> None:
        """Look at the agents that changed in this event."""
        touched = sorted(self.roster.touched)
        self.roster.touched.clear()
        before = {name: self.chosen.get(name, "") for name in touched}
        self._choose(touched)
        changed = dict.fromkeys(
            number
            for name in touched
            if self.chosen[name] != before[name]
            for number in self.numbers.get(name, ())
        )
        for number in changed:
            self._tell(number)

    def tell_again(self) -> None:
        """The switch may have missed or forgotten it."""
        self.given = {number: [] for number in self.given}
        for number in self.agents:
            self._tell(number)

    def _choose(self, names: "list[str] | dict[str, list[str]]") -> None:
        for name in names:
            agent = self.roster.agents.get(name)
            self.chosen[name] = self.roster.stand_in(agent) if agent is not None else ""

    def _tell(self, number: str) -> None:
        devices = [self.chosen.get(name, "") for name in self.agents[number]]
        devices = [device for device in devices if device]
        if devices != self.given.get(number, []):
            self.given[number] = devices
            self.desk.order(SetStandIns(number, tuple(devices)))
