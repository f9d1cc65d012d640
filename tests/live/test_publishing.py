"""Publishing and undoing while thirty people are on the line: nobody notices but the next caller."""

import asyncio
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.live.cell import CALLER, NUMBER, Cell, running, until
from tests.sums import check_sums
from voipcc.audio import tone, write_wav
from voipcc.control import VerbError
from voipcc.softphone.wire import OutgoingCall, WirePhone
from voipcc.zones import zone_named

pytestmark = pytest.mark.live

MUSIC_HZ, ANNA_HZ, BEN_HZ = 440, 700, 1050
OLD_WELCOME_HZ, OLD_MENU_HZ = 620, 880
NEW_WELCOME_HZ, NEW_MENU_HZ = 1500, 1900
IN_MENU, WAITING, TALKING = 12, 16, 2
AT_ONCE = 4
TESTER = "+4917099999999"
PLAN = f"""format: 1
numbers: ["{NUMBER}"]
blocks:
  start:
    - play: welcome
    - menu: main-menu
      keys: {{"1": sales}}
      timeout: 55 s
      tries: 9
      on_timeout: sales
      on_invalid: {{jump: sales}}
  sales:
    - queue: sales
      on_full: bye
      on_timeout: bye
  bye:
    - play: goodbye
    - hang_up
"""
NEW_PLAN = PLAN.replace('{"1": sales}', '{"1": sales, "3": bye}')


class PublishedCell(Cell):
    """A centre whose own prompts are pure tones."""

    def write(self) -> None:
        super().write()
        file = self.folder / "centre.yaml"
        file.write_text(file.read_text().replace("/32]}", "/32], max_calls: 60}"))
        write_wav(self.folder / "sounds/music/default/tone.wav", tone(MUSIC_HZ, 20))
        self.speak(OLD_WELCOME_HZ, OLD_MENU_HZ)

    def speak(self, welcome_hz: float, menu_hz: float) -> None:
        """Write the recordings of both prompts."""
        write_wav(self.folder / "sounds/en/welcome.wav", tone(welcome_hz, 0.8))
        write_wav(self.folder / "sounds/en/main-menu.wav", tone(menu_hz, 0.8))

    def edit(self, plan: str, welcome_hz: float, menu_hz: float) -> None:
        """What an operator saves: a dialplan and two recordings."""
        (self.folder / "dialplans" / "main.yaml").write_text(plan)
        self.speak(welcome_hz, menu_hz)


async def _arrive(cell: Cell, carrier: WirePhone, *, wait: bool) -> OutgoingCall:
    """A caller who has heard the menu, and waits in the queue if wished."""
    call = carrier.place_call(NUMBER, caller=CALLER)
    await call.answered(20)
    await call.hears(OLD_MENU_HZ, for_s=0.3, timeout_s=30)
    if wait:
        await call.press("1")
        await call.hears(MUSIC_HZ, for_s=0.3, timeout_s=30)
    return call


async def _thirty(cell: Cell, carrier: WirePhone) -> tuple[list[OutgoingCall], list[OutgoingCall]]:
    """Those in the menu, and those who wait or talk."""
    waiting = await _some(cell, carrier, WAITING + TALKING, wait=True)
    for agent, hz in (("anna", ANNA_HZ), ("ben", BEN_HZ)):
        phone = await cell.ready_agent(agent, tone_hz=hz)
        await phone.next_call(20)
    in_menu = await _some(cell, carrier, IN_MENU, wait=False)
    return in_menu, waiting


async def _some(cell: Cell, carrier: WirePhone, count: int, *, wait: bool) -> list[OutgoingCall]:
    """So many callers, a few at a time: a loaded switch turns a crowd away."""
    found: list[OutgoingCall] = []
    while len(found) < count:
        few = min(AT_ONCE, count - len(found))
        found += await asyncio.gather(*(_arrive(cell, carrier, wait=wait) for _ in range(few)))
    return found


async def _stages(cell: Cell) -> dict[str, tuple[str, str, str]]:
    """Where each call is, with whom, on which version."""
    return {
        one["leg"]: (one["stage"], one["agent"], one["version"])
        for one in (await cell.view())["calls"]
    }


async def _hears(cell: Cell, carrier: WirePhone, *tones: float, caller: str = CALLER) -> None:
    """The next caller hears these prompts, and leaves."""
    call = carrier.place_call(NUMBER, caller=caller)
    await call.answered(20)
    for hz in tones:
        await call.hears(hz, for_s=0.3, timeout_s=30)
    call.hang_up()
    await call.ended(20)


async def _calls_again(cell: Cell) -> None:
    """Until the callers who only listened have gone."""
    await until(lambda: _only_thirty(cell), 20)


async def _only_thirty(cell: Cell) -> bool:
    return len(await _stages(cell)) == IN_MENU + WAITING + TALKING


