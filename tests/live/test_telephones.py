"""Agents at telephones outside: rung through a trunk, confirmed by a key, over a real Asterisk."""

import contextlib
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.live.carriers import running_network
from tests.live.cell import NUMBER, STRAIGHT_PLAN, Cell, loopback, running, until
from tests.live.test_carriers import verb
from tests.live.test_numbers_outside import agrees
from voipcc.softphone.wire import ANSWER, BUSY, IncomingCall, OutgoingCall, Reaction, WirePhone

pytestmark = pytest.mark.live
MOBILE = "+4917055551234"
WORDS = "wrap_up_s: 0, announce_position: false, ring_timeout_s: 10, rest_after_missed_s: 0"


class Town(Cell):
    """Anna works at a mobile, Ben at a SIP phone; `exchange` is the carrier's address."""

    exchange: str = ""

    def write(self) -> None:
        super().write()
        file = self.folder / "centre.yaml"
        desk = f"desk: {{transport: {self.transport}}}"
        mobile = f"mobile: {{number: '{MOBILE}', confirm_s: 6}}"
        text = file.read_text()
        file.write_text(text.replace(f"Anna, devices: {{{desk}}}", f"Anna, devices: {{{mobile}}}"))


class Mobiles:
    """The carrier behind which the mobiles are; each call is answered as `reactions` say."""

    def __init__(self, address: str) -> None:
        self.reactions: list[Reaction] = []
        nowhere = ("127.0.0.1", 9)  # it only takes calls
        self.phone = WirePhone(address, nowhere, port=5060, tone_hz=700, policy=self.react)

    def react(self, _call: IncomingCall) -> Reaction:
        return self.reactions.pop(0) if self.reactions else ANSWER


def town(folder: Path) -> tuple[Any, str]:
    address = loopback()
    trunk = f"  exchange: {{addresses: [{address}/32], proxy: '{address}:5060', permits: [DE]}}\n"
    return running(folder, Town, plan=STRAIGHT_PLAN, more=trunk, queue_words=WORDS), address


async def anna_is_there(cell: Cell, trunk: str = "exchange") -> None:
    async def reachable() -> bool:
        return bool((await cell.agent_state("anna"))["devices"]["anna/mobile"])

    for patience_s in (5, 5, 5, 40):  # a busy carrier may miss the two seconds it has to answer
        await cell.ask_trunk(trunk)
        with contextlib.suppress(TimeoutError):
            await until(reachable, patience_s)
            break
    assert await reachable()
    await cell.ask("agent.log_in", agent="anna")


async def caller(cell: Cell, carrier: WirePhone, number: str) -> OutgoingCall:
    call = carrier.place_call(NUMBER, caller=number)
    await call.answered(10)
    return call


async def talk_with_anna(
    cell: Cell, carrier: WirePhone, mobiles: Mobiles
) -> tuple[OutgoingCall, IncomingCall]:
    """A caller, and the call at the mobile where she has pressed the key that confirms."""
    first = await caller(cell, carrier, "+49170123401")
    rung = await mobiles.phone.next_call(20)
    await confirmed(rung)
    await rung.hears(1000, for_s=0.5, timeout_s=15)
    return first, rung


async def test_a_mobile_is_an_agents_phone(tmp_path: Path) -> None:
    """Confirmed by a key it talks; a mailbox and a busy line lead to the next agent; CEL agrees."""
    centre, address = town(tmp_path)
    mobiles = Mobiles(address)
    async with centre as cell:
        cell.phones.append(mobiles.phone)
        carrier = cell.carrier(tone_hz=1000)
        await anna_is_there(cell)
        first, rung = await talk_with_anna(cell, carrier, mobiles)
        assert (rung.called, rung.caller) == (MOBILE, NUMBER)
        await first.hears(700, for_s=0.5)
        await holds_by_code(cell, rung)
        first.hang_up()
        await rung.ended(10)
        await talks_to_ben(cell, carrier, mobiles, ANSWER)  # a mailbox: nobody presses a key
        await talks_to_ben(cell, carrier, mobiles, BUSY)
        records = await cell.records(3)
        offers = [[(one.agent, one.device, one.result) for one in r.offers] for r in records]
        ben = ("ben", "ben/desk", "accepted")
        assert offers[0] == [("anna", "anna/mobile", "accepted")]
        assert offers[1] == [("anna", "anna/mobile", "timeout"), ben]
        assert offers[2] == [("anna", "anna/mobile", "rejected"), ben]
        await agrees(cell, records)
        await cell.nothing_left()
        journal = b"".join(path.read_bytes() for path in cell.state.journal.iterdir())
        assert MOBILE.encode() not in journal


