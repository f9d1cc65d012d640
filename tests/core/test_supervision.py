"""Supervisors in the core: who is refused, what a wrong PIN costs, what a restore keeps."""

from dataclasses import replace

import pytest

from tests.callflows.plans import PLANS
from tests.core.desk import Floor
from voipcc.core.commands import HangUp, KeepWrapUp, Play, Ring
from voipcc.core.events import (
    CallArrived,
    CodeDialled,
    HoldRequested,
    LegAnswered,
    LegConnected,
    RefusedEvent,
    TransferFinishRequested,
)
from voipcc.core.supervision_words import (
    CollectSecret,
    Finding,
    Listen,
    SecretChecked,
    SupervisionEndRequested,
    SupervisionRequested,
)

WATCHED = PLANS["watched"]


def talking() -> Floor:
    """Anna talks to a caller."""
    floor = Floor(WATCHED, agents=("anna", "carla"))
    floor.do(CallArrived("c1", "+49301234"))
    floor.do(LegAnswered("c1"))
    ring = next(one for one in floor.commands if isinstance(one, Ring))
    connect = floor.do(LegAnswered(ring.leg), after_s=1)[0]
    for leg in ("c1", ring.leg):
        floor.do(LegConnected(leg, connect.talk))  # type: ignore[union-attr]
    return floor


def typed(floor: Floor, leg: str, finding: Finding) -> list[object]:
    """The PIN that was just asked for is typed; what that leads to."""
    check = next(one.check for one in floor.commands if isinstance(one, CollectSecret))
    return list(floor.do(SecretChecked(leg, check, finding), after_s=1))


def test_five_wrong_pins_lock_even_the_right_one_for_a_while():
    """Three in one call end it; after five the right one is refused until 15 minutes are over."""
    floor = talking()
    for call in range(2):
        leg = f"k{call}"
        floor.do(CodeDialled(leg, "carla/desk", "*8021"), after_s=1)
        floor.do(LegAnswered(leg))
        for _ in range(2):
            typed(floor, leg, "wrong")
        said = typed(floor, leg, "wrong")
        assert any(isinstance(one, Play) and "wrong" in one.prompts[0] for one in said)
        assert not any(isinstance(one, Listen) for one in floor.commands)
    for after_s, opens in ((1, False), (901, True)):
        leg = f"late{after_s}"
        floor.do(CodeDialled(leg, "carla/desk", "*8021"), after_s=after_s)
        floor.do(LegAnswered(leg))
        assert any(isinstance(one, Listen) for one in typed(floor, leg, "right")) == opens


def test_a_supervisor_is_not_offered_calls_meanwhile():
    """Who hears a talk is no agent who is free; afterwards that is so again."""
    both = replace(WATCHED.queues["sales"], agents=("anna", "carla"))
    floor = talking()
    floor.centre._desk.plan = replace(WATCHED, queues={**WATCHED.queues, "sales": both})
    ring = floor.do(SupervisionRequested("carla", "anna"))[0]
    assert isinstance(ring, Ring)
    assert "carla" not in floor.centre._acd.roster.free
    with pytest.raises(RefusedEvent, match="not on the line"):
        floor.do(SupervisionRequested("carla", "anna", "whisper"))
    stop = floor.do(SupervisionEndRequested("carla"))
    assert stop and not any(isinstance(one, HangUp) for one in stop)
    with pytest.raises(RefusedEvent, match="listens to nobody"):
        floor.do(SupervisionEndRequested("carla"))


def test_taking_over_ends_the_notes_of_the_last_call():
    """A supervisor in wrap-up who takes a talk over has that wrap-up kept, then a call."""
    floor = talking()
    carla = floor.centre._acd.roster.agents["carla"]
    roster = floor.centre._acd.roster
    roster.take(carla, "o-1", "earlier", "sales", "carla/desk", WATCHED.queues["sales"])
    roster.released(carla, floor.now_us, lost=False)
    assert carla.work == "wrap_up"
    (ring, *_) = floor.do(SupervisionRequested("carla", "anna", "take_over"), after_s=1)
    listen = floor.do(LegAnswered(ring.leg), after_s=1)[0]  # type: ignore[union-attr]
    join = floor.do(LegConnected(listen.leg, listen.ear))[0]  # type: ignore[union-attr]
    commands = floor.do(LegConnected(join.leg, join.talk), after_s=1)  # type: ignore[union-attr]
    kept = [one.record for one in commands if isinstance(one, KeepWrapUp)]
    assert [(one.agent, one.ended_by) for one in kept] == [("carla", "take_over")]
    assert (carla.work, carla.queue) == ("talking", "sales")
    assert not carla.dialling


def test_nobody_listens_while_talking():
    """Who has a call of their own is refused, by verb with the reason, by code with a prompt."""
    floor = talking()
    roster = floor.centre._acd.roster
    carla = roster.agents["carla"]
    roster.take(carla, "o-1", "own", "sales", "carla/desk", WATCHED.queues["sales"])
    with pytest.raises(RefusedEvent, match="has a call"):
        floor.do(SupervisionRequested("carla", "anna"))
    floor.do(CodeDialled("k1", "carla/desk", "*8021"))
    said = floor.do(LegAnswered("k1"))[0]
    assert isinstance(said, Play) and said.prompts == ("agent/not_possible",)


@pytest.mark.parametrize(
    "wish, answer",
    [
        (HoldRequested("nobody"), "There is no agent nobody; the agents are those under"),
        (TransferFinishRequested("nobody"), "There is no agent nobody; the agents are those"),
        (HoldRequested("carla"), "Agent carla has no caller at the moment"),
        (SupervisionEndRequested("anna"), "anna is no supervisor; the supervisors are those under"),
    ],
)
def test_who_is_not_known_is_told_apart_from_who_has_no_call(wish, answer: str):
    """A misspelt name is called one, with where the right ones stand."""
    floor = talking()
    with pytest.raises(RefusedEvent, match=answer):
        floor.do(wish)
