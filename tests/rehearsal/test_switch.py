"""The make-believe switch knows every command of the core."""

from typing import get_args

from tests.callflows.plans import NUMBER, PLANS
from voipcc.core import commands as do
from voipcc.core.commands import Command
from voipcc.core.prompt_words import PublishPrompt
from voipcc.core.supervision_words import CollectSecret, Listen
from voipcc.core.transcript.story import START_UTC_MS
from voipcc.rehearsal import Caller, Scene
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
