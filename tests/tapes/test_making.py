"""A job becomes a recording: right side, right place, pauses silent, sealed, and found out when it is not right."""

import os
import resource
import select
import signal
import struct
import time
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.effort import examples
from tests.tapes.sounds import RING, START_MS, keys, silence, spool_job, voice
from voipcc.audio import tone, tone_share, write_wav
from voipcc.tapes.job import RATE, Part, read_job, write_job
from voipcc.tapes.listening import samples_of, write_copy
from voipcc.tapes.making import LostTape, hash_of, make
from voipcc.tapes.meanings import FAULTS, FIGURES
from voipcc.tapes.sealed import KeyRing, SealError
from voipcc.tapes.sheet import Catalogue, Sheet


def heard(folder: Path, sheet: Sheet, **more: Any) -> NDArray[np.int16]:
    """All samples of a kept recording."""
    return np.concatenate(list(samples_of(folder / sheet.path, sheet, RING, **more)))


def at(sound: NDArray[np.int16], begin_s: float, end_s: float) -> NDArray[np.int16]:
    return sound[round(begin_s * RATE) : round(end_s * RATE)]


def test_each_side_is_where_it_was(tmp_path: Path) -> None:
    """Two parts with a gap: caller left, agents right, each sample in its place, the gap silent."""
    spool = spool_job(tmp_path, tone(440, 2, RATE), tone(700, 2, RATE))
    write_wav(spool / "more.wav", tone(1000, 1, RATE), RATE)
    parts = (Part("caller.wav", "agent.wav", 0, 2000), Part("more.wav", "", 3500, 1000))
    write_job(spool, replace(read_job(spool), parts=parts))
    sheet = make(tmp_path, "1-1", RING)
    sound = heard(tmp_path, sheet)
    assert (sheet.length_ms, sound.shape) == (4500, (72_000, 2))
    assert tone_share(at(sound, 0, 2)[:, 0], 440, RATE) > 0.99
    assert tone_share(at(sound, 0, 2)[:, 1], 700, RATE) > 0.99
    assert not at(sound, 2, 3.5).any()
    assert tone_share(at(sound, 3.5, 4.5)[:, 0], 1000, RATE) > 0.99
    assert not at(sound, 3.5, 4.5)[:, 1].any()
    assert (heard(tmp_path, sheet, side="agent")[:, 0] == sound[:, 1]).all()
    assert (heard(tmp_path, sheet, from_ms=3000) == sound[48_000:]).all()


def test_a_pause_is_silent_to_the_last_sample(tmp_path: Path) -> None:
    """Whatever the switch left in a pause is gone, before and after it not a sample is changed."""
    caller, agent = voice(4, 1), voice(4, 2)
    caller[RATE : RATE + len(keys("42"))] += keys("42")
    spool_job(tmp_path, caller, agent, pauses=((1000, 2000), (3500, 5000)))
    sheet = make(tmp_path, "1-1", RING)
    sound = heard(tmp_path, sheet)
    write_wav(tmp_path / "as_was.wav", caller, RATE)
    before = np.fromfile(tmp_path / "as_was.wav", "<i2", offset=44)
    assert not sound[16_000:32_000].any() and not sound[56_000:].any()
    for begin, end in ((0, 16_000), (32_000, 56_000)):
        assert (sound[begin:end, 0] == before[begin:end]).all()
    assert (sheet.length_ms, len(sound)) == (5000, 80_000)
    assert "sound_in_pause" in sheet.faults
    assert 2300 <= sheet.figures["paused_ms"] <= 2500


def test_a_silent_pause_is_no_fault(tmp_path: Path) -> None:
    """The switch mutes a moment late: that is silenced and not worth a word."""
    caller = np.concatenate([voice(1.2), silence(0.8), voice(1)])
    spool_job(tmp_path, caller, voice(3, 2) * (caller != 0), pauses=((1000, 2000),))
    sheet = make(tmp_path, "1-1", RING)
    assert sheet.faults == ()
    assert not heard(tmp_path, sheet)[16_000:32_000].any()


@pytest.mark.parametrize("form", ["flac", "opus"])
def test_both_forms_are_kept_and_copied(tmp_path: Path, form: str) -> None:
    """FLAC has each sample, Opus what is heard; a copy as WAV is whole and its pauses silent."""
    spool_job(tmp_path, tone(440, 2, RATE), voice(2), form=form, pauses=((500, 1000),))
    sheet = make(tmp_path, "1-1", RING)
    assert sheet.path.endswith(f"1-1.{form}.sealed")
    write_copy(tmp_path / "copy.wav", "wav", tmp_path / sheet.path, sheet, RING, side="caller")
    copy = np.fromfile(tmp_path / "copy.wav", "<i2", offset=44)
    assert abs(len(copy) - 32_000) < 1600
    assert tone_share(copy[20_000:30_000], 440, RATE) > 0.95
    assert not copy[8000:16_000].any()


def test_the_sheet_tells_what_it_is(tmp_path: Path) -> None:
    """Path, hash, size, days to keep and key are true; all words in it are explained."""
    spool_job(tmp_path, voice(3), voice(3, 2))
    sheet = make(tmp_path, "1-1", RING)
    path = tmp_path / sheet.path
    assert sheet.path == "2026/05/28/1-1.flac.sealed"
    assert (sheet.sha256, sheet.bytes, sheet.key) == (hash_of(path), path.stat().st_size, "t2")
    assert sheet.keep_until_utc_ms == START_MS + 3650 * 86_400_000
    assert set(sheet.figures) <= set(FIGURES) and set(sheet.faults) <= set(FAULTS)
    assert Catalogue(tmp_path).sheet("1-1") == sheet
    assert list(Catalogue(tmp_path).newest()) == [sheet]
    assert sorted(one.name for one in path.parent.iterdir()) == ["1-1.flac.sealed", "1-1.json"]
    assert b"RIFF" not in path.read_bytes() and b"fLaC" not in path.read_bytes()


