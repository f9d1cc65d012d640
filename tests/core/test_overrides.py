"""Overrides stand above the plan, end by themselves, and live through restarts."""

from dataclasses import replace

import msgspec
import pytest

from tests.callflows.door_plans import DOOR_PLANS
from tests.callflows.plans import PLANS
from tests.core.desk import SECOND, UTC_MS, Floor
from voipcc.core.centre import Centre
from voipcc.core.commands import DropRecording, Play, StartMusic
from voipcc.core.events import (
    CentreConfigured,
    CodeDialled,
    ControllerStarted,
    DigitPressed,
    LegAnswered,
    LegEnded,
    OverrideEnded,
    OverrideSet,
    RefusedEvent,
)
from voipcc.core.moment import Moment
from voipcc.core.overrides import MOST, Override, door, next_opening
from voipcc.core.plan import Hours
from voipcc.core.state import CentreState
from voipcc.core.supervision_words import CollectSecret, SecretChecked

NOTICE = ("override/x",)
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


def in_force(floor: Floor) -> list[tuple[str, str]]:
    rows = floor.centre.view(floor.now)["overrides"]
    return [(row["target"], row["kind"]) for row in rows]


def test_a_restored_centre_is_closed_until_the_same_end() -> None:
    """A snapshot keeps overrides with their ends; the restored centre opens by itself."""
    floor = Floor("office")
    floor.do(OverrideSet("flow/main", "closed", floor.now.utc_ms + 60_000, NOTICE))
    kept = msgspec.json.encode(floor.centre.snapshot())
    floor.centre = Centre.restored(msgspec.json.decode(kept, type=CentreState))
    floor.arrive()
    assert floor.said() == NOTICE
    floor.wait(61)
    assert in_force(floor) == []
    floor.arrive("c2")
    assert floor.said() == ("welcome",)


def test_another_run_of_the_machine_goes_by_the_calendar() -> None:
    """After a reboot, with another monotonic clock, the end comes at its hour all the same."""
    floor = Floor("office")
    floor.do(ControllerStarted(1))
    floor.do(OverrideSet("flow/main", "closed", floor.now.utc_ms + 600_000, NOTICE))
    centre, utc_ms = floor.centre, floor.now.utc_ms
    centre.handle(ControllerStarted(2), Moment(5 * SECOND, utc_ms + 300_000, "later"))
    assert centre.next_deadline() == 305 * SECOND
    centre.tick(Moment(305 * SECOND, utc_ms + 600_000, "later"))
    assert centre.view(Moment(306 * SECOND, utc_ms + 601_000, "later"))["overrides"] == []


def test_a_clock_put_back_makes_the_end_later() -> None:
    """The end is a moment of the calendar: a deadline that fires before it is set again."""
    floor = Floor("office")
    floor.do(OverrideSet("flow/main", "closed", floor.now.utc_ms + 60_000, NOTICE))
    early = Moment(floor.now_us + 60 * SECOND, floor.now.utc_ms + 30_000, "boot")
    floor.centre.tick(early)
    assert floor.centre.view(early)["overrides"]
    assert floor.centre.next_deadline() == floor.now_us + 90 * SECOND


def test_a_new_plan_leaves_overrides_as_they_are() -> None:
    """Dialplans may be published while something is closed: it stays closed."""
    floor = Floor("office")
    floor.do(OverrideSet("flow/main", "closed", 0, NOTICE))
    floor.do(CentreConfigured(replace(PLANS["office"], version="next")))
    floor.arrive()
    assert floor.said() == NOTICE


def test_open_and_closed_replace_each_other() -> None:
    """One door has one override; what is said first is another one."""
    floor = Floor("closed")
    floor.do(OverrideSet("flow/main", "closed", 0, NOTICE))
    floor.do(OverrideSet("flow/main", "say", 0, NOTICE))
    floor.do(OverrideSet("flow/main", "open"))
    assert sorted(in_force(floor)) == [("flow/main", "open"), ("flow/main", "say")]
    floor.do(OverrideEnded("flow/main", "say"))
    floor.arrive()
    assert floor.said() == ("welcome",)


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (OverrideSet("flow/other", "closed"), "There is no flow other"),
        (OverrideSet("queue/other", "closed"), "There is no queue other"),
        (OverrideSet("number/+1", "closed"), "There is no number"),
        (OverrideSet("house", "closed"), "is nothing that opens"),
        (OverrideSet("centre", "closed", UTC_MS), "over before it began"),
        (OverrideSet("centre", "say"), "nothing to say"),
        (OverrideEnded("centre"), "No such override"),
    ],
)
def test_what_makes_no_sense_is_refused(event: OverrideSet, reason: str) -> None:
    """An unknown place, an end in the past and an empty message change nothing."""
    floor = Floor("office")
    with pytest.raises(RefusedEvent, match=reason):
        floor.do(event)
    assert in_force(floor) == []


def test_there_are_only_so_many() -> None:
    """The list of overrides has a limit; replacing one is always possible."""
    numbers = {f"+49{count}": "main" for count in range(MOST)}
    floor = Floor(replace(PLANS["office"], numbers=numbers))
    for number in numbers:
        floor.do(OverrideSet(f"number/{number}", "closed"))
    with pytest.raises(RefusedEvent, match="end some first"):
        floor.do(OverrideSet("centre", "closed"))
    floor.do(OverrideSet("number/+490", "open"))


