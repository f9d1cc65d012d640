"""Tests operators write: what passes, what fails and where, what cannot be read."""

import re
import textwrap
import time
from pathlib import Path

import pytest

from tests.dialplan_tests.conftest import NOW_MS, Example, Run
from tests.effort import examples
from voipcc.dialplan_tests import run_tests
from voipcc.dialplan_tests.coverage import Walked, coverage_of
from voipcc.dialplan_tests.form import ExpectForm, FileForm, TestForm
from voipcc.flow_chart import traffic_of

HEAD = 'format: 1\nflow: main\nat: "2026-11-23 10:00"\ntests:\n'
STORY = """# Who presses 2 comes to support.
# at: 2026-11-23 10:00

00:00 > plan current takes effect
00:00 > call 1: arrives at +4930123450
00:01 > call 1: caller is answered
00:03 > call 1: caller has heard the prompt
00:04 > call 1: caller presses 2
00:20 > call 1: caller hangs up
"""


def one(keys: str, expect: str, *more: str) -> str:
    """A file with one test."""
    lines = [f"  - test: t\n    keys: {keys}\n", *(f"    {line}\n" for line in more)]
    return HEAD + "".join(lines) + f"    expect: {{{expect}}}\n"


@pytest.mark.parametrize(
    ("keys", "expect", "more"),
    [
        ("1", "hears: [welcome, main-menu], queue: sales, ending: answered, agent: anna", ()),
        ("[2]", "blocks: [start, choice, support], never: [closed, invalid]", ()),
        ("[5, 1]", 'hears: [welcome, "...", main-menu], queue: sales', ()),
        ("5, 5, 5", 'hears: ["...", goodbye], queue: none, ending: completed', ()),
        ("silence, 1", "queue: sales, within: 60 s", ()),
        ("1, hang up", "ending: abandoned", ("staff: none",)),
        ('"1, wait 15 s, hang up"', 'hears: ["...", queue/you_are_number, number/3]',
         ("staff: busy", "waiting: {sales: 2}")),
        ("2", "agent: ben", ("agents: ben",)),
        ('""', "hears: closed, ending: closed, queue: none", ('at: "2026-11-22 10:00"',)),
        ('""', "ending: closed", ('at: "2026-12-25 10:00"',)),
        ("1", "queue: sales", ("at: mon 10:00",)),
        ('""', "ending: closed", ("at: sun 10:00",)),
        ('""', "queue: support, hears: welcome", ("flow: small", 'at: "2026-11-22 03:00"')),
        ("1", "queue: sales", ('at: "2031-03-03 10:00"',)),
        ('""', "ending: closed", ('at: "2020-03-01 10:00"', "zone: Asia/Tokyo")),
        ("1 after main-menu", "hears: [welcome, main-menu], queue: sales", ()),
    ],
)  # fmt: skip
def test_what_is_true_passes(run: Run, keys: str, expect: str, more: tuple[str, ...]) -> None:
    """A call that goes as expected has no problems."""
    report = run(a_yaml=one(keys, expect, *more))
    assert [str(problem) for problem in report.problems] == []
    assert report.passed == 1