async def test_a_mobile_outlives_the_controller_that_rang_it(tmp_path: Path) -> None:
    """A talk at a mobile goes on without a controller, answers codes to the next one and ends for both."""
    centre, address = town(tmp_path)
    mobiles = Mobiles(address)
    async with centre as cell:
        cell.phones.append(mobiles.phone)
        carrier = cell.carrier(tone_hz=1000)
        await anna_is_there(cell)
        first, rung = await talk_with_anna(cell, carrier, mobiles)
        await cell.crash()
        await first.hears(700, for_s=0.5)
        await cell.serve()
        await first.hears(700, for_s=0.5)
        assert (await cell.agent_state("anna"))["work"] == "talking"
        await holds_by_code(cell, rung)
        first.hang_up()
        await rung.ended(10)
        (record,) = await cell.records(1)
        assert [(one.agent, one.device, one.result) for one in record.offers] == [
            ("anna", "anna/mobile", "accepted")
        ]
        assert {part.agent for part in record.segments if part.kind == "talk"} == {"anna"}
        await agrees(cell, [record])
        await cell.nothing_left()

        async def idle() -> bool:
            return bool((await cell.agent_state("anna"))["work"] == "idle")

        await until(idle, 10)


async def confirmed(rung: IncomingCall) -> None:
    """Press the key that is asked for: before something is heard, keys get lost on their way."""
    await rung.answered()
    await rung.wait(lambda: rung.times.first_sound > 0, 15)
    await rung.press("1")


async def holds_by_code(cell: Cell, rung: IncomingCall) -> None:
    """A code in mid-talk works from a mobile as from any phone: here *6, hold and back."""

    async def state_is(word: str) -> bool:
        return [row["state"] for row in (await cell.view())["calls"]] == [word]

    for word in ("hold", "talk"):
        for key in "*6":
            await rung.press(key)
        await until(partial(state_is, word), 10)


async def talks_to_ben(
    cell: Cell, carrier: WirePhone, mobiles: Mobiles, reaction: Reaction
) -> None:
    """Anna's mobile does not take the call, Ben does."""
    mobiles.reactions.append(reaction)
    call = await caller(cell, carrier, "+49170123402")
    tried = await mobiles.phone.next_call(15)
    ben = await cell.ready_agent("ben", tone_hz=900)
    await tried.ended(20)
    rung = await ben.next_call(10)
    await rung.hears(1000, for_s=0.5)
    await call.hears(900, for_s=0.5)
    call.hang_up()
    await rung.ended(10)
    await cell.ask("agent.log_out", agent="ben")


async def test_a_mobile_is_there_while_its_trunk_is(tmp_path: Path) -> None:
    """Without the carrier nobody is rung; when it answers again the waiting caller is."""
    centre, address = town(tmp_path)
    async with centre as cell:
        carrier = cell.carrier(tone_hz=1000)
        await cell.ask("agent.log_in", agent="anna")
        call = await caller(cell, carrier, "+49170123403")
        assert not (await cell.agent_state("anna"))["devices"]["anna/mobile"]
        mobiles = Mobiles(address)
        cell.phones.append(mobiles.phone)
        await cell.ask_trunk("exchange")
        rung = await mobiles.phone.next_call(45)
        await confirmed(rung)
        await call.hears(700, for_s=0.5, timeout_s=15)
        call.hang_up()
        await rung.ended(10)
        await cell.records(1)
        await cell.nothing_left()


