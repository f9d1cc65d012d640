"""Lines that die: a caller who vanishes frees the agent, a phone asleep does not keep a caller."""

import time
from pathlib import Path

import pytest

from tests.live.cell import CALLER, NUMBER, STRAIGHT_PLAN, loopback, running, until
from tests.sums import check_sums
from voipcc.softphone.wire import DEAF, WirePhone

pytestmark = pytest.mark.live

SIP_PORT = 5060
FREE_WITHIN_S = 6.0
NEXT_WITHIN_S = 3.0
AROUND_S = 1.0  # the machine's, not the centre's


async def test_a_caller_who_vanishes_frees_the_agent(tmp_path: Path) -> None:
    """A carrier that dies without a word: its talk ends, its waiting caller too, others go on."""
    address = loopback()
    more = f"  mortal: {{addresses: [{address}/32], proxy: '{address}:{SIP_PORT}'}}\n"
    words = "wrap_up_s: 0, announce_first_s: 0"
    cell_words = {"agents": ("anna",), "plan": STRAIGHT_PLAN, "queue_words": words, "more": more}
    async with running(tmp_path, **cell_words) as cell:  # type: ignore[arg-type]
        mortal = WirePhone(address, cell.server, port=SIP_PORT, tone_hz=1000)
        cell.phones.append(mortal)
        await cell.ask_trunk("mortal")
        await until(lambda: mortal.options_received, 40, "the trunk is asked whether it is there")
        anna = await cell.ready_agent("anna", tone_hz=700)
        talking = mortal.place_call(NUMBER, caller=CALLER)
        await talking.hears(700, for_s=1.0, timeout_s=10)
        ghost = mortal.place_call(NUMBER, caller="+4917012345679")
        await ghost.answered()
        waiting = await cell.call(cell.carrier(tone_hz=1300))
        mortal.vanish()
        died = time.monotonic()
        await waiting.hears(700, timeout_s=20)
        took_s = time.monotonic() - died
        print(f"the next caller had the agent {took_s:.1f} s after the carrier died")
        assert took_s < FREE_WITHIN_S + AROUND_S
        assert anna.calls[-1].state == "talking"
        waiting.hang_up()
        records = await cell.records(3)
        for record in records:
            check_sums(record)
        assert sorted(one.ended_by for one in records) == ["caller", "lost", "lost"]
        await cell.nothing_left()


async def test_a_laptop_asleep_while_it_rings_costs_the_caller_three_seconds(
    tmp_path: Path,
) -> None:
    """Without a 180 the next agent is rung within 3 s, the caller hears music all the time."""
    words = "strategy: linear, wrap_up_s: 0, announce_first_s: 0"
    async with running(tmp_path, plan=STRAIGHT_PLAN, queue_words=words) as cell:
        asleep = await cell.ready_agent("anna", reaction=DEAF)
        await cell.ready_agent("ben", tone_hz=900)
        call = await cell.call(cell.carrier())
        await until(lambda: asleep.calls, 10, "the sleeping phone is rung")
        rung = time.monotonic()
        await call.hears(900, timeout_s=15)
        took_s = time.monotonic() - rung
        print(f"the next agent had the caller {took_s:.1f} s after the sleeping phone was rung")
        assert took_s < NEXT_WITHIN_S + AROUND_S
        assert call.hearing.longest_silence_s() < 2.0
        call.hang_up()
        (record,) = await cell.records(1)
        assert [(one.agent, one.result) for one in record.offers] == [
            ("anna", "failed"),
            ("ben", "accepted"),
        ]
        await cell.nothing_left()
