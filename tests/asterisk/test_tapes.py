"""Recordings of talks: what the switch is told, what is left for the worker, what fails closed."""

import os
import re
import wave
from pathlib import Path
from typing import Any

import pytest
import structlog

from tests.asterisk.conftest import Room
from tests.waiting import until
from voipcc.asterisk.switch import tapes as module
from voipcc.asterisk.switch.tape_files import hand_over
from voipcc.asterisk.switch.tapes import Tapes
from voipcc.clock import SystemClock
from voipcc.core.cdr import Tape
from voipcc.core.moment import Moment
from voipcc.core.tape_words import (
    PauseTape,
    ResumeTape,
    StartTape,
    StopTape,
    TapeEnded,
    TapeFailed,
    TapePaused,
    TapeResumed,
    TapeStarted,
)
from voipcc.tapes.job import Part, read_job

TAPE = "1-7"
FILE = "5000000-caller.wav16"
SILENCE = b"\x10\x00"


def tapes_of(room: Room, spool: Path | None) -> Tapes:
    """The part that records, at the fake switch."""
    lines = room.switch._lines
    post, log = room.posted.post, structlog.get_logger()
    return Tapes(room.switch._legs, lines.pool, lines.ami, spool, post, SystemClock(), log)


def record(leg: str, **more: Any) -> Tape:
    """A recording of two seconds."""
    plain: dict[str, Any] = {
        "id": TAPE, "conversation": "1-1", "leg": leg, "queue": "sales", "agents": ("anna",),
        "sides": "both", "consent": "announced", "keep_days": 30, "boot_id": "b",
        "start_utc_ms": 1_000, "start_us": 5_000_000, "end_us": 7_000_000,
    }  # fmt: skip
    return Tape(**{**plain, **more})


