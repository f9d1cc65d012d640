"""Supervisors under faults: never louder than wished, never there without a talk."""

import re
from collections.abc import Callable

import pytest

from tests.effort import examples
from tests.simulation.switch import Faults
from tests.simulation.watching import WatchedWorld
from tests.simulation.world import Violation
from voipcc.core.call import Talk
from voipcc.core.supervision import Supervision, Supervisions

CALLS = 250
SEEDS = (1, 2)[: max(1, examples(12) // 6)]


def test_supervisors_break_no_invariant():
    """Hundreds of listenings over a dishonest switch and dying controllers break no invariant."""
    heard = 0
    for seed in SEEDS:
        world = WatchedWorld(seed, CALLS)
        world.run()
        modes = world.checker.modes
        assert modes["listen"] > 10 and modes["whisper"] > 5
        assert modes["join"] > 5
        heard += sum(modes.values())
    assert heard > 50 * len(SEEDS)


def _never_settles(patch: pytest.MonkeyPatch) -> None:
    """Nobody looks whether the talk is still there."""
    patch.setattr(Supervisions, "settle", lambda self: None)


def _falls_forward(patch: pytest.MonkeyPatch) -> None:
    """What fails is tried by standing in the talk."""

    def worse(self: Supervisions, one: Supervision) -> None:
        talk = self._talk(one)
        if talk is not None:
            self._turn(one, talk, "barge")

    patch.setattr(Supervisions, "_fall_back", worse)


def _whispers_instead(patch: pytest.MonkeyPatch) -> None:
    """Whoever only listens is heard by the agent."""
    turn = Supervisions._turn

    def worse(self: Supervisions, one: Supervision, talk: Talk, mode: str) -> None:
        turn(self, one, talk, "whisper" if mode == "listen" else mode)  # type: ignore[arg-type]

    patch.setattr(Supervisions, "_turn", worse)


BUGS: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], str]] = {
    "nobody settles": (_never_settles, "outlives the talk"),
    "falls forward": (_falls_forward, "nobody wished it"),
    "whispers instead of listening": (_whispers_instead, "nobody wished it"),
}


@pytest.mark.simulation
@pytest.mark.parametrize("bug", BUGS)
def test_a_bug_of_supervision_is_caught(bug: str, monkeypatch: pytest.MonkeyPatch):
    """An invariant's own words name what is wrong when the core has this bug."""
    plant, words = BUGS[bug]
    plant(monkeypatch)
    for seed in range(1, 9):
        try:
            WatchedWorld(seed, CALLS, faults=Faults(refuse=0.02)).run()
        except Violation as broken:
            assert re.search(words, str(broken)), str(broken)[:500]
            return
    pytest.fail(f"nobody noticed: {bug}")
