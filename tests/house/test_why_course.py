"""What led a call or a callback where it is: each mark, each state of an errand, in sentences."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest

from tests.callflows.plans import PLANS
from tests.callflows.waiting_plans import WAITING_PLANS
from tests.core.desk import Floor
from tests.core.test_errands import errands, promise
from tests.core.test_voicemail_box import message
from voipcc.core.commands import Ring
from voipcc.core.events import DigitPressed, LegAnswered, LegEnded, LogInRequested
from voipcc.core.plan import CallbackRules
from voipcc.core.steps import Trigger
from voipcc.why_course import COURSE
from voipcc.why_words import clock_from, facts_in_words, record_in_words

NOON = clock_from(datetime(2026, 1, 31, 12, tzinfo=UTC))


def told(floor: Floor, name: str) -> list[str]:
    """What is said of a call or an errand when it is noon."""
    facts = floor.centre.why(name, floor.now)
    assert facts is not None
    return facts_in_words(facts, NOON)


def test_every_rule_of_overflow_has_its_sentence() -> None:
    """No trigger leads a caller away without words for it."""
    assert {f"overflow_{when}" for when in get_args(Trigger)} <= set(COURSE)


def test_a_caller_led_away_by_a_rule_is_told_so_while_waiting_and_afterwards() -> None:
    """In the second queue, and in the record, it is said which rule led there."""
    floor = Floor(WAITING_PLANS["overflow_wait"], agents=())
    floor.arrive("c1")
    floor.wait(31)
    (call,) = floor.centre.view(floor.now)["calls"]
    said = "A rule led it elsewhere: it had waited for so long. What would have changed it:"
    lines = told(floor, call["id"])
    assert lines[0].startswith(f"{call['id']} waits in help") and lines[-1].startswith(said)
    floor.do(LegEnded("c1"))
    assert any(line.startswith(said) for line in record_in_words(floor.records[0], "UTC"))


def test_a_full_queue_and_too_long_a_wait_are_told_apart() -> None:
    """A record without a rule says whether the queue was full or the wait too long."""
    direct = PLANS["impatient"]
    full = replace(direct, queues={"sales": replace(direct.queues["sales"], max_waiting=1)})
    floor = Floor(full, agents=())
    for leg in ("c1", "c2"):
        floor.arrive(leg)
    floor.do(LegEnded("c2"))
    floor.wait(40)
    floor.do(LegEnded("c1"))
    told_of = ["\n".join(record_in_words(one, "UTC")) for one in floor.records]
    assert "sales was full. What would have changed it: a larger max_waiting." in told_of[0]
    assert "waited too long in sales. What would have changed it: max_wait_s." in told_of[1]


def test_a_callback_is_explained_in_each_state() -> None:
    """Outside its hours, after a try, while its caller is on the line, in line, with an agent."""
    floor = Floor("later_at_night", agents=())
    promise(floor, "c1", "p1")
    (row,) = errands(floor)
    assert told(floor, row["id"])[1].startswith(
        "It is not between 13:00-14:00 where the number is; it stands in line from"
    )
    floor = Floor("later", agents=())
    promise(floor, "c1", "p1")
    floor.wait(1)
    name = errands(floor)[0]["id"]
    head, place, *rest = told(floor, name)
    assert head == f"{name} is a callback of sales, promised at 11:59:59."
    assert "1. of 1" in place and any(line.startswith("  anna: is logged out") for line in rest)
    floor.do(LogInRequested("anna"))
    leg = floor.one(Ring).leg
    assert any("anna's phone rings" in line for line in told(floor, name))
    floor.do(LegAnswered(leg))
    assert told(floor, name)[1] == "An agent holds the line while the customer is called."


@pytest.mark.parametrize(("delay_s", "key"), [(120, "delay_s"), (0, "gap_s")])
def test_a_callback_that_waits_for_its_time_says_which_setting(delay_s: int, key: str) -> None:
    """Before the first try the delay counts, afterwards the gap."""
    rules = CallbackRules(delay_s=delay_s, gap_s=60)
    plan = PLANS["later"]
    queues = {**plan.queues, "sales": replace(plan.queues["sales"], callback=rules)}
    floor = Floor(replace(plan, queues=queues), agents=())
    promise(floor, "c1", "p1")
    (row,) = errands(floor)
    if key == "gap_s":
        errand = floor.centre._calling.errand_side.errands.open[row["id"]]
        floor.centre._calling.errand_side.errands.failed(errand, "busy")
        assert "tried 1 of 3 times, the last one: busy" in told(floor, row["id"])[0]
    assert told(floor, row["id"])[1].endswith(
        f"What would change it: {key} under queues.sales.callback in centre.yaml."
    )


def test_a_message_waits_in_line_like_a_caller() -> None:
    """A voicemail is explained by its place and what keeps each agent from it."""
    floor = Floor("later", agents=())
    name = message(floor)
    lines = told(floor, name)
    assert lines[0].startswith(f"{name} is a voicemail of sales, left at 11:59:5")
    assert "waits in sales" in lines[1]


def test_a_caller_on_the_line_holds_the_callback_back() -> None:
    """While the same person waits themselves, the callback says so."""
    floor = Floor("later", agents=())
    promise(floor, "c1", "p1")
    (row,) = errands(floor)
    floor.arrive_as("c2", "p1")
    floor.do(DigitPressed("c2", "1"))
    assert "It rests while the same person is on the line" in told(floor, row["id"])[1]
