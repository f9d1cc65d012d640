"""Supervisors in the core: who is refused, what a wrong PIN costs, what a restore keeps."""

from dataclasses import replace

import pytest

from tests.callflows.plans import PLANS
from tests.core.desk import Floor
from voipcc.core.commands import HangUp, Play, Ring
from voipcc.core.events import CallArrived, CodeDialled, LegAnswered, LegConnected, RefusedEvent
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
