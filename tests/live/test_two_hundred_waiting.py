"""Agent freed to next INVITE with two hundred callers waiting, at the phones' sockets, beside app_queue."""

from pathlib import Path

import pytest

from tests.bench.cells import FEW_AGENTS, WAITING, freed_ms
from tests.bench.stage import SIDES, Side, open_stage

pytestmark = [pytest.mark.live, pytest.mark.long]

STRETCH_S = 8.0
FAR_BELOW = 0.2  # of app_queue's median; on a free machine it is nearer to a hundredth


async def test_a_freed_agent_is_rung_at_once_however_many_wait(tmp_path: Path) -> None:
    """The next INVITE comes in a small part of the time app_queue takes in the same Asterisk."""
    medians: dict[Side, float] = {}
    async with open_stage(tmp_path / "stage", FEW_AGENTS) as stage:
        for side in SIDES:
            load = await stage.backlog(side, "few", WAITING + FEW_AGENTS, STRETCH_S)
            assert load.served > FEW_AGENTS, side
            medians[side] = freed_ms(load)
    print(medians)
    assert medians["voipcc"] < FAR_BELOW * medians["app_queue"], medians
