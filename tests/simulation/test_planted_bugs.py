"""Bugs planted on purpose: the simulation must notice every one of them.

Each is a change a tired programmer could make. A bug is caught when any of a few seeds
ends in a violation; a checker that finds none of them proves nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.simulation.world import World
from voipcc.core import reconcile, strategies
from voipcc.core.acd import Acd
from voipcc.core.agent import Roster
from voipcc.core.arrival import Arrivals
from voipcc.core.call import Call
from voipcc.core.calling import Calling
from voipcc.core.cdr import Conversation, conversation
from voipcc.core.commands import HangUp, KeepRecord, StartMusic
from voipcc.core.deadlines import Deadlines
from voipcc.core.desk import Desk
from voipcc.core.ivr import Ivr
from voipcc.core.lines import Line
from voipcc.core.ring import RingSide
from voipcc.core.strays import Strays
from voipcc.core.talk import TalkSide
from voipcc.core.wait import Wait

SEEDS = (1, 2, 3, 4)
CALLS = 800
Plant = Callable[[pytest.MonkeyPatch], None]


def _instead(owner: type, name: str, new: Callable[..., Any]) -> Plant:
    return lambda patch: patch.setattr(owner, name, new)


def _without(command: type) -> Plant:
    """Commands of one kind are forgotten."""
    order = Desk.order

    def forget(desk: Desk, wanted: Any) -> None:
        if not isinstance(wanted, command):
            order(desk, wanted)

    return _instead(Desk, "order", forget)


def _twice(command: type) -> Plant:
    order = Desk.order

    def repeat(desk: Desk, wanted: Any) -> None:
        order(desk, wanted)
        if isinstance(wanted, command):
            order(desk, wanted)

    return _instead(Desk, "order", repeat)


def _newest_first(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Line, "place", lambda _, one: (-one.priority, -one.since_us, one.call))


def _shortest_idle(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(
        strategies.STRATEGIES,
        "longest_idle",
        strategies.Strategy(lambda agent, seat: (-agent.idle_since_us, 0)),
    )


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

    def worse(call: Call, kind: Any, at_us: int, queue: str = "", agent: str = "") -> None:
        cut(call, kind, at_us, queue, agent)
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
        calling._end(call)

    patch.setattr(Calling, "hang_up", worse)


def _talk_unanswered(patch: pytest.MonkeyPatch) -> None:
    def worse(call: Call, end_us: int) -> Conversation:
        record = conversation(call, end_us)
        return replace(record, outcome="abandoned" if len(call.offers) > 1 else record.outcome)

    patch.setattr("voipcc.core.calling.conversation", worse)


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


def _head_of_one_queue(patch: pytest.MonkeyPatch) -> None:
    """A freed agent looks at the first of the agent's queues only."""

    def worse(acd: Acd, agent: Any) -> None:
        for group in acd.groups.get(agent.name, ()):
            if group.waiting and acd.desk.connected:
                acd._offer(acd.waiters[group.waiting[0][2]], agent)
                return

    patch.setattr(Acd, "_match_agent", worse)


def _line_lost_at_the_end(patch: pytest.MonkeyPatch) -> None:
    enter_again = Wait.enter_again

    def worse(side: Wait, call: Call, *words: str, first: bool = False) -> None:
        call.entered[call.queue] = side.desk.now_us
        enter_again(side, call, *words, first=False)

    patch.setattr(Wait, "enter_again", worse)


BUGS: dict[str, Plant] = {
    "newest first": _newest_first,
    "shortest idle": _shortest_idle,
    "the place is lost with an offer": _place_lost,
    "nobody rests": _never_resting,
    "no wrap-up": _no_wrap_up,
    "everybody is free": _always_free,
    "an agent is freed early": _agent_freed_early,
    "a gap before the talk": _gap,
    "a segment is lost": _segment_lost,
    "a record is kept twice": _twice(KeepRecord),
    "a record is forgotten": _without(KeepRecord),
    "a record before the end": _record_late,
    "a talk not called answered": _talk_unanswered,
    "music is forgotten": _without(StartMusic),
    "nobody is hung up": _without(HangUp),
    "prompts into a talk": _position_into_talk,
    "no reconciling": _no_talk_after_loss,
    "ringing while away": _rings_while_away,
    "offers without deadline": _deadlines_never,
    "stale deadlines": _stale_deadline,
    "adopted with a new time": _adopted_at_the_end,
    "adopted as another call": _adopted_as_new,
    "one queue only": _head_of_one_queue,
    "line lost, place lost": _line_lost_at_the_end,
    "freed agents are not matched": _instead(Acd, "_match_agent", lambda *_: None),
    "callers are not matched": _instead(Acd, "_match_call", lambda *_: None),
    "agents stay reserved": _instead(Acd, "agent_released", lambda *_: None),
    "the agent's hang-up ends nothing": _instead(TalkSide, "agent_left", lambda *_: None),
    "an overdue prompt stops the call": _instead(Ivr, "prompt_overdue", lambda *_: None),
    "the fallback is left alone": _instead(Arrivals, "resume", lambda *_: None),
}


def test_the_list_is_long_enough():
    """Thirty bugs are planted."""
    assert len(BUGS) == 30


@pytest.mark.simulation
@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_caught(bug: str, monkeypatch: pytest.MonkeyPatch):
    """The simulation ends in a violation when the core has this bug."""
    BUGS[bug](monkeypatch)
    for seed in SEEDS:
        world = World(seed, CALLS)
        try:
            world.run()
        except (AssertionError, KeyError, ValueError, IndexError):
            return
    pytest.fail(f"{len(SEEDS)} seeds of {CALLS} calls did not notice: {bug}")
