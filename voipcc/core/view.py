"""The live view: what verbs, the demo and pages show. Plain values, ready for JSON."""

from typing import TYPE_CHECKING, Any

from voipcc.core.acd import Acd
from voipcc.core.agent import AgentState
from voipcc.core.calibration import Hits
from voipcc.core.call import Call
from voipcc.core.calling import Calling
from voipcc.core.errands import Errand
from voipcc.core.kpi import Counters
from voipcc.core.line_health import LineHealth
from voipcc.core.lines import Line, Waiter
from voipcc.core.moment import MICROSECONDS, Moment
from voipcc.core.plan import Reason
from voipcc.core.voicemail_box import VoicemailBox

if TYPE_CHECKING:
    from voipcc.core.centre import Centre

Row = dict[str, Any]


def presence(centre: "Centre", name: str) -> tuple[str, str]:
    """How an agent is present, and the reason of a break; nobody is logged out."""
    agent = centre._acd.roster.agents.get(name)
    return (agent.presence, agent.reason) if agent is not None else ("logged_out", "")


def whole(calling: Calling, acd: Acd, counters: Counters, now: Moment) -> Row:
    """Queues, agents, calls and counters at `now`; durations in seconds."""
    now_us = now.monotonic_us
    return {
        "queues": [_queue(calling, acd, line, now_us) for line in acd.lines.values()],
        "agents": [_agent(acd, agent, now_us) for agent in acd.roster.agents.values()],
        "calls": [
            _call(call, now_us) | {"recording": calling.tapes.state_of(call)}
            for call in calling.calls.values()
        ],
        "errands": [
            _errand(errand, calling.calls.get(errand.call), calling.errand_side.errands.box, now)
            for errand in calling.errand_side.errands.open.values()
        ],
        "notes": calling.notes.view(),
        "overrides": calling.arrivals.doors.view(now),
        "counters": counters.view(),
        "connected": calling.desk.connected,
    }


def _seconds(since_us: int, now_us: int) -> float:
    return round(max(now_us - since_us, 0) / MICROSECONDS, 1)


def _queue(calling: Calling, acd: Acd, line: Line, now_us: int) -> Row:
    callers = [
        _caller(acd, acd.waiters[call], position, now_us) | _errand_of(calling.calls.get(call))
        for position, (_, _, call) in enumerate(line.places, 1)
    ]
    return {
        "name": line.queue.name,
        "strategy": line.queue.strategy,
        "waiting": line.length,
        "longest_wait_s": max((row["waited_s"] for row in callers), default=0.0),
        "free_agents": sum(name in acd.ranks for name in line.seats),
        "announced": acd.outlook.hits.get(line.queue.name, Hits()).view(),
        "callers": callers,
    }


def _caller(acd: Acd, waiter: Waiter, position: int, now_us: int) -> Row:
    """`ring` counts relaxations (-1: preferred agents only); `told_s` is what is left of the told wait."""
    told = acd.outlook.told.get(waiter.call, ())
    ago_s = _seconds(told[-1].at_us, now_us) if told else 0.0
    return {
        "call": waiter.call,
        "position": position,
        "waited_s": _seconds(waiter.since_us, now_us),
        "priority": waiter.priority,
        "ring": waiter.ring,
        "ringing": bool(waiter.offers),
        "told_s": [max(told[-1].low_s - ago_s, 0), max(told[-1].high_s - ago_s, 0)] if told else [],
    }


def _errand_of(call: Call | None) -> Row:
    """What stands in line: somebody on the line ("call"), or a callback or voicemail and its id."""
    if call is None or not call.errand:
        return {"kind": "call", "errand": ""}
    return {"kind": call.direction, "errand": call.errand}


def _agent(acd: Acd, agent: AgentState, now_us: int) -> Row:
    devices = acd.roster.devices
    reachable = [d for d in agent.devices if d in devices and devices[d].reachable]
    return {
        "name": agent.name,
        "display": agent.display or agent.name,
        "presence": agent.presence,
        "reason": agent.reason,
        "pending": agent.pending,
        "work": agent.work,
        "line": "reachable" if reachable else "unreachable",
        "devices": {device: device in reachable for device in agent.devices},
        "rescue": bool(agent.rescue) and acd.roster.can_ring(agent.rescue),
        "since_s": _seconds(max(agent.work_since_us, agent.presence_since_us), now_us),
        "presence_s": _seconds(agent.presence_since_us, now_us),
        "call": agent.call if agent.work in ("reserved", "talking") else "",
        "queues": acd.memberships.get(agent.name, []),
        "calls": agent.calls,
        "missed": agent.missed,
        "break": _break(acd, agent),
        "wrap_up": _wrap_up(acd, agent, now_us),
        "line_health": line_row(agent.line, now_us),
        "rests_s": _seconds(now_us, agent.rest_until_us),
        "rests_after": agent.rest_after if agent.rest_until_us > now_us else "",
    }