def test_headers_of_a_switch_that_died_are_not_believed(tmp_path: Path) -> None:
    """A WAV file whose header says nothing was written is as long as it is."""
    spool = spool_job(tmp_path, voice(2), voice(2, 2))
    for name in ("caller.wav", "agent.wav"):
        with (spool / name).open("r+b") as file:
            file.seek(40)
            file.write(struct.pack("<I", 0))
    assert make(tmp_path, "1-1", RING).length_ms == 2000


def _instead(spool: Path, put: Any) -> None:
    """Something else stands where the caller's sound was."""
    (spool / "caller.wav").unlink()
    put(spool / "caller.wav")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda spool: (spool / "job.json").write_text("{"), "no job"),
        (
            lambda spool: [(spool / f"{side}.wav").unlink() for side in ("caller", "agent")],
            "no side",
        ),
        (
            lambda spool: [
                (spool / f"{side}.wav").write_bytes(b"") for side in ("caller", "agent")
            ],
            "no side",
        ),
        (
            lambda spool: write_wav(spool / "caller.wav", voice(1), 8000),
            "1 channels of 16 bits at 8000",
        ),
        (lambda spool: write_job(spool, replace(read_job(spool), tape="1-7")), "is about 1-7"),
        (lambda spool: _instead(spool, os.mkfifo), "no file of sound"),
        (lambda spool: _instead(spool, lambda path: path.mkdir()), "no file of sound"),
        (
            lambda spool: _instead(spool, lambda path: path.symlink_to("/etc/passwd")),
            "no file of sound",
        ),
        (
            lambda spool: write_job(
                spool,
                replace(read_job(spool), parts=(Part("caller.wav", "", 90_000_000, 1000),)),
            ),
            "longer than a day",
        ),
    ],
)
def test_what_can_never_be_made_is_told(tmp_path: Path, spoil: Any, reason: str) -> None:
    """Such a job is lost with its reason, and nothing stands where recordings stand."""
    spool = spool_job(tmp_path, voice(1), voice(1))
    spoil(spool)
    with pytest.raises(LostTape, match=reason):
        make(tmp_path, "1-1", RING)
    assert list(Catalogue(tmp_path).newest()) == []


def test_made_twice_is_one(tmp_path: Path) -> None:
    """A job whose recording is there already is not made again; a spoilt one is."""
    spool_job(tmp_path, voice(1), voice(1))
    sheet = make(tmp_path, "1-1", RING)
    assert make(tmp_path, "1-1", KeyRing("t1", RING.keys)) == sheet
    (tmp_path / sheet.path).write_bytes(b"spoilt")
    again = make(tmp_path, "1-1", RING)
    assert (again.figures, again.sha256 != sheet.sha256) == (sheet.figures, True)


def test_killed_at_any_moment_nothing_is_lost_or_half(tmp_path: Path) -> None:
    """kill -9 at fifty random moments: there is no recording, or a whole one; and one more try makes it."""
    spool_job(tmp_path, voice(1), voice(1, 2), pauses=((500, 900),))
    before = sorted(one.name for one in (tmp_path / "spool" / "1-1").iterdir())
    chance, made, took_s = Random(6), 0, 0.0
    make(tmp_path, "1-1", RING)
    for _ in range(examples(50)):
        for one in Catalogue(tmp_path).newest():
            Catalogue(tmp_path).erase(one)
        began_s = time.monotonic()
        ended, ending = os.pipe()
        child = os.fork()
        if child == 0:
            make(tmp_path, "1-1", RING)
            os._exit(0)
        os.close(ending)
        if took_s:
            select.select([ended], [], [], chance.random() * took_s * 1.2)
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ended)
        took_s = took_s or time.monotonic() - began_s
        found = Catalogue(tmp_path).sheet("1-1")
        made += found is not None
        assert found is None or hash_of(tmp_path / found.path) == found.sha256
        assert sorted(one.name for one in (tmp_path / "spool" / "1-1").iterdir()) == before
        assert make(tmp_path, "1-1", RING).length_ms == 1000
    assert made < examples(50), "it was never hit in the middle"


def test_a_full_disk_is_told_and_leaves_no_recording(tmp_path: Path) -> None:
    """Where the disk takes no more in the middle, the reason is the disk's own, and one more try is whole."""
    spool_job(tmp_path, voice(30), voice(30, 2))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            make(tmp_path, "1-1", RING)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert Catalogue(tmp_path).sheet("1-1") is None
    assert make(tmp_path, "1-1", RING).length_ms == 30_000


@pytest.mark.parametrize("at", [20_000, -50])
def test_what_was_changed_afterwards_is_not_played(tmp_path: Path, at: int) -> None:
    """A byte changed, at the beginning or at the end: it is told, and no sound from there on is given out."""
    spool_job(tmp_path, voice(30), voice(30, 2))
    sheet = make(tmp_path, "1-1", RING)
    data = bytearray((tmp_path / sheet.path).read_bytes())
    data[at] ^= 1
    (tmp_path / sheet.path).write_bytes(data)
    with pytest.raises(SealError, match="was changed or cut short"):
        heard(tmp_path, sheet)
