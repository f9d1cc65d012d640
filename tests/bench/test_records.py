"""The bench of durable writing measures what it says."""

import pytest

from tests.bench.records import records


@pytest.mark.xdist_group("postgres")
def test_both_engines_are_measured() -> None:
    """A few hundred conversations give a rate, processor times and what a core allows, with the syncs said."""
    figures = {one.name: one for one in records(quick=True, count=400)}
    assert figures["embedded: conversations written"].value > 0
    assert figures["embedded: conversations a core allows"].n == 400
    assert "synced batches" in figures["embedded: conversations written"].note
    assert all(one.value >= 0 for one in figures.values())
