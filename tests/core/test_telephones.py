"""Telephones as agents' phones: what they are never used for, and the rescue in all its cases."""

from dataclasses import replace

import pytest

from tests.callflows.number_plans import NUMBER_PLANS
from tests.callflows.plans import ANNA, BEN
from tests.core.desk import Floor
from tests.core.test_line_health import line, measured
from voipcc.core.commands import Connect, Play, Ring
from voipcc.core.events import (
    DeviceChanged,
    DigitPressed,
    LegAnswered,
    LegConnected,
    LegEnded,
    LogInRequested,
    NotReadyRequested,
    PromptFailed,
    RefusedEvent,
    SupervisionRequested,
    SwitchFound,
)
from voipcc.core.plan import Plan, Supervisor

TELEPHONE = NUMBER_PLANS["telephone"]
THERE = SwitchFound(devices=("anna/desk", "anna/mobile", "ben/desk"))


def rescued(**anna: object) -> Plan:
    """Anna's mobile rings for calls, too, and is the rescue."""
    words = {"telephones": {"anna/mobile": 10}, "rescue": "anna/mobile", **anna}
    return replace(
        TELEPHONE,
        version="rescued",
        agents={"anna": replace(ANNA, **words), "ben": replace(BEN, language="en")},  # type: ignore[arg-type]
    )


def talking(floor: Floor) -> str:
    """A caller talks to anna at her desk; her leg."""
    connect = floor.talk()
    return connect.agent_leg


def test_the_rescue_is_one_also_where_the_mobile_rings_for_calls() -> None:
    """The agent hears that the line was cut, and the offer says why."""
    floor = Floor(rescued())
    floor.do(THERE)
    leg = talking(floor)
    floor.do(DeviceChanged("anna/desk", False))
    floor.do(LegEnded(leg, 44, 0, "lost"))
    ring = floor.one(Ring)
    assert (ring.device, ring.rescue) == ("anna/mobile", True)
    floor.do(LegAnswered(ring.leg), 3)
    assert floor.said() == ("agent/line_was_cut", "agent/press_one")
    floor.do(DigitPressed(ring.leg, "1"), 2)
    talk = floor.one(Connect).talk
    floor.do(LegConnected("c1", talk))
    floor.do(LegConnected(ring.leg, talk))
    assert floor.agent()["work"] == "talking"
    floor.do(LegEnded("c1"))
    assert [offer.why for offer in floor.records[0].offers][1:] == ["rescue"]


@pytest.mark.parametrize("wish", [None, NotReadyRequested("anna")])
def test_who_goes_on_a_break_is_not_rescued(wish: NotReadyRequested | None) -> None:
    """A break that was to follow the call has begun: the next agent has the caller at once."""
    floor = Floor(rescued(devices=("anna/desk",)), agents=("anna", "ben"))
    floor.do(SwitchFound(devices=("anna/desk", "anna/mobile", "ben/desk")))
    leg = talking(floor)
    if wish is not None:
        floor.do(wish)
    floor.do(LegEnded(leg, 44, 0, "lost"))
    assert floor.one(Ring).device == ("anna/mobile" if wish is None else "ben/desk")


def test_a_mailbox_never_hears_a_talk() -> None:
    """A supervisor whose only phone at hand is a telephone is not rung for listening."""
    plan = replace(rescued(), supervisors={"anna": Supervisor("anna")})
    floor = Floor(plan, agents=("ben",))
    floor.do(SwitchFound(devices=("anna/mobile", "ben/desk")))
    floor.do(LogInRequested("anna"))
    floor.do(NotReadyRequested("anna"))
    floor.talk()
    with pytest.raises(RefusedEvent, match="No SIP phone of anna"):
        floor.do(SupervisionRequested("anna", "ben", "listen"))


def test_over_a_bad_line_the_mobile_is_rung() -> None:
    """An agent whose line at home is too bad for calls takes them at the telephone."""
    floor = Floor(rescued(), agents=("anna",))
    floor.do(THERE)
    bad = measured("bad", test=True)
    floor.do(replace(bad, device="anna/mobile"))
    assert line(floor)["state"] == "good"
    floor.do(bad)
    assert line(floor)["state"] == "bad"
    floor.arrive()
    assert floor.one(Ring).device == "anna/mobile"


def test_the_prompt_is_said_three_times_at_most() -> None:
    """A prompt that cannot be played is not tried for ever."""
    floor = Floor(rescued(devices=("anna/mobile",)))
    floor.do(SwitchFound(devices=("anna/mobile",)))
    floor.arrive()
    leg = floor.one(Ring).leg
    floor.do(LegAnswered(leg))
    said = 0
    while not floor.none(Play):
        said += 1
        playback = next(one.playback for one in floor.commands if isinstance(one, Play))
        floor.do(PromptFailed(leg, playback, "no file"))
    assert said == 3
