"""Talks no queue leads, and callbacks: told or asked first, then recorded, and no longer than the talk."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from tests.live.cell import CALLER, NUMBER, loopback, running, until
from tests.live.taped import ANNA_HZ, CALLER_HZ, LOOSELY_S, People, Taped, judge
from tests.live.voices import Voice
from voipcc.softphone.wire import ANSWER, WirePhone

pytestmark = pytest.mark.live
PLAN = f"""format: 1
name: main
numbers: ["{NUMBER}"]
language: en
after_call: survey
blocks:
  start:
    - menu: main-menu
      keys: {{"1": anna, "2": later}}
      on_timeout: anna
  anna: [{{transfer: {{agent: anna}}}}]
  later: [{{callback: sales}}]
  survey: [{{play: [main-menu, main-menu]}}]
"""
WORDS = (
    "wrap_up_s: 0, announce_position: false, redial_s: 0, "
    "callback: {gap_s: 10, between: '00:00-24:00'}, recording: {consent: announce}"
)
TOWN = """  exchange: {{addresses: [{address}/32], proxy: '{address}:5060', permits: [DE]}}
recordings: {{direct: {{consent: announce}}, outgoing: {{consent: ask, keep_days: 3}}}}
"""


class Town(People):
    """Anna's phone and the carrier's, and what is said between the two."""

    anna: WirePhone
    exchange: WirePhone

    async def speak(self, customer: Any) -> tuple[Voice, Voice]:
        """Both talk for a while, once it is recorded."""
        await until(lambda: self.state_of("anna", "on"), 30)
        voices = Voice(customer.media, CALLER_HZ), Voice(self.anna.calls[-1].media, ANNA_HZ)
        for seed, voice in enumerate(voices):
            voice.begin(seed)
        await asyncio.sleep(4)
        return voices

    async def rung(self, count: int) -> Any:
        """The latest of so many calls that came out of the centre."""

        def found() -> list[Any]:
            calls = [one for one in self.exchange.calls if one.direction == "in"]
            return calls if len(calls) == count else []

        return (await until(found, 30))[-1]

    async def over(self, voices: tuple[Voice, Voice], end: Any) -> None:
        """They stop, and somebody hangs up."""
        for voice in voices:
            await voice.stop()
        end.hang_up()
        await until(self.is_quiet, 20)


async def led_to_anna(cell: Town) -> tuple[tuple[Voice, Voice], float]:
    """A caller is told, then led to anna, who leaves first; the caller goes on talking in the survey."""
    call = cell.exchange.place_call(NUMBER, caller=CALLER)
    await call.answered()
    await call.press("1")
    voices = await cell.speak(call)
    await voices[1].stop()
    left_at = time.monotonic()
    cell.anna.calls[-1].hang_up()
    await asyncio.sleep(2)
    await cell.over(voices, call)
    return voices, left_at


async def called_by_anna(cell: Town) -> tuple[Voice, Voice]:
    """Anna calls a telephone, whose owner presses 1 when asked."""
    await cell.ask("dial", agent="anna", number=CALLER)
    customer = await cell.rung(1)
    await until(lambda: customer.media.hearing.packets > 25, 15)
    await customer.press("1")
    voices = await cell.speak(customer)
    await cell.over(voices, customer)
    return voices


async def called_back(cell: Town) -> tuple[Voice, Voice]:
    """A caller asks for a callback, and is told when they answer it."""
    call = cell.exchange.place_call(NUMBER, caller=CALLER)
    await call.answered()
    await call.press("2")

    async def promised() -> bool:
        await call.press("1")
        return bool(await cell.ask("errands", kind="callback"))

    await until(promised, 15)
    call.hang_up()
    customer = await cell.rung(2)
    voices = await cell.speak(customer)
    await cell.over(voices, customer)
    return voices


def told_first(tape: Taped, consent: str, queue: str, voices: tuple[Voice, Voice]) -> None:
    """By which rule, with whose leave, and that both are heard at their side and time."""
    sheet = tape.sheet
    assert (sheet.consent, sheet.queue, sheet.agents) == (consent, queue, ("anna",))
    for side, voice in enumerate(voices):
        judge(tape, voice, side, [], LOOSELY_S)


async def test_talks_without_a_queue_and_callbacks_are_recorded(tmp_path: Path) -> None:
    """Led to an agent, called by an agent, called back: each is told or asked, then on tape until the talk ends."""
    address = loopback()
    words: dict[str, Any] = {"plan": PLAN, "agents": ("anna",), "queue_words": WORDS}
    exchange = WirePhone(address, port=5060, policy=lambda _: ANSWER)  # there when it is asked for
    async with running(tmp_path, Town, more=TOWN.format(address=address), **words) as cell:
        cell.phones.append(exchange)
        cell.exchange, exchange.server, exchange.domain = exchange, cell.server, cell.server[0]
        cell.anna = await cell.ready_agent("anna")
        direct, left_at = await led_to_anna(cell)
        outgoing = await called_by_anna(cell)
        callback = await called_back(cell)
        tapes = await cell.tapes(3)
        assert not any((cell.state.tapes / "spool").iterdir()), "open sound is left"
    one, two, three = tapes
    told_first(one, "announced", "", direct)
    told_first(two, "given", "", outgoing)
    told_first(three, "announced", "sales", callback)
    ended_at = one.start_s + one.sheet.length_ms / 1000
    assert abs(ended_at - left_at) < 1, "the survey is on the tape"
    assert max(end for _, end in direct[0].said_ns) / 1e9 > left_at + 1, "nobody spoke in it"
    assert two.sheet.keep_until_utc_ms - two.sheet.start_utc_ms == 3 * 86_400_000
