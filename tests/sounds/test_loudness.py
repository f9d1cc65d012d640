"""Loudness as BS.1770 has it, true peaks, and bringing a sound to the house's level."""

import numpy as np
import pytest

from voipcc.audio import tone
from voipcc.loudness import HOUSE_LUFS, PEAK_DB, levelled, limited, loudness, true_peak

RATES = (8000, 16_000, 44_100, 48_000)


def speech_like(rate, seconds=3.0, seed=1):
    """Noise that comes and goes like syllables, with pauses."""
    count = round(seconds * rate)
    chance = np.random.default_rng(seed)
    beat = np.clip(np.sin(2 * np.pi * 2.5 * np.arange(count) / rate), 0, None) ** 2
    return (0.2 * beat * chance.standard_normal(count)).astype(np.float32)


@pytest.mark.parametrize("rate", RATES)
def test_a_full_tone_has_the_loudness_of_the_standard(rate):
    """A full-scale sine of 997 Hz in one channel has -3.01 LUFS, at any rate."""
    assert loudness(tone(997, 5, rate, 1.0), rate) == pytest.approx(-3.01, abs=0.01)


def filtered(samples, feed, back):
    """One filter of the standard, as its difference equation at 48 kHz."""
    (b0, b1, b2), (a1, a2) = feed, back
    result, x1, x2, y1, y2 = [], 0.0, 0.0, 0.0, 0.0
    for x in map(float, samples):
        y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
        x1, x2, y1, y2 = x, x1, y, y1
        result.append(y)
    return np.array(result)


@pytest.mark.parametrize("hz", [60, 300, 1000, 2000, 3500])
def test_the_ear_s_curve_is_that_of_the_standard(hz):
    """A tone measured at 8 kHz agrees with the standard's filters run sample by sample at 48 kHz."""
    said = filtered(
        tone(hz, 1, 48_000, 0.1),
        (1.53512485958697, -2.69169618940638, 1.19839281085285),
        (-1.69065929318241, 0.73248077421585),
    )
    said = filtered(said, (1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621))
    expected = -0.691 + 10 * np.log10(np.mean(np.square(said[9600:])))
    assert loudness(tone(hz, 5, 8000, 0.1), 8000) == pytest.approx(expected, abs=0.05)


def test_pauses_do_not_count():
    """Quiet and silent stretches are gated out, as in the standard's own test signals."""
    loud, quiet = tone(1000, 20, 8000, 10 ** (-23 / 20)), tone(1000, 10, 8000, 10 ** (-36 / 20))
    whole = loudness(loud, 8000)
    assert loudness(np.concatenate([quiet, loud, quiet]), 8000) == pytest.approx(whole, abs=0.1)
    silence = np.zeros(80_000, np.float32)
    assert loudness(np.concatenate([silence, loud, silence]), 8000) == pytest.approx(whole, abs=0.1)


def test_long_sounds_are_measured_in_pieces():
    """What is longer than a piece is as loud as a part of it."""
    assert loudness(tone(700, 95, 8000, 0.2), 8000) == pytest.approx(
        loudness(tone(700, 5, 8000, 0.2), 8000), abs=0.02
    )


def test_silence_and_nothing_are_silent():
    """Silence, no samples and a click too faint to count have -70 LUFS."""
    for samples in (np.zeros(8000), np.zeros(0), tone(700, 0.5, level=1e-5)):
        assert loudness(samples.astype(np.float32), 8000) == -70


def test_a_peak_between_samples_is_seen():
    """A sine whose samples miss its crests has the crests' height all the same."""
    times = np.arange(48_000) / 48_000
    missed = (0.5 * np.sin(2 * np.pi * 12_000 * times + np.pi / 4)).astype(np.float32)
    assert np.abs(missed).max() == pytest.approx(0.354, abs=0.01)
    assert true_peak(missed, 48_000) == pytest.approx(-6.02, abs=0.2)


@pytest.mark.parametrize("rate", [8000, 16_000])
@pytest.mark.parametrize("level", [0.02, 0.1, 5.0])
def test_all_come_out_equally_loud(rate, level):
    """Quiet and loud sounds come out within 1 LU of the house's level, no true peak too high."""
    result = levelled(speech_like(rate) * np.float32(level), rate)
    assert loudness(result, rate) == pytest.approx(HOUSE_LUFS, abs=1)
    assert true_peak(result, rate) <= PEAK_DB + 0.05


@pytest.mark.parametrize("seconds", [0.1, 0.3, 0.7])
def test_a_short_word_is_levelled_too(seconds):
    """What is shorter than a block of the measure is levelled as a whole."""
    result = levelled(speech_like(8000, seconds), 8000)
    assert loudness(result, 8000) == pytest.approx(HOUSE_LUFS, abs=1)


def test_the_limiter_leaves_alone_what_is_low_enough():
    """Only the surroundings of a peak are turned down; a sound without one stays as it is."""
    calm = tone(400, 1.0, level=0.2)
    assert limited(calm, 8000) is calm
    click = calm.copy()
    click[4000] = 0.99
    result = limited(click, 8000)
    assert true_peak(result, 8000) <= PEAK_DB + 0.05
    assert np.allclose(result[:3900], click[:3900], atol=1e-6)


def test_silence_stays_silence():
    """Nothing is made of nothing."""
    assert not levelled(np.zeros(800, np.float32), 8000).any()
