"""The queue step: what the checker says of its wishes, keys, offers and rules, and what they become."""

import pytest

from voipcc.core.steps import Invitation, Overflow, QueueStep
from voipcc.queue_settings import ComfortSettings, MemberSettings, QueueSettings
from voipcc.settings import AgentSettings, CentreSettings, DeviceSettings

HEAD = 'format: 1\nnumbers: ["+4930123450"]\n'
BYE = "  bye:\n    - play: goodbye\n    - hang_up\n"
CIRCLE_REMEDY = "let one of them lead to a menu, a prompt and hang_up, or a queue without rules"


@pytest.fixture
def settings() -> CentreSettings:
    people = {
        name: AgentSettings(devices={"desk": DeviceSettings()}, skills=skills)
        for name, skills in (("anna", {"german": 3}), ("ben", {}), ("carla", {"french": 1}))
    }
    queue = QueueSettings(agents=(MemberSettings(name="anna"), MemberSettings(name="ben")))
    return CentreSettings(agents=people, queues={"sales": queue, "help": queue})


def start(*lines: str, more: str = "") -> str:
    """A dialplan whose queue step (line 5) has further lines."""
    rest = "".join(f"      {line}\n" for line in lines)
    return f"{HEAD}blocks:\n  start:\n    - queue: sales\n{rest}{BYE}{more}"


