"""The core's door: refusals, faults, snapshots, the view."""

import msgspec
import pytest

from tests.callflows.plans import NUMBER, PLANS
from tests.core.desk import SECOND, Floor
from voipcc.core.centre import Centre
from voipcc.core.commands import HangUp, KeepRecord, Ring, SetStandIns
from voipcc.core.events import (
    CallArrived,
    CallEndRequested,
    CentreConfigured,
    CodeDialled,
    ControllerStarted,
    DigitPressed,
    LegAnswered,
    LegEnded,
    LegFound,
    LogInRequested,
    LogOutRequested,
    NotReadyRequested,
    ReadyRequested,
    RefusedEvent,
    SwitchFound,
)
from voipcc.core.ivr import Ivr
from voipcc.core.moment import Moment
from voipcc.core.state import CentreState


def encoded(centre: Centre) -> bytes:
    return msgspec.json.encode(centre.snapshot())


@pytest.mark.parametrize(
    "event",
    [
        LogInRequested("nobody"),
        LogInRequested("anna"),
        LogOutRequested("ben"),
        ReadyRequested("ben"),
        NotReadyRequested("ben"),
        CallEndRequested("1-999"),
    ],
    ids=lambda event: f"{type(event).__name__}-{getattr(event, 'agent', 'call')}",
)
def test_an_impossible_request_is_refused_and_changes_nothing(event):
    """A refused event says why in a sentence, leads to no command and leaves the state alone."""
    floor = Floor()
    floor.arrive()
    before = encoded(floor.centre)
    with pytest.raises(RefusedEvent, match=r"^[A-Z].*\.$"):
        floor.do(event)
    assert encoded(floor.centre) == before


def test_a_snapshot_is_read_back_by_a_json_decoder():
    """A state in the middle of everything survives JSON, and is the same written again."""
    floor = Floor()
    floor.talk("c1")
    floor.arrive("c2")
    floor.do(CallArrived("c3", NUMBER))
    floor.do(CodeDialled("k1", "ben/desk", "*11"))
    floor.do(CallArrived("c4", "+4999"))
    kept = encoded(floor.centre)
    restored = Centre.restored(msgspec.json.decode(kept, type=CentreState))
    assert encoded(restored) == kept
    assert restored.view(floor.now) == floor.centre.view(floor.now)
    assert restored.next_deadline() == floor.centre.next_deadline()


def test_a_snapshot_of_another_form_is_refused():
    """A snapshot whose form is not ours is refused, never guessed at."""
    state = Floor().centre.snapshot()
    state.schema = 99
    with pytest.raises(ValueError, match="form 99"):
        Centre.restored(state)


def test_a_fault_in_a_menu_costs_that_call_alone(monkeypatch):
    """An error in handling one call ends that call with a mark; the next call is served."""
    floor = Floor("office")
    floor.arrive("c1")
    with monkeypatch.context() as patch:
        patch.setattr(Ivr, "digit", lambda *_: 1 / 0)
        floor.do(DigitPressed("c1", "1"))
    assert floor.one(HangUp).leg == "c1"
    assert "ZeroDivisionError" in floor.centre.faults[0]
    floor.do(LegEnded("c1", by="us"))
    assert floor.records[0].marks == ("quarantined",)
    floor.arrive("c2")
    floor.do(DigitPressed("c2", "1"))
    assert floor.one(Ring).caller_leg == "c2"


def test_a_fault_in_a_talk_leaves_the_talk_alone(monkeypatch):
    """An error in handling a talking call hangs nobody up, and the agent is free afterwards."""
    floor = Floor("no_wrap_up")
    connect = floor.talk()
    with monkeypatch.context() as patch:
        patch.setattr(Ivr, "digit", lambda *_: 1 / 0)
        assert floor.do(DigitPressed("c1", "1")) == []
    floor.do(LegEnded("c1"), after_s=5)
    assert floor.one(HangUp).leg == connect.agent_leg
    floor.do(LegEnded(connect.agent_leg, by="us"))
    assert floor.records[0].outcome == "answered"
    assert "quarantined" in floor.records[0].marks
    assert floor.agent()["work"] == "idle"


