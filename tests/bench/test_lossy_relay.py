"""The relay is the poor line it claims to be."""

from statistics import mean

import pytest

from tests.bench.lossy_relay import LossyWay
from tests.bench.voices import FRAMES, decoded, frame_of, payloads

PACKETS = 200_000
SMALL = 72


def test_losses_are_three_in_a_hundred_and_come_in_bursts() -> None:
    """The share and the length of the bursts are those asked for."""
    way = LossyWay(seed=1)
    there = [way.arrival_s(number * 0.02, SMALL) is not None for number in range(PACKETS)]
    runs = "".join("x" if one else "." for one in there).split("x")
    bursts = [len(run) for run in runs if run]
    assert way.lost / PACKETS == pytest.approx(0.03, abs=0.003)
    assert mean(bursts) == pytest.approx(3.0, abs=0.2)


def test_packets_are_held_back_and_never_overtake_each_other() -> None:
    """The wait is spread over twice the jitter, and the order is kept."""
    way = LossyWay(seed=2, loss=0.0)
    arrivals = [way.arrival_s(number * 0.02, SMALL) or 0.0 for number in range(2000)]
    waits = [at - number * 0.02 - way.delay_s for number, at in enumerate(arrivals)]
    assert arrivals == sorted(arrivals) and len(set(arrivals)) == len(arrivals)
    assert min(waits) < 0.04 and 0.10 < max(waits) < 0.16


def test_a_narrow_way_lets_through_what_fits() -> None:
    """G.711 needs 80 kbit/s with its headers: of 64 kbit/s one packet in five does not pass."""
    way = LossyWay(seed=3, loss=0.0)
    for number in range(2000):
        way.arrival_s(number * 0.02, 172)
    assert way.crowded / 2000 == pytest.approx(0.2, abs=0.02)


def test_every_frame_of_the_scale_can_be_told_apart() -> None:
    """Each 20 ms of a voice is known by its frequency alone."""
    heard = [frame_of(decoded(packet, "PCMA")) for packet in payloads("PCMA")]
    assert heard == list(range(FRAMES))
    assert frame_of(decoded(b"\xd5" * 160, "PCMA")) == -1
