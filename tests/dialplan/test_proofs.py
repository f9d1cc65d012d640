"""What the checker proves of every way: how long it can take, what is set on it, and who gets there."""

import pytest

from voipcc.core import steps as core
from voipcc.core.plan import Flow
from voipcc.dialplan.longest import Clock, Longest

HEAD = 'format: 1\nnumbers: ["+4930123450"]\n'


def clock(**blocks: tuple[core.Step, ...]) -> Clock:
    """A flow whose every prompt takes 10 s."""
    return Clock({"main": Flow("main", "en", blocks)}, lambda prompt: 10.0)


def test_waits_prompts_and_tries_add_up() -> None:
    """A menu asked twice, with a complaint each time, then a prompt: the longest of all ways."""
    menu = core.MenuStep(
        ("a",), {"1": "sales"}, 5, 2, ("b",), ("c", "d"), "end", "end", line=7
    )  # fmt: skip
    made = clock(
        start=(core.PlayStep(("x",)), menu),
        end=(core.PlayStep(("y",)), core.HangUpStep()),
        sales=(core.QueueStep("sales"),),
    ).longest("main")
    assert made == Longest(10 + 2 * (10 + 5 + 20) + 10, ("start", "end"), (70.0, 7))


def test_a_choice_begins_a_new_wait() -> None:
    """What comes behind a pressed key counts by itself, and is told where it begins."""
    menu = core.MenuStep((), {"1": "long"}, 1, 1, on_timeout="end", on_invalid="end")
    long = (core.PlayStep(("x",) * 6), core.QueueStep("sales"))
    made = clock(start=(menu,), end=(core.HangUpStep(),), long=long).longest("main")
    assert (made.seconds, made.blocks) == (60, ("long",))


def test_a_loop_counts_as_often_as_it_goes_round() -> None:
    """Three more rounds of ten seconds, behind the first one."""
    again = (core.PlayStep(("x",)), core.LoopStep("start", 3), core.HangUpStep())
    assert clock(start=again).longest("main").seconds == 40


def test_a_sub_takes_the_time_of_its_blocks() -> None:
    """What is gone through is waited for, then the rest."""
    made = clock(
        start=(core.SubStep("aside"), core.PlayStep(("x",)), core.HangUpStep()),
        aside=(core.PlayStep(("y", "z")), core.ReturnStep()),
    )
    assert made.longest("main").seconds == 30


def test_a_chain_of_five_hundred_blocks_is_measured() -> None:
    """As long as the longest dialplan, without going deeper and deeper."""
    blocks: dict[str, tuple[core.Step, ...]] = {
        f"b{n}": (core.PlayStep(("x",)), core.JumpStep(f"b{n + 1}")) for n in range(498)
    }
    made = clock(start=(core.JumpStep("b0"),), **blocks, b498=(core.HangUpStep(),)).longest("main")
    assert made.seconds == 4980
    assert made.in_words().startswith("start -> b0 -> ") and "..." in made.in_words()


WAYS = {
    "spoken on the way without it": (
        "  start:\n    - menu: main-menu\n      keys: {1: with, 2: said}\n      on_timeout: bye\n"
        "  with:\n    - set: {due: '2026-12-24'}\n    - jump: said\n"
        "  said:\n    - play: [{date: due}]\n    - jump: bye\n"
        "  bye: [{play: goodbye}, hang_up]\n",
        ('12:21 error: "due" has no value on some way here', "dials +4930123450, presses 2 in line 5"),
    ),
    "asked by a condition": (
        "  start:\n    - branch: [{when: tier == 'gold', jump: bye}]\n    - set: {tier: gold}\n"
        "    - jump: bye\n  bye: [{play: goodbye}, hang_up]\n",
        ('5:23 warning: "tier" may have no value here, and then no condition with it holds',
         "dials +4930123450"),
    ),
    "typed in vain": (
        "  start:\n    - collect: {into: customer, prompts: welcome, on_timeout: said}\n"
        "    - jump: said\n  said:\n    - play: [{digits: customer}]\n    - hang_up\n",
        ('8:23 error: "customer" has no value on some way here',
         "dials +4930123450, presses nothing in line 5"),
    ),
    "set on every way": (
        "  start:\n    - hours: h\n      closed: other\n    - set: {a: '1'}\n    - jump: said\n"
        "  other:\n    - set: {a: '2'}\n    - jump: said\n"
        "  said:\n    - play: [{digits: a}]\n    - hang_up\n",
        None,
    ),
    "set in what was gone through": (
        "  start:\n    - sub: aside\n    - play: [{digits: a}]\n    - hang_up\n"
        "  aside:\n    - set: {a: '1'}\n    - return\n",
        None,
    ),
    "given to what is gone through": (
        "  start:\n    - sub: {block: aside, with: {a: '1'}}\n    - hang_up\n"
        "  aside:\n    - play: [{digits: a}]\n    - return\n",
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WAYS)
def test_a_value_must_be_set_on_every_way(name: str, compile_text) -> None:
    """A use that some caller reaches without the value is told, with that caller's story."""
    blocks, expected = WAYS[name]
    hours = "hours: {h: {weekly: {mon: '08:00-18:00'}}}\n" if "hours: h" in blocks else ""
    text = HEAD + hours + "blocks:\n" + blocks
    said = [
        (f"{one.line}:{one.column} {one.severity}: {one.message}", one.story)
        for one in compile_text(text).problems
    ]
    assert said == ([expected] if expected else [])


def test_the_limit_is_the_operators(compile_text) -> None:
    """`longest` at the file's top: beyond it the file is refused, at the step that takes longest."""
    text = HEAD + "longest: 20 s\nblocks:\n  start:\n    - play: welcome\n"
    text += (
        "    - menu: main-menu\n      keys: {1: bye}\n      timeout: 30 s\n      on_timeout: bye\n"
    )
    text += "  bye: [hang_up]\n"
    made = compile_text(text)
    (problem,) = made.problems
    assert made.plan is None and problem.line == 7
    assert problem.message.startswith("a caller who presses nothing is on the way for ")
    assert "20 s at most: start -> bye" in problem.message
    assert compile_text(text.replace("20 s", "20 min")).longest["main"].seconds > 90


def test_a_dead_end_comes_with_its_callers_story(compile_text) -> None:
    """Who gets to a mistake is told as a caller's story: dials, presses, finds closed."""
    text = HEAD + "hours: {h: {weekly: {mon: '08:00-18:00'}}}\nblocks:\n"
    text += "  start:\n    - hours: h\n      closed: night\n    - queue: sales\n"
    text += "  night:\n    - menu: main-menu\n      keys: {7: lost}\n      on_timeout: lost\n"
    text += "  lost:\n    - play: goodbye\n"
    (problem,) = compile_text(text).problems
    assert "dead end" in problem.message
    assert problem.story == 'dials +4930123450, finds "h" closed, presses 7 in line 10'
    assert str(problem).endswith(f"\n    a caller gets there who {problem.story}")
