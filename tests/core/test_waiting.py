"""What a waiting caller hears and keeps: waiting time in words, priority, preferred agents, gaps."""

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.callflows.plans import NUMBER
from tests.callflows.waiting_plans import WAITING_PLANS
from tests.core.desk import Floor
from voipcc.core import overflow, spoken
from voipcc.core.centre import Centre
from voipcc.core.commands import Play, Ring, StartMusic
from voipcc.core.events import (
    CallArrived,
    DigitPressed,
    LegAnswered,
    LogInRequested,
    PriorityRequested,
    PromptFinished,
)
from voipcc.core.lines import Waiter
from voipcc.core.outlook import Outlook
from voipcc.core.plan import Plan
from voipcc.core.steps import Overflow, QueueStep

SPOKEN = replace(
    WAITING_PLANS["exit_key"].queues["sales"],
    announce_wait=True,
    announce_first_s=10,
    announce_every_s=20,
)


def _plan(**queue: object) -> Plan:
    plan = WAITING_PLANS["exit_key"]
    return replace(plan, queues={**plan.queues, "sales": replace(SPOKEN, **queue)})  # type: ignore[arg-type]


def _arrive(floor: Floor, leg: str, after_s: float = 0) -> None:
    floor.do(CallArrived(leg, NUMBER), after_s)
    floor.do(LegAnswered(leg))


def _said(floor: Floor, leg: str, after_s: float) -> tuple[str, ...]:
    """What the leg is told `after_s` from now, () for nothing; it is heard at once."""
    floor.now_us += int(after_s * 1_000_000)
    plays = [one for one in floor.centre.tick(floor.now) if isinstance(one, Play)]
    for play in plays:
        floor.do(PromptFinished(play.leg, play.playback))
    return plays[0].prompts if plays else ()


@pytest.mark.parametrize(
    ("low_s", "high_s", "prompts"),
    [
        (0, 50, ("queue/wait_under_one",)),
        (0, 61, ("queue/wait_under", "number/2", "queue/minutes")),
        (60, 170, ("queue/wait_from_one", "number/3", "queue/minutes")),
        (120, 120, ("queue/wait_between", "number/2", "queue/and", "number/3", "queue/minutes")),
        (150, 540, ("queue/wait_between", "number/2", "queue/and", "number/9", "queue/minutes")),
        (3600, 7200, ("queue/wait_over_hour",)),
    ],
)
def test_a_waiting_time_is_said_in_whole_minutes(low_s, high_s, prompts):
    """The smallest span of whole minutes around the interval is said, in words that fit."""
    assert spoken.waiting_time(*spoken.whole_minutes(low_s, high_s)) == prompts


def test_every_waiting_time_contains_its_interval():
    """Rounding never makes an interval smaller than it was."""
    for low_s in range(0, 700, 7):
        for high_s in range(low_s, 900, 11):
            low, high = spoken.whole_minutes(low_s, high_s)
            assert low * 60 <= low_s and high_s <= high * 60 and low < high


def test_a_later_larger_waiting_time_is_not_said(monkeypatch):
    """What was said is never taken back: a larger interval is left out, the position stays."""
    told = iter([(60, 170, 100), (60, 400, 200), (0, 100, 60), (60, 150, 90)])
    monkeypatch.setattr(Outlook, "asked", lambda *_, **__: next(told))
    floor = Floor(_plan(announce_position=True), agents=())
    _arrive(floor, "c1")
    position = ("queue/you_are_number", "number/1")
    one_to_three = ("queue/wait_from_one", "number/3", "queue/minutes")
    assert _said(floor, "c1", 10) == (*position, *one_to_three)
    assert _said(floor, "c1", 20) == position
    assert _said(floor, "c1", 20) == (*position, "queue/wait_under", "number/2", "queue/minutes")
    assert _said(floor, "c1", 20) == position


def test_a_waiting_time_nobody_knows_is_not_said(monkeypatch):
    """Without an interval, and without the position, nothing is said at all."""
    monkeypatch.setattr(Outlook, "asked", lambda *_, **__: (0, 0, 300))
    floor = Floor(_plan(), agents=())
    _arrive(floor, "c1")
    assert _said(floor, "c1", 10) == ()


def test_the_waiting_time_is_only_said_where_it_is_wanted(monkeypatch):
    """A queue without announce_wait says the position alone."""
    monkeypatch.setattr(Outlook, "asked", lambda *_, **__: (60, 170, 100))
    floor = Floor(_plan(announce_wait=False, announce_position=True), agents=())
    _arrive(floor, "c1")
    assert _said(floor, "c1", 10) == ("queue/you_are_number", "number/1")


