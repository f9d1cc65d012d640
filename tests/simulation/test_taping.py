"""Recordings under faults: silence that was wanted is kept, and each recording is kept once."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.effort import examples
from tests.simulation.call_bugs import twice, without
from tests.simulation.taping import TapedWorld
from tests.simulation.world import Violation
from voipcc.core import tape
from voipcc.core.tape import Tapes, TapeState
from voipcc.core.tape_words import KeepTape

CALLS = 250
SEEDS = (1, 2)[: max(1, examples(12) // 6)]
Plant = Callable[[pytest.MonkeyPatch], None]


def test_recordings_break_no_invariant():
    """Hundreds of recordings over a dishonest switch and dying controllers keep every silence."""
    told = 0
    for seed in SEEDS:
        world = TapedWorld(seed, CALLS)
        world.run()
        tally = world.checker.tally
        assert tally["kept"] > 40 and tally["paused"] > 20
        assert 0 < tally["failed"] < tally["kept"] / 2
        told += tally["consent"]
    assert told > 5


def _fails_open(patch: pytest.MonkeyPatch) -> None:
    """A pause that cannot be had is forgotten."""

    def worse(self: Tapes, one: TapeState, reason: str) -> None:
        one.pauses.pop()
        one.phase = "running"
        self._word_came(one)

    patch.setattr(Tapes, "_not_silent", worse)


def _pause_from_the_word(patch: pytest.MonkeyPatch) -> None:
    """A pause counts from the switch's word on and not from the wish."""
    paused = Tapes._paused

    def worse(self: Tapes, event: Any) -> None:
        paused(self, event)
        one = self.open.get(event.tape)
        if one is not None and one.phase == "paused":
            one.pauses[-1][0] = self.desk.now_us

    patch.setattr(Tapes, "_paused", worse)


def _keeps_the_rest(patch: pytest.MonkeyPatch) -> None:
    """A recording that ends with a failed pause is not cut there."""
    stop = Tapes.stop
    patch.setattr(Tapes, "stop", lambda self, one, failed="", end_us=0: stop(self, one, failed))
    record = tape._record
    patch.setattr(
        tape,
        "_record",
        lambda one, *more: record(_without_open(one), *more),
    )


def _without_open(one: TapeState) -> TapeState:
    one.pauses = [part for part in one.pauses if part[1]]
    return one


BUGS: dict[str, tuple[Plant, str]] = {
    "a tape is kept twice": (twice(KeepTape), "is kept twice"),
    "a tape is forgotten": (without(KeepTape), "never comes to an end"),
    "a pause that fails is forgotten": (_fails_open, "was to be silent"),
    "a pause begins with the switch's word": (_pause_from_the_word, "was to be silent"),
    "what a failed pause let through is kept": (_keeps_the_rest, "was to be silent"),
}


@pytest.mark.simulation
@pytest.mark.parametrize("bug", BUGS)
def test_a_bug_of_recording_is_caught(bug: str, monkeypatch: pytest.MonkeyPatch):
    """An invariant's own words name what is wrong when the core has this bug."""
    plant, words = BUGS[bug]
    plant(monkeypatch)
    for seed in range(1, 9):
        try:
            TapedWorld(seed, CALLS).run()
        except Violation as broken:
            assert re.search(words, str(broken)), str(broken)[:500]
            return
    pytest.fail(f"nobody noticed: {bug}")
