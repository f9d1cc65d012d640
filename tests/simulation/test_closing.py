"""Closing and opening under faults: nobody is let in at a closed door, no message outlives its override."""

from collections.abc import Callable

import pytest

from tests.effort import examples
from tests.simulation.closing import ClosingWorld
from tests.simulation.world import Violation
from voipcc.core import overrides
from voipcc.core.doors import Doors
from voipcc.core.overrides import Override

CALLS = 200
SEEDS = range(1, 2 + examples(60) // 12)


def test_overrides_break_no_invariant() -> None:
    """Hundreds of callers meet closed doors and messages over restarts and a dishonest switch."""
    told = turned_away = 0
    for seed in SEEDS:
        world = ClosingWorld(seed, CALLS, centre_drawn=seed % 2 == 1)
        world.run()
        told, turned_away = told + world.told, turned_away + world.turned_away
    assert told > 10 * len(SEEDS)
    assert turned_away > 10 * len(SEEDS)


def _never_ends(patch: pytest.MonkeyPatch) -> None:
    """An end is forgotten."""
    patch.setattr(Override, "is_over", lambda self, utc_ms: False)
    patch.setattr(Doors, "_await_end", lambda self, one: None)


def _lets_everybody_in(patch: pytest.MonkeyPatch) -> None:
    """Nobody looks whether a door is closed."""
    patch.setattr(overrides, "door", lambda *place, **names: None)


BUGS: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], str]] = {
    "never ends": (_never_ends, "whose override is over"),
    "lets everybody in": (_lets_everybody_in, "while the centre was closed"),
}


@pytest.mark.simulation
@pytest.mark.parametrize("bug", BUGS)
def test_a_bug_of_closing_is_caught(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each planted bug is found within a few seeds."""
    plant, complaint = BUGS[bug]
    plant(monkeypatch)
    with pytest.raises(Violation, match=complaint):
        for seed in range(1, 8):
            ClosingWorld(seed, CALLS, centre_drawn=seed % 2 == 1).run()
