"""Blocks for those beside the flow, and transfers to agents and queues: what is said, what they become."""

import shutil

import pytest

from voipcc.core.steps import MenuStep, Overflow, QueueStep, TransferStep
from voipcc.places import shipped_sounds
from voipcc.queue_settings import MemberSettings, QueueSettings
from voipcc.settings import AgentSettings, CentreSettings, DeviceSettings

HEAD = 'format: 1\nnumbers: ["+4930123450"]\n'
START = "blocks:\n  start:\n    - queue: sales\n      on_full: bye\n"
BYE = "  bye:\n    - play: goodbye\n    - hang_up\n"
WHOLE = f"""{HEAD}comfort: tips
agent_hears: brief
on_hold: held
after_call: survey
{START}      on_hold: tips
{BYE}  tips: [{{play: welcome}}, {{play: queue/busy_day}}]
  brief: [{{play: queue/one_moment}}]
  held: [{{play: queue/busy_day}}, {{jump: tips}}]
  survey:
    - menu: main-menu
      into: csat
      keys: {{"1-3": sorry, "4": bye, "5": bye}}
      on_timeout: bye
  sorry: [{{play: welcome}}]
"""


@pytest.fixture
def settings() -> CentreSettings:
    people = {
        name: AgentSettings(devices={"desk": DeviceSettings()}, language=language)
        for name, language in (("anna", "en"), ("ben", "de"))
    }
    queue = QueueSettings(agents=(MemberSettings(name="anna"), MemberSettings(name="ben")))
    return CentreSettings(agents=people, queues={"sales": queue})


def placed(key: str, steps: str, more: str = "") -> str:
    """A dialplan whose block `aside` (line 10) is named for a place at its top."""
    return f"{HEAD}{key}: aside\n{START}{BYE}  aside:\n{steps}{more}"


CASES = {
    "a queue in a survey": (
        placed("after_call", "    - play: welcome\n    - queue: sales\n"),
        [
            '13:7 error: "aside" is for callers whose agent has hung up: queue cannot stand in it |'
            " move it elsewhere; what can stand here: play, menu,"
        ],
    ),
    "a menu for the agent": (
        placed(
            "agent_hears",
            '    - menu: main-menu\n      keys: {"1": bye}\n      on_timeout: bye\n',
        ),
        [
            '10:7 error: "aside" is said to agents before they are connected: hang_up cannot',
            '12:7 error: "aside" is said to agents before they are connected: menu cannot stand',
        ],
    ),
    "a step that cannot stand two blocks on": (
        placed("on_hold", "    - jump: second\n", "  second: [{play: welcome}, hang_up]\n"),
        ['13:29 error: "aside" is said to callers on hold: hang_up cannot stand in it'],
    ),
    "words no agent hears": (
        placed("agent_hears", "    - play: whisper-en\n"),
        ['12:13 error: the prompt "whisper-en" is missing in "de", which agents hear |'],
    ),
    "a block that is not there": (
        f"{HEAD}comfort: tip\n{START}{BYE}  tips: [{{play: welcome}}, hang_up]\n",
        [
            '3:10 error: there is no block "tip" | did you mean "tips"?',
            '11:3 warning: block "tips" is never reached',
        ],
    ),
    "one key twice": (
        placed(
            "after_call",
            '    - menu: main-menu\n      keys: {"1-5": bye, "5": bye, "9-7": bye}\n'
            "      on_timeout: bye\n",
        ),
        [
            "13:26 error: the key 5 stands in 1-5 and in 5 | let one block have it",
            "13:36 error: no key lies in 9-7 | the smaller one first",
        ],
    ),
    "a transfer to two": (
        f"{HEAD}blocks:\n  start:\n    - transfer: {{agent: anna, queue: sales}}\n",
        ["5:17 error: agent and queue in one transfer | one of number, agent, queue"],
    ),
    "a transfer to an agent who is not there": (
        f"{HEAD}blocks:\n  start:\n    - transfer: {{agent: ana, trunk: carrier}}\n",
        [
            '5:25 error: there is no agent "ana" | did you mean "anna"?',
            "5:30 error: trunk means nothing beside agent | leave it out",
        ],
    ),
    "a transfer into a queue without an end": (
        f"{HEAD}blocks:\n  start:\n    - transfer: {{queue: sale, timeout: 1 min, music: calm}}\n",
        [
            '5:25 error: there is no queue "sale" in the centre file | did you mean "sales"?',
            "5:31 error: nothing follows when nobody answers in time | add on_no_answer: BLOCK",
            "5:47 error: music means nothing beside queue | leave it out",
        ],
    ),
    "a number that is away": (
        f"{HEAD}{START}  away:\n    - transfer: '+4930555123'\n      on_away: bye\n{BYE}",
        ["9:7 error: on_away is for agents and queues; a number is never away |"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_is_told(name, complaints, tmp_path):
    """Each step that cannot stand there, each missing word or name is told with its place."""
    sounds = tmp_path / "sounds" / "en"
    sounds.mkdir(parents=True)
    shutil.copy(shipped_sounds() / "en" / "goodbye.wav", sounds / "whisper-en.wav")
    text, expected = CASES[name]
    found = complaints(text)
    told = [any(one.startswith(line) for one in found) for line in expected]
    assert all(told), found


def test_the_blocks_reach_the_plan(compile_text):
    """What the file and the step name is in the plan, and nothing is wrong with blocks only named there."""
    compiled = compile_text(WHOLE)
    assert compiled.problems == () and compiled.plan is not None
    flow = compiled.plan.flows["main"]
    assert (flow.comfort, flow.agent_hears, flow.on_hold, flow.after_call) == (
        "tips", "brief", "held", "survey",
    )  # fmt: skip
    (step,) = flow.blocks["start"]
    assert isinstance(step, QueueStep) and (step.on_hold, step.after_call) == ("tips", "")
    (menu,) = flow.blocks["survey"]
    assert isinstance(menu, MenuStep) and menu.into == "csat"
    assert dict(menu.keys) == {"1": "sorry", "2": "sorry", "3": "sorry", "4": "bye", "5": "bye"}


def test_transfers_become_what_the_core_takes(compile_text):
    """An agent is rung by the step transfer; a queue's ways out are those of a queue step."""
    text = (
        f"{HEAD}blocks:\n  start:\n    - transfer: {{agent: anna, timeout: 20 s, music: calm}}\n"
        "      on_busy: line\n      on_no_answer: bye\n      on_away: line\n      on_failed: bye\n"
        "  line:\n    - transfer: {queue: sales, timeout: 1 min}\n      on_busy: bye\n"
        f"      on_no_answer: bye\n      on_away: bye\n{BYE}"
    )
    compiled = compile_text(text)
    assert compiled.problems == () and compiled.plan is not None
    blocks = compiled.plan.flows["main"].blocks
    assert blocks["start"] == (
        TransferStep("", "", "", 20, "calm", "line", "bye", "bye", 5, "anna", "line"),
    )
    assert blocks["line"] == (
        QueueStep(
            "sales", "bye", "bye", line=11,
            overflow=(Overflow("no_staff", "bye"), Overflow("wait", "bye", 60)),
        ),
    )  # fmt: skip
