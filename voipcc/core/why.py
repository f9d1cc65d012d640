"""Why a call waits, and why an agent has none: the facts, read from the live state.

Plain values, ready for JSON; `voipcc.why_words` puts them into sentences. Nothing here
decides or changes anything. Durations in seconds from now; None: not by time alone.
"""

from bisect import bisect_left
from typing import Any

from voipcc.core.acd import Acd
from voipcc.core.agent import AgentState
from voipcc.core.lines import PREFERRED, Group, Line, Waiter, member_of
from voipcc.core.moment import MICROSECONDS
from voipcc.core.view import line_row

Row = dict[str, Any]
MOST_GATED = 3  # callers an agent cannot serve, named in each queue


def of_call(acd: Acd, call: str, now_us: int) -> Row | None:
    """Where a call stands in its queue and what is with each agent; None when it waits nowhere."""
    waiter = acd.waiters.get(call)
    if waiter is None:
        return None
    line = acd.lines[waiter.queue]
    wanted = line.wanted(waiter.requires, waiter.ring)
    return {
        "call": call,
        "state": "ringing" if waiter.offers else "waiting",
        "queue": waiter.queue,
        "strategy": line.queue.strategy,
        "position": bisect_left(line.places, line.place(waiter)) + 1,
        "waiting": line.length,
        "waited_s": _since(waiter.since_us, now_us),
        "priority": waiter.priority,
        "ring": waiter.ring,
        "rings": len(line.queue.relax),
        "requires": "" if wanted is None or waiter.ring == PREFERRED else str(wanted),
        "prefer": list(waiter.prefer),
        "next_ring": _next_ring(line, waiter, now_us),
        "connected": acd.desk.connected,
        "offers": [_offer(acd, offer, now_us) for offer in waiter.offers],
        "agents": [_for_call(acd, waiter, name, now_us) for name in line.seats],
    }


def of_talk(acd: Acd, call: str, now_us: int) -> Row | None:
    """Who talks to a call, or is rung for it by name, and how that was chosen; else None."""
    for reservation in acd.reservations.values():
        if reservation.call == call and reservation.state in ("accepted", "pending"):
            agent = acd.roster.agents.get(reservation.agent)
            since_us = agent.work_since_us if agent else reservation.made_us
            return {
                "call": call,
                "state": "talking" if reservation.state == "accepted" else "ringing",
                "queue": reservation.queue,
                "agent": reservation.agent,
                "why": reservation.why,
                "since_s": _since(since_us, now_us),
            }
    return None


def of_agent(acd: Acd, name: str, now_us: int) -> Row | None:
    """What keeps an agent from a call, and who waits in each queue; None when unknown."""
    agent = acd.roster.agents.get(name)
    if agent is None:
        return None
    mine = acd.memberships.get(name, [])
    return {
        "agent": name,
        "obstacle": obstacle(acd, agent, now_us),
        "pending": agent.pending,
        "line": line_row(agent.line, now_us),
        "idle_s": _since(agent.idle_since_us, now_us),
        "connected": acd.desk.connected,
        "queues": [_for_agent(acd, agent, acd.lines[queue], now_us) for queue in mine],
        "elsewhere": [one for one, line in acd.lines.items() if line.length and one not in mine],
    }


# --- the agent's side ---------------------------------------------------------------------------


def obstacle(acd: Acd, agent: AgentState, now_us: int) -> Row | None:
    """What keeps an agent from every offer, None for one who is free."""
    if agent.name in acd.roster.free:
        return None
    if agent.work == "wrap_up":
        return _in_wrap_up(acd, agent, now_us)
    if agent.work != "idle":
        return _hindrance(agent.work, agent.call, _since(agent.work_since_us, now_us))
    if agent.presence != "ready":
        return _absence(acd, agent, now_us)
    if agent.dialling:
        return _hindrance("dialling")
    if agent.rest_until_us > now_us:
        return _hindrance("resting", agent.rest_after, left=_left(agent.rest_until_us, now_us))
    return _no_phone(acd, agent, now_us)


def _in_wrap_up(acd: Acd, agent: AgentState, now_us: int) -> Row:
    """Notes: how they may end, and whether the queue still wants a disposition."""
    state, since = agent.wrap_up, _since(agent.work_since_us, now_us)
    left = _left(acd.desk.deadlines.due_us("agent", agent.name, "wrap_up"), now_us)
    return {
        **_hindrance("wrap_up", agent.call, since, left),
        "mode": state.mode if state else "",
        "owes": acd.roster.wrap_ups.missing(agent),
    }


def _absence(acd: Acd, agent: AgentState, now_us: int) -> Row:
    """Logged out or on a break; how far over its time, None for one that is not."""
    since_s = _since(agent.presence_since_us, now_us)
    reason = acd.roster.attendance.reason(agent)
    overdue_s = round(since_s - reason.longest_s, 1) if reason and agent.overdue else None
    return {**_hindrance(agent.presence, agent.reason, since_s), "overdue_s": overdue_s}


def _no_phone(acd: Acd, agent: AgentState, now_us: int) -> Row:
    """Ready, but no phone of the agent's can be rung, or the line is too bad."""
    due_us = acd.desk.deadlines.due_us
    if agent.line.state == "bad":
        left = _left(due_us("agent", agent.name, "line"), now_us)
        return {**_hindrance("line", left=left), "line": line_row(agent.line, now_us)}
    devices = [acd.roster.devices[one] for one in agent.devices if one in acd.roster.devices]
    if any(device.elsewhere for device in devices):
        return _hindrance("elsewhere")
    failed = [device.name for device in devices if device.reachable and device.failed]
    if failed:
        left = _left(acd.desk.deadlines.due_us("device", failed[0], "failed"), now_us)
        return _hindrance("failed", failed[0], left=left)
    return _hindrance("unreachable" if agent.devices else "no_device", ", ".join(agent.devices))


