"""The facts of `core/why.py` and the kept reasons of offers, in sentences for people.

Each line says why something is so and what would change it.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from voipcc.call_sheet import wall_time
from voipcc.core.cdr import Conversation, Offer
from voipcc.core.confirmation import RESCUE
from voipcc.core.plan import MISSED
from voipcc.line_sheet import line_in_words
from voipcc.why_course import course, errand_in_words, turned_away

Row = Mapping[str, Any]
Clock = Callable[[float], str]  # seconds from now -> time of day
MOST_AGENTS = 25
BY_NAME = "named"  # outside any queue: `core/reach.py`
HOW = {
    "longest_idle": "idle for the longest time",
    "fewest_calls": "the one with the fewest calls of this queue",
    "least_talk": "the one who talked least in this queue",
    "round_robin": "the next in turn",
    "random": "drawn by lot",
    "weighted": "furthest behind the share the weight promises",
    "linear": "the first in the list",
    "progressive": "the next in the list, one more phone after the other",
    "ring_all": "rung with everybody who was free",
    "preferred": "the agent this caller prefers",
}
OTHERWISE = {
    "longest_idle": "another who had been idle for longer",
    "fewest_calls": "another with fewer calls",
    "least_talk": "another who had talked less",
    "round_robin": "another whose turn it was",
    "random": "another lot",
    "weighted": "another further behind, or another weight",
    "linear": "another place in the list",
    "progressive": "another place in the list",
    "ring_all": "another who picks up sooner",
    "preferred": "that agent being busy or logged out",
}
RESULTS = {
    "accepted": "picked up",
    "rejected": "declined, or was busy",
    "timeout": "did not pick up",
    "cancelled": "the caller left, or another was quicker",
    "rescinded": "was taken back: not ready any more",
    "failed": "could not be reached",
}


# What keeps an agent from every call, and what ends it.
OBSTACLES = {
    "logged_out": ("is logged out{since}", "*11 at the phone, or voipcc agent login {name}"),
    "not_ready": ("is on a break ({detail}){since}{overdue}", "{ready}"),
    "missed_often": ("is not ready{since}, after too many missed calls in a row", "{ready}"),
    "talking": ("talks to {detail}{since}", "the end of that call"),
    "reserved": ("is rung for {detail}{since}", "how that ends"),
    "wrap_up": ("is in the wrap-up ({mode}) of {detail}{owes}{lasts}", "{end}"),
    "resting": ("rests{until}, {after}", "its end, or {ready}"),
    "dialling": ("dials a code at the phone, or listens to a talk", "the end of that"),
    "elsewhere": ("talks to a caller of the switch's own queue", "the end of that call"),
    "failed": ("is unreachable: {detail} could not be rung, it rests{until}", "its end"),
    "line": (
        "has a bad line: {line}, so it is not rung",
        "a good line test (*60); without one a call tries it again{after_rest}",
    ),
    "no_device": ("has no phone", "voipcc agent add {name}"),
    "unreachable": ("has no phone that can be reached ({detail})", "the phone's return"),
    "unknown": ("is no agent of the running centre", "voipcc reload"),
}

AFTER = {
    "missed": "as a call was missed",
    "busy": "as the phone was busy",
    "rejected": "as a call was rejected",
    "": "as an offer came to nothing",
}


def clock_from(now: datetime) -> Clock:
    """Times of day around `now`, which is in the centre's zone."""
    return lambda seconds: f"{now + timedelta(seconds=seconds):%H:%M:%S}"


def facts_in_words(facts: Row, clock: Clock) -> list[str]:
    """A living call, a callback or voicemail, or an agent."""
    if "errand" in facts:
        place = facts["stands"]
        stands = list(_waiting({**place, "call": facts["errand"]}, clock)) if place else []
        return [*errand_in_words(facts, clock), *stands]
    if "queues" in facts:
        return list(_agent(facts, clock))
    return [*_call(facts, clock), *course(facts["marks"])]


def _call(facts: Row, clock: Clock) -> list[str]:
    if "agents" in facts:
        return list(_waiting(facts, clock))
    if "agent" in facts:
        since, queue = clock(-facts["since_s"]), f" ({facts['queue']})" if facts["queue"] else ""
        verb = "talks to" if facts["state"] == "talking" else "rings"
        head = f"{facts['call']} {verb} {facts['agent']} since {since}{queue}."
        return [head, chosen(facts["agent"], facts["why"])]
    place = f" of {facts['queue']}" if facts["queue"] else ""
    return [f"{facts['call']} is in the part {facts['state']}{place}: it waits for nobody."]


# --- one choice ---------------------------------------------------------------------------------


def figures(why: str) -> tuple[str, dict[str, int]]:
    """The strategy and the figures of a kept reason such as `longest_idle free=3 idle=12`."""
    how, *pairs = why.split() or [""]
    found = (pair.partition("=") for pair in pairs)
    return how, {name: int(text) for name, _, text in found if text.lstrip("-").isdigit()}


