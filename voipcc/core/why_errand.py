"""Why a callback or a voicemail still waits: the facts, as `core/why.py` has them for calls."""

from typing import Any

from voipcc.core import why
from voipcc.core.acd import Acd
from voipcc.core.calling import Calling
from voipcc.core.errands import Errand, next_open
from voipcc.core.moment import Moment
from voipcc.core.plan import CallbackRules
from voipcc.core.view import errand_state

Row = dict[str, Any]


def of_anything(calling: Calling, acd: Acd, name: str, now: Moment) -> Row | None:
    """The facts behind a living call's, an errand's or an agent's state; None without such."""
    call, now_us = calling.calls.get(name), now.monotonic_us
    if call is None:
        return of_errand(calling, acd, name, now) or why.of_agent(acd, name, now_us)
    where = {"call": name, "state": call.stage, "queue": call.queue}
    facts = why.of_call(acd, name, now_us) or why.of_talk(acd, name, now_us) or where
    return {**facts, "marks": list(call.marks)}


def of_errand(calling: Calling, acd: Acd, name: str, now: Moment) -> Row | None:
    """Where an errand stands; `stands` are the facts of its place in line, while it has one."""
    errands = calling.errand_side.errands
    errand = errands.open.get(name)
    if errand is None:
        return None
    rules = errands.rules(errand.queue)
    call = calling.calls.get(errand.call)
    return {
        "errand": errand.id,
        "kind": errand.kind,
        "queue": errand.queue,
        "state": errand_state(errand, call),
        "asked_s": round((now.utc_ms - errand.asked_utc_ms) / 1000, 1),
        "next_s": _next_s(errand, rules, now.utc_ms),
        "window": _window(rules) if errand.kind == "callback" else "",
        "shut": _is_shut(errand, rules, now.utc_ms),
        "tries": errand.tries,
        "of_tries": rules.tries if errand.kind == "callback" else 0,
        "last": errand.last,
        "held_by": errand.held_by,
        "agent": call.talk.agent if call and call.talk else "",
        "stands": why.of_call(acd, errand.call, now.monotonic_us) if call else None,
    }


def _next_s(errand: Errand, rules: CallbackRules, now_ms: int) -> float:
    """From when on it may stand in line: its gap is over and its window open."""
    due_ms = max(errand.due_utc_ms, now_ms)
    if errand.kind == "callback":
        due_ms = next_open(errand.clocks, rules, due_ms)
    return round((due_ms - now_ms) / 1000, 1)


def _is_shut(errand: Errand, rules: CallbackRules, now_ms: int) -> bool:
    """Whether it is too early or too late where the number is."""
    return errand.kind == "callback" and next_open(errand.clocks, rules, now_ms) > now_ms


def _window(rules: CallbackRules) -> str:
    ends = (divmod(minute, 60) for minute in (rules.from_minute, rules.to_minute))
    return "-".join(f"{hour:02d}:{minute:02d}" for hour, minute in ends)
