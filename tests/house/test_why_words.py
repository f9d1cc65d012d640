"""Reasons in sentences: each says why, and what would have changed it."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest

from tests.core.desk import Floor
from tests.core.test_why import arrived, plan
from tests.database.made import conversation, offer
from voipcc.core import reach
from voipcc.core.cdr import OfferResult
from voipcc.core.commands import Ring, StopRinging
from voipcc.core.events import (
    DeviceChanged,
    LegEnded,
    LegRinging,
    NotReadyRequested,
    PriorityRequested,
)
from voipcc.core.plan import Reason, Relaxation
from voipcc.core.strategies import STRATEGIES
from voipcc.why_words import (
    BY_NAME,
    HOW,
    OTHERWISE,
    RESULTS,
    chosen,
    clock_from,
    facts_in_words,
    figures,
    record_in_words,
)

NOON = clock_from(datetime(2026, 1, 31, 12, tzinfo=UTC))
REQUIRED = {"dispositions": {"1": "order"}, "disposition_required": True}
RELAX = (Relaxation(30, requires="german"), Relaxation(90, ("german",)))


def told(floor: Floor, name: str) -> list[str]:
    """What is said of a call or an agent when it is noon."""
    facts = floor.centre.why(name, floor.now)
    assert facts is not None
    return facts_in_words(facts, NOON)


def test_every_strategy_and_result_has_its_words():
    """No choice and no end of an offer is without a sentence."""
    assert set(HOW) == set(OTHERWISE) == {*STRATEGIES, "preferred"}
    assert set(RESULTS) == set(get_args(OfferResult))


def test_a_waiting_call_is_explained_agent_by_agent():
    """Each agent's line says what keeps them, and from what time or by what deed it ends."""
    floor = Floor(plan(requires="german >= 3", relax=RELAX), agents=("ben", "carla"))
    floor.do(NotReadyRequested("carla", "lunch"))
    call = arrived(floor, "x-1")
    assert told(floor, call) == [
        f"{call} waits in sales since 12:00:00: 1. of 1, priority 0, strategy longest_idle.",
        "Asked for: german >= 3 (ring 1 of 3); from 12:00:30 on: german.",
        "  anna: is logged out since 12:00:00. What would change it:"
        " *11 at the phone, or voipcc agent login anna.",
        "  ben: lacks german >= 3. What would change it:"
        " from 12:00:30 on, when it is not asked for any more (ring 2).",
        "  carla: lacks german >= 3; is on a break (lunch) since 12:00:00. What would change it:"
        " from 12:01:30 on, when it is not asked for any more (ring 3), and *10 at the phone,"
        " or voipcc agent ready carla.",
    ]


def test_a_ringing_call_says_how_the_choice_was_made():
    """Whose phone rings, as what, and who else was free."""
    floor = Floor(plan(), agents=("anna", "ben"))
    call = arrived(floor, "x-1", after_s=12)
    lines = told(floor, call)
    assert lines[2] == "anna's phone rings since 12:00:00:"
    assert lines[3] == (
        "  anna was asked as idle for the longest time, 2 were free, idle for 12 s, 1 in the queue."
        " What would have changed it: another who had been idle for longer."
    )
    assert lines[4] == (
        "  ben: is free; anna was the choice and rings first."
        " What would change it: anna not picking up."
    )


def test_who_goes_first_and_how_to_overtake_is_said():
    """Behind others, the verb that would change the order is named."""
    floor = Floor(plan(), agents=("anna",))
    arrived(floor, "x-1")
    second, third = arrived(floor, "x-2"), arrived(floor, "x-3")
    line = next(one for one in told(floor, third) if one.startswith("  anna"))
    assert f"1 go first, {second} (sales) next" in line
    assert f"voipcc priority {third} N" in line
    floor.do(PriorityRequested(third, 1))
    assert "go first" not in "".join(told(floor, third))


def test_an_idle_agent_is_told_why():
    """Nobody waits; or those who wait need more; or the phone, a rest, a break."""
    floor = Floor(plan(requires="german >= 3"), agents=("ben",))
    assert told(floor, "ben")[:2] == [
        "ben is free, idle since 12:00:00.",
        "  sales: nobody waits; the next caller would change it.",
    ]
    call = arrived(floor, "x-1")
    assert told(floor, "ben")[1] == (
        f"  sales: {call}: ben lacks german >= 3; what would change it:"
        " the skill in centre.yaml, or a ring that drops it."
    )
    floor.do(DeviceChanged("ben/desk", False))
    assert told(floor, "ben")[0] == (
        "ben has no phone that can be reached (ben/desk). What would change it: the phone's return."
    )


@pytest.mark.parametrize(
    ("cause", "sip", "said"),
    [(21, 603, "as a call was rejected"), (17, 486, "as the phone was busy")],
)
def test_a_rest_is_told_with_its_cause_and_its_end(cause: int, sip: int, said: str):
    """Who declined or was busy is told why and until when nothing comes, and how to end it."""
    floor = Floor(plan(), agents=("anna",))
    call = arrived(floor, "x-1")
    floor.do(LegEnded(floor.one(Ring).leg, cause, sip, "far"))
    rests = f"rests until 12:00:10, {said}"
    ready = "What would change it: its end, or *10 at the phone, or voipcc agent ready anna."
    assert told(floor, "anna")[0] == f"anna {rests}. {ready}"
    assert f"  anna: {rests}. {ready}" in told(floor, call)