def _hindrance(
    because: str, detail: str = "", since: float | None = None, left: float | None = None
) -> Row:
    return {"because": because, "detail": detail, "since_s": since, "left_s": left}


def _for_agent(acd: Acd, agent: AgentState, line: Line, now_us: int) -> Row:
    """One of the agent's queues: how many wait, for whom the agent may be rung, who is beyond."""
    groups = [group for group in line.groups.values() if agent.name in group.agents]
    beyond = [group for group in line.groups.values() if agent.name not in group.agents]
    callers = [waiter for waiter in acd.waiters.values() if waiter.queue == line.queue.name]
    ringing = [
        _offer(acd, waiter.offers[0], now_us)
        for waiter in callers
        if waiter.offers and agent.name in line.groups[line.key(waiter)].agents
    ]
    keys = {group.key for group in beyond}
    gated = [waiter for waiter in callers if line.key(waiter) in keys]
    gated.sort(key=line.place)
    return {
        "queue": line.queue.name,
        "strategy": line.queue.strategy,
        "waiting": line.length,
        "could_serve": sum(len(group.waiting) for group in groups),
        "ringing": ringing,
        "gated": [
            {"call": waiter.call, **(_gate(acd, line, waiter, agent.name, now_us) or {})}
            for waiter in gated[:MOST_GATED]
        ],
        "last": _last(acd, line, now_us),
    }


def _last(acd: Acd, line: Line, now_us: int) -> Row | None:
    """The newest choice in a queue that is still known: whose phone rings or who talks."""
    chosen = [one for one in acd.reservations.values() if one.queue == line.queue.name]
    if not chosen:
        return None
    return _offer(acd, max(chosen, key=lambda one: (one.made_us, one.offer)).offer, now_us)


# --- the call's side ----------------------------------------------------------------------------


def _offer(acd: Acd, offer: str, now_us: int) -> Row:
    made = acd.reservations[offer]
    since = _since(made.made_us, now_us)
    return {"call": made.call, "agent": made.agent, "since_s": since, "why": made.why}


def _for_call(acd: Acd, waiter: Waiter, name: str, now_us: int) -> Row:
    """One agent of the queue: what keeps this agent from this call."""
    line, agent = acd.lines[waiter.queue], acd.roster.agents.get(name)
    if agent is None:
        unknown = _hindrance("unknown")
        return {"agent": name, "obstacle": unknown, "gate": None, "first": None}
    gate = _gate(acd, line, waiter, name, now_us)
    return {
        "agent": name,
        "obstacle": obstacle(acd, agent, now_us),
        "gate": gate,
        "first": None if gate else _goes_first(acd, line, waiter, name),
    }


def _gate(acd: Acd, line: Line, waiter: Waiter, name: str, now_us: int) -> Row | None:
    """Why the rules keep an agent from a caller, and from when on they do not."""
    because = _rule(acd, line, waiter, name, waiter.ring)
    if because is None:
        return None
    last = len(line.queue.relax)
    for ring in range(waiter.ring + 1, last + 1):
        if _rule(acd, line, waiter, name, ring) is None:
            due_us = line.waiter_ring_us(waiter, ring)
            return {**because, "in_s": _left(due_us, now_us), "opens": ring}
    return {**because, "in_s": None, "opens": None}


def _rule(acd: Acd, line: Line, waiter: Waiter, name: str, ring: int) -> Row | None:
    """What in one ring keeps an agent from a caller."""
    if ring == PREFERRED:
        return None if name in waiter.prefer else {"because": "preferred", "missing": []}
    level, highest = member_of(line.queue, name).level, line.highest_level(ring)
    if highest and level > highest:
        return {"because": "level", "missing": [], "level": level}
    wanted = line.wanted(waiter.requires, ring)
    has = acd.roster.agents[name].skills if name in acd.roster.agents else {}
    missing = wanted.missing(has) if wanted else ()
    return {"because": "skills", "missing": list(missing), "has": dict(has)} if missing else None


def _goes_first(acd: Acd, line: Line, waiter: Waiter, name: str) -> Row | None:
    """Whom this agent would be given before this caller, and how many go before."""
    own, place = member_of(line.queue, name).priority, line.place(waiter)
    count, first = 0, None
    for group in acd.groups.get(name, ()):
        ahead = _ahead(group, name, own, place)
        if not ahead:
            continue
        count += ahead
        head = (-member_of(group.line.queue, name).priority, group.waiting[0], group)
        if first is None or head[:2] < first[:2]:
            first = head
    if first is None:
        return None
    return {"call": first[1][2], "queue": first[2].line.queue.name, "ahead": count}


def _ahead(group: Group, name: str, own: int, place: tuple[int, int, str]) -> int:
    """How many of a group this agent would be given before a caller at `place`."""
    theirs = member_of(group.line.queue, name).priority
    if theirs == own:
        return bisect_left(group.waiting, place)
    return len(group.waiting) if theirs > own else 0


def _next_ring(line: Line, waiter: Waiter, now_us: int) -> Row | None:
    """When more is let in, and what is asked then."""
    ring = waiter.ring + 1
    if ring > len(line.queue.relax):
        return None
    wanted = line.wanted(waiter.requires, ring)
    return {
        "in_s": _left(line.waiter_ring_us(waiter, ring), now_us),
        "requires": str(wanted) if wanted else "",
        "level": line.highest_level(ring),
    }


def _since(since_us: int, now_us: int) -> float:
    return round(max(now_us - since_us, 0) / MICROSECONDS, 1)


def _left(due_us: int | None, now_us: int) -> float | None:
    return None if due_us is None else round(max(due_us - now_us, 0) / MICROSECONDS, 1)
