"""The verbs `dial`, `transfer`, `pickup`: what is refused before any phone is rung, each with its remedy."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from voipcc.call_verbs import call_verbs
from voipcc.control import VerbError
from voipcc.core.events import OutgoingCallRequested, PickUpRequested, TransferRequested
from voipcc.server import House

THERE = {"name": "anna", "presence": "ready", "work": "idle", "line": "reachable"}
REFUSED = [
    ({"presence": "logged_out"}, {}, "is logged out; log in first: voipcc agent login anna"),
    ({"presence": "not_ready"}, {}, "is on a break; end it first: voipcc agent ready anna"),
    ({"work": "wrap_up"}, {}, "is in a wrap-up; end it first: voipcc agent wrap-up anna --end"),
    ({"line": "unreachable"}, {}, "has no phone that can be reached"),
    ({}, {"caller_id": ["+49"]}, '"caller_id" is no text'),
    ({}, {"caller_id": "1" * 201}, '"caller_id" has more than 200 letters'),
    ({}, {"number": 7}, '"number" is no text'),
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


GIVEN: list[tuple[str, dict[str, str], str, object]] = [
    (
        "transfer",
        {"agent": "ben", "how": "blind", "kind": "agent", "to": "anna"},
        "the caller stays with ben",
        TransferRequested("ben", "blind", "agent", "anna"),
    ),
    (
        "pickup",
        {"agent": "anna", "slot": "3"},
        "the caller stays at 3",
        PickUpRequested("anna", "3"),
    ),
]
NOT_FREE = [
    ({"presence": "not_ready"}, "anna is on a break; end it first: voipcc agent ready anna"),
    ({"presence": "logged_out"}, "anna is logged out; log in first"),
    ({"work": "wrap_up"}, "anna is in a wrap-up"),
    ({"line": "unreachable"}, "anna has no phone that can be reached"),
    ({"work": "talking", "call": "1-20"}, "anna has a call in hand (1-20)"),
]


def given(verb: str, args: dict[str, str], state: dict[str, str]) -> list[object]:
    """The wishes the controller gets of a verb that gives anna a call while she is in this state."""
    wishes: list[object] = []
    house = SimpleNamespace(
        view=lambda: {"agents": [{**THERE, "call": "", **state}]},
        controller=SimpleNamespace(request=wishes.append),
    )
    asyncio.run(cast(Any, call_verbs(cast(House, house))[verb](args)))
    return wishes


@pytest.mark.parametrize("verb, args, otherwise, wanted", GIVEN)
@pytest.mark.parametrize("state, reason", NOT_FREE)
def test_who_cannot_take_a_call_is_given_none(
    verb: str,
    args: dict[str, str],
    otherwise: str,
    wanted: object,
    state: dict[str, str],
    reason: str,
) -> None:
    """The reason and where the caller stays are said; nobody hears "done" and has the call back later."""
    with pytest.raises(VerbError) as refused:
        given(verb, args, state)
    assert str(refused.value).startswith(f"agent {reason}")
    assert str(refused.value).endswith(otherwise)
    assert given(verb, args, {}) == [wanted]


def test_whom_nobody_knows_the_core_refuses() -> None:
    """A name that is no agent's is passed on: the core says so."""
    args = {"agent": "ben", "how": "consult", "kind": "agent", "to": "nobody"}
    assert given("transfer", args, {}) == [TransferRequested("ben", "consult", "agent", "nobody")]