def test_where_no_wait_is_said_a_few_are_judged():
    """A queue that says only positions estimates the wait of one caller in eight, whoever asks."""
    for announced, least, most in ((False, 60, 140), (True, 800, 800)):
        floor = Floor(_plan(announce_wait=announced, announce_position=True), agents=())
        acd = floor.centre._acd
        line = acd.lines["sales"]
        waiters = [Waiter(f"1-{count * 8}", "sales", 0) for count in range(800)]
        judged = sum(acd.outlook.is_judged(waiter, line) for waiter in waiters)
        assert least <= judged <= most


def test_a_priority_given_while_waiting_survives_a_visit_to_a_menu():
    """Who was moved up stands there again after a menu, before those who came earlier."""
    floor = Floor(_plan(), agents=())
    _arrive(floor, "c1")
    _arrive(floor, "c2", 1)
    call = next(one["id"] for one in floor.centre.view(floor.now)["calls"] if one["leg"] == "c2")
    floor.do(PriorityRequested(call, 7))
    floor.do(DigitPressed("c2", "1"), 1)
    assert floor.centre.view(floor.now)["queues"][0]["waiting"] == 1
    floor.do(DigitPressed("c2", "1"), 1)
    (first, second) = floor.centre.view(floor.now)["queues"][0]["callers"]
    assert (first["call"], first["priority"], first["waited_s"]) == (call, 7, 2.0)
    assert second["priority"] == 0
    assert floor.do(LogInRequested("anna"))
    assert floor.one(Ring).caller_leg == "c2"


def test_what_is_left_of_the_preferred_time_survives_a_visit_to_a_menu():
    """Only the preferred agent is rung for 20 s from the first entry, a visit to a menu included."""
    plan = WAITING_PLANS["visit"]
    floor = Floor(plan, agents=("ben", "anna"))
    _arrive(floor, "c0")  # takes ben
    assert floor.centre.view(floor.now)["agents"][1]["work"] == "reserved"
    _arrive(floor, "c1", 1)
    floor.do(DigitPressed("c1", "1"), 5)
    floor.do(DigitPressed("c1", "1"), 5)
    assert not [one for one in floor.commands if isinstance(one, Ring)]
    floor.do(DigitPressed("c1", "9"), 10.5)
    agents = {one["name"]: one["work"] for one in floor.centre.view(floor.now)["agents"]}
    assert agents["anna"] == "reserved"


def test_a_waiting_caller_goes_on_after_a_restore():
    """A snapshot in mid-wait keeps what is due: the invitation is said once, its key counts."""
    floor = Floor(WAITING_PLANS["invitation"], agents=())
    _arrive(floor, "c1")
    floor.centre = Centre.restored(floor.centre.snapshot())
    assert _said(floor, "c1", 20) == ("press_one",)
    floor.centre = Centre.restored(floor.centre.snapshot())
    assert floor.centre.next_deadline() > floor.now_us + 60_000_000
    floor.do(DigitPressed("c1", "1"), 1)
    assert floor.one(Play).prompts == ("choice",)


def test_messages_by_lot_are_never_the_same_twice_in_a_row():
    """Drawn messages differ from the one before, and all of them come."""
    plan = WAITING_PLANS["comfort"]
    comfort = replace(plan.queues["sales"].comfort, prompts=("a", "b", "c"), random=True)
    sales = replace(plan.queues["sales"], comfort=comfort, announce_position=False)
    sales = replace(sales, max_wait_s=3600)
    floor = Floor(replace(plan, queues={**plan.queues, "sales": sales}), agents=())
    _arrive(floor, "c1")
    heard = [_said(floor, "c1", 8)] + [_said(floor, "c1", 30) for _ in range(30)]
    assert all(one != other for one, other in pairwise(heard))
    assert set(heard) == {("a",), ("b",), ("c",)}


def test_a_step_without_rules_is_never_looked_at():
    """Where nothing depends on the prospects no clock runs but those of the queue."""
    floor = Floor(_plan(announce_wait=False), agents=())
    _arrive(floor, "c1")
    assert floor.one(StartMusic).leg == "c1"
    purposes = {row.purpose for row in floor.centre.snapshot().deadlines}
    assert purposes == {"max_wait"}


def test_the_tail_of_a_line_overflows_and_not_its_head():
    """Rules go by the callers before: with three agents and a ratio of two the seventh leaves."""
    rule = Overflow("ratio", "bye", 2)
    step = QueueStep("sales", overflow=(rule,))
    found = [
        overflow.overflowing(step, overflow.Prospects(position, staff=3), lambda _: True)
        for position in range(1, 10)
    ]
    assert found == [None] * 6 + [rule] * 3
    nobody = overflow.Prospects(1, staff=0)
    assert overflow.overflowing(step, nobody, lambda _: True) is None