async def test_thirty_calls_go_on_while_a_version_is_published_and_undone(tmp_path: Path) -> None:
    """The next caller meets the new version, then the old one again; no call in progress is touched."""
    async with running(
        tmp_path, kind=PublishedCell, plan=PLAN, queue_words="announce_position: false"
    ) as cell:
        assert isinstance(cell, PublishedCell)
        carrier = cell.carrier()
        in_menu, waiting = await _thirty(cell, carrier)
        before = await _stages(cell)
        old = cell.status["plan"]
        assert {version for _, _, version in before.values()} == {old}
        assert sum(stage == "talk" for stage, _, _ in before.values()) == TALKING

        cell.edit(NEW_PLAN, NEW_WELCOME_HZ, NEW_MENU_HZ)
        began_s = time.monotonic()
        answer: dict[str, Any] = await cell.ask("publish", by="olga")
        print(f"published with thirty calls on in {time.monotonic() - began_s:.2f} s")
        await _hears(cell, carrier, NEW_WELCOME_HZ, NEW_MENU_HZ)
        assert "main: block start: menu main-menu: key 3 added (bye)" in answer["changes"]
        assert any("30 calls finish" in words for words in answer["affected"])
        await _calls_again(cell)
        assert await _stages(cell) == before

        moved, seen_ns = in_menu[0], in_menu[0].hearing.last_rtp_ns
        await moved.press("9")  # no key of theirs: the menu of their own version is said again
        await moved.hears(OLD_MENU_HZ, for_s=0.3, timeout_s=30)
        heard = moved.hearing.timeline(seen_ns, moved.hearing.last_rtp_ns)
        assert not any(abs(one.hz - NEW_MENU_HZ) < 10 for one in heard)

        undone = await cell.ask("undo")
        assert undone["version"] == old
        assert sorted(undone["files"]) == [
            "dialplans/main.yaml",
            "sounds/en/main-menu.wav",
            "sounds/en/welcome.wav",
        ]
        await _hears(cell, carrier, OLD_WELCOME_HZ, OLD_MENU_HZ)
        await _calls_again(cell)
        assert await _stages(cell) == before
        assert not any(call.over for call in (*in_menu, *waiting))
        assert max(call.hearing.longest_gap_s() for call in waiting) < 2.0  # music and talk went on
        for call in (*in_menu, *waiting):
            call.hang_up()
        records = await cell.records(IN_MENU + WAITING + TALKING + 2, 60)
        for record in records:
            check_sums(record)
        assert [one.plan_version for one in records].count(old) == len(records) - 1
        assert [one["kind"] for one in await cell.ask("history")] == ["undo", "publish", "begin"]
        await cell.nothing_left(60)


async def test_a_planned_version_comes_at_its_moment_whatever_happens_meanwhile(
    tmp_path: Path,
) -> None:
    """What was planned is published then, as the files were, though they are spoilt and the controller dies."""
    async with running(tmp_path, kind=PublishedCell, plan=PLAN) as cell:
        assert isinstance(cell, PublishedCell)
        carrier, old = cell.carrier(), cell.status["plan"]
        cell.edit(NEW_PLAN, NEW_WELCOME_HZ, NEW_MENU_HZ)
        then = datetime.now(zone_named("Europe/Berlin")) + timedelta(seconds=12)
        planned = await cell.ask("publish", at=f"{then:%Y-%m-%d %H:%M:%S}", by="olga")
        assert planned["version"] != old
        (due,) = (await cell.ask("versions"))["due"]
        assert due["at_utc_ms"] == planned["at_utc_ms"]
        await _hears(cell, carrier, OLD_WELCOME_HZ, OLD_MENU_HZ)
        cell.edit("format: 1\nblocks: [", OLD_WELCOME_HZ, OLD_MENU_HZ)
        await cell.crash()
        await cell.serve()

        async def in_force() -> bool:
            return bool((await cell.ask("versions"))["version"] == planned["version"])

        await until(in_force, 40)
        assert time.time_ns() // 1_000_000 >= planned["at_utc_ms"]
        await _hears(cell, carrier, NEW_WELCOME_HZ, NEW_MENU_HZ)
        newest = (await cell.ask("history"))[0]
        assert (newest["kind"], newest["who"], newest["version"]) == (
            "publish", "olga", planned["version"],
        )  # fmt: skip
        await cell.ask("undo")
        await _hears(cell, carrier, OLD_WELCOME_HZ, OLD_MENU_HZ)


async def test_a_canary_a_broken_file_and_a_restart(tmp_path: Path) -> None:
    """Only the tester meets what is tried; a broken folder costs nothing, at a restart neither."""
    async with running(tmp_path, kind=PublishedCell, plan=PLAN) as cell:
        assert isinstance(cell, PublishedCell)
        carrier = cell.carrier()
        cell.edit(NEW_PLAN, NEW_WELCOME_HZ, NEW_MENU_HZ)
        await cell.ask("publish", canary=[TESTER])
        await _hears(cell, carrier, NEW_WELCOME_HZ, NEW_MENU_HZ, caller=TESTER)
        await _hears(cell, carrier, OLD_WELCOME_HZ, OLD_MENU_HZ)

        file = cell.folder / "dialplans" / "main.yaml"
        file.write_text(NEW_PLAN[: len(NEW_PLAN) // 2] + "\n  [")
        with pytest.raises(VerbError, match=r"main.yaml:\d+"):
            await cell.ask("publish")
        await cell.crash()
        (cell.folder / "centre.yaml").unlink()
        status = await cell.serve()
        assert status["plan"] == (await cell.ask("versions"))["version"]

        async def told() -> bool:
            return "cannot be read" in (await cell.ask("status"))["folder"]

        await until(told, 30)
        await _hears(cell, carrier, NEW_WELCOME_HZ, NEW_MENU_HZ, caller=TESTER)
        await _hears(cell, carrier, OLD_WELCOME_HZ, OLD_MENU_HZ)
        figures = (await cell.ask("versions"))["canary"]["figures"]
        assert [one["calls"] >= 1 for one in figures] == [True, True]

        await cell.ask("undo")
        await _hears(cell, carrier, OLD_WELCOME_HZ, OLD_MENU_HZ, caller=TESTER)
        records = await cell.records(5, 60)
        assert TESTER.encode() not in b"".join(
            one.read_bytes() for one in cell.state.journal.iterdir() if one.is_file()
        )
        assert len({one.plan_version for one in records}) == 2
