"""Back from a snapshot: the waiting side, with every index derived again."""

from voipcc.core.acd import Acd
from voipcc.core.lines import Line
from voipcc.core.plan import Plan, queue_from
from voipcc.core.state import CentreState


def restore_waiting(acd: Acd, plan: Plan | None, state: CentreState) -> None:
    """Take over what a snapshot kept of queues, agents and callers who wait."""
    queues = dict(plan.queues) if plan else {}
    for name, data in state.gone_queues.items():
        queues[name] = queue_from(data)
    acd.lines = {name: Line(queue) for name, queue in queues.items()}
    acd.roster.agents = {agent.name: agent for agent in state.agents}
    acd.roster.devices = {device.name: device for device in state.devices}
    acd.waiters = {waiter.call: waiter for waiter in state.waiters}
    acd.reservations = {entry.offer: entry for entry in state.reservations}
    acd.memory.places, acd.memory.agents = state.left_places, state.last_agents
    acd.outlook.paces, acd.outlook.hits = state.paces, state.hits
    acd.outlook.told = state.told
    for name, turn in state.turns.items():
        if name in acd.lines:
            acd.lines[name].turn = turn
    acd.rebuild()
