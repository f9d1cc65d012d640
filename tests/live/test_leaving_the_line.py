"""Ways out of the line, live and side by side on one centre: rules of overflow, keys of invitations."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.live.cell import Cell, loopback, running, until
from tests.sums import check_sums
from voipcc.audio import read_wav, tone, tone_share, write_wav
from voipcc.core.cdr import Conversation
from voipcc.softphone.wire import OutgoingCall, WirePhone

pytestmark = pytest.mark.live

BEN_HZ, CALLER_HZ, MUSIC_HZ, MENU_HZ, INVITED_HZ, ASK_HZ = 700, 1000, 440, 2300, 1700, 1300
NUMBERS = {
    "wait": "+4930123451",
    "length": "+4930123452",
    "no_staff": "+4930123453",
    "to_callback": "+4930123454",
    "to_voicemail": "+4930123455",
    "redial": "+4930123456",
}
FLOW = """format: 1
numbers: ["{number}"]
blocks:
  start:
    - queue: sales
      {rules}
  away:
    - {away}
"""
INVITED = 'invitations: [{after: 1 s, play: queue/press_one, keys: {"1": away}}]'
FLOWS = {
    "wait": ("overflow: [{wait: 3 s, jump: away}]", "queue: support"),
    "length": (
        "overflow: [{length: 1, jump: away}]",
        'menu: main-menu\n      keys: {"1": start}\n      on_timeout: start\n      timeout: 30 s',
    ),
    "no_staff": ("overflow: [{no_staff: true, jump: away}]", "voicemail: sales"),
    "to_callback": (INVITED, "callback: sales"),
    "to_voicemail": (INVITED, "voicemail: sales"),
    "redial": ("on_timeout: away", "hang_up"),
}


class Ways(Cell):
    """Anna alone serves sales and never comes; ben serves support. Every sound is a pure tone."""

    def write(self) -> None:
        super().write()
        file = self.folder / "centre.yaml"
        text = file.read_text().replace("sales: {agents: [anna, ben]", "sales: {agents: [anna]")
        file.write_text(text.replace("support: {agents: [anna, ben]", "support: {agents: [ben]"))
        for name, (rules, away) in FLOWS.items():
            flow = FLOW.format(number=NUMBERS[name], rules=rules, away=away)
            (self.folder / "dialplans" / f"{name.replace('_', '-')}.yaml").write_text(flow)
        sounds = self.folder / "sounds"
        write_wav(sounds / "music" / "default" / "tone.wav", tone(MUSIC_HZ, 20))
        for name, hz in (
            ("main-menu", MENU_HZ),
            ("queue/press_one", INVITED_HZ),
            ("voicemail/leave_message", ASK_HZ),
        ):
            write_wav(sounds / "en" / f"{name}.wav", tone(hz, 1.0))


class Callers:
    """Six people who call one number each, each with a number of their own."""

    def __init__(self, cell: Cell, carrier: WirePhone) -> None:
        self.cell = cell
        self.carrier = carrier

    async def arrive(self, name: str) -> OutgoingCall:
        caller = f"+49170123450{list(NUMBERS).index(name)}"
        call = self.carrier.place_call(NUMBERS[name], caller=caller)
        await call.answered(10)
        return call

    async def errand(self, kind: str, known: tuple[str, ...] = ()) -> dict[str, Any]:
        """The new callback or voicemail."""

        async def found() -> list[dict[str, Any]]:
            rows = await self.cell.ask("errands", kind=kind)
            return [row for row in rows if row["id"] not in known]

        (row,) = await until(found, 20)
        return dict(row)

    # --- what each does ----------------------------------------------------------------------

    async def wait(self) -> None:
        """Waits for so long that the rule leads to the other queue, and talks to its agent."""
        call = await self.arrive("wait")
        await call.hears(MUSIC_HZ, for_s=1.0)
        await call.hears(BEN_HZ, timeout_s=15)
        call.hang_up()
        await call.ended()

    async def redial(self) -> None:
        """Hangs up while waiting, calls again and has waited since the first call."""
        first = await self.arrive("redial")
        await first.hears(MUSIC_HZ, for_s=1.0)
        first.hang_up()
        await first.ended()
        second = await self.arrive("redial")

        async def mine() -> dict[str, Any] | None:
            view = await self.cell.view()
            calls = {one["id"]: one for one in view["calls"] if one["number"] == NUMBERS["redial"]}
            callers = [one for queue in view["queues"] for one in queue["callers"]]
            found = [one | calls[one["call"]] for one in callers if one["call"] in calls]
            return found[0] if found else None

        stands = await until(mine)
        assert stands["waited_s"] > stands["arrived_s"] + 0.9
        second.hang_up()
        await second.ended()

    async def length(self) -> None:
        """Others wait already: the menu is heard instead of music."""
        call = await self.arrive("length")
        await call.hears(MENU_HZ, for_s=0.5)
        call.hang_up()
        await call.ended()

    async def to_callback(self) -> None:
        """A key pressed while the invitation is said leads to the callback, which is promised."""
        call = await self.arrive("to_callback")
        await call.hears(INVITED_HZ, for_s=0.2, timeout_s=15)
        await call.press("1")

        async def promised() -> bool:
            await call.press("1")
            return bool(await self.cell.ask("errands", kind="callback"))

        await until(promised, 20)
        call.hang_up()
        await call.ended()

    async def leave_message(self, name: str) -> None:
        """Hears what asks for a message, speaks, and ends it with #."""
        call = await self.arrive(name)
        if name == "to_voicemail":
            await call.hears(INVITED_HZ, for_s=0.2, timeout_s=15)
            await call.press("1")
        await call.hears(ASK_HZ, for_s=0.3, timeout_s=15)
        number = NUMBERS[name]

        async def spoken() -> bool:
            """Two seconds of it are on disk."""
            rows = (await self.cell.view())["errands"]
            mine = [row["id"] for row in rows if row["number"] == number]
            files = [spool / f"voicemail-{one}.wav" for one in mine]
            return any(file.exists() and file.stat().st_size > 2 * 16_000 for file in files)

        spool = self.cell.state.asterisk / "spool" / "recording"
        await until(spoken, 20)
        await call.press("#")
        await call.ended(20)


