"""Random sequences of what agents do in calls, with the switch cut off and the core restored."""

import os

import pytest

from tests.core.storm import Storm

SEEDS = int(os.environ.get("STORMS", "40"))


@pytest.mark.parametrize("first", range(0, SEEDS, 10))
def test_nothing_is_left_after_a_storm(first: int) -> None:
    """Whatever agents do, nobody hears nothing for long, all legs end, records add up, agents are free."""
    for seed in range(first, first + 10):
        storm = Storm(seed)
        try:
            storm.run()
        except AssertionError as wrong:
            told = "\n".join(storm.story[-60:])
            raise AssertionError(f"seed {seed}: {wrong}\n{told}") from wrong
