"""Callbacks and voicemails under faults: every promise is kept once, or taken back."""

import re
from collections import Counter
from typing import Any

import pytest

from tests.simulation.call_bugs import Plant, instead, twice
from tests.simulation.errands import ErrandWorld
from tests.simulation.world import Violation
from voipcc.core.commands import Dial
from voipcc.core.errands import Errand, Errands
from voipcc.core.voicemail import Voicemails

SEEDS, CALLS = (3, 4), 150


def test_every_promise_is_kept():
    """Hundreds of callbacks and messages over a dishonest switch and dying controllers are kept."""
    tally = Counter[str]()
    for seed in SEEDS:
        world = ErrandWorld(seed, CALLS)
        world.run()
        tally.update(world.checker.tally)
    assert tally["answered"] > 20 and tally["heard"] > 40
    assert tally["judged"] > 60 and tally["promised"] > 80


def _at_the_end(patch: pytest.MonkeyPatch) -> None:
    """A callback begins to wait when it is asked for."""
    add = Errands.add

    def worse(errands: Errands, errand: Errand) -> None:
        errand.since_us = errands.desk.now_us
        add(errands, errand)

    patch.setattr(Errands, "add", worse)


def _for_ever(patch: pytest.MonkeyPatch) -> None:
    """Tries are not counted."""
    failed = Errands.failed

    def worse(errands: Errands, errand: Errand, how: str, **_: Any) -> None:
        failed(errands, errand, how, counted=False)

    patch.setattr(Errands, "failed", worse)


def _silent_leg(patch: pytest.MonkeyPatch) -> None:
    """An agent who has heard a message is left on the line."""
    patch.setattr(Voicemails, "heard", lambda *_: None)


BUGS: dict[str, tuple[Plant, str]] = {
    "the place is not kept": (_at_the_end, "is served before"),
    "tries without end": (_for_ever, "too soon|too often|never comes to an end"),
    "customers are called twice": (twice(Dial), "is called twice"),
    "called while on the line": (
        instead(Errands, "caller_waits", lambda *_: None),
        "is here already|is served before|is called twice|was reached before",
    ),
    "called after they got through": (
        instead(Errands, "caller_served", lambda *_: None),
        "was reached before|to whom nothing is promised|rings for no promise|is here already",
    ),
    "promises are forgotten": (
        instead(Errands, "caller_gone", lambda *_: None),
        "is served before|never comes to an end",
    ),
    "messages are never heard": (_silent_leg, "is left over|never comes to an end"),
}


@pytest.mark.simulation
@pytest.mark.parametrize("bug", BUGS)
def test_a_bug_of_errands_is_caught(bug: str, monkeypatch: pytest.MonkeyPatch):
    """An invariant's own words name what is wrong when the core has this bug."""
    plant, words = BUGS[bug]
    plant(monkeypatch)
    for seed in range(1, 9):
        try:
            ErrandWorld(seed, CALLS).run()
        except Violation as broken:
            assert re.search(words, str(broken)), str(broken)[:500]
            return
    pytest.fail(f"nobody noticed: {bug}")
