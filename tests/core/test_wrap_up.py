"""Wrap-up, dispositions and rests: what stories cannot show - the view, restarts, changed plans."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from tests.callflows.plans import PLANS
from tests.core.desk import SECOND, Floor
from voipcc.core.centre import Centre
from voipcc.core.commands import KeepWrapUp, Ring
from voipcc.core.dispositions import choices, finer, path
from voipcc.core.events import (
    CentreConfigured,
    ControllerStarted,
    DispositionChosen,
    LegEnded,
    LogOutRequested,
    NotReadyRequested,
    RefusedEvent,
    TimePassed,
    WrapUpEndRequested,
    WrapUpRequested,
)
from voipcc.core.misses import miss_of
from voipcc.core.moment import Moment
from voipcc.core.state import CentreState

TREE = PLANS["mandatory"].queues["sales"].dispositions


def after_a_talk(plan: str) -> Floor:
    """A floor whose agent has just hung up."""
    floor = Floor(plan)
    connect = floor.talk()
    floor.do(LegEnded(connect.agent_leg), 5)
    floor.do(LegEnded("c1", by="us"))
    return floor


def wrap_up_of(floor: Floor) -> dict[str, Any]:
    shown = floor.agent()["wrap_up"]
    assert isinstance(shown, dict)
    return shown


def written_down(floor: Floor) -> None:
    """The core is written down and read back."""
    kept = msgspec.json.encode(floor.centre.snapshot())
    floor.centre = Centre.restored(msgspec.json.decode(kept, type=CentreState))
    assert msgspec.json.encode(floor.centre.snapshot()) == kept


def with_sales(floor: Floor, **words: Any) -> CentreConfigured:
    """The floor's plan with other words for sales."""
    plan = floor.centre._desk.plan
    assert plan is not None
    queues = {**plan.queues, "sales": replace(plan.queues["sales"], **words)}
    return CentreConfigured(replace(plan, version="changed", queues=queues))


@pytest.mark.parametrize(
    ("plan", "ends_s", "missing"),
    [("mandatory", None, True), ("timed", 10, True), ("timed_fixed", 10, False)],
)
def test_the_view_says_how_a_wrap_up_goes(plan: str, ends_s: int | None, missing: bool) -> None:
    """Mode, end and what is owed are shown; a mandatory one ends when somebody ends it."""
    floor = after_a_talk(plan)
    assert floor.agent()["work"] == "wrap_up"
    shown = wrap_up_of(floor)
    assert (shown["mode"], shown["ends_s"], shown["missing"]) == (plan, ends_s, missing)


def test_a_wrap_up_survives_being_written_down_with_all_it_holds() -> None:
    """Extension, disposition and end are the same after a restore."""
    floor = Floor("timed")
    connect = floor.talk()
    floor.do(DispositionChosen("anna", "12"))
    written_down(floor)
    floor.do(LegEnded(connect.agent_leg), 5)
    floor.do(WrapUpRequested("anna", 30), 1)
    written_down(floor)
    assert wrap_up_of(floor)["ends_s"] == 39
    assert not [one for one in floor.wait(38) if isinstance(one, KeepWrapUp)]
    (kept,) = [one for one in floor.wait(2) if isinstance(one, KeepWrapUp)]
    assert kept.record.disposition_name == "order / change"
    assert kept.record.end_us - kept.record.start_us == 40 * SECOND
    assert not kept.record.missing


def test_a_wrap_up_never_lasts_longer_than_four_hours() -> None:
    """An extension beyond the limit is refused and changes nothing."""
    floor = after_a_talk("timed_fixed")
    with pytest.raises(RefusedEvent, match="4 hours at most"):
        floor.do(WrapUpRequested("anna", 4 * 3600))
    assert wrap_up_of(floor)["ends_s"] == 10


def test_a_disposition_no_longer_required_holds_nobody_back() -> None:
    """New settings count at once: without the queue's tree a mandatory wrap-up can be ended."""
    floor = after_a_talk("mandatory")
    with pytest.raises(RefusedEvent, match="owes call"):
        floor.do(WrapUpEndRequested("anna"))
    floor.do(with_sales(floor, dispositions={}))
    floor.do(WrapUpEndRequested("anna"))
    record = floor.one(KeepWrapUp).record
    assert (record.missing, record.ended_by) == (False, "verb")
    assert floor.agent()["work"] == "idle"


