"""Telephone numbers as the other side of a call: dialplan steps and overflow, over a real trunk."""

import json
from pathlib import Path

import pytest

from tests.live.cell import CALLER, NUMBER, Cell, loopback, running, until
from tests.sums import check_sums
from voipcc.core.cdr import Conversation
from voipcc.database.cel_comparison import compare
from voipcc.database.cel_log import CelCall, CelLog
from voipcc.softphone.wire import (
    ANSWER,
    BUSY,
    RING,
    IncomingCall,
    OutgoingCall,
    Reaction,
    WirePhone,
)

pytestmark = pytest.mark.live
BRANCH, ENGAGED, NOBODY, NIGHT = (f"+49305550{digit}00" for digit in range(4))
PLAN = f"""format: 1
name: main
numbers: ["{NUMBER}"]
language: en
blocks:
  start:
    - menu: main-menu
      keys: {{"1": branch, "2": engaged, "3": nobody, "4": sales}}
      on_timeout: branch
  branch: [{{transfer: "{BRANCH}"}}]
  engaged:
    - transfer: "{ENGAGED}"
      on_busy: branch
  nobody:
    - transfer: {{number: "{NOBODY}", timeout: 5 s}}
      on_no_answer: bye
  sales:
    - queue: sales
      overflow: [{{no_staff: true, jump: night}}]
  night: [{{transfer: "{NIGHT}"}}]
  bye: [{{play: goodbye}}, hang_up]
"""
REACTIONS = {ENGAGED: BUSY, NOBODY: RING}


class Outside:
    """Two carriers: callers come by one, the telephones of a town are behind the other."""

    def __init__(self, address: str, cell: Cell) -> None:
        self.cell = cell
        self.callers = cell.carrier(tone_hz=1000)
        self.phone = WirePhone(address, cell.server, port=5060, tone_hz=700, policy=self.react)
        cell.phones.append(self.phone)

    def react(self, call: IncomingCall) -> Reaction:
        return REACTIONS.get(call.called, ANSWER)

    async def caller(self, key: str, number: str) -> OutgoingCall:
        """Somebody who calls and presses a key of the menu."""
        call = self.callers.place_call(NUMBER, caller=number)
        await call.answered(10)
        await until(self.heard_the_menu)
        await call.press(key)
        return call

    async def heard_the_menu(self) -> bool:
        """Whoever presses at once might as well have been led on at once."""
        return all(row["arrived_s"] > 0.8 for row in (await self.cell.view())["calls"])

    async def rung(self, number: str) -> IncomingCall:
        """The call that came out of the centre to a number."""

        def found() -> list[IncomingCall]:
            calls = [one for one in self.phone.calls if isinstance(one, IncomingCall)]
            return [one for one in calls if one.called == number and not one.over]

        return (await until(found, 15))[-1]


async def told_by_the_switch(cell: Cell, count: int) -> list[CelCall]:
    """Every call of the switch's own log, once they have all ended there."""
    log = CelLog(cell.state.asterisk / "log" / "cel-custom" / "Master.csv")
    calls: list[CelCall] = []

    def all_over() -> bool:
        calls.extend(log.read())
        return len(calls) >= count and not any(call.inbound for call in log.open.values())

    await until(all_over, 10)
    return calls


async def agrees(cell: Cell, records: list[Conversation]) -> None:
    """The records are those of the switch's own log within 50 ms."""
    calls = await told_by_the_switch(cell, len(records))
    devices = json.loads(cell.state.secrets.read_text())["devices"]
    endpoints = {device: secret["endpoint"] for device, secret in devices.items()}
    assert compare(records, calls, endpoints) == []
    for record in records:
        check_sums(record)


async def talks(outside: Outside, key: str, caller: str, number: str, *, far_ends: bool) -> None:
    """Caller and number hear each other, then one of them hangs up."""
    call = await outside.caller(key, caller)
    rung = await outside.rung(number)
    assert rung.caller == NUMBER
    await rung.hears(1000, for_s=0.5)
    await call.hears(700, for_s=0.5)
    (rung if far_ends else call).hang_up()
    await call.ended(10)
    await rung.ended(10)


async def finds_nobody(outside: Outside, caller: str) -> None:
    """The number rings in vain; the caller is told and let go."""
    call = await outside.caller("3", caller)
    await call.ended(30)


async def leaves(outside: Outside, caller: str) -> None:
    """The caller hangs up while the number rings: it stops."""
    call = await outside.caller("3", caller)
    rung = await outside.rung(NOBODY)
    call.hang_up()
    await rung.ended()


async def test_callers_are_joined_with_numbers_outside(tmp_path: Path) -> None:
    """Answered, busy, unanswered, left, overflowed: heard both ways, and the records are the switch's."""
    address = loopback()
    trunk = f"  exchange: {{addresses: [{address}/32], proxy: '{address}:5060', permits: [DE]}}\n"
    async with running(tmp_path, agents=("anna",), plan=PLAN, more=trunk) as cell:
        outside = Outside(address, cell)
        numbers = [f"{CALLER[:-1]}{digit}" for digit in range(5)]
        await talks(outside, "1", numbers[0], BRANCH, far_ends=True)
        await talks(outside, "2", numbers[1], BRANCH, far_ends=False)
        await talks(outside, "4", numbers[2], NIGHT, far_ends=False)
        await finds_nobody(outside, numbers[3])
        await leaves(outside, numbers[4])
        records = await cell.records(5)
        assert [record.outcome for record in records] == [
            *("transferred", "transferred", "transferred", "completed", "abandoned"),
        ]
        assert records[0].ended_by == "number"
        assert "transfer_busy" in records[1].marks
        assert "overflow_no_staff" in records[2].marks
        assert "transfer_no_answer" in records[3].marks
        for record in records[:3]:
            parties = {part.party for part in record.segments if part.kind == "talk"}
            assert len(parties) == 1 and "" not in parties
        await agrees(cell, records)
        await cell.nothing_left()


async def test_a_talk_with_a_number_outlives_its_controller(tmp_path: Path) -> None:
    """Killed with -9: the talk goes on; a number that rang is given up, and its caller led on."""
    address = loopback()
    trunk = f"  exchange: {{addresses: [{address}/32], proxy: '{address}:5060', permits: [DE]}}\n"
    plan = PLAN.replace("timeout: 5 s", "timeout: 60 s")
    async with running(tmp_path, agents=("anna",), plan=plan, more=trunk) as cell:
        outside = Outside(address, cell)
        talking = await outside.caller("1", CALLER)
        branch = await outside.rung(BRANCH)
        await branch.hears(1000, for_s=0.5)
        ringing = await outside.caller("3", f"{CALLER[:-1]}1")
        nobody = await outside.rung(NOBODY)
        await cell.crash()
        await cell.serve()
        await branch.hears(1000, for_s=0.5)
        await talking.hears(700, for_s=0.5)
        await nobody.ended(15)
        branch.hang_up()
        await talking.ended(10)
        await ringing.ended(20)
        records = await cell.records(2)
        assert [record.outcome for record in records] == ["transferred", "completed"]
        assert [record.ended_by for record in records] == ["number", "centre"]
        assert "transfer_failed" in records[1].marks
        assert all("controller_restarted" in record.marks for record in records)
        for record in records:
            check_sums(record)
        await cell.nothing_left()
