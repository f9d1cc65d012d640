"""Thousands of calls under faults, judged from outside, reproducible from their seed."""

import pytest

from tests.simulation.world import World

QUICK_CALLS, LONG_CALLS = 2_000, 20_000


def test_two_thousand_calls_break_no_invariant():
    """2,000 calls over a dishonest switch, crashes and new plans break no invariant."""
    world = World(seed=1, calls=QUICK_CALLS)
    world.run()
    outcomes = world.checker.outcomes
    assert sum(outcomes.values()) > QUICK_CALLS * 0.8
    assert outcomes["answered"] > QUICK_CALLS * 0.5
    assert outcomes["abandoned"] and outcomes["left_in_menu"] and outcomes["refused"]


def test_the_same_seed_gives_the_same_transcript():
    """One seed gives one transcript, to the byte; another seed gives another."""
    first, again, other = (World(seed, calls=300).run() for seed in (7, 7, 8))
    assert first == again != other


def test_a_restore_at_every_second_changes_nothing():
    """Writing the core down and reading it back every second gives the same transcript."""
    transcripts = []
    for restored in (0.0, 1.0):
        world = World(seed=3, calls=300)
        world.troubles.restored = restored
        restore = world.restore
        if not restored:
            world.restore = lambda: None  # type: ignore[method-assign]
            world.troubles.restored = 1.0  # the same draws from the same seed
        else:
            world.restore = restore  # type: ignore[method-assign]
        transcripts.append(world.run())
    assert transcripts[0] == transcripts[1]


@pytest.mark.simulation
@pytest.mark.parametrize("seed", [1, 2])
def test_twenty_thousand_calls_break_no_invariant(seed: int):
    """20,000 calls under random faults break no invariant."""
    world = World(seed, LONG_CALLS)
    world.run()
    assert sum(world.checker.outcomes.values()) > LONG_CALLS * 0.8
