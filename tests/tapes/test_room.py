"""The controller's side: facts journaled before they are done, holds, erasures, a worker that dies."""

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.tapes.rooms import Centre
from tests.tapes.sounds import START_MS, spool_job, voice
from tests.waiting import until
from voipcc import tape_room
from voipcc.control import VerbError
from voipcc.core.tape_files import (
    PartyErased,
    TapeErased,
    TapeHeld,
    TapeLost,
    TapePlayed,
    TapeReleased,
    TapeStored,
)
from voipcc.core.tape_words import TapeEnded
from voipcc.tape_settings import TapeSettings
from voipcc.tapes.ledger import lines, note
from voipcc.tapes.making import make
from voipcc.tapes.sealed import KeyRing
from voipcc.tapes.sheet import Catalogue, TapeError
from voipcc.tapes.worker import Worker


@pytest.fixture
async def centre(tmp_path: Path) -> AsyncIterator[Centre]:
    made = Centre(tmp_path)
    yield made
    await made.tapes._worker.stop()
    made.parties.close()


def kept_folders(centre: Centre, kind: str = "spool") -> list[str]:
    place = centre.tapes.folder / kind
    return sorted(one.name for one in place.iterdir()) if place.exists() else []


async def test_a_job_is_made_journaled_and_then_cleared_away(centre: Centre) -> None:
    """TapeStored is synced before the raw sounds go; hash, size and length are those of the file."""
    spool_job(centre.tapes.folder, voice(1), voice(1))
    (centre.tapes.folder / "spool" / "1-2").mkdir()  # one that is still being filled
    assert centre.tapes.waiting == 1
    await centre.tapes.work_once()
    sheet = Catalogue(centre.tapes.folder).sheet("1-1")
    assert sheet is not None
    (fact,) = centre.told
    assert isinstance(fact, TapeStored)
    assert (fact.tape, fact.sha256, fact.bytes) == ("1-1", sheet.sha256, sheet.bytes)
    assert (fact.length_ms, dict(fact.figures)) == (1000, sheet.figures)
    assert kept_folders(centre) == ["1-2"]
    assert centre.facts[-1] == "synced"
    await centre.tapes.work_once()
    assert len(centre.told) == 1


