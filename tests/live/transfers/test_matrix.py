"""The matrix: blind, warm, consult; agent, queue, number; whatever becomes of it; verb and code."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.live.cell import running
from tests.live.transfers.matrix import ALL, BY_KEY, DOZEN, HOWS, Case
from tests.live.transfers.trio import Exchange, Trio, Trios, judged, side_by_side

pytestmark = pytest.mark.live


async def played(folder: Path, cases: Sequence[Case]) -> None:
    """Every case by a trio of its own on one Asterisk; the records agree, nothing is left over."""
    async with running(folder, Trios, count=len(cases)) as cell:
        assert isinstance(cell, Trios)
        trios = [Trio(cell, n) for n in range(len(cases))]
        Exchange(cell, trios)
        await side_by_side(cell.carrier(), list(zip(trios, cases, strict=True)))
        await judged(cell, len(cases))


async def test_a_dozen_cells(tmp_path: Path) -> None:
    """In the most important cells the right parties hear each other and the records are exact."""
    await played(tmp_path, DOZEN)


@pytest.mark.long
@pytest.mark.parametrize("how", HOWS)
async def test_every_cell(tmp_path: Path, how: str) -> None:
    """All cells of one way to transfer by verb and by code, whatever becomes of it."""
    await played(tmp_path, [case for case in ALL if case.how == how and case.way != "refer"])


@pytest.mark.long
async def test_every_cell_by_the_phones_own_key(tmp_path: Path) -> None:
    """A REFER does what the verb does, in all 18 cells."""
    await played(tmp_path, BY_KEY)