async def test_callers_leave_the_line_by_rule_and_by_invitation(tmp_path: Path) -> None:
    """By wait to a queue, by length to a menu, without staff to voicemail; by key to callback and voicemail."""
    trunk = (
        f"  exchange: {{addresses: [{loopback()}/32], proxy: '127.0.0.9:5060', permits: [DE]}}\n"
    )
    words = "wrap_up_s: 0, announce_position: false"
    async with running(tmp_path, kind=Ways, more=trunk, queue_words=words) as cell:
        await cell.ready_agent("ben", tone_hz=BEN_HZ)
        callers = Callers(cell, cell.carrier(tone_hz=CALLER_HZ))
        first = asyncio.create_task(callers.to_callback())

        async def one_waits() -> bool:
            return any(queue["waiting"] for queue in (await cell.view())["queues"])

        await until(one_waits)
        await asyncio.gather(
            first,
            callers.length(),
            callers.wait(),
            callers.redial(),
            callers.leave_message("no_staff"),
            callers.leave_message("to_voicemail"),
        )
        await _check_messages(cell)
        found = {record.number: record for record in await cell.records(7)}
        _check_records({name: found[number] for name, number in NUMBERS.items()})
        assert len(await cell.ask("errands", kind="callback")) == 1
        await _erase_one(cell)
        await cell.nothing_left()


async def _check_messages(cell: Cell) -> None:
    async def kept() -> list[dict[str, Any]]:
        rows = await cell.ask("errands", kind="voicemail")
        return rows if len(rows) == 2 and all(row["length_s"] for row in rows) else []

    for row in await until(kept):
        samples, rate = read_wav(Path(row["file"]))
        assert row["length_s"] > 1.5 and tone_share(samples, CALLER_HZ, rate) > 0.5


async def _erase_one(cell: Cell) -> None:
    """A person who is erased takes the message along, from the list and from disk."""
    first, second = await cell.ask("errands", kind="voicemail")
    assert (await cell.ask("party.erase", party=first["party"]))["messages"] == 1
    assert [row["id"] for row in await cell.ask("errands", kind="voicemail")] == [second["id"]]
    assert not Path(first["file"]).exists() and Path(second["file"]).exists()
    said = await cell.ask("why", name=second["id"])
    assert (said["kind"], said["state"]) == ("voicemail", "in_line")


def _check_records(records: dict[str, Conversation]) -> None:
    for record in records.values():
        check_sums(record)
    shown = {  # on a busy machine some are heard late
        name: (one.outcome, *(mark for mark in one.marks if mark != "heard_late"))
        for name, one in records.items()
    }
    assert shown == {
        "wait": ("answered", "overflow_wait"),
        "length": ("overflowed", "overflow_length"),
        "no_staff": ("voicemail", "overflow_no_staff"),
        "to_callback": ("callback", "left_by_key", "key:1"),
        "to_voicemail": ("voicemail", "left_by_key", "key:1"),
        "redial": ("abandoned", "redialled"),
    }
    visited = [part.queue for part in records["wait"].segments if part.kind in ("queue", "talk")]
    assert visited == ["sales", "support", "support"]
