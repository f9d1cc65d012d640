"""Callbacks over a real Asterisk: promised by key, made through a trunk, once for each person."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.live.cell import CALLER, NUMBER, Cell, loopback, running, until
from tests.live.nursery import told
from tests.sums import check_sums
from voipcc.audio import read_wav, tone_share
from voipcc.softphone.wire import ANSWER, BUSY, IncomingCall, OutgoingCall, Reaction, WirePhone

pytestmark = pytest.mark.live
OTHER = "+4917099999999"
PLAN = f"""format: 1
name: main
numbers: ["{NUMBER}"]
language: en
blocks:
  start:
    - menu: main-menu
      keys: {{"1": sales, "2": later}}
      on_timeout: sales
  sales:
    - queue: sales
  later:
    - callback: sales
"""
WORDS = (
    "wrap_up_s: 0, announce_position: false, redial_s: 0, "
    "callback: {gap_s: 10, between: '00:00-24:00'}"
)


class Exchange:
    """The carrier's end of a trunk that calls both ways; `reactions` are used up one a call."""

    def __init__(self, address: str, cell: Cell) -> None:
        self.reactions: list[Reaction] = []
        self.phone = WirePhone(address, cell.server, port=5060, tone_hz=1000, policy=self.react)
        cell.phones.append(self.phone)

    def react(self, _call: IncomingCall) -> Reaction:
        return self.reactions.pop(0) if self.reactions else ANSWER

    async def caller(self, key: str, number: str = CALLER) -> OutgoingCall:
        """Somebody who calls and presses a key of the menu."""
        call = self.phone.place_call(NUMBER, caller=number)
        await call.answered()
        await call.press(key)
        return call

    def rung(self) -> list[Any]:
        """Every call that came out of the centre so far."""
        return [call for call in self.phone.calls if call.direction == "in"]


def town(folder: Path) -> tuple[Any, str]:
    """A centre with one agent and a trunk that may call Germany."""
    address = loopback()
    trunk = f"  exchange: {{addresses: [{address}/32], proxy: '{address}:5060', permits: [DE]}}\n"
    return running(folder, agents=("anna",), plan=PLAN, more=trunk, queue_words=WORDS), address


async def errands(cell: Cell, **more: Any) -> list[dict[str, Any]]:
    return await cell.ask("errands", kind="callback", **more)


async def promised(cell: Cell, call: OutgoingCall) -> dict[str, Any]:
    """Press 1 until the promise is kept, and let the caller hang up."""

    async def confirmed() -> list[dict[str, Any]]:
        await call.press("1")
        return await errands(cell)

    (row,) = await until(confirmed, 10)
    call.hang_up()
    await call.ended()
    return row


async def waiting(cell: Cell, count: int) -> None:
    async def so() -> bool:
        return sum(queue["waiting"] for queue in (await cell.view())["queues"]) == count

    await until(so, 10)


async def test_a_callback_comes_once_through_a_restart_and_a_busy_line(tmp_path: Path) -> None:
    """The place is kept over kill -9, a busy line frees the agent for the next, then they talk."""
    centre, address = town(tmp_path)
    async with centre as cell:
        exchange = Exchange(address, cell)
        row = await promised(cell, await exchange.caller("2"))
        other = await exchange.caller("1", OTHER)
        await waiting(cell, 2)
        await cell.crash()
        await cell.serve()
        await waiting(cell, 2)
        assert [one["id"] for one in await errands(cell)] == [row["id"]]
        exchange.reactions.append(BUSY)
        anna = await cell.ready_agent("anna", tone_hz=700)
        first = await anna.next_call(10)
        await first.ended(10)  # the line was busy: free at once, for the caller behind
        (called,) = exchange.rung()
        assert (called.called, called.caller) == (CALLER, NUMBER)
        second = await anna.next_call()
        await second.hears(1000)
        (row,) = await errands(cell)
        assert (row["tries"], row["last"], row["customer"]) == (1, "busy", "+4917*******78")
        other.hang_up()
        await second.ended()
        third = await anna.next_call(20)
        await third.hears(1000, timeout_s=15)
        customer = exchange.rung()[1]
        await customer.hears(700)
        customer.hang_up()
        await third.ended()
        records = await cell.records(3)
        made = [record for record in records if record.direction == "callback"]
        (promise,) = [record for record in records if record.outcome == "callback"]
        assert [(one.outcome, one.origin) for one in made] == [("answered", promise.id)]
        assert [offer.result for offer in made[0].offers] == ["cancelled", "accepted"]
        for record in records:
            check_sums(record)
        assert await errands(cell) == []
        await cell.nothing_left()
        assert CALLER.encode() not in b"".join(
            path.read_bytes() for path in cell.state.journal.iterdir()
        )


