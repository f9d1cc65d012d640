"""Steps that compute: what the checker says of them, and what becomes of them in the plan."""

import json

import pytest

from voipcc.audio import tone, write_wav
from voipcc.core.plan import plan_from
from voipcc.core.state import plain
from voipcc.core.steps import (
    AnswerStep,
    BranchStep,
    Case,
    HangUpStep,
    LanguageStep,
    LoopStep,
    ReturnStep,
    SetStep,
    SplitStep,
    SubStep,
    TagStep,
)

HEAD = 'format: 1\nnumbers: ["+4930123450"]\n'
TEXT = (
    HEAD
    + """\
callers:
  vip: ["+4930*", "+4917112345678"]
  hidden: withheld
blocks:
  start:
    - answer
    - set: {tier: gold, ahead: "{queue.sales.waiting}"}
    - branch:
        - when: tier == "gold" and queue.sales.free > 0
          jump: sales
        - caller: [vip, hidden]
          jump: sales
    - split: {sales: 30}
    - sub: {block: greet, with: {who: "{tier}"}}
    - sub: {flow: second, block: other}
    - loop: {block: start, times: 2}
    - tag: complaint
    - language: en
    - hang_up:
      cause: busy
  greet:
    - play: welcome
    - return
  sales:
    - queue: sales
"""
)
SECOND = "format: 1\nblocks:\n  start: [return]\n  other:\n    - play: welcome\n    - return:\n"


def test_every_step_becomes_a_step_of_the_plan(compile_text):
    """Each step stands in the plan, which reads back from JSON as it was."""
    compiled = compile_text(TEXT, SECOND)
    assert [str(one) for one in compiled.problems] == []
    plan = compiled.plan
    cases = (
        Case("sales", when='tier == "gold" and queue.sales.free > 0'),
        Case("sales", callers=("main/vip", "main/hidden")),
    )
    assert plan.flows["main"].blocks["start"] == (
        AnswerStep(8),
        SetStep({"tier": "gold", "ahead": "{queue.sales.waiting}"}, ("sales",), 9),
        BranchStep(cases, asks=("sales",), line=10),
        SplitStep({"sales": 30}, 15),
        SubStep("greet", values={"who": "{tier}"}, line=16),
        SubStep("other", "second", line=17),
        LoopStep("start", 2, 18),
        TagStep(("complaint",), 19),
        LanguageStep("en", 20),
        HangUpStep(line=21, cause="busy"),
    )
    assert plan.flows["second"].blocks["start"] == (ReturnStep(3),)
    assert plan_from(json.loads(json.dumps(plain(plan)))) == plan


def test_numbers_of_callers_are_not_in_the_plan(compile_text):
    """The plan knows the lists' names; who is on them is told apart, and changes the version."""
    compiled = compile_text(TEXT, SECOND)
    assert compiled.callers == {
        "main/vip": ("+4930*", "+4917112345678"),
        "main/hidden": ("withheld",),
    }
    written = json.dumps(plain(compiled.plan))
    assert "4917112345678" not in written and "+4930*" not in written
    other = compile_text(TEXT.replace("+4917112345678", "+4917112345679"), SECOND)
    assert other.plan.version != compiled.plan.version


def steps(*lines: str, more: str = "") -> str:
    return f"{HEAD}blocks:\n  start:\n" + "".join(f"    - {line}\n" for line in lines) + more


