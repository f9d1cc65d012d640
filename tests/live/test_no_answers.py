"""Every cause for which a call is not taken, live: who it concerns rests by it, the caller goes on."""

from pathlib import Path

import pytest

from tests.live.cell import CALLER, STRAIGHT_PLAN, Cell, running, until
from tests.sums import check_sums
from voipcc.softphone.wire import ANSWER, BUSY, DEAF, DECLINE, RING
from voipcc.why_words import figures

pytestmark = pytest.mark.live

QUEUE = (
    "strategy: linear, ring_timeout_s: 5, rest_after_missed_s: 120, rest_after_busy_s: 120,"
    " rest_after_rejected_s: 120, rest_after_unreachable_s: 120, misses_allowed: 1,"
    " last_agent_h: 1, prefer_s: 20, wrap_up_s: 0, announce_position: false"
)
REACTIONS = {"emma": DEAF, "anna": BUSY, "ben": DECLINE, "carla": RING, "dario": ANSWER}


async def test_each_cause_has_its_rest_and_the_caller_gets_the_next(tmp_path: Path) -> None:
    """Unreachable, busy, rejected and missed in turn; the fifth picks up, and has the caller again."""
    cell_words = {"agents": tuple(REACTIONS), "plan": STRAIGHT_PLAN, "queue_words": QUEUE}
    async with running(tmp_path, **cell_words) as cell:  # type: ignore[arg-type]
        for index, (agent, reaction) in enumerate(REACTIONS.items()):
            await cell.ready_agent(agent, tone_hz=600 + 100 * index, reaction=reaction)
        carrier = cell.carrier()
        call = await cell.call(carrier)
        await call.hears(1000, timeout_s=30)
        await _rests(cell)
        call.hang_up()
        await call.ended()
        (record,) = await cell.records(1)
        check_sums(record)
        results = [(one.agent, one.result, one.cause, one.sip) for one in record.offers]
        assert [one[:2] for one in results] == [
            ("emma", "failed"),
            ("anna", "rejected"),
            ("ben", "rejected"),
            ("carla", "timeout"),
            ("dario", "accepted"),
        ]
        assert [one[2:] for one in results[1:3]] == [(17, 486), (21, 603)]
        await cell.ask("agent.ready", agent="anna")  # first in the list, but not the last agent
        again = await cell.call(carrier)
        await again.hears(1000, timeout_s=15)
        again.hang_up()
        second = (await cell.records(2))[1]
        (offer,) = second.offers
        assert (offer.agent, figures(offer.why)[0]) == ("dario", "preferred")
        assert CALLER not in second.party
        await cell.nothing_left()


async def _rests(cell: Cell) -> None:
    """What the live view and `why` say of each of them."""
    await until(lambda: _is_missed(cell), 10)
    rests = {one["name"]: one["rests_after"] for one in (await cell.view())["agents"]}
    assert (rests["anna"], rests["ben"]) == ("busy", "rejected")
    for agent, because, detail in (
        ("emma", "failed", "emma/desk"),
        ("anna", "resting", "busy"),
        ("ben", "resting", "rejected"),
        ("carla", "not_ready", "missed"),
    ):
        obstacle = (await cell.ask("why", name=agent))["obstacle"]
        assert (obstacle["because"], obstacle["detail"]) == (because, detail), agent


async def _is_missed(cell: Cell) -> bool:
    return bool((await cell.agent_state("carla"))["reason"] == "missed")