def line_row(line: LineHealth, now_us: int) -> Row:
    """How good the agent's line is and by which measurement; `mos` 0: never measured."""
    return {
        "state": line.state,
        "reason": line.reason,
        "mos": line.mos,
        "loss_percent": round(100 * line.loss, 1),
        "jitter_ms": round(line.jitter_us / 1000, 1),
        "round_trip_ms": round(line.round_trip_us / 1000, 1),
        "measured_s": _seconds(line.measured_us, now_us) if line.measured_us else None,
        "since_s": _seconds(line.since_us, now_us) if line.state != "good" else None,
    }


def _break(acd: Acd, agent: AgentState) -> Row | None:
    """The break an agent is on; nobody is forced back from one that is overdue."""
    if agent.presence != "not_ready":
        return None
    reason = acd.roster.attendance.reason(agent) or Reason(agent.reason)
    return {
        "paid": reason.paid,
        "productive": reason.productive,
        "longest_s": reason.longest_s,
        "overdue": agent.overdue,
    }


def _wrap_up(acd: Acd, agent: AgentState, now_us: int) -> Row | None:
    """What follows, or followed, the talk in hand; `ends_s` None: when somebody ends it."""
    state = agent.wrap_up
    if state is None or agent.work not in ("talking", "wrap_up"):
        return None
    ends = state.start_us and state.mode != "mandatory"
    return {
        "mode": state.mode,
        "asked": state.asked,
        "ends_s": _seconds(now_us, state.ends_us) if ends else None,
        "call": agent.call,
        "queue": agent.queue,
        "disposition": state.disposition,
        "disposition_name": state.disposition_name,
        "missing": acd.roster.wrap_ups.missing(agent),
    }


def _call(call: Call, now_us: int) -> Row:
    ringing = bool(call.attempts)
    first = call.connecting or (call.attempts[0] if ringing else None)
    agent = call.talk.agent if call.talk else first.agent if first else ""
    return {
        "id": call.id,
        "leg": call.leg,
        "number": call.number,
        "version": call.plan,
        "party": call.party,
        "state": "ringing" if ringing else call.kind,
        "stage": call.stage,
        "slot": call.slot,
        "flow": call.flow,
        "block": call.block,
        "queue": call.queue,
        "agent": agent,
        "since_s": _seconds(call.boundary_us, now_us),
        "arrived_s": _seconds(call.arrived_us, now_us),
        "marks": list(call.marks),
        "watched": [
            {
                "supervisor": watch.supervisor,
                "agent": watch.agent,
                "mode": watch.mode,
                "since_s": _seconds(watch.start_us, now_us),
            }
            for watch in call.watches
            if not watch.end_us
        ],
    }


def _errand(errand: Errand, call: Call | None, box: VoicemailBox, now: Moment) -> Row:
    """A callback or a voicemail; whose number it is stands in the parties store."""
    kept_until = box.ends_utc_ms(errand.asked_utc_ms) if errand.kind == "voicemail" else 0
    return {
        "id": errand.id,
        "kind": errand.kind,
        "queue": errand.queue,
        "party": errand.party,
        "number": errand.number,
        "state": errand_state(errand, call),
        "waited_s": _seconds(errand.since_us, now.monotonic_us),
        "due_s": round(max(errand.due_utc_ms - now.utc_ms, 0) / 1000, 1),
        "tries": errand.tries,
        "last": errand.last,
        "origin": errand.origin,
        "recording": errand.recording,
        "length_s": round(errand.length_ms / 1000, 1),
        "kept_until_utc_ms": kept_until,
    }


def errand_state(errand: Errand, call: Call | None) -> str:
    """What becomes of an errand at this moment, in a word."""
    if errand.held_by or not errand.ready:
        return "caller_on_line"
    if call is None:
        return "later"
    if call.stage == "dialling":
        return "dialling"
    if call.talk is not None:
        return "in_hand"
    return "ringing" if call.attempts else "in_line"