def chosen(agent: str, why: str) -> str:
    """Why this agent was asked, and what would have changed it."""
    how, count = figures(why)
    if not how:
        return f"Why {agent} was asked was not kept."
    if how == BY_NAME:
        return f"{agent} was asked by name. What would have changed it: another name, or a queue."
    if how == RESCUE:
        return (
            f"{agent} was asked at the telephone named under rescue: the line had died in the talk."
        )
    free = count.get("free", 1)
    words = [f"{agent} was asked as {HOW.get(how, how)}"]
    words.append("the only one free" if free < 2 else f"{free} were free")
    words.append(f"idle for {count.get('idle', 0)} s")
    words.append(f"{count.get('waiting', 1)} in the queue")
    if count.get("priority"):
        words.append(f"priority {count['priority']}")
    if ring := count.get("ring", 0):
        words.append("only preferred agents" if ring < 0 else f"ring {ring + 1}")
    if count.get("rung"):
        words.append(f"after {count['rung']} before")
    otherwise = OTHERWISE.get(how, "another strategy") if free > 1 else "anybody else free"
    return f"{', '.join(words)}. What would have changed it: {otherwise}."


def record_in_words(record: Conversation, zone: str) -> list[str]:
    """A finished call: each choice that was made for it, and what came of it."""
    lines = [f"{record.id} is over: {record.outcome}."]
    for offer in record.offers:
        lines.append(f"{_at(record, offer, zone)} {chosen(offer.agent, offer.why)}")
        lines.append(f"         {offer.agent} {_result(offer)}.")
    lines += [*course(record.marks), *turned_away(record)]
    if not record.offers:
        waited = [part.queue for part in record.segments if part.kind == "queue"]
        where = f"in {waited[-1]} nobody who may serve it was free" if waited else "it met no queue"
        lines.append(f"Nobody was asked: {where}.")
    return lines


def _at(record: Conversation, offer: Offer, zone: str) -> str:
    ms = record.arrived_utc_ms + (offer.offered_us - record.arrived_us) // 1000
    return wall_time(ms, zone)[11:19]


def _result(offer: Offer) -> str:
    sip = f" (SIP {offer.sip})" if offer.sip else f" (cause {offer.cause})" if offer.cause else ""
    return RESULTS[offer.result] + sip


# --- a waiting call -----------------------------------------------------------------------------


def _waiting(facts: Row, clock: Clock) -> Iterator[str]:
    place = f"{facts['position']}. of {facts['waiting']}"
    since = f"since {clock(-facts['waited_s'])}"
    yield (
        f"{facts['call']} waits in {facts['queue']} {since}: {place}, priority"
        f" {facts['priority']}, strategy {facts['strategy']}."
    )
    if not facts["connected"]:
        yield "Nobody is rung: the switch is away. What would change it: its return."
    yield _asked_for(facts, clock)
    for offer in facts["offers"]:
        yield f"{offer['agent']}'s phone rings since {clock(-offer['since_s'])}:"
        yield f"  {chosen(offer['agent'], offer['why'])}"
    rung = {offer["agent"] for offer in facts["offers"]}
    others = [row for row in facts["agents"] if row["agent"] not in rung]
    if not facts["agents"]:
        yield "Nobody serves this queue. What would change it: agents in centre.yaml."
    for row in others[:MOST_AGENTS]:
        yield f"  {_keeps(row, facts, clock)}"
    if len(others) > MOST_AGENTS:
        yield f"  ... and {len(others) - MOST_AGENTS} more agents (--json lists them)."


def _asked_for(facts: Row, clock: Clock) -> str:
    if facts["ring"] < 0:
        said = f"Only {', '.join(facts['prefer'])} may be asked, as this caller prefers"
    elif facts["rings"]:
        asked = facts["requires"] or "anybody"
        said = f"Asked for: {asked} (ring {facts['ring'] + 1} of {facts['rings'] + 1})"
    else:
        said = f"Asked for: {facts['requires'] or 'anybody'}"
    following = facts["next_ring"]
    if following is None:
        return f"{said}."
    level = f", up to level {following['level']}" if following["level"] else ""
    return (
        f"{said}; from {clock(following['in_s'])} on: {following['requires'] or 'anybody'}{level}."
    )


def _keeps(row: Row, facts: Row, clock: Clock) -> str:
    """What keeps one agent from one call, and what would change it."""
    name, why, change = row["agent"], [], []
    if row["gate"]:
        reason, remedy = _gate(row["gate"], clock)
        why.append(reason)
        change.append(remedy)
    if row["obstacle"]:
        reason, remedy = _obstacle(row["obstacle"], name, clock)
        why.append(reason)
        change.append(remedy)
    if row["first"]:
        first = row["first"]
        why.append(f"{first['ahead']} go first, {first['call']} ({first['queue']}) next")
        change.append(f"a higher priority: voipcc priority {facts['call']} N")
    if not why:
        ringing = ", ".join(offer["agent"] for offer in facts["offers"])
        reason = f"is free; {ringing} was the choice and rings first" if ringing else "is free"
        return f"{name}: {reason}. What would change it: {ringing or 'nobody'} not picking up."
    return f"{name}: {'; '.join(why)}. What would change it: {', and '.join(change)}."