def test_a_missed_call_is_told_and_too_many_of_them_are():
    """A rest after ringing in vain; with the last miss allowed, that the centre ended readiness."""
    floor = Floor(plan(rest_after_missed_s=7, misses_allowed=2), agents=("anna",))
    arrived(floor, "x-1")
    for miss in range(2):
        floor.do(LegRinging(floor.one(Ring).leg))
        floor.wait(20)
        floor.do(LegEnded(floor.one(StopRinging).leg, by="us"))
        if not miss:
            rests = "anna rests until 12:00:07, as a call was missed."
            assert told(floor, "anna")[0].startswith(rests)
            floor.wait(7)
    assert told(floor, "anna")[0] == (
        "anna is not ready since 12:00:00, after too many missed calls in a row."
        " What would change it: *10 at the phone, or voipcc agent ready anna."
    )


def test_an_unreachable_phone_is_told_until_when_it_rests():
    """Which phone gave no sign of ringing, and when it is tried again."""
    floor = Floor(plan(), agents=("anna",))
    arrived(floor, "x-1")
    floor.do(LegEnded(floor.one(Ring).leg, 20, 480, "far"))
    assert told(floor, "anna")[0] == (
        "anna is unreachable: anna/desk could not be rung, it rests until 12:00:10."
        " What would change it: its end."
    )


GIVE = "the disposition (*5 and its code, or voipcc agent disposition anna CODE)"
READY = "*10 at the phone, or voipcc agent ready anna"


@pytest.mark.parametrize(
    ("mode", "owes", "said", "change"),
    [
        ("mandatory", True, "{owes}, until it is ended", f"{GIVE}, then {READY}"),
        ("mandatory", False, ", until it is ended", READY),
        ("timed", True, "{owes} until 12:00:10", f"its end, or {GIVE} and {READY}"),
        ("timed", False, " until 12:00:10", f"its end, or {READY}"),
        ("timed_fixed", False, " until 12:00:10, and no sooner", "that time"),
    ],
)
def test_a_wrap_up_is_told_with_its_mode_its_end_and_what_is_owed(mode, owes, said, change):
    """How notes go on by the queue's mode, and the disposition that has to come first."""
    floor = Floor(plan(wrap_up_mode=mode, wrap_up_s=10, **(REQUIRED if owes else {})), ("anna",))
    connect = floor.talk()
    call = floor.centre.view(floor.now)["calls"][0]["id"]
    floor.do(LegEnded(connect.agent_leg), 5)
    floor.do(LegEnded("c1", by="us"))
    words = said.format(owes=", owes a disposition")
    shown = f"anna is in the wrap-up ({mode.replace('_', ' ')}) of {call}{words}."
    assert told(floor, "anna")[0] == f"{shown} What would change it: {change}."


def test_an_overdue_break_is_told_since_when():
    """A break longer than its reason allows says so; nobody is forced back from it."""
    reasons = {"lunch": Reason("lunch", longest_s=60)}
    floor = Floor(replace(plan(), reasons=reasons), agents=("anna",))
    floor.do(NotReadyRequested("anna", "lunch"))
    assert told(floor, "anna")[0].startswith("anna is on a break (lunch) since 12:00:00. What")
    floor.wait(90)
    assert told(floor, "anna")[0].startswith(
        "anna is on a break (lunch) since 11:58:30, overdue since 11:59:30. What"
    )


def test_an_agent_asked_by_name_is_told_so():
    """A transfer or consult to somebody by name is no choice among those who were free."""
    assert reach.WHY == BY_NAME
    assert chosen("anna", BY_NAME) == (
        "anna was asked by name. What would have changed it: another name, or a queue."
    )
    facts = {"call": "1-2", "state": "ringing", "queue": "", "agent": "anna", "why": BY_NAME}
    lines = facts_in_words({**facts, "since_s": 2.0, "marks": []}, NOON)
    assert lines[0] == "1-2 rings anna since 11:59:58."


@pytest.mark.parametrize("how", [*STRATEGIES, "preferred"])
def test_each_choice_names_what_would_have_changed_it(how):
    """The sentence of each strategy has its figures and its alternative."""
    said = chosen("anna", f"{how} free=3 waiting=2 ring=1 idle=7 priority=4 rung=2")
    assert re.fullmatch(
        r"anna was asked as .*, 3 were free, idle for 7 s, 2 in the queue, priority 4, ring 2,"
        r" after 2 before\. What would have changed it: [a-z ,]+\.",
        said,
    )
    assert chosen("anna", "") == "Why anna was asked was not kept."
    assert figures("x free=a y=-1 z") == ("x", {"y": -1})


def test_a_finished_call_is_explained_from_its_record():
    """Each choice with its time, its reason and what came of it."""
    one = replace(
        offer("o", result="rejected"), why="linear free=1 waiting=1 ring=0 idle=3", sip=603
    )
    lines = record_in_words(conversation(offers=(one,)), "UTC")
    assert lines[0] == "1-1 is over: answered."
    assert lines[1].endswith("What would have changed it: anybody else free.")
    assert lines[2].strip() == "anna declined, or was busy (SIP 603)."
    assert "nobody who may serve it" in record_in_words(conversation(), "UTC")[1]
