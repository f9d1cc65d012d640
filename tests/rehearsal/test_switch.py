"""The make-believe switch knows every command of the core."""

from dataclasses import replace
from random import Random
from typing import get_args

import pytest

from tests.callflows.plans import NUMBER, OFFICE, PLANS
from tests.effort import some
from tests.flow_chart.flows import random_plan
from voipcc.core import commands as do
from voipcc.core.commands import Command
from voipcc.core.plan import Hours
from voipcc.core.prompt_words import PublishPrompt
from voipcc.core.supervision_words import CollectSecret, Listen
from voipcc.core.tape_files import KeepTapeFile
from voipcc.core.tape_words import KeepTape
from voipcc.core.transcript.story import START_UTC_MS
from voipcc.rehearsal import Caller, RehearsalError, Scene, World, acts_from, rehearse
from voipcc.rehearsal.switch import EFFECTS

# What a rehearsed caller notices nothing of.
UNNOTICED = {
    do.Adopt,
    do.DropRecording,
    do.EchoLine,
    do.KeepLegQuality,
    do.KeepRecord,
    do.KeepStretch,
    do.KeepWrapUp,
    KeepTape,
    KeepTapeFile,
    do.Mute,
    do.SetStandIns,
    do.WatchLine,
    CollectSecret,
    Listen,
    PublishPrompt,
}


def test_every_command_has_its_outcome() -> None:
    """A command is carried out, or a caller notices nothing of it: a new one is decided about."""
    known = EFFECTS.keys() | UNNOTICED
    assert {one.__name__ for one in {*get_args(Command)} - known} == set()
    assert not EFFECTS.keys() & UNNOTICED


def test_who_looks_on_sees_where_the_caller_stands() -> None:
    """The live view has the flow and block of each call: pictures show who is where."""
    scene = Scene(PLANS["office"], Caller(NUMBER, START_UTC_MS))
    scene.go_on("asked")
    (row,) = scene.centre.view(scene.now)["calls"]
    assert (row["flow"], row["block"]) == ("main", "start")


@pytest.mark.parametrize("seed", some(range(18)))
def test_every_call_on_every_flow_ends_and_goes_the_same_way_again(seed: int) -> None:
    """On random flows with any keys and staff a call ends, and ends in the same way again."""
    rng = Random(f"rehearsal {seed}")
    flows = random_plan(rng.choice((6, 12, 30)), seed)
    hours = {"main/office": Hours("office", ((0, 1 << 50),), 1 << 51)}
    plan = replace(OFFICE, numbers=flows.numbers, flows=flows.flows, hours=hours)
    number = next(iter(plan.numbers))
    for _ in range(5):
        keys = ", ".join(rng.choice(("1", "2", "*", "0", "silence", "wait 7 s")) for _ in range(6))
        world = World(
            staff=rng.choice(("free", "busy", "none")),
            answer_s=rng.choice((None, 2.0)),
            outside=rng.choice(("answers", "busy", "no_answer", "refused")),
            ends=rng.choice(("caller", "agent")),
        )
        caller = Caller(number, START_UTC_MS, acts_from(keys), withheld=rng.random() < 0.2)
        try:
            found = rehearse(plan, caller, world)
        except RehearsalError as error:  # queues in a circle, which `check` warns of
            assert "does not end within a day" in str(error)
            continue
        assert found.outcome, (keys, world)
        assert found.steps[0].startswith("main:start:")
        assert rehearse(plan, caller, world) == found
