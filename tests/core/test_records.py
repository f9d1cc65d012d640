"""Records: boundaries by the switch's own time, outcomes, who ended the call."""

import pytest

from tests.callflows.plans import NUMBER
from tests.core.desk import SECOND, Floor
from voipcc.core.cdr import span_us
from voipcc.core.commands import Connect, Join, Ring
from voipcc.core.events import (
    MUSIC,
    CallArrived,
    CallEndRequested,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegFound,
    LegHeld,
    LegResumed,
    LegRinging,
    SwitchFound,
    TransferRequested,
)
from voipcc.core.kpi import QUARTER_MS, QUARTERS_KEPT, Counters


def test_boundaries_follow_the_switch_and_not_a_late_loop():
    """Events handled late leave the times at which they happened in the record."""
    floor = Floor()
    start_us = floor.now_us
    at = [start_us + part * SECOND for part in (0, 1, 2, 3, 4, 9)]
    floor.now_us += 30 * SECOND
    floor.do(CallArrived("c1", NUMBER, happened_us=at[0]))
    floor.do(LegAnswered("c1", at[1]))
    ring = floor.one(Ring)
    floor.do(LegRinging(ring.leg, at[2]))
    floor.do(LegAnswered(ring.leg, at[2]))
    connect = floor.one(Connect)
    floor.do(LegConnected("c1", connect.talk, at[3]))
    floor.do(LegConnected(ring.leg, connect.talk, at[4]))
    floor.do(LegEnded("c1", happened_us=floor.now_us + SECOND))
    (record,) = floor.records
    assert [(part.kind, part.start_us, part.end_us) for part in record.segments] == [
        ("menu", at[0], at[1]),
        ("queue", at[1], at[4]),
        ("talk", at[4], floor.now_us),
    ]
    assert record.arrived_us == at[0]
    assert record.ended_us == floor.now_us, "never later than the stamp"
    (offer,) = record.offers
    assert offer.offered_us <= offer.ringing_us <= offer.answered_us <= offer.ended_us


def asked_in(floor: Floor, talk: Connect, agent: str) -> None:
    """The talk's agent asks a colleague in, who answers: all three talk."""
    floor.do(TransferRequested("anna", "conference", "agent", agent), 10)
    ring = floor.one(Ring)
    floor.do(LegConnected(talk.agent_leg, MUSIC))
    floor.do(LegConnected(talk.caller_leg, MUSIC))
    floor.do(LegRinging(ring.leg))
    floor.do(LegAnswered(ring.leg), 5)
    asked = floor.one(Connect)
    floor.do(LegConnected(talk.agent_leg, asked.talk))
    floor.do(LegConnected(ring.leg, asked.talk))
    for join in [one for one in floor.commands if isinstance(one, Join)]:
        floor.do(LegConnected(join.leg, join.talk))


