"""What is said of agents in queues, their skills, and what is asked of them."""

from typing import get_args

import pytest

from tests.settings.test_centre_file import said
from voipcc.centre_file import load_centre
from voipcc.core.plan import Member, Relaxation
from voipcc.core.strategies import STRATEGIES
from voipcc.dialplan.publisher import _queue
from voipcc.queue_settings import Strategy

PEOPLE = (
    "agents:\n"
    "  anna: {devices: {desk: {}}, skills: {german: 3, sales: 1}}\n"
    "  ben: {devices: {desk: {}}, skills: {german: 1}}\n"
    "queues:\n"
)
SEVEN = ", ".join(f"{{after_s: {at}, level: {at}}}" for at in range(1, 8))

# name -> (the queue, everything said about it)
CASES = {
    "a strategy misspelt": (
        "sales: {agents: [anna, ben], strategy: longest_idel}",
        [
            '6:42 error: queues.sales.strategy cannot be "longest_idel" |'
            ' did you mean "longest_idle"?'
        ],
    ),
    "an agent twice, once in the long form": (
        "sales: {agents: [anna, {name: ben, level: 2}, ben]}",
        ['6:49 error: the agent "ben" stands here twice | remove one'],
    ),
    "an agent nobody knows, in the long form": (
        "sales: {agents: [anna, ben, {name: bem, level: 2}]}",
        ['6:38 error: there is no agent "bem" | did you mean "ben"?'],
    ),
    "an unknown key of a member": (
        "sales: {agents: [anna, {name: ben, lever: 2}]}",
        ['6:38 error: unknown key "lever" | did you mean "level"?'],
    ),
    "a member without a name": (
        "sales: {agents: [anna, ben, {level: 0}]}",
        [
            '6:31 error: "name" is missing | add it',
            "6:39 error: queues.sales.agents (entry 3).level is 0, too small | 1 at least",
        ],
    ),
    "weights nobody looks at": (
        "sales: {agents: [anna, {name: ben, weight: 3}]}",
        [
            '6:38 warning: the queue "sales" does not look at weights | add strategy: weighted'
        ],
    ),
    "an expression nobody can read": (
        'sales: {agents: [anna, ben], requires: "german => 3"}',
        [
            "6:50 error: requires: at '=> 3': a skill, a comparison or a parenthesis is"
            " expected | such as: german >= 3 and (sales or support)"
        ],
    ),
    "a skill nobody has": (
        "sales: {agents: [anna, ben], requires: german or frensh}",
        ['6:42 warning: nobody has the skill "frensh" | skills are: german, sales'],
    ),
    "a skill misspelt": (
        "sales: {agents: [anna, ben], requires: not germn}",
        ['6:42 warning: nobody has the skill "germn" | did you mean "german"?'],
    ),
    "a requirement nobody ever meets": (
        "sales: {agents: [anna, ben], requires: german >= 5, relax: [{after_s: 9, drop: [sales]}]}",
        [
            '6:42 error: no agent of the queue "sales" ever meets "german >= 5" |'
            " give one the skills, ask for less, or let a ring of relax: drop some"
        ],
    ),
    "a requirement that is met in a later ring": (
        "sales: {agents: [anna, ben], requires: german >= 5,"
        " relax: [{after_s: 9, requires: german}]}",
        [],
    ),
    "rings in the wrong order": (
        "sales: {agents: [anna, ben], requires: german >= 3,"
        " relax: [{after_s: 30, level: 2}, {after_s: 30, drop: [german]}]}",
        [
            "6:98 error: after_s 30 does not come after the 30 of the ring before |"
            " list the rings in the order in which they begin"
        ],
    ),
    "rings without an effect": (
        "sales: {agents: [anna, ben], relax: [{after_s: 30}, {after_s: 60, drop: [saels]}]}",
        [
            "6:40 warning: this ring changes nothing | add drop: [skill], requires: or level:",
            '6:76 warning: nobody asks for "saels" | did you mean "sales"?',
        ],
    ),
    "a level no ring lets in": (
        "sales: {agents: [anna, {name: ben, level: 3}], relax: [{after_s: 30, level: 2}]}",
        [
            "6:45 warning: no ring lets level 3 in: this agent is never asked |"
            " add {after_s: ..., level: 3} to relax"
        ],
    ),
    "too many rings": (
        f"sales: {{agents: [anna, ben], relax: [{SEVEN}]}}",
        ["6:39 error: queues.sales.relax has too many entries | 6 at most"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_every_problem_of_routing_is_told(name, tmp_path):
    """What cannot work in a queue is said with line, column and remedy."""
    queue, expected = CASES[name]
    assert said(tmp_path, f"format: 1\n{PEOPLE}  {queue}\n") == expected


@pytest.mark.parametrize(
    "wrong", ["strategy: longest_idel", "wrap_up_mode: mandatry", "callback: {most_waiting: 0}"]
)
def test_one_wrong_key_of_a_queue_hides_nothing_else_of_it(wrong, tmp_path):
    """Dialplans are still judged by who serves the queue: nobody hears that nobody does."""
    path = tmp_path / "centre.yaml"
    path.write_text(f"format: 1\n{PEOPLE}  sales: {{agents: [anna, ben], {wrong}}}\n")
    loaded = load_centre(path, {})
    assert loaded.settings is None and loaded.rough is not None
    assert loaded.rough.queues["sales"].names == ("anna", "ben")


@pytest.mark.parametrize(
    ("skills", "expected"),
    [
        ("{and: 1}", '2:47 error: no skill can be named "and" |'
                     " requires: could not be read with it; take another word"),
        ("{german: good}", "2:55 error: agents.anna.skills.german should be a whole number, not"
                           ' the text "good" | write a whole number'),
        ("{german: 101}", "2:55 error: agents.anna.skills.german is 101, too large | 100 at most"),
    ],
)  # fmt: skip
def test_skills_have_a_name_and_a_level(tmp_path, skills, expected):
    """A skill no expression could name, or without a level, is an error."""
    agent = f"agents: {{anna: {{devices: {{desk: {{}}}}, skills: {skills}}}}}\n"
    queue = "queues: {sales: {agents: [anna]}}\n"
    assert expected in said(tmp_path, f"format: 1\n{agent}{queue}")


def test_every_strategy_can_be_named():
    """The settings know exactly the strategies of the core."""
    assert set(get_args(Strategy)) == set(STRATEGIES)


def test_members_and_rings_reach_the_plan(tmp_path):
    """Levels, priorities, weights, skills and rings stand in the plan as they were written."""
    file = tmp_path / "centre.yaml"
    file.write_text(
        f"format: 1\n{PEOPLE}  sales:\n    strategy: weighted\n    requires: german >= 3\n"
        "    agents: [anna, {name: ben, level: 2, priority: 5, weight: 3}]\n"
        "    relax: [{after_s: 20, drop: [german], level: 2}, {after_s: 60, requires: sales}]\n"
        "    priority_worth_s: 30\n    last_agent_h: 48\n"
    )
    loaded = load_centre(file, {})
    assert loaded.problems == ()
    queue = _queue("sales", loaded.settings.queues["sales"])
    assert (queue.agents, queue.strategy) == (("anna", "ben"), "weighted")
    assert queue.members == {"ben": Member(2, 5, 3)}
    assert queue.relax == (Relaxation(20, ("german",), "", 2), Relaxation(60, (), "sales", 0))
    assert (queue.requires, queue.priority_worth_s, queue.last_agent_h) == ("german >= 3", 30, 48)