@pytest.mark.parametrize(
    ("keys", "expect", "place", "message"),
    [
        ("1", "queue: support", 21, "expected the queue support, but the caller comes to sales"),
        ("1", "queue: none", 21, "expected no queue, but the caller comes to sales"),
        ("5, 5, 5", "queue: sales", 21, "no queue is entered (the call ends: completed)"),
        ("1", "ending: closed", 22, "expected the ending closed, but it is answered"),
        ("1", "agent: ben", 21, "expected a talk to ben, but the caller talks to anna"),
        ("1", "hears: [welcome, closed]", 30, "expected closed after welcome, but main-menu comes; heard: welcome, main-menu"),
        ("1", "hears: [main-menu]", 21, "expected main-menu at first, but welcome comes"),
        ("1", "hears: [welcome]", 21, "expected nothing after that, but main-menu after welcome"),
        ("1", "hears: [welcome, main-menu, goodbye]", 41, "expected goodbye after main-menu, but nothing follows"),
        ("1", "never: welcome", 21, "expected never to hear welcome, but it is heard"),
        ("1", "blocks: [start, sales]", 29, "expected sales after start, but choice comes; the blocks are: start, choice, sales"),
        ("1", "values: {tier: gold}", 28, 'the call has no value "tier"; it has none'),
        ("1", "tags: [complaint]", 20, 'the record has no "complaint"; it has none'),
        ("1, 2", "queue: sales", 11, "nobody asks the caller for 2"),
        ("1", "within: 5 s", 22, "expected 5 s at most, but it lasts"),
    ],
)  # fmt: skip
def test_what_is_not_true_is_told_with_its_place(
    run: Run, keys: str, expect: str, place: int, message: str
) -> None:
    """A difference is told in words, at the line and column of what was expected."""
    (problem,) = run(a_yaml=one(keys, expect)).problems
    assert message in problem.message
    assert problem.message.startswith('test "t": ')
    assert problem.line == (6 if place == 11 else 7)
    assert problem.remedy.startswith("the call went start -> choice")
    assert abs(problem.column - place) <= 4


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", (1, 1), "this is no file of dialplan tests"),
        ("format: 1\n", (1, 1), '"tests" is missing'),
        ("format: 2\ntests: [{test: t}]\n", (1, 9), "format 2 is not known"),
        (HEAD + "  - {test: t, expect: {queue: sales}, key: 1}\n", (5, 39), 'unknown key "key"'),
        (HEAD + "  - {test: t}\n", (5, 5), '"expect" is missing'),
        (one("press 1", "queue: sales"), (6, 11), '"press 1" is nothing a caller does'),
        (one("1", "ending: fine"), (7, 22), 'ending cannot be "fine"'),
        (one("1", "queue: sales", "at: soon"), (7, 9), '"soon" is no time'),
        (one("1", "queue: sales", 'at: "2026-13-01 10:00"'), (7, 9), "there is no such day"),
        (one("1", "queue: sales", "zone: Mars/Olympus"), (7, 11), "there is no time zone"),
        (one("1", "queue: sales", "flow: mian"), (7, 11), 'no number leads to a flow "mian"'),
        (one("1", "queue: sales", 'number: "+49301"'), (7, 13), "no flow answers +49301"),
        (one("1", "queue: sales", "agents: [bob]"), (7, 13), 'there is no agent "bob"'),
        (one("1", "queue: sales", "waiting: {sale: 1}"), (7, 21), 'there is no queue "sale"'),
        (HEAD.replace("\nat:", "\n# at:") + "  - {test: t, expect: {}}\n", (5, 5), "when the call comes"),
        (HEAD.replace("flow:", "# flow:") + "  - {test: t, expect: {}}\n", (5, 5), "which number is dialled"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(
    run: Run, text: str, place: tuple[int, int], message: str
) -> None:
    """A file or test that is wrong itself is a problem with its place, never a passed test."""
    report = run(a_yaml=text)
    (problem, *_) = report.problems
    assert message in problem.message
    assert (problem.line, problem.column) == place
    assert report.passed == 0


def test_one_wrong_test_leaves_the_others_alone(run: Run) -> None:
    """The tests beside one that cannot be read are run."""
    good = "  - {test: good, keys: 1, expect: {queue: sales}}\n"
    report = run(a_yaml=HEAD + "  - {test: bad}\n" + good, b_yaml=HEAD + good)
    assert report.passed == 2
    assert len(report.problems) == 1


def test_a_story_is_a_test_too(run: Run) -> None:
    """A story in lines of text fails where the core goes on otherwise, with line and words."""
    report = run(night_story=STORY)
    (problem,) = report.problems
    assert problem.line == 6
    assert problem.message.startswith(
        'expected "00:01 > call 1: caller is answered", but here follows'
    )
    wrong = run(night_story=STORY.replace("presses 2", "sneezes"))
    assert "Nobody understands" in wrong.problems[0].message


def test_what_no_test_comes_by_is_told(run: Run) -> None:
    """Coverage names steps and keys without a test; yesterday's calls weigh what is covered."""
    report = run(a_yaml=one("1", "queue: sales"))
    coverage = report.coverage
    assert coverage is not None
    assert (coverage.steps, coverage.keys, coverage.keys_covered) == (14, 2, 1)
    assert coverage.weighted is None
    gaps = {(gap.flow, gap.block, gap.key) for gap in coverage.gaps}
    assert ("main", "choice", "2") in gaps
    assert ("main", "sales", "") not in gaps


def test_traffic_weighs_the_gaps(example: Example) -> None:
    """The step most callers come by without a test stands first."""
    flow = example.plan.flows["main"]
    lines = {
        block: [f"main:{block}:{one.line}" for one in flow.blocks[block]] for block in flow.blocks
    }
    open_ones = [*lines["start"], *lines["choice"]]
    calls = [open_ones] * 9 + [[lines["start"][0], *lines["closed"]]]
    coverage = coverage_of(example.plan, Walked(set(open_ones), set()), traffic_of(calls, "Monday"))
    assert coverage.weighted == pytest.approx((3 * 10 + 9) / (3 * 10 + 9 + 2))
    assert (coverage.gaps[0].block, coverage.gaps[0].calls) == ("closed", 1)
    calls = [[*open_ones, *lines["sales"]]] * 9 + [[*open_ones, *lines["support"]]]
    walked = Walked({*open_ones, *lines["sales"], *lines["support"]}, {(lines["choice"][0], "1")})
    coverage = coverage_of(example.plan, walked, traffic_of(calls, "Monday"))
    assert coverage.weighted == pytest.approx((5 * 10 + 9) / (5 * 10 + 10))
    assert (coverage.gaps[0].key, coverage.gaps[0].calls) == ("2", 1)


def test_the_example_tests_pass(example: Example) -> None:
    """The three tests of a new centre pass, so that nothing keeps it from being published."""
    assert run_tests(example.folder, example.settings, example.plan, NOW_MS) == ()


def test_a_thousand_tests_take_seconds(run: Run) -> None:
    """1,000 tests, read and run, take less than five seconds of processor time."""
    count = examples(1000) // 20 * 20
    kinds = (
        "keys: 1, expect: {hears: [welcome, main-menu], queue: sales, agent: anna}",
        "keys: 2, expect: {queue: support, ending: answered}",
        "keys: [5, 1], expect: {queue: sales}",
        "expect: {queue: support}",
        'at: "2026-11-22 10:00", expect: {ending: closed}',
    )
    files = {
        f"t{part}_yaml": HEAD
        + "".join(f"  - {{test: number {n}, {kinds[n % 5]}}}\n" for n in range(count // 4))
        for part in range(4)
    }
    begin_s = time.process_time()
    report = run(**files)
    took_s = time.process_time() - begin_s
    assert (report.passed, len(report.verdicts)) == (count, count)
    assert took_s < 5


def test_the_manual_names_every_key_and_its_example_passes(run: Run) -> None:
    """Whatever may stand in a file of tests is explained, and the example there is true."""
    page = (Path(__file__).parents[2] / "docs" / "dialplans.md").read_text()
    section = page.split("## Tests\n")[1].split("\n## ")[0]
    for form in (FileForm, TestForm, ExpectForm):
        for key in form.model_fields:
            assert re.search(rf"\b{key}\b", section), key
    written = re.findall(r"(?:^    .*\n)+", section, re.MULTILINE)
    report = run(manual_yaml=textwrap.dedent(written[0]))
    assert [str(problem) for problem in report.problems] == []
    assert report.passed == 2
