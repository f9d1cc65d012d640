"""The verb `dial`: what is refused before any phone is rung, each with its remedy."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from voipcc.call_verbs import call_verbs
from voipcc.control import VerbError
from voipcc.core.events import OutgoingCallRequested
from voipcc.server import House

THERE = {"name": "anna", "presence": "ready", "work": "idle", "line": "reachable"}
REFUSED = [
    ({"presence": "logged_out"}, {}, "is logged out; log in first: voipcc agent login anna"),
    ({"presence": "not_ready"}, {}, "is on a break; end it first: voipcc agent ready anna"),
    ({"work": "wrap_up"}, {}, "is in a wrap-up; end it first: voipcc agent wrap-up anna --end"),
    ({"line": "unreachable"}, {}, "has no phone that can be reached"),
    ({}, {"caller_id": ["+49"]}, '"caller_id" is missing, or no text'),
    ({}, {"caller_id": "1" * 201}, '"caller_id" is missing, or no text'),
    ({}, {"number": 7}, '"number" is missing, or no text'),
]


def dial(state: dict[str, str], args: dict[str, Any]) -> list[object]:
    """The wishes the controller gets of one `dial` while anna is in this state."""
    wishes: list[object] = []
    house = SimpleNamespace(
        view=lambda: {"agents": [{**THERE, **state}]},
        switch=SimpleNamespace(party_to_dial=lambda *_: "p-1"),
        controller=SimpleNamespace(request=wishes.append),
    )
    verb = call_verbs(cast(House, house))["dial"]
    asyncio.run(cast(Any, verb({"agent": "anna", "number": "030123", **args})))
    return wishes


@pytest.mark.parametrize("state, args, reason", REFUSED)
def test_who_cannot_be_rung_is_refused_with_the_remedy(
    state: dict[str, str], args: dict[str, Any], reason: str
) -> None:
    """Nobody is told that a call was done whose phone never rings."""
    with pytest.raises(VerbError) as refused:
        dial(state, args)
    assert reason in str(refused.value)


@pytest.mark.parametrize("shown", [{}, {"caller_id": ""}, {"caller_id": None}])
def test_who_is_there_is_rung(shown: dict[str, Any]) -> None:
    """Without a number to show the first of ours is."""
    assert dial({}, shown) == [OutgoingCallRequested("anna", "p-1", caller_id="")]
