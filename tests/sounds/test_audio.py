"""Samples: tones and their share, loudness, trimming, rates, files."""

import wave

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from voipcc import audio
from voipcc.audio import AudioError, read_wav, resampled, tone, tone_level, tone_share, write_wav

NOISE = np.random.default_rng(1).standard_normal(8000).astype(np.float32)


def test_a_tone_has_its_length_and_level():
    """A tone has the asked number of samples, peak and type."""
    samples = tone(1000, 0.5, 16000, 0.25)
    assert samples.dtype == np.float32
    assert len(samples) == 8000
    assert np.abs(samples).max() == pytest.approx(0.25, abs=0.001)


@settings(max_examples=examples(50), deadline=None)
@given(
    hz=st.floats(300, 3400),
    seconds=st.floats(0.2, 1.5),
    level=st.floats(0.01, 1.0),
    scale=st.sampled_from([1.0, 32767.0]),
)
def test_a_pure_tone_is_all_at_its_frequency(hz, seconds, level, scale):
    """Any tone is wholly at its own frequency, whatever its length and scale."""
    samples = tone(hz, seconds, level=level) * scale
    assert tone_share(samples, hz) == pytest.approx(1.0, abs=1e-4)
    assert tone_level(samples, hz) == pytest.approx(level * scale, rel=0.01)


def test_tones_are_told_apart():
    """700 Hz and 1000 Hz together have half of the energy each, a third frequency none."""
    both = tone(700, 2) + tone(1000, 2)
    assert tone_share(both, 700) == pytest.approx(0.5, abs=0.01)
    assert tone_share(both, 1000) == pytest.approx(0.5, abs=0.01)
    assert tone_share(both, 1400) < 0.01
    assert tone_share(tone(700, 2), 1000) < 0.01


def test_a_tone_survives_gaps_and_jumps():
    """Lost packets and a jumping phase, as a line makes them, do not hide a tone."""
    samples = tone(1000, 3)
    samples[::50] = 0
    jumped = np.concatenate([samples[:7013], samples[9040:], np.zeros(800, np.float32)])
    assert tone_share(jumped, 1000) > 0.9


def test_noise_and_silence_are_no_tone():
    """White noise has next to nothing at one frequency, silence and no samples nothing."""
    assert tone_share(NOISE, 1000) < 0.02
    assert tone_share(np.zeros(8000), 1000) == 0.0
    assert tone_share(np.zeros(0), 1000) == 0.0
    assert tone_level(np.zeros(0), 1000) == 0.0


def test_sixteen_bit_samples_are_taken_as_they_are():
    """Integer samples give the same share as floating ones."""
    whole = (tone(700, 1) * 32767).astype(np.int16)
    assert tone_share(whole, 700) > 0.999


@pytest.mark.parametrize(
    ("rate", "wanted"), [(22050, 8000), (48000, 8000), (8000, 48000), (44100, 8000)]
)
def test_resampling_keeps_what_a_telephone_carries(rate, wanted):
    """A tone keeps pitch, level and length in another rate."""
    result = resampled(tone(1000, 1, rate), rate, wanted)
    assert len(result) == pytest.approx(wanted, abs=1)
    assert tone_share(result, 1000, wanted) > 0.999
    assert tone_level(result, 1000, wanted) == pytest.approx(0.3, rel=0.01)


def test_resampling_folds_nothing_back():
    """What 8 kHz cannot carry is gone, not folded to another pitch."""
    result = resampled(tone(5000, 1, 22050), 22050, 8000)
    assert np.abs(result[400:-400]).max() < 0.001


def test_trimming_takes_the_silence_at_both_ends():
    """Only the silence at the ends goes; a breath of it stays."""
    silence = np.zeros(4000, np.float32)
    pause = np.concatenate([tone(700, 0.5), silence, tone(700, 0.5)])
    result = audio.trimmed(np.concatenate([silence, pause, silence]))
    assert len(result) == pytest.approx(len(pause) + 320, abs=20)
    assert len(audio.trimmed(silence)) == 0
    assert len(audio.trimmed(silence[:0])) == 0


def test_a_written_file_reads_back(tmp_path):
    """Samples written as WAV read back the same within half a step, louder ones are cut off."""
    file = tmp_path / "deep" / "er" / "tone.wav"
    write_wav(file, np.concatenate([tone(700, 0.5), [2.0, -2.0]]))
    samples, rate = read_wav(file)
    assert rate == 8000
    assert np.abs(samples[:-2] - tone(700, 0.5)).max() < 1 / 16000
    assert list(samples[-2:]) == [pytest.approx(1, abs=1e-4), -1.0]


def test_channels_are_averaged(tmp_path):
    """Two channels become one."""
    file = tmp_path / "two.wav"
    with wave.open(str(file), "wb") as opened:
        opened.setnchannels(2)
        opened.setsampwidth(2)
        opened.setframerate(16000)
        opened.writeframes(np.array([[16384, 0], [0, 0]], "<i2").tobytes())
    samples, rate = read_wav(file)
    assert rate == 16000
    assert list(samples) == [0.25, 0.0]


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", b"hello, this is no sound", b"RIFF\x24\0\0\0WAVEfmt "]
)
def test_what_is_no_wav_is_told(tmp_path, content):
    """A file that is no WAV raises one kind of error, with a sentence."""
    file = tmp_path / "bad.wav"
    file.write_bytes(content)
    with pytest.raises(AudioError, match="is not a PCM WAV file"):
        read_wav(file)