def test_a_fault_at_the_very_end_still_leaves_a_record(monkeypatch):
    """A call whose end cannot be handled is buried with a record, and nothing of it stays."""
    floor = Floor("office")
    floor.arrive("c1")
    with monkeypatch.context() as patch:
        patch.setattr("voipcc.core.kpi.Counters.keep", lambda *_: 1 / 0)
        floor.do(LegEnded("c1"))
    assert [record.leg for record in floor.records] == ["c1"]
    assert floor.centre.view(floor.now)["calls"] == []


def test_ids_carry_the_epoch_of_the_controller():
    """After a new controller started, new ids carry its epoch and old ones stay valid."""
    floor = Floor()
    connect = floor.talk()
    floor.do(ControllerStarted(7))
    talking = [LegFound(leg, "talk", connect.talk) for leg in ("c1", connect.agent_leg)]
    floor.do(SwitchFound(legs=tuple(talking), devices=("anna/desk", "ben/desk")))
    floor.do(LogInRequested("ben"))
    floor.arrive("c2")
    assert connect.talk.startswith("1-") and floor.one(Ring).leg.startswith("7-")
    floor.do(LegEnded(connect.agent_leg))
    assert floor.one(HangUp).leg == "c1"


def test_a_restart_of_the_machine_ends_what_lived_before():
    """Calls of another boot end when last seen; agents stay logged in, no time runs backwards."""
    floor = Floor()
    floor.do(ControllerStarted(1))
    floor.do(SwitchFound(devices=("anna/desk",)))
    floor.talk()
    last_us = floor.now_us
    later = Moment(5 * SECOND, floor.now.utc_ms + 60_000, "another boot")
    commands = floor.centre.handle(ControllerStarted(2), later)
    record = next(c.record for c in commands if isinstance(c, KeepRecord))
    assert (record.outcome, record.ended_us) == ("media_server_lost", last_us)
    assert floor.centre.next_deadline() is None
    found = SwitchFound(devices=("anna/desk",), restarted=True)
    commands = floor.centre.handle(found, later)
    assert SetStandIns(NUMBER, ("anna/desk",)) in commands
    floor.centre.handle(CallArrived("c9", NUMBER), later)
    commands = floor.centre.handle(LegAnswered("c9"), later)
    assert any(isinstance(command, Ring) for command in commands)


def test_a_repeated_event_changes_nothing():
    """An event that is delivered twice leads to nothing the second time."""
    floor = Floor()
    connect = floor.talk()
    for event in (
        CallArrived("c1", NUMBER),
        LegAnswered("c1"),
        LegAnswered(connect.agent_leg),
        LegEnded("c1"),
    ):
        floor.do(event)
        before = encoded(floor.centre)
        assert floor.do(event) == []
        assert encoded(floor.centre) == before
    assert floor.do(CallArrived("c1", NUMBER)) == [], "an arrival repeated after the end"
    assert len(floor.records) == 1


def test_old_plans_are_forgotten_with_their_last_call():
    """A plan is kept as long as a call runs on it, and no longer."""
    floor = Floor("office", agents=())
    floor.arrive("c1")
    floor.do(CentreConfigured(PLANS["direct"]))
    assert set(floor.centre.snapshot().plans) == {"office", "direct"}
    floor.do(LegEnded("c1"))
    assert set(floor.centre.snapshot().plans) == {"direct"}


def test_the_view_shows_queues_agents_calls_and_counters():
    """The live view names who waits where, who talks with whom, and what was counted."""
    floor = Floor()
    floor.talk("c1")
    floor.arrive("c2", after_s=3)
    floor.wait(4)
    shown = floor.centre.view(floor.now)
    sales = next(queue for queue in shown["queues"] if queue["name"] == "sales")
    assert sales["waiting"] == 1 and sales["longest_wait_s"] == 4.0
    assert sales["callers"][0]["position"] == 1
    anna = floor.agent("anna")
    assert (anna["presence"], anna["work"], anna["line"]) == ("ready", "talking", "reachable")
    talking = next(call for call in shown["calls"] if call["leg"] == "c1")
    assert (talking["state"], talking["agent"]) == ("talk", "anna")
    assert shown["counters"]["offered"] == 2
    assert msgspec.json.encode(shown)