def test_a_recorded_message_goes_with_its_override() -> None:
    """What was recorded for one override is thrown away when that is over."""
    floor = Floor("office")
    floor.do(OverrideSet("flow/main", "closed", floor.now.utc_ms + 5000, ("recording/1-9",)))
    dropped = [one for one in floor.wait(6) if isinstance(one, DropRecording)]
    assert [one.recording for one in dropped] == ["1-9"]


def test_the_narrower_override_counts_but_a_closed_centre_is_closed() -> None:
    """A queue before a number before a flow before the centre, unless the centre is closed."""

    def kept(**kinds: str) -> dict[str, Override]:
        places = {"centre": "centre", "flow": "flow/f", "number": "number/+1", "queue": "queue/q"}
        return {
            f"door {places[sort]}": Override(places[sort], kind, 0)  # type: ignore[arg-type]
            for sort, kind in kinds.items()
        }

    def found(**kinds: str) -> str:
        one = door(kept(**kinds), 1, "+1", "f", "q")
        return one.target if one else ""

    assert found() == ""
    assert found(centre="open", flow="closed") == "flow/f"
    assert found(flow="closed", number="open") == "number/+1"
    assert found(number="open", queue="closed") == "queue/q"
    assert found(queue="open", centre="closed") == "centre"
    assert found(centre="open") == "centre"


def test_the_next_opening_is_that_of_the_hours_of_the_target() -> None:
    """A flow opens by its own hours, the centre by the earliest of all; without hours nobody knows."""
    table = Hours("main/day", ((0, HOUR_MS), (DAY_MS, DAY_MS + HOUR_MS)), 9 * DAY_MS)
    other = Hours("other/day", ((2 * HOUR_MS, 3 * HOUR_MS),), 9 * DAY_MS)
    flow = PLANS["office"].flows["main"]
    plan = replace(
        PLANS["office"],
        numbers={"+1": "main"},
        flows={"main": flow, "other": flow},
        hours={"main/day": table, "other/day": other},
    )
    assert next_opening(plan, "flow/main", 1000) == (DAY_MS, table)
    assert next_opening(plan, "number/+1", 1000) == (DAY_MS, table)
    assert next_opening(plan, "centre", 1000) == (2 * HOUR_MS, other)
    assert next_opening(replace(plan, hours={}), "centre", 1000) is None


def test_who_is_back_in_a_closed_queue_keeps_the_place() -> None:
    """A queue that closes takes nobody in; whoever had a place there has it."""
    floor = Floor("direct")
    floor.talk()
    floor.do(OverrideSet("queue/sales", "closed", 0, NOTICE))
    floor.arrive("c2")
    assert floor.said() == NOTICE
    assert floor.none(StartMusic)
    assert not [one for one in floor.wait(1) if isinstance(one, Play)]


def test_a_phone_that_closes_goes_on_after_a_restart() -> None:
    """A controller restored from a snapshot knows who was asked for the PIN, and for what."""
    floor = Floor(DOOR_PLANS["doors"])
    floor.do(CodeDialled("k1", "carla/desk", "*90"))
    floor.do(LegAnswered("k1"))
    secret = floor.one(CollectSecret)
    assert secret.owner == "carla"
    kept = msgspec.json.encode(floor.centre.snapshot())
    floor.centre = Centre.restored(msgspec.json.decode(kept, type=CentreState))
    floor.do(SecretChecked("k1", secret.check, "right"))
    assert floor.said()[0] == "agent/close_until"
    floor.do(DigitPressed("k1", "1"))
    (row,) = floor.centre.view(floor.now)["overrides"]
    assert (row["target"], row["by"]) == ("centre", "code: carla")


def test_a_wrong_pin_closes_nothing_and_locks_for_a_while() -> None:
    """Three wrong ones end the call; after five, in however many calls, the right one is refused too."""
    floor = Floor(DOOR_PLANS["doors"])
    for leg, tries in (("k1", 3), ("k2", 2)):
        floor.do(CodeDialled(leg, "carla/desk", "*90"))
        floor.do(LegAnswered(leg))
        for _ in range(tries):
            floor.do(SecretChecked(leg, floor.one(CollectSecret).check, "wrong"))
        if tries == 3:
            assert floor.said() == ("agent/wrong_pin",)
            assert floor.none(CollectSecret)
            floor.do(LegEnded(leg))
    floor.do(SecretChecked("k2", floor.one(CollectSecret).check, "right"))
    assert floor.said() == ("agent/wrong_pin",)
    assert in_force(floor) == []


def test_hours_of_a_sub_flow_go_by_the_flow_that_was_dialled() -> None:
    """What opens a flow opens the hours of the flows it goes through, unless one of these is closed itself."""

    def found(**kinds: str) -> str:
        kept = {
            f"door flow/{name}": Override(f"flow/{name}", kind, 0)  # type: ignore[arg-type]
            for name, kind in kinds.items()
        }
        one = door(kept, 1, "+1", "inner", dialled="outer")
        return f"{one.target} {one.kind}" if one else ""

    assert found(outer="open") == "flow/outer open"
    assert found(outer="open", inner="closed") == "flow/inner closed"
    assert found(other="closed") == ""
