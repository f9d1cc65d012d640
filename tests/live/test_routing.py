"""Routing, live: priority changed while waiting, all phones at once, several phones, reasons."""

import time
from pathlib import Path

import pytest

from tests.live.cell import STRAIGHT_PLAN, Cell, running, until
from tests.sums import check_sums
from voipcc.softphone.wire import ANSWER, RING, Reaction
from voipcc.why_words import figures

pytestmark = pytest.mark.live
SLOWLY = Reaction(answer_after_s=1.0)


async def waiting(cell: Cell, count: int) -> list[str]:
    """The waiting calls, in the order in which they are served, once there are so many."""

    async def in_line() -> list[str] | None:
        (queue,) = [one for one in (await cell.view())["queues"] if one["name"] == "sales"]
        calls = [one["call"] for one in queue["callers"]]
        return calls if len(calls) == count else None

    found: list[str] = await until(in_line)
    return found


async def test_a_priority_changed_while_waiting_counts_for_the_next_choice(tmp_path: Path) -> None:
    """The caller moved up is rung for next, within a second of the change; why says so."""
    words = "wrap_up_s: 0, announce_position: false"
    async with running(tmp_path, agents=("anna",), plan=STRAIGHT_PLAN, queue_words=words) as cell:
        anna = await cell.ready_agent("anna")
        carrier = cell.carrier()
        first = await cell.call(carrier)
        await first.hears(700)
        second = await cell.call(carrier, tone_hz=1200)
        (early,) = await waiting(cell, 1)
        third = await cell.call(carrier, tone_hz=1400)
        late = (await waiting(cell, 2))[1]
        facts = await cell.ask("why", name=late)
        assert facts["agents"][0]["first"]["call"] == early
        await anna.next_call()
        begun = time.monotonic()
        assert await cell.ask("call.priority", call=late, priority=5) == "done"
        assert await waiting(cell, 2) == [late, early]
        first.hang_up()
        rung = await anna.next_call()
        assert time.monotonic() - begun < 1
        await rung.hears(1400)
        await third.hears(700)
        reasons = (await cell.ask("why", name=late))["why"]
        assert figures(reasons)[1]["priority"] == 5
        third.hang_up()
        await second.hears(700)
        second.hang_up()
        for record in await cell.records(3):
            check_sums(record)
            assert [figures(offer.why)[0] for offer in record.offers] == ["longest_idle"]
        await cell.nothing_left()


async def test_all_agents_ring_and_the_first_to_pick_up_has_the_call(tmp_path: Path) -> None:
    """With ring_all every phone rings, one is picked up, the others stop at once."""
    words = "strategy: ring_all, wrap_up_s: 1"
    async with running(tmp_path, plan=STRAIGHT_PLAN, queue_words=words) as cell:
        anna = await cell.ready_agent("anna", reaction=RING)
        ben = await cell.ready_agent("ben", tone_hz=900, reaction=SLOWLY)
        call = await cell.call(cell.carrier())
        annas, bens = await anna.next_call(), await ben.next_call()
        await annas.ringing()
        await bens.answered()
        begun = time.monotonic()
        await annas.ended(2)
        assert time.monotonic() - begun < 1
        await call.hears(900)
        call.hang_up()
        (record,) = await cell.records(1)
        assert sorted((one.agent, one.result) for one in record.offers) == [
            ("anna", "cancelled"),
            ("ben", "accepted"),
        ]
        await cell.nothing_left()


async def test_both_phones_of_an_agent_ring_and_one_is_picked_up(tmp_path: Path) -> None:
    """With ring: all desk and mobile ring; the one picked up talks, the other stops at once."""
    cell = Cell(tmp_path, agents=("anna",), plan=STRAIGHT_PLAN)
    cell.write()
    file = tmp_path / "centre.yaml"
    desk = "devices: {desk: {transport: udp}}"
    both = "ring: all, devices: {desk: {transport: udp}, mobile: {transport: udp}}"
    file.write_text(file.read_text().replace(desk, both))
    try:
        await cell.serve()
        desk_phone = await cell.agent_phone("anna", reaction=RING)
        mobile = await cell.agent_phone("anna", device="mobile", tone_hz=900, reaction=SLOWLY)
        await cell.ask("agent.log_in", agent="anna")
        call = await cell.call(cell.carrier())
        at_desk, at_mobile = await desk_phone.next_call(), await mobile.next_call()
        await at_desk.ringing()
        await at_mobile.answered()
        await at_desk.ended(2)
        await call.hears(900)
        call.hang_up()
        (record,) = await cell.records(1)
        assert [(one.device, one.result) for one in record.offers] == [("anna/mobile", "accepted")]
        await cell.nothing_left()
    finally:
        await cell.stop()


async def test_skills_are_relaxed_by_the_clock(tmp_path: Path) -> None:
    """Who lacks the skill is rung when the ring that drops it begins, as why had said."""
    words = "requires: german, relax: [{after_s: 3, drop: [german]}], announce_position: false"
    cell = Cell(tmp_path, agents=("anna", "ben"), plan=STRAIGHT_PLAN, queue_words=words)
    cell.write()
    file = tmp_path / "centre.yaml"
    file.write_text(
        file.read_text().replace("{display: Anna,", "{display: Anna, skills: {german: 2},")
    )
    try:
        await cell.serve()
        ben = await cell.ready_agent("ben", reaction=ANSWER)
        call = await cell.call(cell.carrier())
        (name,) = await waiting(cell, 1)
        facts = await cell.ask("why", name=name)
        gate = next(row["gate"] for row in facts["agents"] if row["agent"] == "ben")
        begun = time.monotonic()
        assert gate["missing"] == ["german"]
        await ben.next_call()
        assert abs(time.monotonic() - begun - gate["in_s"]) < 0.5
        await call.hears(700)
        call.hang_up()
        (record,) = await cell.records(1)
        assert figures(record.offers[0].why)[1]["ring"] == 1
        await cell.nothing_left()
    finally:
        await cell.stop()
