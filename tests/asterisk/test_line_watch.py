"""What is read of Asterisk's RTP statistics."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from voipcc.asterisk.ari.events import Heard
from voipcc.asterisk.legs import Leg
from voipcc.asterisk.switch.line_watch import (
    LineWatch,
    Statistics,
    between,
    codec_in,
    decode_statistics,
    is_dumb,
    statistics_in,
    worst_mos,
)
from voipcc.core.events import LineMeasured
from voipcc.core.moment import Moment

QUALITY = (
    "ssrc=1;themssrc=2;lp=75;rxjitter=0.005;rxcount=720;txjitter=0.06;txcount=900;rlp=9;rtt=0.18;"
    "rxmes=85.2;txmes=88.1"
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


def test_a_jump_of_timestamps_is_no_jitter() -> None:
    """A leg that changed its bridge does not make a good line a bad one."""
    facts = between(Statistics(), Statistics(rxcount=500, txcount=500, rxjitter=1.389, rtt=0.02))
    assert facts[5] == 0
    assert worst_mos("alaw", facts) > 4


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


class Switch:
    """Answers with statistics made up by the test; keeps what is asked and what is posted."""

    def __init__(self, **leg: Any) -> None:
        self.now_us, self.asked, self.posted = 0, list[str](), list[LineMeasured]()
        self.statistics = {"rxcount": 0, "txcount": 0}
        chain: Any = None
        leg = {"device": "anna/desk", "up": True, "talk": "t1", **leg}
        self.leg = Leg("1-3", "device", chain, **leg)
        pool: Any = self
        self.watch = LineWatch(
            pool,
            pool,
            {"1-3": self.leg},
            self.posted.append,
            lambda: Moment(self.now_us, 0),  # type: ignore[arg-type]
        )
        self.watch._probe_at_us = 1 << 62

    def send(
        self,
        method: str,
        path: str,
        _: Any = None,
        done: Callable[[int, bytes], None] | None = None,
    ) -> None:
        self.asked.append(f"{method} {path}")
        if done is not None:
            codec = b'{"value":"(alaw)"}'
            done(200, codec if "variable" in path else json.dumps(self.statistics).encode())

    def talk(self, seconds: int, packets: int = 50) -> None:
        """Time passes; so many packets a second come from the phone."""
        for _ in range(seconds):
            self.now_us += 1_000_000
            self.statistics["rxcount"] += packets
            self.statistics["txcount"] += 50
            self.watch.tick()

    @property
    def looks(self) -> int:
        return sum("rtp_statistics" in one for one in self.asked)


def test_a_short_talk_costs_nothing_and_a_long_one_little() -> None:
    """The first look comes after five seconds, then one every ten; a steady line is told once a minute."""
    switch = Switch()
    switch.watch._proved.add("anna/desk")
    switch.talk(5)
    assert not switch.asked
    switch.talk(1)
    switch.watch.spoke("1-3")
    switch.talk(120)
    assert switch.looks == 13
    assert len(switch.posted) <= 4


def test_digital_silence_is_told_once_and_a_voice_ends_listening() -> None:
    """Packets without any sound for 25 s are a dead microphone; a sound removes the detector."""
    switch = Switch()
    switch.talk(40)
    assert [one.fault for one in switch.posted].count("dead_microphone") == 1
    switch.watch.spoke("1-3")
    assert "remove" in switch.asked[-1]
    switch.talk(10)
    assert switch.posted[-1].voice


def test_who_was_heard_before_may_listen_for_a_while() -> None:
    """A phone a sound has come from is given a minute, and 25 s again after a fault."""
    switch = Switch()
    switch.watch._proved.add("anna/desk")
    switch.talk(60)
    assert not any(one.fault for one in switch.posted)
    switch.talk(20)
    assert [one.fault for one in switch.posted].count("dead_microphone") == 1
    assert not switch.watch._proved


@pytest.mark.parametrize(
    ("leg", "packets"), [({}, 5), ({"unheard": True}, 50), ({"unheard": True}, 0)]
)
def test_suppressed_silence_and_listeners_have_no_dead_microphone(
    leg: dict[str, Any], packets: int
) -> None:
    """A phone that sends hardly anything when quiet, and one that only listens, are not judged."""
    switch = Switch(**leg)
    switch.talk(60, packets)
    assert not any(one.fault for one in switch.posted)


def test_slow_phones_are_told_between_calls() -> None:
    """Only round trips worth telling are posted, and the first quick one after them."""
    switch = Switch()
    switch.watch.device_of = lambda endpoint: "anna/desk" if endpoint == "anna-1f" else ""
    for microseconds in ("40000", "900000", "35000", "30000"):
        switch.watch.probed([{"Endpoint": "anna-1f", "RoundtripUsec": microseconds}])
    switch.watch.probed([{"Endpoint": "trunk-x", "RoundtripUsec": "900000"}, {}])
    assert [one.round_trip_us for one in switch.posted] == [900_000, 35_000]
    assert {one.source for one in switch.posted} == {"probe"}


def test_what_is_written_down_at_the_end_reads_as_what_is_asked() -> None:
    """RTPAUDIOQOS and rtp_statistics are the same figures; anything else is no figures."""
    assert statistics_in(QUALITY) == decode_statistics(BODY)
    for odd in ("", "lp", "rxcount=many;lp=1", ";;="):
        assert statistics_in(odd) == Statistics()


def test_a_leg_that_is_over_is_told_in_all() -> None:
    """The sums of its whole life with the codec, though nobody had looked at it yet, and never again."""
    switch = Switch()
    switch.talk(2)
    switch.watch.ended(switch.leg, Heard(QUALITY, "(opus|alaw)"), 7)
    (told,) = switch.posted
    assert (told.source, told.codec, told.happened_us) == ("end", "opus", 7)
    assert (told.packets_in, told.lost_in, told.packets_out, told.lost_out) == (720, 75, 891, 9)
    switch.leg.ending = True
    switch.talk(20)
    assert len(switch.posted) == 1


@pytest.mark.parametrize(
    ("leg", "quality"), [({}, ""), ({"watches": True}, QUALITY), ({}, "rxcount=0;txcount=0")]
)
def test_what_was_never_heard_is_not_told(leg: dict[str, Any], quality: str) -> None:
    """No audio, or a supervisor's leg: there is nothing to keep."""
    switch = Switch(**leg)
    switch.watch.ended(switch.leg, Heard(quality, "(alaw)"), 7)
    assert not switch.posted
