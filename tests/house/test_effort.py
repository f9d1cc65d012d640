"""The quick check stays quick, and what takes long is begun first."""

from pathlib import Path

import pytest

from tests.conftest import LONGEST_FIRST
from tests.effort import QUICK_S, examples, some, too_long


def test_a_long_test_fails_in_the_quick_check_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit it is told with its remedy, below it and in `./run test` nothing is."""
    monkeypatch.setenv("VOIPCC_QUICK", "1")
    assert "took 9.0 s" in too_long(9.0) and "remedy:" in too_long(9.0)
    assert too_long(QUICK_S) == ""
    assert (examples(600), list(some(range(12)))) == (100, [0, 6])
    monkeypatch.delenv("VOIPCC_QUICK")
    assert too_long(9.0) == ""
    assert (examples(600), len(some(range(12)))) == (600, 12)


def test_the_longest_files_are_there() -> None:
    """A file that was renamed or divided keeps its turn."""
    assert [one for one in LONGEST_FIRST if not (Path(__file__).parents[1] / one).exists()] == []
