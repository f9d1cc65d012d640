"""What a restarted or cut-off controller must not do, and a caller must not suffer for."""

import pytest

from tests.core.desk import Floor
from voipcc.core.centre import Centre
from voipcc.core.commands import KeepRecord, Play, Ring
from voipcc.core.events import (
    CallArrived,
    ControllerStarted,
    DigitPressed,
    LegAnswered,
    LegEnded,
    LegFound,
    LogInRequested,
    PromptFinished,
    SwitchFound,
    SwitchLost,
)

OURS = SwitchFound(legs=(LegFound("c1", "ours"),), devices=("anna/desk",))


def test_a_started_controller_rings_nobody_before_it_has_found_the_switch() -> None:
    """Between its start and the first look at the switch nobody is rung; then at once."""
    floor = Floor(agents=())
    floor.arrive()
    floor.do(ControllerStarted(2))
    floor.do(LogInRequested("anna"))
    assert floor.none(Ring)
    floor.do(OURS, 1)
    assert floor.one(Ring).device == "anna/desk"


@pytest.mark.parametrize("cut", [SwitchLost(), ControllerStarted(2)])
def test_a_caller_at_a_menu_keeps_every_try_over_an_outage(cut) -> None:
    """A minute in which nobody could hear keys costs the caller none of the menu's tries."""
    floor = Floor("office")
    floor.arrive()
    floor.do(PromptFinished("c1", floor.one(Play).playback))
    menu = floor.one(Play)
    floor.do(PromptFinished("c1", menu.playback))
    floor.do(cut)
    assert not [command for command in floor.wait(60) if isinstance(command, Play)]
    floor.do(OURS)
    assert floor.said() == ("menu",)
    floor.do(PromptFinished("c1", floor.one(Play).playback))
    first = [command for command in floor.wait(5) if isinstance(command, Play)]
    assert [play.prompts for play in first] == [("no_key", "menu")]


def test_a_menu_said_again_runs_its_key_clock_anew() -> None:
    """The time for a key begins after the repeated prompt, so two prompts never overlap."""
    floor = Floor("office")
    floor.arrive()
    floor.do(PromptFinished("c1", floor.one(Play).playback))
    floor.do(PromptFinished("c1", floor.one(Play).playback))
    floor.do(SwitchLost(), 2)
    floor.do(OURS, 1)
    assert floor.said() == ("menu",)
    assert not floor.wait(4)
    floor.do(DigitPressed("c1", "1"))
    assert floor.agent()["work"] == "reserved"


def test_a_fault_at_one_leg_does_not_leave_the_centre_without_its_switch(monkeypatch) -> None:
    """Reconciling goes on behind a leg whose call is broken; the others are served."""
    floor = Floor(agents=())
    floor.arrive("c1")
    floor.arrive("c2")
    floor.do(SwitchLost())
    with monkeypatch.context() as patch:
        resume = type(floor.centre._calling.arrivals).resume

        def broken(arrivals, call):
            if call.leg == "c1":
                raise ZeroDivisionError
            resume(arrivals, call)

        patch.setattr("voipcc.core.arrival.Arrivals.resume", broken)
        legs = (LegFound("c1", "ours"), LegFound("c2", "ours"))
        floor.do(SwitchFound(legs=legs, devices=("anna/desk", "ben/desk")))
    assert "ZeroDivisionError" in "".join(floor.centre.faults)
    assert floor.centre.view(floor.now)["connected"]
    floor.do(LogInRequested("anna"))
    assert floor.one(Ring).caller_leg == "c2"
    floor.do(LegEnded("c1"))
    assert [record.marks for record in floor.records] == [("quarantined",)]


def test_a_call_that_cannot_even_be_ended_is_counted_and_leaves_nothing(monkeypatch) -> None:
    """Two faults in a row bury a call: one record, one count, no deadline, its leg hung up."""
    floor = Floor(agents=())
    floor.arrive("c1")
    with monkeypatch.context() as patch:
        patch.setattr("voipcc.core.calling.Calling.hang_up", lambda *_, **__: 1 / 0)
        patch.setattr("voipcc.core.wait.Wait.key", lambda *_: 1 / 0)
        floor.do(DigitPressed("c1", "1"))
    assert floor.one(KeepRecord).record.leg == "c1"
    assert [type(command).__name__ for command in floor.commands].count("HangUp") == 1
    view = floor.centre.view(floor.now)
    assert view["calls"] == [] and view["queues"][0]["waiting"] == 0
    counted = {name: view["counters"].get(name, 0) for name in ("offered", "abandoned")}
    assert counted == {"offered": 1, "abandoned": 1}
    assert floor.centre.next_deadline() is None


def test_an_agent_ready_again_meets_the_caller_who_waited_over_a_restart() -> None:
    """A wrap-up that ends before the switch is found rings the caller once it is."""
    floor = Floor()
    connect = floor.talk()
    floor.do(LegEnded("c1"))
    floor.do(LegEnded(connect.agent_leg))
    floor.do(CallArrived("c2", "+49301234"))
    floor.do(LegAnswered("c2"))
    floor.do(ControllerStarted(2))
    assert not [command for command in floor.wait(11) if isinstance(command, Ring)]
    floor.do(SwitchFound(legs=(LegFound("c2", "ours"),), devices=("anna/desk",)))
    assert floor.one(Ring).caller_leg == "c2"


def test_a_plan_that_is_known_is_taken_as_it_is_and_any_other_is_read() -> None:
    """Restoring reads each plan of a snapshot from its written form unless it is handed over."""
    floor = Floor()
    plan = floor.centre._desk.plan
    assert plan is not None
    known = Centre.restored(floor.centre.snapshot(), {plan.version: plan})
    read = Centre.restored(floor.centre.snapshot(), {"another": plan})
    assert known._desk.plan is plan
    assert read._desk.plan is not plan
    assert read._desk.plan == plan