def write(path: Path, seconds: float) -> None:
    """A file as Asterisk leaves it."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(SILENCE * round(seconds * 16_000))


async def begun(room: Room, tapes: Tapes, **more: Any) -> str:
    """The leg of a caller who is recorded."""
    leg = await room.caller()
    tapes.table[StartTape](StartTape(leg, TAPE, **more))
    await room.posted.next(TapeStarted, leg=leg, tape=TAPE)
    return leg


async def test_both_sides_go_into_files_of_their_own(room: Room, tmp_path: Path) -> None:
    """What comes from the caller and what goes there are named apart, and no command is handed on."""
    tapes = tapes_of(room, tmp_path / "spool")
    leg = await begun(room, tapes)
    (action,) = room.fake.did("MixMonitor")
    folder = tmp_path / "spool" / TAPE
    wanted = rf"r\({folder}/(\d+)-caller.wav16\)t\({folder}/(\d+)-agent.wav16\)"
    found = re.fullmatch(wanted, action["Options"])
    assert action["Channel"] == leg and found and found[1] == found[2]
    assert "Command" not in action and folder.stat().st_mode & 0o777 == 0o700
    tapes.table[StartTape](StartTape(leg, TAPE))
    await room.posted.next(TapeStarted, leg=leg)
    assert len(room.fake.did("MixMonitor")) == 1


async def test_one_side_alone_is_never_written_with_the_other(room: Room, tmp_path: Path) -> None:
    """Of a recording of one side the other one does not even pass through a file."""
    tapes = tapes_of(room, tmp_path / "spool")
    await begun(room, tapes, sides="agent")
    (action,) = room.fake.did("MixMonitor")
    assert "r(" not in action["Options"] and "agent.wav16" in action["Options"]


async def test_the_module_is_loaded_when_it_is_needed(room: Room, tmp_path: Path) -> None:
    """A switch that cannot record is given the module once; if that is not enough, it failed."""
    room.fake.ami_error["MixMonitor"] = "Invalid/unknown command: MixMonitor."
    tapes, leg = tapes_of(room, tmp_path), await room.caller()
    tapes.table[StartTape](StartTape(leg, TAPE))
    failed = await room.posted.next(TapeFailed, leg=leg, what="start")
    assert "unknown command" in failed.reason
    assert [one for one in room.asked("POST") if "modules/app_mixmonitor" in one] != []
    assert len(room.fake.did("MixMonitor")) == 2


async def test_a_pause_says_whether_it_was_had(room: Room, tmp_path: Path) -> None:
    """Nothing is written from a pause on, and another part begins after it; a refusal is told."""
    tapes = tapes_of(room, tmp_path)
    leg = await begun(room, tapes)
    tapes.table[PauseTape](PauseTape(leg, TAPE))
    await room.posted.next(TapePaused, leg=leg, tape=TAPE)
    tapes.table[ResumeTape](ResumeTape(leg, TAPE))
    await room.posted.next(TapeResumed, leg=leg, tape=TAPE)
    done = [one["Action"] for one in room.fake.actions if "MixMonitor" in one["Action"]]
    assert done == ["MixMonitor", "StopMixMonitor", "MixMonitor"]
    parts = {one["Options"] for one in room.fake.did("MixMonitor")}
    assert len(parts) == 2
    room.fake.ami_error["StopMixMonitor"] = "Permission denied"
    tapes.table[PauseTape](PauseTape(leg, TAPE))
    failed = await room.posted.next(TapeFailed, leg=leg, what="pause")
    assert failed.reason == "Permission denied"


async def test_what_was_recorded_is_left_as_a_job(room: Room, tmp_path: Path) -> None:
    """Both files, whose they are, when, how long, which pauses: all the worker needs."""
    tapes = tapes_of(room, tmp_path)
    leg = await begun(room, tapes)
    for name in ("5000000-caller", "5000000-agent", "6400000-caller"):
        write(tmp_path / TAPE / f"{name}.wav16", 0.5)
    whole = record(leg, pauses=((500, 900),), parties=("p1",))
    tapes.table[StopTape](StopTape(leg, TAPE, whole))
    assert (await room.posted.next(TapeEnded, leg=leg)).reason == ""
    job = read_job(tmp_path / TAPE)
    first = Part("5000000-caller.wav16", "5000000-agent.wav16", 15, 485)
    assert job.parts == (first, Part("6400000-caller.wav16", "", 1415, 585))
    assert (job.conversation, job.agents, job.parties) == ("1-1", ("anna",), ("p1",))
    assert (job.pauses, job.keep_days, job.consent) == (((500, 900),), 30, "announced")
    assert room.fake.did("StopMixMonitor")[0]["Channel"] == leg
    tapes.table[StopTape](StopTape(leg, TAPE, whole))
    assert (await room.posted.next(TapeEnded, leg=leg)).reason == ""


@pytest.mark.parametrize(
    ("closed_late_ms", "seen", "began_ms"),
    [
        (25, {}, 25),
        (38, {}, 38),
        (300, {}, 15),  # sound is missing, nobody knows where
        (300, {5_000_000: 22_000}, 22),  # it was whole when it was looked at
        (70, {}, 15),
        (70, {5_000_000: 65_000}, 65),  # a switch that was busy: each look said so
        (250, {5_000_000: 240_000}, 15),
        (12, {5_000_000: 33_000}, 12),  # the look itself came late
        (-4, {}, 0),
        (-160, {5_000_000: 9_000}, 9),  # more sound than time: a phone that caught up
        (3_600_000, {}, 15),  # the clock was set meanwhile
        (3_600_000, {5_000_000: 9_000}, 9),
    ],
)
def test_a_part_began_when_it_was_seen_to(
    tmp_path: Path, closed_late_ms: int, seen: dict[int, int], began_ms: int
) -> None:
    """The least delay ever seen is the true one; what cannot be is left out."""
    write(tmp_path / FILE, 0.5)
    now = Moment(9_000_000, 1_800_000_000_000, "b")
    closed_us = 5_000_000 + 500_000 + closed_late_ms * 1000
    file_ns = (now.utc_ms * 1000 - (now.monotonic_us - closed_us)) * 1000
    os.utime(tmp_path / FILE, ns=(file_ns, file_ns))
    assert hand_over(tmp_path, record("leg"), now, seen) == ""
    assert read_job(tmp_path).parts[0].offset_ms == began_ms


async def test_a_part_is_looked_at_while_it_is_written(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was seen is kept for its end; of a part that is over nothing more is believed."""
    monkeypatch.setattr(module, "LOOKS_S", (0.0, 0.05))
    tapes = tapes_of(room, tmp_path)
    leg = await room.caller()
    tapes.table[StartTape](StartTape(leg, TAPE))
    await until(lambda: TAPE in tapes._running)
    since_us = tapes._running[TAPE].since_us
    write(tmp_path / TAPE / f"{since_us}-caller.wav16", 0.01)
    await until(lambda: since_us in tapes._seen.get(TAPE, {}))
    tapes.table[StopTape](StopTape(leg, TAPE, record(leg)))
    await room.posted.next(TapeEnded, leg=leg)
    assert tapes._seen == {}


