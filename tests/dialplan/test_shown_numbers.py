"""Numbers of ours that agents' own calls show."""

import pytest

from voipcc.core.centre import Centre
from voipcc.core.commands import Dial
from voipcc.core.events import (
    CentreConfigured,
    ControllerStarted,
    DeviceDialled,
    LogInRequested,
    SwitchFound,
)
from voipcc.core.moment import Moment
from voipcc.settings import CentreSettings

TEXT = """\
format: 1
numbers: ["+4930123450", "+4930123451"]
blocks: {start: [{play: welcome}, hang_up]}
"""
OWN = "+4930123451"


def with_number(settings: CentreSettings, number: str | None) -> CentreSettings:
    """The settings with a number anna's own calls show."""
    agents = dict(settings.agents)
    agents["anna"] = agents["anna"].model_copy(update={"caller_id": number})
    return settings.model_copy(update={"agents": agents})


@pytest.mark.parametrize(("given", "shown"), [(OWN, OWN), (None, "+4930123450")])
def test_an_agents_own_call_shows_the_agents_number(compile_text, settings, given, shown):
    """What anna dials at her phone shows her number, else the centre's first."""
    centre = Centre(1, 1)
    words = [
        ControllerStarted(1),
        CentreConfigured(compile_text(TEXT, settings=with_number(settings, given)).plan),
        SwitchFound((), ("anna/desk",)),
        LogInRequested("anna"),
        DeviceDialled("leg", "anna/desk", "number", "p9"),
    ]
    ordered = [
        command
        for at, event in enumerate(words, 1)
        for command in centre.handle(event, Moment(at, at, "test"))
    ]
    assert [word.caller_id for word in ordered if isinstance(word, Dial)] == [shown]


def test_a_number_nobody_answers_is_not_shown(compile_text, settings):
    """Who calls back must reach somebody: a number of no dialplan is refused with a remedy."""
    (problem,) = compile_text(TEXT, settings=with_number(settings, "+4930123459")).problems
    assert problem.severity == "error"
    assert problem.message == "agents.anna.caller_id: no dialplan answers +4930123459"
    assert problem.remedy == f'did you mean "{OWN}"?'