class Home(Town):
    """Anna works at a SIP phone; a mobile is named for the day her line dies."""

    def write(self) -> None:
        Cell.write(self)
        file = self.folder / "centre.yaml"
        desk = f"desk: {{transport: {self.transport}}}"
        mobile = f"mobile: {{number: '{MOBILE}', calls: false}}"
        more = f"Anna, rescue: mobile, devices: {{{desk}, {mobile}}}"
        file.write_text(file.read_text().replace(f"Anna, devices: {{{desk}}}", more))


async def test_a_mobile_rescues_the_caller_of_a_line_that_died(tmp_path: Path) -> None:
    """Told within seconds, with music, the caller is joined with the same agent's mobile by one key."""
    address = loopback()
    trunk = f"  exchange: {{addresses: [{address}/32], proxy: '{address}:5060', permits: [DE]}}\n"
    mobiles = Mobiles(address)
    centre = running(tmp_path, Home, plan=STRAIGHT_PLAN, more=trunk, queue_words=WORDS)
    async with centre as cell:
        cell.phones.append(mobiles.phone)
        anna = await cell.ready_agent("anna", tone_hz=900)
        await cell.ready_agent("ben", tone_hz=500)
        await cell.ask("agent.not_ready", agent="ben", reason="break")
        await cell.ask_trunk("exchange")
        call = await caller(cell, cell.carrier(tone_hz=1000), "+49170123404")
        await call.hears(900, for_s=0.5)

        async def rescue_is_there() -> bool:
            return bool((await cell.agent_state("anna"))["rescue"])

        await until(rescue_is_there, 40)
        await cell.ask("agent.ready", agent="ben")
        anna.vanish()
        begun = time.monotonic_ns()
        rung = await mobiles.phone.next_call(15)  # Ben is free, but this is Anna's caller
        await confirmed(rung)
        await call.hears(700, for_s=0.5, timeout_s=15)
        await rung.hears(1000, for_s=0.5)
        assert call.hearing.longest_silence_s(begun) < 6.5
        call.hang_up()
        await rung.ended(10)
        (record,) = await cell.records(1)
        aside = ("menu", "closing")
        kinds = [(part.kind, part.agent) for part in record.segments if part.kind not in aside]
        assert kinds == [("queue", ""), ("talk", "anna"), ("queue", ""), ("talk", "anna")]
        accepted = [(one.device, one.why == "rescue") for one in record.offers]
        assert accepted == [("anna/desk", False), ("anna/mobile", True)]
        assert "line_lost" in record.marks
        await agrees(cell, [record])
        await cell.nothing_left()


async def test_a_mobile_behind_a_carrier_with_an_account(tmp_path: Path) -> None:
    """Through a second Asterisk we are registered at: rung, confirmed, heard; gone with the carrier."""
    async with running_network(tmp_path / "carrier") as carrier:
        account = f"{{server: '{carrier.server}', username: {carrier.account}}}"
        trunk = f"  account: {{registration: {account}, permits: [DE], caller_id: '{NUMBER}'}}\n"
        folder = tmp_path / "centre"
        folder.mkdir()
        centre = running(folder, Town, plan=STRAIGHT_PLAN, more=trunk, queue_words=WORDS)
        async with centre as cell:
            await verb(cell, "trunk", "password", "account", given=f"{carrier.password}\n")
            await carrier.registered()
            await anna_is_there(cell, "account")
            call = await caller(cell, cell.carrier(tone_hz=500), "+49170123405")
            rung = await carrier.phone.next_call(20)
            assert rung.called == MOBILE
            rung.answer()
            await confirmed(rung)
            await call.hears(1000, for_s=0.5, timeout_s=15)
            await rung.hears(500, for_s=0.5)
            rung.hang_up()
            await call.ended(10)
            (record,) = await cell.records(1)
            assert [one.result for one in record.offers] == ["accepted"]
            await agrees(cell, [record])
            carrier.die()
            await cell.ask_trunk("account")

            async def gone() -> bool:
                return not (await cell.agent_state("anna"))["devices"]["anna/mobile"]

            await until(gone, 45)
            await cell.nothing_left()
