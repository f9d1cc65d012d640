"""Calls agents make: to a colleague, a second one in mid-talk, to a telephone outside."""

from pathlib import Path
from typing import Any

import pytest

from tests.live.cell import running, until
from tests.live.transfers.trio import Exchange, Trio, Trios, judged, side_by_side
from voipcc.softphone.wire import OutgoingCall

pytestmark = pytest.mark.live


async def consult_by_second_call(trio: Trio) -> None:
    """Hold, dial ben's short number, then the transfer key joins the two far sides."""
    assert await trio.at_anna.hold() == 200
    await until(lambda: trio.hears_music(trio.caller), 15)
    second = trio.anna.place_call(f"2{trio.n:02d}", tone_hz=trio.hz[1])
    at_ben = await trio.ben.next_call(15)
    await trio.hear(second, at_ben)
    await refer_with_replaces(trio, second)
    await trio.hear(trio.caller, at_ben)
    await trio.hung_up(trio.at_anna, second)
    trio.caller.hang_up()
    await trio.hung_up(at_ben)


async def refer_with_replaces(trio: Trio, second: OutgoingCall) -> None:
    """The REFER of an attended transfer: it names the dialog that is to be replaced."""
    dialog = second.dialog
    replaces = f"{dialog.call_id};to-tag={dialog.remote_tag};from-tag={dialog.local_tag}"
    quoted = "".join(
        sign if sign.isalnum() or sign in "-_." else f"%{ord(sign):02X}" for sign in replaces
    )
    host, port = trio.cell.server
    target = ("Refer-To", f"<sip:2{trio.n:02d}@{host}:{port}?Replaces={quoted}>")
    contact = ("Contact", trio.anna.contact)
    response = await trio.at_anna.request("REFER", headers=(target, contact))
    assert response.status == 202


async def second_call_given_up(trio: Trio) -> None:
    assert await trio.at_anna.hold() == 200
    second = trio.anna.place_call(f"2{trio.n:02d}", tone_hz=trio.hz[1])
    at_ben = await trio.ben.next_call(15)
    await trio.hear(second, at_ben)
    second.hang_up()
    await trio.hung_up(second, at_ben)
    assert await trio.at_anna.resume() == 200
    await trio.hear(trio.caller, trio.at_anna)
    trio.caller.hang_up()
    await trio.hung_up(trio.at_anna)


async def colleague_called(trio: Trio) -> None:
    """After the caller anna calls ben; nobody else gets through to either meanwhile."""
    await served(trio)
    call = trio.anna.place_call(f"2{trio.n:02d}", tone_hz=trio.hz[1])
    at_ben = await trio.ben.next_call(15)
    await trio.hear(call, at_ben)
    at_ben.hang_up()
    await trio.hung_up(call)


async def called_out_by_phone(trio: Trio) -> None:
    """To a telephone, and from there on to ben by code."""
    await served(trio)
    call = trio.anna.place_call("0" + trio.number.removeprefix("+49"), tone_hz=trio.hz[1])
    there = await trio.target("number")
    await there.hears(trio.hz[1], timeout_s=15)
    await call.hears(trio.hz[2], timeout_s=15)
    await call.press("*1")
    await call.press(f"2{trio.n:02d}#")
    at_ben = await trio.ben.next_call(15)
    await at_ben.hears(trio.hz[2], timeout_s=15)
    await trio.hung_up(call)
    there.hang_up()
    await trio.hung_up(at_ben)


async def called_out_by_verb(trio: Trio) -> None:
    """The agent's phone rings first; the telephone sees the number of ours that was chosen."""
    await served(trio)
    shown = f"+49301234{500 + trio.n}"
    await trio.cell.ask("dial", agent=trio.names[0], number=trio.number, caller_id=shown)
    at_anna = await trio.anna.next_call(15)
    there = await trio.target("number")
    await there.hears(trio.hz[1], timeout_s=15)
    assert there.caller == shown
    at_anna.hang_up()
    await trio.hung_up(there)


async def served(trio: Trio) -> None:
    """The first caller is done with, and anna is free again."""
    trio.caller.hang_up()
    await trio.hung_up(trio.at_anna)

    async def free() -> bool:
        state: dict[str, Any] = await trio.cell.agent_state(trio.names[0])
        return bool(state["work"] == "idle")

    await until(free, 15)


CELLS = (
    consult_by_second_call,
    second_call_given_up,
    colleague_called,
    called_out_by_phone,
    called_out_by_verb,
)


async def test_agents_call_whom_they_may(tmp_path: Path) -> None:
    """A second call is a consult, colleagues and telephones are reached, all of it is on record."""
    async with running(tmp_path, Trios, count=len(CELLS)) as cell:
        assert isinstance(cell, Trios)
        trios = [Trio(cell, n) for n in range(len(CELLS))]
        Exchange(cell, trios)
        await side_by_side(cell.carrier(), list(zip(trios, CELLS, strict=True)))
        records = await judged(cell, len(CELLS), 5)
        made = sorted(one.direction for one in records if one.direction != "in")
        assert made == ["consult", "consult", "internal", "out", "out"]
        assert {one.outcome for one in records if one.direction == "out"} == {"answered"}
        written = b"".join(path.read_bytes() for path in cell.state.journal.iterdir())
        assert trios[3].number.encode() not in written
