"""The ear behind a decoder: tones, gaps and silence on a time line."""

import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from voipcc.softphone.ear import RATE_HZ, Ear, tone

MS = 1_000_000
START = 5_000 * MS


def listen(*pieces: np.ndarray, start_ns: int = START) -> Ear:
    """An ear that was fed in frames of 20 ms, in time."""
    ear, samples = Ear(), np.concatenate(pieces)
    for place in range(0, len(samples), 160):
        ear.feed(samples[place : place + 160].astype("<i2").tobytes(), start_ns + place * MS // 8)
    return ear


def test_a_tone_is_heard_where_it_was() -> None:
    """One second of 700 Hz after half a second of silence has its length, begin and end."""
    found = listen(np.zeros(4000), tone(700, 8000), np.zeros(4000)).heard(700)
    assert found.seconds == pytest.approx(1.0, abs=0.05)
    assert (found.first_ns - START) / MS == pytest.approx(500, abs=41)
    assert (found.last_ns - START) / MS == pytest.approx(1500, abs=41)
    assert found.gaps == ()


def test_another_tone_is_not_heard() -> None:
    """700 Hz is neither 1000 Hz nor 750 Hz, and silence is nothing."""
    ear = listen(tone(700, 8000))
    assert ear.heard(1000).seconds == ear.heard(750).seconds == 0
    assert listen(np.zeros(8000)).heard(700).seconds == 0
    assert Ear().heard(700).seconds == 0


def test_two_mixed_tones_are_both_heard() -> None:
    """In a conference each voice is heard."""
    ear = listen(tone(700, 8000) + tone(1000, 8000))
    assert ear.heard(700).seconds == ear.heard(1000).seconds == 1.0


def test_noise_is_no_tone() -> None:
    """Loud noise holds no tone of 700 Hz for more than a moment."""
    noise = np.random.default_rng(1).normal(0, 8000, 16_000).clip(-32768, 32767)
    assert listen(noise).heard(700).seconds < 0.1


@given(some.integers(3, 40), some.integers(400, 3000))
def test_a_gap_is_measured(blocks: int, hz: int) -> None:
    """A hole in a tone is one gap of its length, wherever the tone lies."""
    hole = np.zeros(blocks * 320)
    found = listen(tone(hz, 6400), hole, tone(hz, 6400)).heard(hz)
    assert len(found.gaps) == 1
    assert found.longest_gap_s == pytest.approx(blocks * 0.04, abs=0.001)


def test_late_frames_leave_silence() -> None:
    """When nothing arrives for a second, the time line has a second of silence."""
    ear = Ear()
    ear.feed(tone(700, 4000).tobytes(), START)
    ear.feed(tone(700, 4000).tobytes(), START + 1500 * MS)
    assert ear.heard(700).longest_gap_s == pytest.approx(1.0, abs=0.05)


def test_a_part_of_the_time_can_be_judged() -> None:
    """Only what arrived between the two moments counts."""
    ear = listen(tone(700, 8000), tone(1000, 8000))
    assert ear.heard(700, start_ns=START + 1000 * MS).seconds == 0
    assert ear.heard(1000, start_ns=START + 1000 * MS).seconds == 1.0
    assert ear.heard(1000, end_ns=START + 1000 * MS).seconds == 0
    assert ear.loudness(end_ns=START + 1000 * MS) == pytest.approx(8000 / 2**0.5, rel=0.01)


def test_what_was_heard_is_saved(tmp_path: Path) -> None:
    """The WAV file holds the samples as they came."""
    samples = tone(700, 8000)
    listen(samples).save(tmp_path / "heard.wav")
    with wave.open(str(tmp_path / "heard.wav"), "rb") as file:
        assert file.getframerate() == RATE_HZ
        assert file.readframes(8000) == samples.tobytes()