END = "  end: [{play: welcome}, hang_up]\n"
CASES = {
    "a condition nobody can read": (
        steps("set: {tier: gold}", "branch: [{when: tier = 5, jump: end}]", "hang_up", more=END),
        [
            "6:28 error: this condition cannot be read, at '= 5': write == to compare | such as:"
            ' tier == "gold" and queue.sales.waiting < 5',
            "7:7 warning: a caller can get here without having heard a word | play something first",
        ],
    ),
    "names nobody sets": (
        steps(
            "set: {tier: gold, note: 'for {custmer}'}",
            'branch: [{when: teir == "x" or queue.sales.wating > 1 or call.nr == 1, jump: end}]',
            "jump: end",
            more=END,
        ),
        [
            '5:31 error: there is no value "custmer" | values are: note, tier',
            '6:23 error: there is no value "teir" | did you mean "tier"?',
            '6:38 error: a queue has no "wating" | did you mean "waiting"?',
            '6:64 error: there is no value "call.nr" | did you mean "call.number"?',
        ],
    ),
    "a queue there is not": (
        steps("branch: [{when: queue.sale.free > 1, jump: end}]", "jump: end", more=END),
        [
            '5:23 error: there is no queue "sale" in the centre file | did you mean "sales"?',
        ],
    ),
    "cases that do not say when": (
        steps(
            "branch: [{jump: end}, {when: call.known, caller: vip, jump: end}]",
            "jump: end",
            more=END,
        ),
        [
            "5:16 error: this case does not say when | add when: CONDITION, such as: tier =="
            ' "gold" and queue.sales.waiting < 5',
            "5:29 error: when and caller in one case | write a case for each",
            '5:56 error: there is no list of callers "vip" | add above: callers: {vip: ["+4930*"]}',
        ],
    ),
    "words of conditions as names": (
        steps("set: {not: 1}", "jump: end", more=END),
        ['5:13 error: no value can be named "not": it is a word of conditions | take another word'],
    ),
    "more than all calls": (
        steps("split: {end: 60, other: 50}", more=END + "  other: [{queue: sales}]\n"),
        [
            "5:14 error: together that is 110 % | 100 at most; what is left goes on with the next step"
        ],
    ),
    "a block nobody can come back from": (
        steps("sub: greet", "jump: end", more=END + "  greet: [{play: welcome}]\n"),
        [
            '8:11 error: dead end: nothing follows this step, the last one of block "greet" | end the'
            " block with queue, menu, callback, voicemail, transfer, jump, return or hang_up",
        ],
    ),
    "a return to nowhere": (
        steps("play: welcome", "jump: back", more="  back: [return]\n"),
        [
            '7:10 error: a call gets to "back" without a sub: there is nowhere to return to |'
            " hang_up or jump instead, or lead here by sub",
        ],
    ),
    "a sub-flow in a circle": (
        steps("sub: again", "jump: end", more=END + "  again: [{sub: again}, return]\n"),
        [
            "8:17 error: loop without an end: again -> again; the caller never gets out | let one of"
            " them end in a menu, queue or hang_up",
        ],
    ),
    "flows and languages there are not": (
        steps(
            "sub: {flow: secnd}",
            "sub: {}",
            "language: de",
            "sub: {flow: main}",
            "jump: end",
            more=END,
        ),
        [
            '5:19 error: there is no flow "secnd" | write it into a file of its own',
            "6:12 error: this does not say where it leads | add block: NAME",
            '7:17 error: "de" is no language of the centre | add de to languages in centre.yaml',
            '8:19 error: "main" is this flow | leave flow: out',
        ],
    ),
    "a list of callers nobody looks at": (
        f'{HEAD}callers: {{vip: ["+4930*", "030*"]}}\nblocks: {{start: [{{play: welcome}}, hang_up]}}\n',
        [
            '3:27 error: "030*" does not fit callers.vip (entry 2) | a number such as "+4930123450", its'
            ' beginning such as "+4930*", or withheld',
        ],
    ),
    "otherwise within the list": (
        steps("branch: [{when: call.known, jump: end}, {otherwise: end}]", "jump: end", more=END),
        [
            "5:15 error: otherwise stands beside branch, not in its list | write it below the list,"
            " without -",
        ],
    ),
    "what never holds": (
        steps(
            'branch: {when: not queue.sales.waiting == "many" and call.known == 1, jump: end}',
            "jump: end",
            more=END,
        ),
        [
            "5:26 warning: this never holds: queue.sales.waiting is a number | compare it with a number",
            "5:60 warning: this never holds: call.known is true or false | compare it with true or"
            " false",
        ],
    ),
    "a cause alone": (steps("hang_up: busy"), []),
    "a loop is a limit": (
        steps("play: welcome", "loop: {block: start, times: 3}", "hang_up"),
        [],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_every_problem_is_told_with_place_and_remedy(name, complaints):
    """Everything wrong in such steps is said in one go, with line, column and remedy."""
    text, expected = CASES[name]
    assert complaints(text) == expected


def test_flows_in_a_circle_are_refused(compile_text):
    """Flows that go through each other for ever are an error; a value of one is known in the other."""
    main = steps("set: {tier: gold}", "sub: {flow: second}", "queue: sales")
    second = 'format: 1\nblocks:\n  start:\n    - branch: [{when: tier == "gold", jump: on}]\n    - return\n'
    assert not compile_text(main, second + "  on: [return]\n").problems
    problems = compile_text(main, second + "  on: [{sub: {flow: main}}, return]\n").problems
    assert "flows in a circle: main -> second -> main; the caller never gets out" in [
        problem.message for problem in problems
    ]


def test_a_voice_needs_only_the_prompts_it_has(tmp_path, compile_text, settings):
    """A voice among the languages lacks no prompt its language has."""
    speaking = settings.model_copy(update={"languages": ("en", "en-anna")})
    (tmp_path / "sounds" / "en-anna").mkdir(parents=True)
    write_wav(tmp_path / "sounds" / "en-anna" / "hello.wav", tone(440, 0.5))
    flow = steps("language: en-anna", "play: welcome", "queue: sales")
    compiled = compile_text(flow, settings=speaking)
    assert compiled.plan.flows["main"].blocks["start"][0] == LanguageStep("en-anna", 5)
    missing = compile_text(flow.replace("welcome", "nix"), settings=speaking).problems
    assert {one.message for one in missing} == {
        'the prompt "nix" is missing in "en"',
        'the prompt "nix" is missing in "en-anna"',
    }
