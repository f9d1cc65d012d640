"""What is read of Asterisk's RTP statistics."""

import pytest

from voipcc.asterisk.switch.line_watch import (
    Statistics,
    between,
    codec_in,
    decode_statistics,
    is_dumb,
    worst_mos,
)

BODY = (
    b'{"txcount":900,"rxcount":720,"txjitter":0.06,"rxjitter":0.005,"txploss":9,"rxploss":75,'
    b'"rtt":0.18,"rxmes":85.2,"channel_uniqueid":"1-3"}'
)


def test_jitters_are_swapped_and_seconds() -> None:
    """What Asterisk calls txjitter is that of the packets it received; all three are seconds."""
    facts = between(Statistics(), decode_statistics(BODY))
    assert facts == (720, 75, 891, 9, 60_000, 5_000, 180_000)


def test_only_what_is_new_counts() -> None:
    """Sums become differences, and a sum that fell counts as nothing."""
    before = Statistics(rxcount=700, rxploss=80, txcount=880, txploss=9)
    facts = between(before, decode_statistics(BODY))
    assert facts[:4] == (20, 0, 20, 0)


def test_without_a_report_nothing_is_known_of_the_way_out() -> None:
    """A phone that never reports is not taken for one that heard everything."""
    assert between(Statistics(), Statistics(rxcount=100, txcount=100))[2:4] == (0, 0)


@pytest.mark.parametrize(
    ("before", "now", "dumb"),
    [
        (Statistics(), Statistics(txcount=250), True),
        (Statistics(), Statistics(rxcount=3, txcount=250), False),
        (Statistics(rxcount=3, txcount=250), Statistics(rxcount=3, txcount=750), True),
        (Statistics(rxcount=3, txcount=250), Statistics(rxcount=4, txcount=750), False),
        (Statistics(rxcount=250, txcount=250), Statistics(rxcount=250, txcount=750), False),
    ],
)
def test_a_phone_that_has_spoken_is_not_dumb(
    before: Statistics, now: Statistics, dumb: bool
) -> None:
    """Nothing at all is one-way audio; a pause after speech may be suppressed silence."""
    assert is_dumb(before, now) is dumb


def test_the_worse_way_is_what_a_line_is_worth() -> None:
    """Loss on one way decides, and nothing heard is no score."""
    lossy = worst_mos("alaw", (450, 50, 500, 0, 5_000, 5_000, 40_000))
    assert lossy == worst_mos("alaw", (500, 0, 450, 50, 5_000, 5_000, 40_000)) < 3.5
    assert worst_mos("alaw", (0, 0, 0, 0, 0, 0, 0)) == 0


@pytest.mark.parametrize(
    ("body", "codec"),
    [(b'{"value":"(alaw)"}', "alaw"), (b'{"value":""}', "unknown"), (b"[]", "unknown")],
)
def test_the_codec_is_named_as_asterisk_names_it(body: bytes, codec: str) -> None:
    """Whatever the answer is, there is a name."""
    assert codec_in(body) == codec