def _gate(gate: Row, clock: Clock) -> tuple[str, str]:
    """Which rule keeps an agent from a caller, and what ends that."""
    match gate["because"]:
        case "preferred":
            why, never = "is none of those this caller prefers", "the caller's preference"
            when = "the others are asked too"
        case "level":
            why, never = f"has level {gate['level']}, not let in yet", "a ring with this level"
            when = "a ring lets it in"
        case _:
            why = f"lacks {' and '.join(gate['missing'])}"
            never = "the skill in centre.yaml, or a ring that drops it"
            when = "it is not asked for any more"
    if gate["in_s"] is None:
        return why, never
    return why, f"from {clock(gate['in_s'])} on, when {when} (ring {gate['opens'] + 1})"


def _obstacle(what: Row, name: str, clock: Clock) -> tuple[str, str]:
    """What an agent does, and what ends it."""
    ready = f"*10 at the phone, or voipcc agent ready {name}"
    until = "" if what["left_s"] is None else f" until {clock(what['left_s'])}"
    words = {
        "name": name,
        "detail": what["detail"],
        "since": "" if what["since_s"] is None else f" since {clock(-what['since_s'])}",
        "until": until,
        "ready": ready,
        "after": AFTER.get(what["detail"], AFTER[""]),
        "overdue": _overdue(what.get("overdue_s"), clock),
    }
    because = what["because"]
    if because == "not_ready" and what["detail"] == MISSED:
        because = "missed_often"
    if because == "wrap_up":
        words |= _wrap_up(what, name, until, ready)
    if because == "line":
        words["line"] = line_in_words(what["line"])
        words["after_rest"] = "" if what["left_s"] is None else f" after {clock(what['left_s'])}"
    why, change = OBSTACLES[because]
    return why.format(**words), change.format(**words)


def _overdue(overdue_s: float | None, clock: Clock) -> str:
    return "" if overdue_s is None else f", overdue since {clock(-overdue_s)}"


def _wrap_up(what: Row, name: str, until: str, ready: str) -> dict[str, str]:
    """How notes go on by their mode, and what would end them."""
    give = f"the disposition (*5 and its code, or voipcc agent disposition {name} CODE)"
    match what["mode"], what["owes"]:
        case "timed_fixed", _:
            lasts, end = f"{until}, and no sooner", "that time"
        case "mandatory", False:
            lasts, end = ", until it is ended", ready
        case "mandatory", _:
            lasts, end = ", until it is ended", f"{give}, then {ready}"
        case _, False:
            lasts, end = until, f"its end, or {ready}"
        case _:
            lasts, end = until, f"its end, or {give} and {ready}"
    owes = ", owes a disposition" if what["owes"] else ""
    return {"mode": str(what["mode"]).replace("_", " "), "owes": owes, "lasts": lasts, "end": end}


# --- an agent -----------------------------------------------------------------------------------


def _agent(facts: Row, clock: Clock) -> Iterator[str]:
    name = facts["agent"]
    if facts["obstacle"]:
        why, change = _obstacle(facts["obstacle"], name, clock)
        yield f"{name} {why}. What would change it: {change}."
    else:
        yield f"{name} is free, idle since {clock(-facts['idle_s'])}."
    if facts["line"]["state"] == "degraded":
        yield (
            f"{name}'s line is degraded: {line_in_words(facts['line'])}; others of the same level go"
            " first. What would change it: a better measurement, or a good line test (*60)."
        )
    if facts["pending"]:
        yield f"After the call in hand: {facts['pending'].replace('_', ' ').replace(':', ': ')}."
    if not facts["connected"]:
        yield "Nobody is rung: the switch is away. What would change it: its return."
    if not facts["queues"]:
        yield f"{name} serves no queue. What would change it: the agents of a queue in centre.yaml."
    for row in facts["queues"]:
        yield f"  {row['queue']}: {_queue(row, name, clock)}"
    if facts["elsewhere"]:
        listed = ", ".join(facts["elsewhere"][:10])
        yield f"  Callers wait in {listed}, which {name} does not serve."


def _queue(row: Row, name: str, clock: Clock) -> str:
    """Why nobody of this queue is with the agent."""
    said = []
    if not row["waiting"]:
        said.append("nobody waits; the next caller would change it")
    if row["could_serve"]:
        said.append(f"{row['could_serve']} could be served once {name} is free")
    for offer in row["ringing"]:
        if offer["agent"] != name:
            said.append(
                f"{offer['call']} rings {offer['agent']}; a miss or decline would change it"
            )
    for gate in row["gated"]:
        why, change = _gate(gate, clock)
        said.append(f"{gate['call']}: {name} {why}; what would change it: {change}")
    last = row["last"]
    if last and last["agent"] != name:
        said.append(f"last choice, for {last['call']}: {chosen(last['agent'], last['why'])}")
    return ". ".join(part.rstrip(".") for part in said) + "."