async def test_what_still_grows_is_not_handed_over(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A switch that does not end a recording is asked again until it does or the caller is gone."""
    monkeypatch.setattr(module, "AGAIN_S", 0.02)
    tapes = tapes_of(room, tmp_path)
    leg = await begun(room, tapes)
    write(tmp_path / TAPE / FILE, 2)
    room.fake.ami_error["StopMixMonitor"] = "not now"
    tapes.table[StopTape](StopTape(leg, TAPE, record(leg)))
    await until(lambda: len(room.fake.did("StopMixMonitor")) > 2)
    assert not (tmp_path / TAPE / "job.json").exists()
    room.fake.hangs_up(leg)
    await room.posted.next(TapeEnded, leg=leg)
    assert read_job(tmp_path / TAPE).parts == (Part(FILE, "", 15, 1985),)


async def test_a_recording_that_failed_is_cut_there(room: Room, tmp_path: Path) -> None:
    """Nothing of what was said after it had to be silent stays in a file."""
    tapes = tapes_of(room, tmp_path)
    leg = await begun(room, tapes)
    write(tmp_path / TAPE / FILE, 5)
    tapes.table[StopTape](StopTape(leg, TAPE, record(leg, failed="pause: no")))
    await room.posted.next(TapeEnded, leg=leg)
    with wave.open(str(tmp_path / TAPE / FILE)) as file:
        assert file.getnframes() == 1.985 * 16_000
    assert (tmp_path / TAPE / FILE).stat().st_size == 44 + 1.985 * 32_000


async def test_a_recording_without_sound_says_so(room: Room, tmp_path: Path) -> None:
    """Where the switch wrote nothing there is no job, and a reason."""
    tapes = tapes_of(room, tmp_path)
    leg = await begun(room, tapes)
    tapes.table[StopTape](StopTape(leg, TAPE, record(leg)))
    assert (await room.posted.next(TapeEnded, leg=leg)).reason == "no sound was written"
    assert not (tmp_path / TAPE).exists()


@pytest.mark.parametrize("spool", [None, "with)paren"])
async def test_a_place_nobody_can_record_to_is_a_failure(
    room: Room, tmp_path: Path, spool: str | None
) -> None:
    """An Asterisk whose files we do not see, and a path that would end an option, record nothing."""
    tapes = tapes_of(room, tmp_path / spool if spool else None)
    leg = await room.caller()
    tapes.table[StartTape](StartTape(leg, TAPE))
    await room.posted.next(TapeFailed, leg=leg, what="start")
    assert room.fake.did("MixMonitor") == []


async def test_files_of_a_switch_that_died_are_handed_over(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file nobody closed says no length in its head: it is waited for, and then taken as it is."""
    monkeypatch.setattr(module, "CLOSE_WITHIN_S", 0.1)
    tapes = tapes_of(room, tmp_path)
    leg = await begun(room, tapes)
    write(tmp_path / TAPE / FILE, 1)
    whole = (tmp_path / TAPE / FILE).read_bytes()
    (tmp_path / TAPE / FILE).write_bytes(whole[:40] + b"\0\0\0\0" + whole[44:])
    room.fake.hangs_up(leg)
    await until(lambda: leg not in room.switch._legs)
    tapes.table[StopTape](StopTape(leg, TAPE, record(leg)))
    assert (await room.posted.next(TapeEnded, leg=leg)).reason == ""
    assert len(read_job(tmp_path / TAPE).parts) == 1


async def test_another_part_begins_where_sound_was_lost(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another bridge and lost packets of either party begin a new part, unless it is paused; nobody is told."""
    tapes = tapes_of(room, tmp_path)
    caller, agent = await room.talk()
    tapes.table[StartTape](StartTape(caller, TAPE))
    await room.posted.next(TapeStarted, leg=caller)

    def parts() -> int:
        return len(room.fake.did("MixMonitor"))

    tapes.connected(caller)
    tapes.connected(caller)  # through one bridge into the next: one new part, where it stays
    await until(lambda: parts() == 2)
    tapes.lossy(room.leg(agent))  # the part in hand has just begun
    monkeypatch.setattr(module, "RENEW_US", 0)
    tapes.lossy(room.leg(agent))
    await until(lambda: parts() == 3)
    tapes.table[PauseTape](PauseTape(caller, TAPE))
    await room.posted.next(TapePaused, leg=caller)
    assert len(room.fake.did("StopMixMonitor")) == 3  # a part each, and the pause
    tapes.connected(caller)
    tapes.lossy(room.leg(caller))
    room.fake.ami_error["MixMonitor"] = "No such channel"
    tapes.table[ResumeTape](ResumeTape(caller, TAPE))
    await until(lambda: parts() == 4)
    await room.settled()
    assert not [one for one in room.posted if isinstance(one, TapeFailed)]