async def test_work_begins_when_the_switch_has_handed_over(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for the next look: the open sound of a call that is over is gone at once."""
    monkeypatch.setattr(tape_room, "LOOK_EVERY_S", 1000.0)
    working = asyncio.create_task(centre.tapes.keep_on())
    await until(lambda: centre.watchers and centre.tapes._swept_s)
    spool_job(centre.tapes.folder, voice(1), voice(1))
    for watcher in centre.watchers:
        watcher(None, TapeEnded("leg", "1-1"), ())
    await until(lambda: centre.told and not kept_folders(centre))
    working.cancel()
    await asyncio.wait([working])
    assert not centre.watchers


async def test_a_spool_in_memory_does_as_well(centre: Centre) -> None:
    """On another file system than the recordings: what is good is kept, what is not is laid aside."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as memory:
        centre.tapes.folder.mkdir()
        (centre.tapes.folder / "spool").symlink_to(memory)
        spool_job(centre.tapes.folder, voice(1), voice(1))
        (spool_job(centre.tapes.folder, voice(1), voice(1), tape="1-3") / "job.json").write_text("")
        await centre.tapes.work_once()
        assert [type(one) for one in centre.told] == [TapeStored, TapeLost]
        assert (kept_folders(centre), kept_folders(centre, "broken")) == ([], ["1-3"])


async def test_cut_short_before_the_raw_sounds_went_it_is_told_again(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same fact a second time, the same file, and nothing is left over."""
    spool_job(centre.tapes.folder, voice(1), voice(1))

    def refuse(_folder: Path) -> None:
        raise OSError("killed here")

    with monkeypatch.context() as patched:
        patched.setattr(tape_room.shutil, "rmtree", refuse)
        with pytest.raises(OSError, match="killed here"):
            await centre.tapes.work_once()
    await centre.tapes.work_once()
    first, second = centre.told
    assert first == second
    assert kept_folders(centre) == []


async def test_what_cannot_be_made_is_lost_with_its_reason(centre: Centre) -> None:
    """It is laid aside, in the ledger and in the journal, and tried no more."""
    spool = spool_job(centre.tapes.folder, voice(1), voice(1))
    for side in ("caller", "agent"):
        (spool / f"{side}.wav").unlink()
    await centre.tapes.work_once()
    (fact,) = centre.told
    assert isinstance(fact, TapeLost) and "no side has a sound" in fact.reason
    assert (kept_folders(centre), kept_folders(centre, "broken")) == ([], ["1-1"])
    assert [line.what for line in lines(centre.tapes.folder / "ledger")] == ["lost"]


async def test_a_worker_that_dies_is_started_again_and_given_up_at_last(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """kill -9 while it works costs nothing; a job that kills it three times is lost."""
    centre.tapes._worker = Worker(centre.tapes.folder)
    spool_job(centre.tapes.folder, voice(60), voice(60))
    working = asyncio.create_task(centre.tapes.work_once())
    await until(lambda: centre.tapes.worker_pid)
    os.kill(centre.tapes.worker_pid, signal.SIGKILL)
    await working
    assert (centre.told, centre.errors) == ([], ["work on a recording broke down"])
    await centre.tapes.work_once()
    assert isinstance(centre.told[-1], TapeStored)

    spool_job(centre.tapes.folder, voice(1), voice(1), tape="1-3")
    monkeypatch.setattr(centre.tapes, "_ask", _dying)
    for _ in range(3):
        await centre.tapes.work_once()
    assert centre.told[-1] == TapeLost("1-3", "3 times the work on it broke down", "1-2")


async def _dying(_request: Any) -> Any:
    raise tape_room.WorkerDied("killed")


async def test_a_disk_that_refuses_is_tried_again(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The raw sounds stay, the log says why, and the next attempt comes later."""
    spool_job(centre.tapes.folder, voice(1), voice(1))
    asked = []

    async def full(request: Any) -> Any:
        asked.append(request)
        return {"failed": "No space left on device"}

    with monkeypatch.context() as patched:
        patched.setattr(centre.tapes, "_ask", full)
        patched.setattr(tape_room, "AGAIN_S", (1000.0,))
        await centre.tapes.work_once()
        await centre.tapes.work_once()
    assert [one["make"] for one in asked if "make" in one] == ["1-1"]
    assert (centre.told, centre.errors) == ([], ["recording not kept yet"])
    assert kept_folders(centre) == ["1-1"]


async def test_the_centre_says_in_which_form(centre: Centre) -> None:
    """`recordings: {form: opus}` in centre.yaml is what the next one is kept as."""
    centre.settings.recordings = TapeSettings(form="opus")
    spool_job(centre.tapes.folder, voice(1), voice(1))
    await centre.tapes.work_once()
    assert centre.told[0].path.endswith("1-1.opus.sealed")


async def stored(centre: Centre, tape: str = "1-1", **more: Any) -> Catalogue:
    spool_job(centre.tapes.folder, voice(0.2), voice(0.2), tape=tape, **more)
    await centre.tapes.work_once()
    centre.facts.clear()
    return Catalogue(centre.tapes.folder)


async def test_playing_is_on_record_before_anything_is_given(centre: Centre) -> None:
    """Ledger and synced journal name who asked and why; numbers in the reason are masked."""
    await stored(centre)
    sheet = await centre.ask("recording.give", tape="1-1", how="play", reason="call +49301234567")
    assert sheet.tape == "1-1"
    assert centre.facts == [TapePlayed("1-1", "", "play", centre.told[0].reason), "synced"]
    assert "1234567" not in centre.told[0].reason
    (line,) = lines(centre.tapes.folder / "ledger")
    assert (line.what, line.tape, line.conversation) == ("played", "1-1", "1-2")
    with pytest.raises(VerbError, match='no recording "1-9"'):
        await centre.ask("recording.give", tape="1-9", how="export")
    with pytest.raises(VerbError, match="play or export"):
        await centre.ask("recording.give", tape="1-1", how="steal")


async def test_a_hold_forbids_what_a_release_allows(centre: Centre) -> None:
    """Held: neither by hand nor by time; released: erased with its reason, and told ever after."""
    catalogue = await stored(centre)
    await centre.ask("recording.hold", tape="1-1", reason="case 12")
    with pytest.raises(VerbError, match=r"1-1 is held \(case 12\)"):
        await centre.ask("recording.erase", tape="1-1", reason="asked for")
    sheet = catalogue.sheet("1-1")
    assert sheet is not None and catalogue.hold(sheet) is not None
    await centre.ask("recording.release", tape="1-1", reason="closed")
    await centre.ask("recording.erase", tape="1-1", reason="asked for")
    assert centre.told == [
        TapeHeld("1-1", "case 12"),
        TapeReleased("1-1", "closed"),
        TapeErased("1-1", "asked for"),
    ]
    assert catalogue.sheet("1-1") is None and not catalogue.sound(sheet).exists()
    whats = [line.what for line in lines(centre.tapes.folder / "ledger")]
    assert whats == ["erased", "released", "held"]
    with pytest.raises(VerbError, match="1-1 was erased: asked for"):
        await centre.ask("recording.give", tape="1-1", how="play")
    with pytest.raises(VerbError, match="say in a sentence why"):
        await centre.ask("recording.erase", tape="1-1")


async def test_a_hold_of_what_is_not_ready_goes_along(centre: Centre) -> None:
    """A recording held while its job waits is held when it is made."""
    spool_job(centre.tapes.folder, voice(0.2), voice(0.2))
    await centre.ask("recording.hold", tape="1-1", reason="case 12")
    await centre.tapes.work_once()
    with pytest.raises(TapeError, match="case 12"):
        await centre.tapes.erase("1-1", "retention", "")
    await centre.tapes.release("1-1", "closed", "")
    await centre.tapes.erase("1-1", "retention", "")


async def test_what_was_kept_long_enough_is_erased(centre: Centre) -> None:
    """Only what its days are over for, never what is held or kept for ever."""
    now_ms, centre.tapes._swept_s = time.time_ns() // 1_000_000, time.monotonic()
    for tape, start_ms, days in (
        ("1-1", now_ms - 2 * 86_400_000, 1),
        ("1-2", now_ms - 2 * 86_400_000, 0),
        ("1-3", now_ms, 1),
        ("1-4", START_MS, 1),
    ):
        if tape == "1-4":
            spool_job(centre.tapes.folder, voice(0.2), voice(0.2), tape=tape, keep_days=days)
            await centre.tapes.hold("1-4", "case 12", "")
        catalogue = await stored(centre, tape, start_utc_ms=start_ms, keep_days=days)
    await centre.tapes.sweep()
    assert centre.told == [TapeErased("1-1", "retention")]
    assert [one.tape for one in catalogue.newest()] == ["1-3", "1-2", "1-4"]


async def test_an_erasure_cut_short_is_ended(centre: Centre) -> None:
    """In the ledger and still there: it is journaled and erased at the next start."""
    catalogue = await stored(centre)
    line = next(
        iter([tape_room.ledger.Line(START_MS, "erased", "1-1", "1-2", "carol", "asked for")])
    )
    note(centre.tapes.folder / "ledger", line)
    await centre.tapes._end_what_was_begun()
    assert centre.told == [TapeErased("1-1", "asked for", "carol")]
    assert catalogue.sheet("1-1") is None
    await centre.tapes._end_what_was_begun()
    assert len(centre.told) == 1


async def test_what_a_killed_worker_left_is_erased_with_its_job(centre: Centre) -> None:
    """A draft, and a sound that has no sheet yet, go with the raw files."""
    spool = spool_job(centre.tapes.folder, voice(0.2), voice(0.2))
    sheet = make(centre.tapes.folder, "1-1", KeyRing.of({"t1-abc": "11" * 32}))
    sound = centre.tapes.folder / sheet.path
    (sound.parent / "1-1.json").unlink()
    (sound.parent / ".1-1.making").write_bytes(b"half of it")
    await centre.tapes.erase("1-1", "asked for", "carol")
    assert list(sound.parent.iterdir()) == [] and not spool.exists()


async def test_a_person_is_erased_with_all_that_is_heard_of_them(centre: Centre) -> None:
    """Kept, waiting and broken recordings go, others stay, held ones stay and are named; the number goes last."""
    party = centre.parties.party_of("+4930123456")
    for tape, who in (("1-1", party), ("1-2", "other"), ("1-3", party)):
        await stored(centre, tape, parties=(who,))
    await centre.tapes.hold("1-3", "case 12", "")
    spool_job(centre.tapes.folder, voice(0.2), voice(0.2), tape="1-4", parties=(party,))
    broken = spool_job(centre.tapes.folder, voice(0.2), voice(0.2), tape="1-5", parties=(party,))
    (centre.tapes.folder / "broken").mkdir()
    broken.rename(centre.tapes.folder / "broken" / "1-5")
    centre.facts.clear()
    centre.calls = [{"id": "1-8", "party": party}, {"id": "1-9", "party": ""}]
    told = await centre.ask("party.erase", party=party)
    assert (told["recordings"], told["held"], told["going_on"]) == (3, ("1-3",), ["1-8"])
    assert {one.tape for one in centre.told[:-1]} == {"1-1", "1-4", "1-5"}
    assert centre.told[-1] == PartyErased(party, 0, 3, ("1-3",))
    assert [one.tape for one in Catalogue(centre.tapes.folder).newest()] == ["1-3", "1-2"]
    assert centre.parties.who(party) is None
    assert await centre.ask("party.erase", party="nobody") is None


async def test_a_new_key_locks_the_next_recording(centre: Centre) -> None:
    """Rotation while the centre runs: the old recording keeps its key, the next one has the new one."""
    await stored(centre)
    made = await centre.ask("recording.key")
    catalogue = await stored(centre, "1-2")
    assert {one.tape: one.key for one in catalogue.newest()} == {"1-1": "t1-abc", "1-2": made}


def test_a_torn_line_of_the_ledger_costs_only_itself(tmp_path: Path) -> None:
    """What a power cut left of a line is passed over, and the next one begins anew."""
    one = tape_room.ledger.Line(START_MS, "held", "1-1", "", "carol", "x")
    note(tmp_path, one)
    with (tmp_path / "2026-05.jsonl").open("ab") as file:
        file.write(b'{"at_utc_ms": 1')
    note(tmp_path, one)
    assert list(lines(tmp_path)) == [one, one]
