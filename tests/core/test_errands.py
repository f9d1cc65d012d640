"""Callbacks and voicemails: when they may be made, how many there are, what they outlive."""

from dataclasses import replace

import msgspec
import pytest

from tests.callflows.plans import PLANS
from tests.core.desk import Floor
from voipcc.core.centre import Centre
from voipcc.core.commands import CheckNumber, Dial, DropRecording, Play, Record, Ring
from voipcc.core.errands import next_open, shuts_at
from voipcc.core.events import (
    CallArrived,
    ControllerStarted,
    DigitPressed,
    ErrandCancelRequested,
    LegAnswered,
    LegConnected,
    LegEnded,
    LogInRequested,
    NumberChecked,
    PromptFinished,
    RecordingFinished,
    SwitchFound,
)
from voipcc.core.moment import Moment
from voipcc.core.plan import CallbackRules
from voipcc.core.state import CentreState

CLOCK = (((0, 120),),)
HOUR_MS = 3_600_000
MONDAY_MS = 1_750_032_000_000  # 16 June 2025, 00:00 UTC


def promise(floor: Floor, leg: str, party: str) -> None:
    """A caller is promised a callback, and hangs up."""
    floor.do(CallArrived(leg, "+49301234", "carrier", party))
    floor.do(LegAnswered(leg))
    floor.do(DigitPressed(leg, "1"))
    check = [one for one in floor.wait(31) if isinstance(one, CheckNumber)]
    if check:
        floor.do(NumberChecked(leg, check[-1].check, "allowed", party, "mobile", "carrier", CLOCK))
        floor.do(DigitPressed(leg, "1"))
    floor.do(LegEnded(leg))


def errands(floor: Floor) -> list[dict]:
    return floor.centre.view(floor.now)["errands"]


def test_a_thousand_wishes_of_one_person_are_one_callback() -> None:
    """However often the same number asks, it is called once, from its first place."""
    floor = Floor("later", agents=())
    for number in range(100):
        promise(floor, f"c{number}", "p1")
    (row,) = errands(floor)
    assert row["waited_s"] > 30 * 99
    rings = floor.do(LogInRequested("anna"), 1)
    assert sum(isinstance(one, Ring) for one in rings) == 1


def test_no_more_is_promised_than_the_queue_keeps() -> None:
    """Beyond most_waiting callers hear that none can be promised, and keep waiting."""
    plan = PLANS["later"]
    sales = plan.queues["sales"]
    few = replace(sales, callback=replace(sales.callback, most_waiting=3))
    floor = Floor(replace(plan, queues={**plan.queues, "sales": few}), agents=())
    for number in range(5):
        promise(floor, f"c{number}", f"p{number}")
    assert [row["party"] for row in errands(floor)] == ["p0", "p1", "p2"]


def test_errands_are_in_the_snapshot() -> None:
    """What a centre promised survives being written down as JSON and read back."""
    floor = Floor("later", agents=())
    promise(floor, "c1", "p1")
    floor.wait(5)
    text = msgspec.json.encode(floor.centre.snapshot())
    again = Centre.restored(msgspec.json.decode(text, type=CentreState))
    assert again.view(floor.now) == floor.centre.view(floor.now)
    commands = again.handle(LogInRequested("anna"), floor.now)
    assert [one.party for one in commands if isinstance(one, Ring)] == ["p1"]


def test_a_callback_outlives_the_machine() -> None:
    """After a restart of the machine it is made, with the wait counted by the calendar."""
    floor = Floor("later", agents=())
    floor.do(ControllerStarted(1))
    floor.do(SwitchFound(devices=("anna/desk",)))
    promise(floor, "c1", "p1")
    later_ms = floor.now.utc_ms + 600_000
    floor.centre.handle(ControllerStarted(2), Moment(5_000_000, later_ms, "another boot"))
    found = SwitchFound(devices=("anna/desk",), restarted=True)
    floor.centre.handle(found, Moment(6_000_000, later_ms + 1000, "another boot"))
    floor.centre.tick(Moment(7_000_000, later_ms + 2000, "another boot"))
    now = Moment(8_000_000, later_ms + 3000, "another boot")
    commands = floor.centre.handle(LogInRequested("anna"), now)
    assert [one.party for one in commands if isinstance(one, Ring)] == ["p1"]
    (row,) = floor.centre.view(now)["errands"]
    assert row["waited_s"] > 600
    assert not floor.centre.faults


