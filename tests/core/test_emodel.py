"""The E-model: G.107's own figures, and what others have published of it."""

import pytest

from voipcc.core.emodel import (
    CODECS,
    Line,
    absolute_delay,
    codec_named,
    effective_impairment,
    measured_mos,
    mos,
    quality,
    rating,
)

AGREED = 0.05  # of MOS
# R and MOS as ITU-T G.107 annex B lists them.
ANNEX_B = ((90, 4.34), (80, 4.03), (70, 3.60), (60, 3.10), (50, 2.58))
# Delay in ms and what it costs, as Cole and Rosenbluth (2001) fitted G.107 for planners.
PUBLISHED_DELAY = tuple(
    (ms, 0.024 * ms + 0.11 * max(ms - 177.3, 0))
    for ms in (0, 25, 50, 100, 150, 177.3, 200, 250, 300)
)
# Loss in per cent and Ie by listening tests, as ITU-T G.113 appendix I (2001) lists them.
PUBLISHED_LOSS = {
    "g711_plc": ((0, 0), (1, 5), (2, 7), (3, 10), (5, 15), (7, 20), (15, 35)),
    "g729": ((0, 11), (1, 15), (2, 19), (3, 23), (4, 26), (8, 36), (16, 49)),
}


def test_the_default_line_is_rated_as_the_standard_says() -> None:
    """G.107's default values give R 93.2 and MOS 4.41."""
    assert round(rating(Line()), 1) == 93.2
    assert round(mos(rating(Line())), 2) == 4.41


@pytest.mark.parametrize(("r", "score"), ANNEX_B)
def test_ratings_become_the_scores_of_annex_b(r: float, score: float) -> None:
    """Each R of G.107's table becomes the MOS of that table."""
    assert mos(r) == pytest.approx(score, abs=0.01)


def test_scores_keep_within_their_ends() -> None:
    """The MOS of any R is at least 1 and at most 4.5, and never falls while R rises."""
    scores = [mos(r / 10) for r in range(-200, 1400)]
    assert scores[0] == 1.0 and scores[-1] == 4.5
    assert scores == sorted(scores)


@pytest.mark.parametrize(("delay_ms", "cost"), PUBLISHED_DELAY)
def test_delay_costs_what_has_been_published(delay_ms: float, cost: float) -> None:
    """Up to 300 ms the MOS agrees with the published fit of the delay to 0.05."""
    assert mos(rating(Line(delay_ms))) == pytest.approx(mos(93.2 - cost), abs=AGREED)


def test_absolute_delay_begins_at_a_tenth_of_a_second() -> None:
    """The delay by itself costs nothing up to 100 ms and grows from there."""
    assert absolute_delay(100) == 0
    assert absolute_delay(200) == pytest.approx(3.04, abs=0.01)
    assert absolute_delay(400) == pytest.approx(24.07, abs=0.01)


@pytest.mark.parametrize(
    ("codec", "percent", "published"),
    [(codec, *row) for codec, rows in PUBLISHED_LOSS.items() for row in rows],
)
def test_loss_costs_what_has_been_published(codec: str, percent: float, published: float) -> None:
    """The MOS under random loss agrees with the published listening tests to 0.05."""
    row = CODECS[codec]
    ours = effective_impairment(row.impairment, row.robustness, percent / 100)
    assert mos(93.2 - ours) == pytest.approx(mos(93.2 - published), abs=AGREED)


def test_bursts_are_worse_than_chance() -> None:
    """The same loss in bursts costs more; a ratio below one counts as chance."""
    chance, bursts = (quality("g711_plc", 50, 0.03, burst) for burst in (1.0, 3.0))
    assert bursts < chance
    assert quality("g711_plc", 50, 0.03, 0.5) == chance


@pytest.mark.parametrize("codec", CODECS)
def test_every_codec_gets_worse_with_loss_and_delay(codec: str) -> None:
    """No codec is rated better by more loss or a longer way, and each says where it is from."""
    losses = [quality(codec, 50, loss / 100) for loss in range(0, 101, 5)]
    delays = [quality(codec, ms, 0.01) for ms in range(0, 2001, 100)]
    assert losses == sorted(losses, reverse=True)
    assert delays == sorted(delays, reverse=True)
    assert min(losses + delays) >= 1.0 and max(losses + delays) <= 4.5
    assert CODECS[codec].source


@pytest.mark.parametrize(
    ("name", "row"),
    [("alaw", "g711_plc"), ("PCMU/8000", "g711_plc"), ("opus", "opus"), ("lpc10", "unknown")],
)
def test_codecs_are_known_by_the_names_of_switches(name: str, row: str) -> None:
    """The names Asterisk and phones use lead to a row of the table, others to the cautious one."""
    assert codec_named(name) == row


def test_what_a_switch_measures_becomes_a_score() -> None:
    """A good home line is above 4.2, a lossy and jittery one below 3.6, garbage never raises."""
    assert measured_mos("alaw", 0.001, 5_000, 40_000) > 4.2
    assert measured_mos("alaw", 0.05, 60_000, 200_000) < 3.6
    assert measured_mos("", 7.0, -5, -1) == measured_mos("", 1.0, 0, 0) < 1.5
