"""Own sounds made ready: both bands, by content, replaced by what arrives."""

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voipcc.audio import read_wav, tone, write_wav
from voipcc.loudness import loudness
from voipcc.places import StateFolder
from voipcc.prompt_sources import doubled, sources_in
from voipcc.prompt_store import PromptStore
from voipcc.ready_sounds import made_ready
from voipcc.synthetic import SyntheticMarks


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    (tmp_path / "sounds" / "en").mkdir(parents=True)
    return tmp_path / "sounds"


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    return StateFolder(tmp_path / "state")


def bright(seconds: float = 1.0, rate: int = 48_000) -> np.ndarray:
    """A sound with a low and a high tone: the high one is above a telephone's band."""
    return tone(500, seconds, rate) + tone(6000, seconds, rate)


def level_at(samples: np.ndarray, hz: float, rate: int) -> float:
    """The share of the energy near a frequency."""
    energy = np.abs(np.fft.rfft(samples)) ** 2
    near = np.abs(np.fft.rfftfreq(len(samples), 1 / rate) - hz) < 100
    return float(energy[near].sum() / energy.sum())


def test_a_wide_recording_is_kept_in_both_bands(sounds, state):
    """A studio's file becomes one for 8 kHz and one for 16 kHz, both at the house's loudness."""
    soundfile.write(sounds / "en" / "welcome.flac", bright(), 48_000)
    assert made_ready(sounds, state) == []
    narrow, rate = read_wav(state.sounds / "en" / "welcome.wav")
    wide, wide_rate = read_wav(state.sounds / "en" / "welcome.wav16")
    assert (rate, wide_rate) == (8000, 16_000)
    assert level_at(wide, 6000, 16_000) > 0.4
    assert level_at(narrow, 500, 8000) > 0.98
    for samples, found in ((narrow, rate), (wide, wide_rate)):
        assert loudness(samples, found) == pytest.approx(-19, abs=1)


def test_a_telephone_s_recording_has_one_band(sounds, state):
    """What has 8 kHz already is not blown up; a good file stays sample by sample as it is."""
    write_wav(sounds / "en" / "welcome.wav", tone(500, 1.0, level=0.16))
    made_ready(sounds, state)
    assert not (state.sounds / "en" / "welcome.wav16").exists()
    before, _ = read_wav(sounds / "en" / "welcome.wav")
    after, _ = read_wav(state.sounds / "en" / "welcome.wav")
    assert np.abs(before - after).max() < 1e-4


def test_equal_files_are_kept_once(sounds, state):
    """Two names of one content are one file, made once."""
    for name in ("welcome", "goodbye"):
        soundfile.write(sounds / "en" / f"{name}.flac", bright(), 48_000)
    made_ready(sounds, state)
    assert len(list(state.prompts.iterdir())) == 2
    made = state.sounds / "en" / "welcome.wav"
    assert made.samefile(state.sounds / "en" / "goodbye.wav")
    before = made.stat()
    made_ready(sounds, state)
    assert (made.stat().st_ino, made.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_what_arrives_replaces_what_was_there(sounds, state):
    """A narrow recording over a wide one leaves nothing of the wide one; a removed one is gone."""
    write_wav(sounds / "en" / "a.wav", bright(1.0, 16_000), 16_000)
    write_wav(sounds / "en" / "b.wav", tone(500, 1.0))
    made_ready(sounds, state)
    assert (state.sounds / "en" / "a.wav16").exists()
    write_wav(sounds / "en" / "a.wav", tone(700, 2.0))
    (sounds / "en" / "b.wav").unlink()
    made_ready(sounds, state)
    assert sorted(file.name for file in (state.sounds / "en").iterdir()) == ["a.wav"]
    assert len(read_wav(state.sounds / "en" / "a.wav")[0]) == pytest.approx(16_000, abs=400)


def test_a_recording_comes_before_what_a_machine_spoke(sounds):
    """A recording in another format is heard instead of the synthetic file beside it."""
    marks = SyntheticMarks(sounds / "en")
    write_wav(sounds / "en" / "welcome.wav", tone(500, 1.0))
    marks.made("welcome", "Welcome", "espeak-ng")
    marks.save()
    soundfile.write(sounds / "en" / "welcome.ogg", tone(700, 1.0, 48_000), 48_000)
    os.utime(sounds / "en" / "welcome.ogg", (0, 0))
    assert sources_in(sounds, "en")["welcome"].name == "welcome.ogg"
    assert doubled(sounds, "en") == []
    assert SyntheticMarks(sounds / "en").is_synthetic("welcome")
    assert SyntheticMarks(sounds / "en").is_outdated("welcome", "Hello")


def test_two_recordings_of_one_prompt_are_told(sounds):
    """The later of two is heard, and that there are two is said."""
    write_wav(sounds / "en" / "welcome.wav", tone(500, 1.0))
    soundfile.write(sounds / "en" / "welcome.ogg", tone(700, 1.0, 48_000), 48_000)
    os.utime(sounds / "en" / "welcome.wav", (0, 0))
    (problem,) = doubled(sounds, "en")
    assert problem.file.endswith("welcome.ogg")
    assert "has other files too: welcome.wav" in problem.message


@pytest.mark.parametrize("text", ["", "{", "[]", '{"welcome": 1}', '{"welcome": {}}', "[" * 99_999])
def test_spoiled_marks_mark_nothing(sounds, text):
    """Marks nobody can read make no prompt synthetic, and are no fault."""
    write_wav(sounds / "en" / "welcome.wav", tone(500, 1.0))
    (sounds / "en" / ".synthetic.json").write_text(text)
    assert not SyntheticMarks(sounds / "en").is_synthetic("welcome")


def test_music_is_kept_by_what_it_is(sounds, state):
    """Each class leads to a folder of its own content, so that the switch hears of a change."""
    (sounds / "music" / "sales").mkdir(parents=True)
    soundfile.write(sounds / "music" / "sales" / "song.mp3", bright(2.0), 48_000)
    made_ready(sounds, state)
    first = (state.sounds / "music" / "sales").resolve()
    assert sorted(file.name for file in first.iterdir()) == ["song.wav", "song.wav16"]
    soundfile.write(sounds / "music" / "sales" / "other.flac", bright(2.0), 48_000)
    made_ready(sounds, state)
    second = (state.sounds / "music" / "sales").resolve()
    assert first != second
    assert first.is_dir()  # who listens to it goes on
    assert len(list(second.iterdir())) == 4
    for file in (sounds / "music" / "sales").iterdir():
        file.unlink()
    made_ready(sounds, state)
    assert not (state.sounds / "music" / "sales").exists()


def test_the_hash_is_that_of_the_content(sounds, state):
    """The same content has the same key under any name, another content another."""
    store = PromptStore(state.prompts)
    for name, hz in (("a", 500), ("b", 500), ("c", 600)):
        write_wav(sounds / "en" / f"{name}.wav", tone(hz, 1.0))
    keys = [store.key(sounds / "en" / f"{name}.wav") for name in "abc"]
    assert keys[0] == keys[1] != keys[2]
