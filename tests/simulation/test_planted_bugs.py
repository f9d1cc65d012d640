"""Bugs planted on purpose: the simulation must notice every one of them, for the right reason.

A bug is caught when one of a few centres ends in a violation whose words name what is wrong.
A core that merely crashes proves nothing, and a checker that finds none of them neither.
"""

import re
from collections.abc import Iterator

import pytest

from tests.simulation.call_bugs import CALL_BUGS
from tests.simulation.notes_bugs import NOTES_BUGS
from tests.simulation.routing_bugs import ROUTING_BUGS
from tests.simulation.world import Violation, World

CENTRES = ((1, False), *((seed, True) for seed in range(2, 16)))
FEW, CALLS = 60, 600
BUGS = CALL_BUGS | ROUTING_BUGS | NOTES_BUGS
# The centre that meets each bug soonest: a tenth of the time. It only says where to look first.
SOONEST = {
    1: (
        "nobody is hung up",
        "shortest idle",
    ),
    2: (
        "a skill at any level",
        "rings of the old settings",
        "more time is not given",
    ),
    3: ("the place is lost with an offer",),
    4: (
        "no reconciling",
        "stale deadlines",
        "a phone that failed is rung again",
        "weights ignored",
        "round robin is stuck",
    ),
    5: (
        "the agent's hang-up ends nothing",
        "progressive rings all",
        "progressive never goes on",
        "redial keeps the place for ever",
        "nobody owes a disposition",
    ),
    6: ("another lot",),
    7: (
        "a record is forgotten",
        "prompts into a talk",
        "the other phones ring on",
        "skills ignored",
        "the step's skills ignored",
        "relaxed too early",
        "never relaxed",
        "a new priority is ignored",
        "redial loses the place",
        "a bad line never recovers",
        "freed agents are not matched",
        "a disposition is not noted",
        "mandatory means timed",
        "optional means always",
    ),
    8: (
        "ringing while away",
        "the fallback is left alone",
        "a break is forgotten",
        "linear from behind",
        "line measurements are ignored",
    ),
    9: (
        "a record before the end",
        "the last agent is forgotten",
    ),
    10: (
        "nobody rests",
        "adopted with a new time",
        "newest first",
    ),
    11: (
        "an agent is freed early",
        "agents stay reserved",
        "ring all rings one",
        "degraded lines are like good ones",
    ),
    12: (
        "everybody is free",
        "a segment is lost",
        "a record is kept twice",
        "a talk not called answered",
        "line lost, place lost",
        "levels ignored",
        "levels never out of reach",
        "not means nothing",
        "ageing ignored",
        "preferred agents only",
        "one queue only",
        "callers are not matched",
        "notes are kept twice",
        "notes are forgotten",
    ),
    13: (
        "a gap before the talk",
        "offers without deadline",
        "adopted as another call",
        "least talk by calls",
        "anybody ends any wrap-up",
    ),
    14: (
        "no wrap-up",
        "the agent's queues are equal",
        "preferred agents ignored",
    ),
    15: (
        "music is forgotten",
        "an overdue prompt stops the call",
        "only one phone rings",
        "two agents for one call",
    ),
    33: ("fewest calls of all queues",),
}


def centres(bug: str) -> Iterator[tuple[int, int, bool]]:
    """The one that meets it soonest, with few callers and with many; then all others."""
    first = [(seed, True) for seed, bugs in SOONEST.items() if bug in bugs and seed > 1]
    first += [CENTRES[0]] if bug in SOONEST[1] else []
    yield from ((seed, FEW, is_drawn) for seed, is_drawn in first)
    yield from ((seed, CALLS, is_drawn) for seed, is_drawn in dict.fromkeys((*first, *CENTRES)))


def test_every_bug_has_a_centre_where_it_is_looked_for_first():
    """Whoever plants a bug says where it is met soonest, and each stands in one place only."""
    assert sorted(bug for bugs in SOONEST.values() for bug in bugs) == sorted(BUGS)


def test_the_list_is_long_enough():
    """More than thirty bugs are planted, and no two of them have one name."""
    assert len(BUGS) == len(CALL_BUGS) + len(ROUTING_BUGS) + len(NOTES_BUGS) >= 68


@pytest.mark.simulation
@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_caught(bug: str, monkeypatch: pytest.MonkeyPatch):
    """An invariant's own words name what is wrong when the core has this bug."""
    plant, words = BUGS[bug]
    plant(monkeypatch)
    for seed, calls, is_drawn in centres(bug):
        try:
            World(seed, calls, is_drawn, transcribed=False).run()
        except Violation as broken:
            said = str(broken)
            assert re.search(words, said), f"caught for another reason: {said[:500]}"
            return
    pytest.fail(f"{len(CENTRES)} centres of {CALLS} calls did not notice: {bug}")
