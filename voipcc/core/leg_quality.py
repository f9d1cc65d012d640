"""Media quality of every leg: what was measured of it, summed up, and kept once at its end."""

from collections.abc import Container
from dataclasses import dataclass
from itertools import islice

from voipcc.core.cdr import LegQuality
from voipcc.core.commands import KeepLegQuality
from voipcc.core.desk import Desk
from voipcc.core.emodel import measured_mos
from voipcc.core.events import LineMeasured

METERS = 4096  # legs measured at once


@dataclass(slots=True)
class LegMeter:
    """What is known of one living leg; packets are sums, jitters and round trip are means.

    "in" is what the far side of the leg sends us, "out" what it hears of us.
    """

    leg: str
    conversation: str
    agent: str
    device: str
    source: str
    start_utc_ms: int
    codec: str = ""
    packets_in: int = 0
    lost_in: int = 0
    packets_out: int = 0
    lost_out: int = 0
    jitter_in_us: int = 0
    jitter_out_us: int = 0
    round_trip_us: int = 0
    fault: str = ""

    def add(self, event: LineMeasured) -> None:
        """One more measurement."""
        self.codec = event.codec or self.codec
        self.fault = event.fault or self.fault
        self.jitter_in_us = _mean(
            self.jitter_in_us, self.packets_in, event.jitter_in_us, event.packets_in
        )
        self.jitter_out_us = _mean(
            self.jitter_out_us, self.packets_out, event.jitter_out_us, event.packets_out
        )
        if event.round_trip_us:
            weight = self.packets_out if self.round_trip_us else 0
            self.round_trip_us = _mean(
                self.round_trip_us, weight, event.round_trip_us, max(event.packets_out, 1)
            )
        self.packets_in += event.packets_in
        self.lost_in += event.lost_in
        self.packets_out += event.packets_out
        self.lost_out += event.lost_out


class LegMeters:
    """The meters of the legs that live."""

    __slots__ = ("desk", "meters")

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.meters: dict[str, LegMeter] = {}

    def measured(self, event: LineMeasured, conversation: str, agent: str) -> None:
        """Add to the leg's meter; `conversation` "" for a leg that only tests its line."""
        meter = self.meters.get(event.leg)
        if meter is None:
            meter = self.meters[event.leg] = LegMeter(
                event.leg, conversation, agent, event.device, event.source, self.desk.now.utc_ms
            )
            if len(self.meters) > METERS:
                self.ended(next(islice(self.meters, 1)))
        meter.add(event)

    def ended(self, leg: str) -> None:
        """The leg is gone: keep what was measured."""
        meter = self.meters.pop(leg, None)
        if meter is not None:
            self.desk.order(KeepLegQuality(_quality(meter, self.desk)))

    def settle(self, alive: Container[str]) -> None:
        """Legs whose end nobody told of are not waited for."""
        for leg in [leg for leg in self.meters if leg not in alive]:
            self.ended(leg)


def _mean(old: int, old_weight: int, new: int, new_weight: int) -> int:
    weight = old_weight + new_weight
    return (old * old_weight + new * new_weight) // weight if weight else old


def _quality(meter: LegMeter, desk: Desk) -> LegQuality:
    mos = [0.0, 0.0]
    ways = (
        (meter.packets_in, meter.lost_in, meter.jitter_in_us),
        (meter.packets_out, meter.lost_out, meter.jitter_out_us),
    )
    for index, (packets, lost, jitter_us) in enumerate(ways):
        if packets:
            loss = lost / (packets + lost)
            mos[index] = measured_mos(meter.codec, loss, jitter_us, meter.round_trip_us)
    return LegQuality(
        leg=meter.leg,
        conversation=meter.conversation,
        agent=meter.agent,
        device=meter.device,
        source=meter.source,
        start_utc_ms=meter.start_utc_ms,
        end_utc_ms=desk.now.utc_ms,
        codec=meter.codec,
        packets_in=meter.packets_in,
        lost_in=meter.lost_in,
        packets_out=meter.packets_out,
        lost_out=meter.lost_out,
        jitter_in_us=meter.jitter_in_us,
        jitter_out_us=meter.jitter_out_us,
        round_trip_us=meter.round_trip_us,
        mos_in=mos[0],
        mos_out=mos[1],
        fault=meter.fault,
    )