CASES = {
    "an expression nobody can read": (
        start('requires: "german >="', "on_full: bye"),
        [
            "6:27 error: requires: at its end: a level such as 3 is expected |"
            " such as: german >= 3 and (sales or support)"
        ],
    ),
    "a skill nobody has": (
        start("requires: germn", "on_full: bye"),
        [
            '6:17 error: no agent of the queue "sales" ever meets "germn" | give one the skills,'
            " ask for less, or let a ring of the queue's relax drop some",
            '6:17 warning: nobody has the skill "germn" | did you mean "german"?',
        ],
    ),
    "a skill nobody of the queue has": (
        start("requires: french", "on_full: bye"),
        [
            '6:17 error: no agent of the queue "sales" ever meets "french" | give one the skills,'
            " ask for less, or let a ring of the queue's relax drop some",
        ],
    ),
    "an agent preferred twice": (
        start("prefer: [anna, ben, anna]", "on_full: bye"),
        ['6:27 error: the agent "anna" stands here twice | remove one'],
    ),
    "agents who cannot be preferred": (
        start("prefer: [ana, carla]", "on_full: bye"),
        [
            '6:16 error: there is no agent "ana" | did you mean "anna"?',
            '6:21 warning: "carla" does not serve the queue "sales", so is never preferred |'
            " add carla to queues.sales.agents",
        ],
    ),
    "scores of agents who cannot be preferred": (
        start("prefer: {ana: 90, carla: 10}", "on_full: bye"),
        [
            '6:16 error: there is no agent "ana" | did you mean "anna"?',
            '6:25 warning: "carla" does not serve the queue "sales", so is never preferred |'
            " add carla to queues.sales.agents",
        ],
    ),
    "rules without a trigger, and with two": (
        start("overflow:", "  - jump: bye", "  - {wait: 1 min, length: 5, jump: bye}"),
        [
            "7:11 error: this rule does not say when |"
            " one of wait, length, ratio, estimate, no_staff, closed",
            "8:11 error: wait and length in one rule | write one rule for each: - length: ...",
        ],
    ),
    "a trigger misspelt": (
        start("overflow:", "  - lenght: 5", "    jump: bye"),
        ['7:11 error: unknown key "lenght" | did you mean "length"?'],
    ),
    "rules that never hold": (
        start("overflow:", "  - {wait: 30 min, jump: bye}", "  - {length: 200, jump: bye}"),
        [
            "7:18 warning: nobody waits so long: max_wait_s is 1800 |"
            " a shorter time, or on_timeout",
            "8:20 warning: so many never wait: max_waiting is 200 | a smaller number, or on_full",
        ],
    ),
    "hours that are not there": (
        start("overflow: [{closed: office, jump: bye}]"),
        ['6:27 error: there are no opening hours "office" | add them above under hours'],
    ),
    "an invitation to nothing at no time": (
        start("on_full: bye", "invitations: [{play: queue/press_one}]"),
        [
            '7:21 warning: no key leads anywhere after this invitation | add keys: {"1": BLOCK}',
            "7:21 error: this invitation does not say when | add after: 60 s or estimate: 5 min",
        ],
    ),
    "an invitation in words nobody recorded": (
        start("invitations: [{play: press-one, after: 60 s, keys: {1: bye}}]"),
        [
            '6:28 error: the prompt "press-one" is missing in "en" | did you mean'
            ' "queue/press_one"?'
            " Or record sounds/en/press-one.wav, or make it from text"
        ],
    ),
    "keys that lead nowhere": (
        start('keys: {"1": by}', 'invitations: [{play: goodbye, after: 60 s, keys: {"2": bye2}}]'),
        [
            '6:19 error: there is no block "by" | did you mean "bye"?',
            '7:62 error: there is no block "bye2" | did you mean "bye"?',
            '8:3 warning: block "bye" is never reached |'
            " name it in a key, closed, on_... or jump, or remove it",
        ],
    ),
    "comfort that is no message": (
        start("on_full: bye", "comfort: tips", more="  tips:\n    - play: welcome\n    - hang_up\n"),
        [
            '13:7 error: "tips" is said to waiting callers: hang_up cannot stand in it |'
            " move it elsewhere; what can stand here: play, set, branch, hours,"
            " split, tag, jump"
        ],
    ),
    "comfort that is not there": (
        start("on_full: bye", "comfort: bey"),
        ['7:16 error: there is no block "bey" | did you mean "bye"?'],
    ),
    "overflow in a circle": (
        start(
            "overflow: [{no_staff: true, jump: second}]",
            more="  second:\n    - queue: help\n      overflow: [{length: 5, jump: start}]\n"
            "      on_full: bye\n",
        ),
        [
            "12:36 error: overflow in a circle: start -> second -> start; a caller whom none of"
            f" these queues can take never gets out | {CIRCLE_REMEDY}"
        ],
    ),
    "a circle of those who wait": (
        start(
            "overflow: [{wait: 60 s, jump: second}]",
            more="  second:\n    - queue: help\n      overflow: [{wait: 60 s, jump: start}]\n"
            "      on_full: bye\n",
        ),
        [
            "12:37 warning: overflow in a circle: start -> second -> start; a caller who waits is"
            " sent round | let one of these queues keep its callers until on_timeout"
        ],
    ),
    "hung up without a word by a rule": (
        f"{HEAD}blocks:\n  start:\n    - queue: sales\n"
        "      overflow: [{no_staff: true, jump: out}]\n  out: [hang_up]\n",
        [
            "7:9 warning: a caller can get here without having heard a word |"
            " play something first"
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_in_a_queue_step_is_told(name, complaints):
    """Each wrong wish, key, offer or rule is told with line, column and remedy."""
    text, expected = CASES[name]
    assert complaints(text) == expected


def test_a_queue_step_becomes_what_the_core_reads(compile_text):
    """Every key of the step reaches the plan, times in seconds, hours under the flow's name."""
    text = (
        f"{HEAD}hours: {{office: {{weekly: {{mon-fri: '08:00-18:00'}}}}}}\n"
        "blocks:\n  start:\n    - queue: sales\n      on_full: bye\n      on_timeout: bye\n"
        "      priority: 5\n      requires: german\n      prefer: anna\n      prefer_last: true\n"
        '      keys: {"1": bye}\n      comfort: tips\n      invitations:\n'
        '        - {after: 1 min, play: queue/press_one, keys: {"2": bye}}\n'
        "        - {estimate: 5 min, play: queue/press_one}\n      overflow:\n"
        "        - {wait: 2 min, jump: bye}\n        - {length: 10, jump: bye}\n"
        "        - {ratio: 2.5, jump: bye}\n        - {estimate: 10 min, jump: bye}\n"
        "        - {no_staff: true, jump: bye}\n        - {closed: office, jump: bye}\n"
        f"  tips:\n    - play: queue/busy_day\n{BYE}"
    )
    compiled = compile_text(text)
    assert compiled.problems == () and compiled.plan is not None
    (step,) = compiled.plan.flows["main"].blocks["start"]
    assert step == QueueStep(
        "sales",
        "bye",
        "bye",
        5,
        "german",
        ("anna",),
        True,
        {"1": "bye"},
        (
            Overflow("wait", "bye", 120),
            Overflow("length", "bye", 10),
            Overflow("ratio", "bye", 2.5),
            Overflow("estimate", "bye", 600),
            Overflow("no_staff", "bye"),
            Overflow("closed", "bye", hours="main/office"),
        ),
        (
            Invitation(("queue/press_one",), 60, 0, {"2": "bye"}),
            Invitation(("queue/press_one",), 0, 300),
        ),
        "tips",
        step.line,
    )


@pytest.mark.parametrize(
    ("written", "tried"),
    [
        ("[ben, anna]", ("ben", "anna")),
        ("{anna: 40, ben: 90}", ("ben", "anna")),
        ("{anna: 90, ben: 90}", ("anna", "ben")),
    ],
)
def test_preferred_agents_are_tried_by_their_scores(compile_text, written, tried):
    """A list is an order; of scores the highest comes first, of equal ones the one written first."""
    compiled = compile_text(start(f"prefer: {written}", "on_full: bye"))
    assert compiled.plan is not None
    (step,) = compiled.plan.flows["main"].blocks["start"]
    assert step.prefer == tried


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (0, "prefer.anna is 0, too small"),
        (101, "prefer.anna is 101, too large"),
        ("high", 'prefer.anna should be a whole number, not the text "high"'),
    ],
)
def test_a_score_is_a_whole_number_up_to_a_hundred(compile_text, score, words):
    """Another score refuses the dialplan, at its place."""
    (problem,) = compile_text(start(f"prefer: {{anna: {score}}}", "on_full: bye")).problems
    assert (problem.line, problem.column, problem.message) == (6, 22, words)


def test_a_message_nobody_recorded_is_told(compile_text, settings):
    """A comfort prompt of the settings that is missing in a language refuses the centre."""
    queue = settings.queues["sales"].model_copy(
        update={"comfort": ComfortSettings(prompts=("welcom",))}
    )
    changed = settings.model_copy(update={"queues": {**settings.queues, "sales": queue}})
    (problem,) = compile_text(start("on_full: bye"), settings=changed).problems
    assert problem.message == 'queues.sales.comfort: the prompt "welcom" is missing in "en"'
    assert problem.remedy.startswith('did you mean "welcome"?')
