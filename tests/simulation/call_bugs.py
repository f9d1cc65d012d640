"""Bugs to plant on purpose: each is a change a tired programmer could make."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from voipcc.core import reconcile
from voipcc.core.acd import Acd
from voipcc.core.agent import Roster
from voipcc.core.arrival import Arrivals
from voipcc.core.attendance import Attendance
from voipcc.core.call import Call
from voipcc.core.calling import Calling
from voipcc.core.cdr import Conversation, conversation
from voipcc.core.commands import HangUp, KeepRecord, StartMusic
from voipcc.core.deadlines import Deadlines
from voipcc.core.desk import Desk
from voipcc.core.ivr import Ivr
from voipcc.core.ring import RingSide
from voipcc.core.strays import Strays
from voipcc.core.talk import TalkSide
from voipcc.core.wait import Wait

Plant = Callable[[pytest.MonkeyPatch], None]
NOTES = "notes are kept otherwise"  # they follow each talk, and so does much that goes wrong


def instead(owner: type, name: str, new: Callable[..., Any]) -> Plant:
    return lambda patch: patch.setattr(owner, name, new)


def without(command: type) -> Plant:
    """Commands of one kind are forgotten."""
    order = Desk.order

    def forget(desk: Desk, wanted: Any) -> None:
        if not isinstance(wanted, command):
            order(desk, wanted)

    return instead(Desk, "order", forget)


def twice(command: type) -> Plant:
    order = Desk.order

    def repeat(desk: Desk, wanted: Any) -> None:
        order(desk, wanted)
        if isinstance(wanted, command):
            order(desk, wanted)

    return instead(Desk, "order", repeat)


def _place_lost(patch: pytest.MonkeyPatch) -> None:
    """After a missed offer the caller goes to the end of the line."""
    settled = Acd.offer_settled

    def worse(acd: Acd, message: Any) -> None:
        reservation = acd.reservations.get(message.offer)
        waiter = acd.waiters.get(reservation.call) if reservation else None
        if message.result in ("rejected", "timeout", "failed") and waiter and reservation:
            line = acd.lines[waiter.queue]
            line.places.remove(line.place(waiter))
            waiter.since_us = acd.desk.now_us
            line.places.append(line.place(waiter))
            line.places.sort()
        settled(acd, message)

    patch.setattr(Acd, "offer_settled", worse)


def _never_resting(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Roster, "rest", lambda roster, agent, rest_s, after="": None)


def _no_wrap_up(patch: pytest.MonkeyPatch) -> None:
    released = Roster.released
    patch.setattr(
        Roster, "released", lambda roster, agent, since, lost: released(roster, agent, since, True)
    )


def _always_free(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        Roster,
        "_is_free",
        lambda roster, agent: agent.work == "idle" and roster.devices_to_ring(agent) != (),
    )


def _agent_freed_early(patch: pytest.MonkeyPatch) -> None:
    """An agent is given back before the last leg is gone."""
    add = Strays.add

    def worse(strays: Strays, held: Any) -> None:
        add(strays, held)
        strays.release(held.leg)

    patch.setattr(Strays, "add", worse)


def _gap(patch: pytest.MonkeyPatch) -> None:
    cut = Call.cut

    def worse(call: Call, kind: Any, at_us: int, *where: Any, **more: Any) -> None:
        cut(call, kind, at_us, *where, **more)
        if kind == "talk":
            call.boundary_us += 1_000

    patch.setattr(Call, "cut", worse)


def _segment_lost(patch: pytest.MonkeyPatch) -> None:
    whole = Call.all_segments
    patch.setattr(Call, "all_segments", lambda call, end_us: whole(call, end_us)[1:])


def _record_late(patch: pytest.MonkeyPatch) -> None:
    """A record is kept when we hang up, and again when the leg is gone."""
    hang_up = Calling.hang_up

    def worse(calling: Calling, call: Call, *reason: Any) -> None:
        hang_up(calling, call, *reason)
        calling.end(call)

    patch.setattr(Calling, "hang_up", worse)


def _talk_unanswered(patch: pytest.MonkeyPatch) -> None:
    def worse(call: Call, end_us: int) -> Conversation:
        record = conversation(call, end_us)
        return replace(record, outcome="abandoned" if len(call.offers) > 1 else record.outcome)

    patch.setattr("voipcc.core.endings.conversation", worse)


def _position_into_talk(patch: pytest.MonkeyPatch) -> None:
    begin = RingSide.answered

    def worse(side: RingSide, call: Call, attempt: Any) -> None:
        begin(side, call, attempt)
        side.ivr.say(call, ("queue/you_are_number",))

    patch.setattr(RingSide, "answered", worse)


def _no_talk_after_loss(patch: pytest.MonkeyPatch) -> None:
    """After the switch was away, nobody compares legs."""
    patch.setattr(reconcile.Reconciliation, "run", lambda *_: None)


def _rings_while_away(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Desk, "connected", property(lambda desk: True, lambda desk, value: None))


def _deadlines_never(patch: pytest.MonkeyPatch) -> None:
    """Deadlines of calls are set and never fire."""
    set_deadline = Deadlines.set

    def worse(deadlines: Deadlines, kind: str, owner: str, purpose: str, due_us: int) -> None:
        if purpose not in ("ring", "sign", "connect"):
            set_deadline(deadlines, kind, owner, purpose, due_us)

    patch.setattr(Deadlines, "set", worse)


def _stale_deadline(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Deadlines, "clear", lambda *_: None)


def _adopted_at_the_end(patch: pytest.MonkeyPatch) -> None:
    adopt = Arrivals._adopt

    def worse(arrivals: Arrivals, call: Call) -> None:
        call.arrived_us = arrivals.desk.now_us
        adopt(arrivals, call)

    patch.setattr(Arrivals, "_adopt", worse)


def _adopted_as_new(patch: pytest.MonkeyPatch) -> None:
    """A caller who comes back gets a second record."""
    arrived = Arrivals.arrived

    def worse(arrivals: Arrivals, event: Any) -> None:
        if event.answered:
            arrivals.calling.callers.pop(event.leg, None)
        arrived(arrivals, event)

    patch.setattr(Arrivals, "arrived", worse)


def _line_lost_at_the_end(patch: pytest.MonkeyPatch) -> None:
    enter_again = Wait.enter_again

    def worse(side: Wait, call: Call, *words: str, first: bool = False, after: str = "") -> None:
        call.entered[call.queue] = side.desk.now_us
        enter_again(side, call, *words, first=False, after=after)

    patch.setattr(Wait, "enter_again", worse)


def _siblings_ring_on(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(RingSide, "_stop_ringing", lambda side, one: side.exits.send_leg_away(one))


def _one_phone(patch: pytest.MonkeyPatch) -> None:
    devices = Roster.devices_to_ring
    patch.setattr(Roster, "devices_to_ring", lambda roster, agent: devices(roster, agent)[:1])


CALL_BUGS: dict[str, tuple[Plant, str]] = {
    "the place is lost with an offer": (_place_lost, "is served before"),
    "nobody rests": (_never_resting, "is rung while resting"),
    "no wrap-up": (_no_wrap_up, "is rung in wrap_up|notes are kept otherwise"),
    "everybody is free": (_always_free, "is rung while|longest_idle names"),
    "an agent is freed early": (_agent_freed_early, f"is left over|has two offers|{NOTES}"),
    "a gap before the talk": (_gap, "has a gap"),
    "a segment is lost": (_segment_lost, "has a gap|does not add up"),
    "a record is kept twice": (twice(KeepRecord), "has two records"),
    "a record is forgotten": (without(KeepRecord), "no record for|never comes to an end"),
    "a record before the end": (_record_late, "has two records|hears nothing|ring for no caller"),
    "a talk not called answered": (_talk_unanswered, "answered or not"),
    "music is forgotten": (without(StartMusic), "hears nothing|rings for another queue"),
    "nobody is hung up": (without(HangUp), "is left over|hears nothing|while dialling a code"),
    "prompts into a talk": (_position_into_talk, "is played into a talk"),
    "no reconciling": (_no_talk_after_loss, f"rings for another queue|{NOTES}"),
    "ringing while away": (_rings_while_away, "while the switch is away|is rung without a line"),
    "offers without deadline": (
        _deadlines_never,
        "rings for ever|wait beside|hears nothing|is served before|may not serve",
    ),
    "stale deadlines": (_stale_deadline, "longest_idle names"),
    "adopted with a new time": (_adopted_at_the_end, "has a gap|is served before"),
    "adopted as another call": (
        _adopted_as_new,
        "has two records|is served before|talked 1 times|rings for another queue",
    ),
    "line lost, place lost": (_line_lost_at_the_end, "is served before"),
    "agents stay reserved": (
        instead(Acd, "agent_released", lambda *_: None),
        f"wait beside|longest_idle names|{NOTES}",
    ),
    "the agent's hang-up ends nothing": (
        instead(TalkSide, "agent_left", lambda *_: None),
        f"hears nothing|wait beside|longest_idle names|{NOTES}",
    ),
    "an overdue prompt stops the call": (
        instead(Ivr, "prompt_overdue", lambda *_: None),
        "hears nothing",
    ),
    "the fallback is left alone": (instead(Arrivals, "resume", lambda *_: None), "hears nothing"),
    "the other phones ring on": (_siblings_ring_on, "another phone rings on|has two offers"),
    "only one phone rings": (_one_phone, "rings the wrong phones"),
    "a phone that failed is rung again": (
        instead(Roster, "device_failed", lambda *_: None),
        "wrong phones|without a line",
    ),
    "a break is forgotten": (
        instead(Attendance, "take_effect", lambda *_: None),
        "is rung while not ready",
    ),
}
