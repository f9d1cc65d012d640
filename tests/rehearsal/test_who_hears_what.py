"""Rehearsed and drawn: surveys, agents by name, and the blocks that are said beside a flow."""

from tests.callflows.plans import NUMBER
from tests.callflows.waiting_plans import WAITING_PLANS
from voipcc.core.transcript.story import START_UTC_MS
from voipcc.flow_chart.rows import aside_blocks, chart_of
from voipcc.rehearsal import Caller, World, acts_from, rehearse

HEARD = WAITING_PLANS["heard"]


def test_a_survey_is_rehearsed() -> None:
    """Where the agent hangs up first the caller is asked, and the key is a value."""
    caller = Caller(NUMBER, START_UTC_MS, acts_from("1 after menu, 5 after how-was-it"))
    found = rehearse(HEARD, caller, World(ends="agent"))
    assert found.prompts == ("menu", "one-question", "how-was-it", "thank-you")
    assert (found.agent, found.outcome, found.ended_by) == ("anna", "answered", "agent")
    assert found.values["csat"] == "5"
    assert "main:survey" in found.blocks and "main:thanks" in found.blocks


def test_an_agent_by_name_is_rehearsed() -> None:
    """The agent who is named is rung, in no queue; who is away is told of otherwise."""
    caller = Caller(NUMBER, START_UTC_MS, acts_from("2 after menu"))
    found = rehearse(HEARD, caller)
    assert (found.agent, found.queue, found.outcome) == ("ben", "", "answered")
    nobody = rehearse(HEARD, caller, World(staff="none"))
    assert "transfer_away" in nobody.marks and "main:mail" in nobody.blocks


def test_a_picture_shows_who_hears_what() -> None:
    """Blocks the file names hang at its queue steps, dashed; a survey is a way a caller goes."""
    flow = HEARD.flows["main"]
    assert aside_blocks(flow) == {"patience", "late", "for_agent", "held"}
    ways = {way.label: way for way in chart_of(HEARD, flow).blocks["sales"].ways()}
    assert ways["while waiting"].aside and ways["while waiting"].target == "patience"
    assert not ways["after the call"].aside and ways["after the call"].target == "survey"
    boss = chart_of(HEARD, flow).blocks["boss"]
    assert boss.rows[0].text == "transfer: ben"
    labels = {way.label for way in boss.ways()}
    assert {"busy", "away", "no answer", "not reached", "agent hears", "after the call"} < labels
    assert "while waiting" not in labels