async def test_who_calls_in_again_is_not_called(tmp_path: Path) -> None:
    """A second call has the first one's place, is served, and nobody is called back."""
    centre, address = town(tmp_path)
    async with centre as cell:
        exchange = Exchange(address, cell)
        await promised(cell, await exchange.caller("2"))
        other = await exchange.caller("1", OTHER)
        await waiting(cell, 2)
        again = await exchange.caller("1")

        async def holds() -> bool:
            return (await errands(cell))[0]["state"] == "caller_on_line"

        await until(holds)
        await waiting(cell, 2)
        anna = await cell.ready_agent("anna", tone_hz=700)
        first = await anna.next_call(10)
        await again.hears(700)
        again.hang_up()
        await first.ended()
        second = await anna.next_call(10)
        await other.hears(700)
        other.hang_up()
        await second.ended()
        assert await errands(cell) == []
        assert exchange.rung() == []
        records = await cell.records(3)
        assert [record.direction for record in records] == ["in"] * 3
        await cell.nothing_left()


async def test_a_hidden_caller_types_a_number(tmp_path: Path) -> None:
    """Typed digits reach no journal; a premium number is refused; a verb lists and cancels."""
    centre, address = town(tmp_path)
    async with centre as cell:
        exchange = Exchange(address, cell)
        call = exchange.phone.place_call(NUMBER, caller="anonymous")
        await call.answered()
        await call.press("2")

        async def asked() -> bool:
            return any(row["stage"] == "callback" for row in (await cell.view())["calls"])

        await until(asked)
        for digit in "09001234567#":
            await call.press(digit)
        for digit in "017099999999#":
            await call.press(digit)
        row = await promised(cell, call)
        (clear,) = await errands(cell, clear=True)
        assert clear["customer"] == OTHER
        assert await verb(cell, "callback", "cancel", row["id"]) == 0
        assert await errands(cell) == []
        written = b"".join(path.read_bytes() for path in cell.state.journal.iterdir())
        assert OTHER[3:].encode() not in written
        assert b'"digit":"7"' not in written


async def verb(cell: Cell, *words: str) -> int:
    return (await told(*words, "-c", str(cell.folder))).code


async def test_a_message_is_kept_listed_and_heard_by_an_agent(tmp_path: Path) -> None:
    """A voicemail outlives kill -9, is a file one can play, and is done when an agent heard it."""
    plan = PLAN.replace("    - callback: sales", "    - voicemail: sales")
    async with running(tmp_path, agents=("anna",), plan=plan, queue_words="wrap_up_s: 0") as cell:
        carrier = cell.carrier(tone_hz=1000)
        call = carrier.place_call(NUMBER, caller=CALLER)
        await call.answered()
        await call.press("2")

        async def recording() -> bool:
            rows = await cell.ask("errands", kind="voicemail")
            return bool(rows) and rows[0]["state"] == "caller_on_line"

        await until(recording, 20)
        await asyncio.sleep(3.0)  # the message itself
        call.hang_up()
        await call.ended()

        async def kept() -> list[dict[str, Any]]:
            rows = await cell.ask("errands", kind="voicemail")
            return rows if rows and rows[0]["length_s"] else []

        (row,) = await until(kept)
        assert 2.0 < row["length_s"] < 5.0
        samples, rate = read_wav(Path(row["file"]))
        assert tone_share(samples, 1000, rate) > 0.5
        await cell.crash()
        await cell.serve()
        assert [one["id"] for one in await cell.ask("errands", kind="voicemail")] == [row["id"]]
        anna = await cell.ready_agent("anna", tone_hz=700)
        rung = await anna.next_call(10)
        await rung.hears(1000, timeout_s=15)
        await rung.ended(20)
        promise, heard = await cell.records(2)
        assert (promise.outcome, promise.direction) == ("voicemail", "in")
        assert (heard.outcome, heard.direction) == ("answered", "voicemail")
        assert heard.origin == promise.id
        assert await cell.ask("errands", kind="voicemail") == []
        await cell.nothing_left()
