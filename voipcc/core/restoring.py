"""Back from a snapshot: the desk, and the waiting side with every index derived again."""

from collections.abc import Mapping

from voipcc.core.acd import Acd
from voipcc.core.calling import Calling
from voipcc.core.desk import Desk
from voipcc.core.lines import Line
from voipcc.core.plan import Plan, plan_from, queue_from
from voipcc.core.salvage import take_over
from voipcc.core.state import CentreState


def restore_desk(desk: Desk, state: CentreState, known: Mapping[str, Plan]) -> None:
    """The clock, ids, plans and deadlines."""
    desk.sequence, desk.boot_id, desk.last_us = state.sequence, state.boot_id, state.last_us
    desk.connected = state.connected
    desk.plans = {
        version: known.get(version) or plan_from(data) for version, data in state.plans.items()
    }
    desk.plan = desk.plans.get(state.plan)
    desk.trial = state.trial
    desk.deadlines.restore(state.deadlines)
    desk.overrides = {one.name: one for one in state.overrides}
    desk.now_us = state.last_us


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


def restore_calls(calling: Calling, state: CentreState) -> None:
    """Take over calls with their legs, callbacks and messages."""
    calling.strays.phones = state.phones
    take_over(calling, state.calls, state.strays, state.codes, state.ended)
    errands = calling.errand_side.errands
    errands.open = {one.id: one for one in state.errands}
    errands.box.heard = {one.id: one for one in state.messages}


def restore_own_legs(calling: Calling, state: CentreState) -> None:
    """Take over supervisors' legs, notes and prompts with the phones they are spoken by."""
    calling.supervisions.legs.update({one.leg: one for one in state.supervisions})
    calling.supervisions.guard.wrong.update(state.wrong_pins)
    calling.notes.legs.update({one.leg: one for one in state.note_legs})
    calling.notes.begun.update(state.notes_begun)
    calling.notes.kept.update(state.notes)
    calling.takes.legs.update({one.leg: one for one in state.takes})
    calling.takes.begun.extend(state.takes_begun)
    calling.door_codes.legs.update({one.leg: one for one in state.door_legs})
    calling.door_codes.begun.extend(state.door_recordings)
    calling.tapes.restore(state.tapes)
