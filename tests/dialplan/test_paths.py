"""The ways through a flow: large ones, and loops of every kind."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from voipcc.dialplan.paths import Way, loops_in, reachable
from voipcc.document import Node

PLACE = Node(1, 1)
BLOCKS = st.sampled_from("abcdef")


def ways(pairs: list[tuple[str, str]]) -> list[Way]:
    return [Way(origin, target, "at_once", PLACE) for origin, target in pairs]


def has_loop(pairs: list[tuple[str, str]]) -> bool:
    """Whether any block leads back to itself, found the slow way."""
    return any(origin in reachable({target}, ways(pairs)) for origin, target in pairs)


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(st.tuples(BLOCKS, BLOCKS), max_size=12))
def test_a_loop_is_found_exactly_where_there_is_one(pairs):
    """Loops are found if there are any, each one closed, none sharing a block with another."""
    loops = list(loops_in(ways(pairs)))
    assert bool(loops) == has_loop(pairs)
    for loop in loops:
        targets = [way.target for way in loop]
        assert targets == [way.origin for way in loop[1:] + loop[:1]]
        assert all((way.origin, way.target) in pairs for way in loop)
    blocks = [way.origin for loop in loops for way in loop]
    assert len(blocks) == len(set(blocks))
    rest = [(a, b) for a, b in pairs if a not in blocks and b not in blocks]
    assert not has_loop(rest)


def test_the_largest_dialplan_is_checked_quickly(compile_text):
    """500 blocks that lead on to one another in every way are checked in a few seconds."""
    lines = ["format: 1", 'numbers: ["+4930123450"]', "longest: 300 min", "blocks:"]
    for number in range(499):
        label = "start" if number == 0 else f"b{number}"
        following = f"b{number + 1}"
        lines += [
            f"  {label}:",
            "    - menu: main-menu",
            f"      keys: {{1: {following}, 2: {following}, 3: {following}}}",
            f"      on_timeout: {following}",
        ]
    lines += ["  b499:", "    - play: goodbye", "    - hang_up"]
    begin = time.process_time()
    compiled = compile_text("\n".join(lines))
    assert compiled.problems == ()
    assert time.process_time() - begin < 10
