"""A Friday night: a flow is closed with a message, told to the next caller, and opens by itself."""

import asyncio
import contextlib
import json
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.live.cell import NUMBER, STRAIGHT_PLAN, Cell, running, until
from tests.live.test_verbs import good, voipcc
from voipcc.audio import tone, write_wav
from voipcc.softphone.wire import OutgoingCall

pytestmark = pytest.mark.live
LEAK_HZ, NOTICE_HZ, MUSIC_HZ = 2300, 1700, 440


class Closing(Cell):
    """Nobody answers: whoever is let in hears music. Messages are pure tones."""

    def write(self) -> None:
        super().write()
        sounds = self.folder / "sounds"
        write_wav(sounds / "music" / "default" / "tone.wav", tone(MUSIC_HZ, 20))
        write_wav(sounds / "en" / "leak.wav", tone(LEAK_HZ, 2.0))
        write_wav(sounds / "en" / "storm.wav", tone(NOTICE_HZ, 1.0))

    async def next_caller_hears(self, hz: int, *later: int) -> None:
        """A caller comes, hears these tones one after the other, and goes."""
        call = await self.call(self.phones[0] if self.phones else self.carrier())
        for one in (hz, *later):
            await call.hears(one, for_s=0.3, timeout_s=15)
        if not later and hz != MUSIC_HZ:
            await call.ended(15)  # the centre hangs up by itself
        else:
            call.hang_up()
            await call.ended()


async def test_a_closed_flow_tells_its_message_survives_a_crash_and_opens_by_itself(
    tmp_path: Path,
) -> None:
    """Closed by one verb: the next caller hears why, also from a restarted controller, until the end has come."""
    async with running(tmp_path, Closing, plan=STRAIGHT_PLAN) as cell:
        closed = await good(cell, "close", "main", "--until", "2 h", "--prompt", "leak")
        assert "Europe/Berlin (in 2 hours)" in closed.out
        await cell.next_caller_hears(LEAK_HZ)
        await cell.crash()
        await cell.serve()
        (row,) = (await good(cell, "overrides", "--json")).json
        assert (row["target"], row["kind"], row["prompts"]) == ("flow/main", "closed", ["leak"])
        await cell.next_caller_hears(LEAK_HZ)
        then = f"{datetime.now(ZoneInfo('Europe/Berlin')):%Y-%m-%d %H:%M:%S}"
        soon_ms = time.time_ns() // 1_000_000 + 3000
        await cell.ask(
            "override.set", target="main", kind="closed", until_utc_ms=soon_ms, prompts=["leak"]
        )
        await until(lambda: _none_in_force(cell), 20)
        assert time.time_ns() // 1_000_000 >= soon_ms
        await cell.next_caller_hears(MUSIC_HZ)
        (past,) = (await good(cell, "at", then, "--json")).json["calls"]
        assert (past["outcome"], past["marks"]) == ("closed", ["closed_by_override"])
        assert [one["prompts"] for one in past["heard"]] == [["leak"]]
        assert [one.outcome for one in await cell.records(3)] == ["closed", "closed", "abandoned"]


async def test_an_emergency_reaches_those_who_wait_and_a_notice_comes_before_the_flow(
    tmp_path: Path,
) -> None:
    """A spoken message is made and heard by those who wait; ended by verb, the next caller hears the notice."""
    async with running(tmp_path, Closing, plan=STRAIGHT_PLAN) as cell:
        waiting = await cell.call(cell.carrier())
        await waiting.hears(MUSIC_HZ, for_s=0.3, timeout_s=15)
        told = await good(cell, "emergency", "--say", "There is a fire. Please call tomorrow.")
        assert "There is a fire" in told.out
        await waiting.ended(30)
        (file,) = cell.state.announcements.glob("en/override/*.wav")
        assert file.stat().st_size > 8000
        assert (await voipcc(cell, "open", NUMBER)).code == 1  # it is closed with everything
        await good(cell, "emergency", "--end")
        await good(cell, "say", NUMBER, "--prompt", "storm", "--until", "1 h")
        await cell.next_caller_hears(NOTICE_HZ, MUSIC_HZ)
        ended = await good(cell, "overrides", "--end", "all")
        assert "the number" in ended.out
        assert "as before" in (await good(cell, "undo")).out
        assert len(await cell.ask("overrides")) == 1
        changes = (await good(cell, "history", "--json")).json
        assert [one["kind"] for one in changes].count("override") == 4
        marks = [one.marks for one in await cell.records(2)]
        assert marks == [("closed_by_override",), ("told_first",)]


def with_a_gap_in_twelve_hours() -> str:
    """The dialplan with opening hours that are open now and open anew in half a day."""
    hour = (datetime.now(ZoneInfo("Europe/Berlin")).hour + 12) % 24
    before = [f"00:00-{hour:02}:00"] if hour else []
    times = json.dumps([*before, f"{hour:02}:30-24:00"])
    hours = f"hours:\n  office: {{weekly: {{mon-sun: {times}}}}}\nblocks:"
    opening = "    - hours: office\n      closed: bye\n    - queue: sales"
    return STRAIGHT_PLAN.replace("blocks:", hours).replace("    - queue: sales", opening)


async def test_a_supervisor_closes_by_telephone_with_a_message_and_opens_again(
    tmp_path: Path,
) -> None:
    """By code, PIN, key 2 and key 1 callers hear what the supervisor said; by the other code music again."""
    words = {"plan": with_a_gap_in_twelve_hours(), "more": "supervisors: {anna: {}}\n"}
    async with running(tmp_path, Closing, **words) as cell:
        await good(cell, "supervise", "pin", "anna", typed="47110815\n")
        phone = await cell.agent_phone("anna", tone_hz=LEAK_HZ)
        carrier = cell.carrier()
        call = phone.place_call("*90")
        await call.answered(10)
        for digit in "47110815#":
            await call.press(digit)

        async def records() -> bool:
            await call.press("2")
            with contextlib.suppress(TimeoutError):
                await until(lambda: [*cell.state.asterisk.rglob("voicemail-*.wav")], 2)
                return True
            return False

        await until(records, 30)
        await asyncio.sleep(2)  # the message: two seconds of the phone's own tone
        await call.press("#")
        await until(lambda: _confirmed(cell, call, closed=True), 30)
        await call.ended(20)
        caller = await cell.call(carrier)
        await caller.hears(LEAK_HZ, for_s=0.3, timeout_s=15)
        await caller.ended(20)
        (row,) = await cell.ask("overrides")
        assert (row["target"], row["by"]) == ("centre", "code: anna")
        assert 11 < (row["until_utc_ms"] - row["since_utc_ms"]) / 3_600_000 < 13

        call = phone.place_call("*91")
        await call.answered(10)
        for digit in "47110815#":
            await call.press(digit)
        await until(lambda: _confirmed(cell, call, closed=False), 30)
        await call.ended(20)
        caller = await cell.call(carrier)
        await caller.hears(MUSIC_HZ, for_s=0.3, timeout_s=15)
        caller.hang_up()


async def _confirmed(cell: Cell, call: OutgoingCall, *, closed: bool) -> bool:
    """Key 1, pressed until it was asked for and has been done."""
    if bool(await cell.ask("overrides")) is closed:
        return True
    await call.press("1")
    await asyncio.sleep(0.5)
    return False


async def _none_in_force(cell: Cell) -> bool:
    await asyncio.sleep(0.1)
    return not (await cell.view())["overrides"]