def test_a_call_without_wrap_up_keeps_what_was_noted_during_it() -> None:
    """Where no wrap-up follows, a disposition given during the call is kept all the same."""
    floor = Floor("timed")
    floor.do(with_sales(floor, wrap_up_s=0))
    connect = floor.talk()
    floor.do(DispositionChosen("anna", "2"))
    floor.do(LegEnded(connect.agent_leg), 5)
    record = floor.one(KeepWrapUp).record
    assert (record.start_us, record.ended_by) == (record.end_us, "none")
    assert record.disposition_name == "question"


def test_a_broken_line_brings_no_wrap_up_and_owes_nothing() -> None:
    """The caller is still there: no notes, no missing disposition."""
    floor = Floor("mandatory")
    connect = floor.talk()
    floor.do(LegEnded(connect.agent_leg, 44, by="lost"), 5)
    assert floor.none(KeepWrapUp)
    assert floor.one(Ring).device == "anna/mobile"  # the caller's turn again, at another phone


def test_who_owes_a_disposition_is_logged_out_once_it_is_given() -> None:
    """Logging out waits for a required disposition and happens by itself after it."""
    floor = after_a_talk("mandatory")
    floor.do(LogOutRequested("anna"))
    assert (floor.agent()["presence"], floor.agent()["pending"]) == ("ready", "logged_out")
    floor.do(DispositionChosen("anna", "11"))
    floor.do(WrapUpEndRequested("anna"))
    assert floor.agent()["presence"] == "logged_out"


def test_a_restart_of_the_machine_ends_wrap_ups_when_last_seen() -> None:
    """What was being noted is kept once, up to the last moment known, in its own boot."""
    floor = after_a_talk("timed_fixed")
    floor.do(ControllerStarted(2), 2)
    floor.do(TimePassed(), 1)
    seen_us = floor.now_us
    commands = floor.centre.handle(ControllerStarted(3), Moment(5 * SECOND, 1, "another boot"))
    (kept,) = [one.record for one in commands if isinstance(one, KeepWrapUp)]
    assert (kept.ended_by, kept.boot_id, kept.end_us) == ("restart", "boot", seen_us)
    assert floor.centre.next_deadline() is None


def test_an_agent_removed_in_wrap_up_leaves_a_record() -> None:
    """Whoever is taken out of the settings during notes leaves what was noted."""
    floor = after_a_talk("timed_fixed")
    plan = PLANS["without_anna"]
    floor.do(CentreConfigured(plan), 3)
    assert floor.one(KeepWrapUp).record.ended_by == "removed"


def test_an_overdue_break_is_shown_until_it_ends_and_survives_a_restore() -> None:
    """Overdue at its time and not before; another reason begins a break of its own."""
    floor = Floor("short_lunch")
    floor.do(NotReadyRequested("anna", "lunch"))
    floor.wait(29)
    written_down(floor)
    shown = floor.agent()["break"]
    assert shown == {"paid": False, "productive": False, "longest_s": 30, "overdue": False}
    floor.wait(2)
    written_down(floor)
    shown = floor.agent()["break"]
    assert isinstance(shown, dict) and shown["overdue"]
    assert floor.agent()["presence"] == "not_ready"
    floor.do(NotReadyRequested("anna", "tea"))
    shown = floor.agent()["break"]
    assert isinstance(shown, dict) and not shown["overdue"]
    assert floor.agent()["since_s"] == 0


def test_the_view_says_how_long_and_why_an_agent_rests() -> None:
    """A rest is shown with its cause and gone when it is over."""
    floor = Floor("strict")
    floor.arrive()
    floor.do(LegEnded(floor.one(Ring).leg, 17, 486))
    assert (floor.agent()["rests_after"], floor.agent()["rests_s"]) == ("busy", 4)
    floor.wait(4)
    assert floor.agent()["rests_after"] == ""


@pytest.mark.parametrize(
    ("result", "cause", "sip", "miss"),
    [
        ("timeout", 19, 0, "missed"),
        ("rejected", 17, 486, "busy"),
        ("rejected", 17, 0, "busy"),
        ("rejected", 0, 600, "busy"),
        ("rejected", 21, 603, "rejected"),
        ("rejected", 16, 0, "rejected"),
        ("failed", 20, 480, "unreachable"),
        ("cancelled", 0, 0, None),
        ("rescinded", 0, 0, None),
    ],
)
def test_each_cause_has_its_rule(result: Any, cause: int, sip: int, miss: str | None) -> None:
    """No answer, busy, rejected and unreachable are told apart by Q.850 cause and SIP status."""
    assert miss_of(result, cause, sip) == miss


def test_a_tree_of_dispositions_is_read_from_its_codes() -> None:
    """Finer codes begin with the coarser one; only the finest can be given."""
    assert finer(TREE, "1") == ["11", "12"]
    assert choices(TREE) == ["11", "12", "2"]
    assert path(TREE, "12") == "order / change"
