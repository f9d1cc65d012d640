"""Bugs planted on purpose: the simulation must notice every one of them, for the right reason.

A bug is caught when one of a few centres ends in a violation whose words name what is wrong.
A core that merely crashes proves nothing, and a checker that finds none of them neither.
"""

import re

import pytest

from tests.simulation.call_bugs import CALL_BUGS
from tests.simulation.notes_bugs import NOTES_BUGS
from tests.simulation.routing_bugs import ROUTING_BUGS
from tests.simulation.world import Violation, World

CENTRES = ((1, False), *((seed, True) for seed in range(2, 16)))
CALLS = 600
BUGS = CALL_BUGS | ROUTING_BUGS | NOTES_BUGS


def test_the_list_is_long_enough():
    """More than thirty bugs are planted, and no two of them have one name."""
    assert len(BUGS) == len(CALL_BUGS) + len(ROUTING_BUGS) + len(NOTES_BUGS) >= 68


@pytest.mark.simulation
@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_caught(bug: str, monkeypatch: pytest.MonkeyPatch):
    """An invariant's own words name what is wrong when the core has this bug."""
    plant, words = BUGS[bug]
    plant(monkeypatch)
    for seed, is_drawn in CENTRES:
        try:
            World(seed, CALLS, is_drawn).run()
        except Violation as broken:
            said = str(broken)
            assert re.search(words, said), f"caught for another reason: {said[:500]}"
            return
    pytest.fail(f"{len(CENTRES)} centres of {CALLS} calls did not notice: {bug}")