def test_a_thousand_callers_who_type_one_number_are_one_callback() -> None:
    """Whoever types it, a number is called once; each caller hears the promise, none waits for it."""
    floor = Floor("later", agents=())
    promise(floor, "c0", "p1")
    for number in range(1, 1000):
        leg = f"c{number}"
        floor.do(CallArrived(leg, "+49301234", "carrier", f"stranger {number}"), 40)
        floor.do(LegAnswered(leg))
        floor.do(DigitPressed(leg, "1"))
        check = next(one for one in floor.wait(31) if isinstance(one, CheckNumber)).check
        floor.do(NumberChecked(leg, check, "allowed", "p1", "mobile", "carrier", CLOCK))
        floor.do(DigitPressed(leg, "1"))
        assert floor.said()[0] == "callback/accepted"
        floor.do(LegEnded(leg))
    (row,) = errands(floor)
    assert row["party"] == "p1" and not floor.centre.faults
    floor.wait(10 * 3600)  # by now it is the next afternoon
    rings = floor.do(LogInRequested("anna"), 1)
    assert sum(isinstance(one, Ring) for one in rings) == 1


def test_a_promise_nobody_could_keep_ends_some_time() -> None:
    """After keep_s the record says that nobody was reached, and nothing is left."""
    floor = Floor("later", agents=())
    promise(floor, "c1", "p1")
    floor.wait(49 * 3600)
    assert errands(floor) == []
    assert [(one.outcome, one.direction) for one in floor.records[1:]] == [
        ("unreached", "callback")
    ]
    assert "expired" in floor.records[-1].marks


def test_a_cancelled_voicemail_is_deleted() -> None:
    """Whoever throws a message away, before or after a restart, deletes its sound too."""
    floor = Floor("later", agents=())
    floor.do(CallArrived("c1", "+49301234", "carrier", "p1"))
    floor.do(LegAnswered("c1"))
    floor.do(DigitPressed("c1", "2"))
    floor.do(PromptFinished("c1", floor.one(Play).playback), 2)
    recording = floor.one(Record).recording
    floor.do(RecordingFinished("c1", recording, 4000), 4)
    floor.do(LegEnded("c1"), 1)
    (row,) = errands(floor)
    floor.do(ErrandCancelRequested(row["id"]))
    assert floor.one(DropRecording).recording == recording
    assert errands(floor) == []


def test_a_customer_who_answers_late_talks_to_nobody_twice() -> None:
    """A leg that is answered after its callback was given up is hung up, and there is one record."""
    floor = Floor("later", agents=())
    promise(floor, "c1", "p1")
    floor.do(LogInRequested("anna"), 1)
    rung = floor.one(Ring)
    floor.do(LegAnswered(rung.leg), 1)
    dial = floor.one(Dial)
    floor.wait(36)
    commands = floor.do(LegAnswered(dial.leg))
    assert [type(one).__name__ for one in commands] == ["HangUp"]
    assert not [one for one in floor.records if one.direction == "callback"]
    floor.do(LegConnected(dial.leg, "nothing"))
    assert errands(floor)[0]["tries"] == 1


@pytest.mark.parametrize(
    ("hour", "ahead", "first"),
    [
        (10, [0], 10),
        (6, [0], 8),
        (21, [0], 32),
        (5, [180], 5),
        (10, [0, -300], 13),
        (19, [120], 30),
    ],
)
def test_a_telephone_rings_only_while_every_clock_allows_it(
    hour: int, ahead: list[int], first: int
) -> None:
    """The next moment is within 8 and 20 o'clock on each clock the number may be at."""
    clocks = [[[0, minutes]] for minutes in ahead]
    found = next_open(clocks, CallbackRules(), MONDAY_MS + hour * HOUR_MS)
    assert found == MONDAY_MS + first * HOUR_MS


def test_clocks_that_change_are_followed() -> None:
    """In the night when summer time begins the window opens an hour earlier in UTC."""
    changes = [[[0, 60], [MONDAY_MS + 25 * HOUR_MS, 120]]]
    rules = CallbackRules()
    assert next_open(changes, rules, MONDAY_MS) == MONDAY_MS + 7 * HOUR_MS
    assert next_open(changes, rules, MONDAY_MS + 20 * HOUR_MS) == MONDAY_MS + 30 * HOUR_MS
    assert shuts_at(changes, rules, MONDAY_MS + 30 * HOUR_MS) == MONDAY_MS + 42 * HOUR_MS