def test_who_asks_from_a_conference_is_not_in_the_talk_meanwhile():
    """Of three, one asks a fourth: until she is back the caller talks to the other alone."""
    floor = Floor("given", ("anna", "ben", "carla"))
    talk = floor.talk()
    asked_in(floor, talk, "ben")
    floor.do(TransferRequested("anna", "consult", "agent", "carla"), 7)
    ring = floor.one(Ring)
    floor.do(LegConnected(talk.agent_leg, MUSIC))
    floor.do(LegEnded(ring.leg, 17), 3)
    floor.do(LegConnected(talk.agent_leg, talk.talk))
    floor.do(LegEnded("c1"), 4)
    (record,) = (one for one in floor.records if one.direction == "in")
    said = [
        (part.kind, part.agent, part.others, (part.end_us - part.start_us) // SECOND)
        for part in record.segments
    ][-3:]
    assert said == [
        ("talk", "anna", ("ben",), 7),
        ("talk", "ben", (), 3),
        ("talk", "anna", ("ben",), 4),
    ]


@pytest.mark.parametrize(("late_us", "marks"), [(0, ()), (19_000, ()), (40_000, ("heard_late",))])
def test_a_wait_heard_of_late_is_marked(late_us, marks):
    """It begins when it happened; the music could begin only when it was heard, and the record says so."""
    floor = Floor(agents=())
    floor.do(CallArrived("c1", NUMBER))
    answered_us = floor.now_us
    floor.now_us += late_us
    floor.do(LegAnswered("c1", answered_us))
    floor.do(LegEnded("c1"), after_s=5)
    (record,) = floor.records
    assert record.segments[-1].start_us == answered_us
    assert record.marks == marks


def test_a_talk_begins_when_the_second_leg_has_joined():
    """Talk runs from the later of the two joins to the hang-up, hold cut out of it."""
    floor = Floor()
    floor.arrive()
    ring = floor.one(Ring)
    floor.do(LegAnswered(ring.leg), after_s=2)
    connect = floor.one(Connect)
    floor.do(LegConnected(ring.leg, connect.talk), after_s=1)
    floor.do(LegConnected("c1", connect.talk), after_s=1)
    floor.do(LegHeld("c1"), after_s=5)
    floor.do(LegHeld(ring.leg), after_s=1)
    floor.do(LegResumed("c1"), after_s=1)
    floor.do(LegResumed(ring.leg), after_s=1)
    floor.do(LegEnded("c1"), after_s=2)
    (record,) = floor.records
    assert span_us(record, "queue") == 4 * SECOND
    assert span_us(record, "talk") == 7 * SECOND
    assert span_us(record, "hold") == 3 * SECOND
    assert sum(part.end_us - part.start_us for part in record.segments) == 14 * SECOND


@pytest.mark.parametrize(
    ("by", "cause", "ended_by"),
    [("far", 16, "caller"), ("lost", 44, "lost"), ("switch", 38, "switch")],
)
def test_the_record_says_who_ended_the_call(by, cause, ended_by):
    """Who ended a call, with cause and SIP status, is in its record."""
    floor = Floor()
    floor.talk()
    floor.do(LegEnded("c1", cause, 200, by), after_s=1)
    (record,) = floor.records
    assert (record.ended_by, record.cause, record.sip) == (ended_by, cause, 200)


def test_an_agent_who_hangs_up_has_ended_the_call():
    """When the agent hangs up, the record names the agent and the agent's cause."""
    floor = Floor()
    connect = floor.talk()
    floor.do(LegEnded(connect.agent_leg, 16, 0, "far"), after_s=3)
    floor.do(LegEnded("c1", 31, by="us"), after_s=1)
    (record,) = floor.records
    assert (record.ended_by, record.cause, record.outcome) == ("agent", 16, "answered")
    assert [part.kind for part in record.segments] == ["talk", "closing"]


def test_a_waiting_call_ended_by_hand_is_abandoned_by_the_centre():
    """Ending a waiting call by hand counts as abandoned, ended by the centre."""
    floor = Floor(agents=())
    floor.arrive()
    call = floor.centre.view(floor.now)["calls"][0]["id"]
    floor.do(CallEndRequested(call), after_s=2)
    floor.do(LegEnded("c1", by="us"))
    (record,) = floor.records
    assert (record.outcome, record.ended_by) == ("abandoned", "centre")


def test_a_caller_served_by_the_fallback_has_a_record_of_that():
    """A known caller whom the switch's own queue connected ends as served by the fallback."""
    floor = Floor(agents=())
    floor.arrive()
    found = (
        LegFound("c1", "fallback_talk"),
        LegFound("x1", "fallback_talk", device="anna/desk"),
    )
    floor.do(SwitchFound(found, ("anna/desk",)), after_s=20)
    floor.do(LegEnded("c1"), after_s=9)
    (record,) = floor.records
    assert record.outcome == "fallback"
    assert [(part.kind, part.end_us - part.start_us) for part in record.segments] == [
        ("queue", 20 * SECOND),
        ("talk", 9 * SECOND),
    ]


def test_counters_agree_with_the_records_in_every_quarter():
    """Offered equals the sum of outcomes, in the quarter of arrival, for two days at most."""
    floor = Floor(agents=())
    for index in range(5):
        floor.arrive(f"c{index}", after_s=600)
        floor.do(LegEnded(f"c{index}"), after_s=500)
    state = floor.centre.snapshot()
    assert state.total.offered == sum(state.total.outcomes.values()) == 5
    assert sum(row.offered for row in state.quarters) == 5
    for row in state.quarters:
        assert row.offered == sum(row.outcomes.values())
        assert row.start_ms % QUARTER_MS == 0
    counters = Counters()
    for index in range(QUARTERS_KEPT + 10):
        counters.offer(index * QUARTER_MS)
    assert len(counters.quarters) == QUARTERS_KEPT
    assert counters.total.offered == QUARTERS_KEPT + 10
