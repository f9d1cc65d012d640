"""Media quality of every leg: what was measured of it, summed up, and kept once at its end."""

from collections.abc import Container
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from voipcc.core.cdr import LegQuality
from voipcc.core.commands import KeepLegQuality
from voipcc.core.desk import Desk
from voipcc.core.emodel import measured_mos
from voipcc.core.events import LineMeasured

if TYPE_CHECKING:
    from voipcc.core.agent import Roster
    from voipcc.core.call import Call

METERS = 4096  # legs measured at once


@dataclass(slots=True)
class LegMeter:
    """What is known of one living leg; packets are sums, jitters and round trip are means.

    "in" is what the far side of the leg sends us, "out" what it hears of us. What the switch says
    at the leg's end (`source` "end") are the sums of its whole life: they take the place of ours,
    which lack what nobody looked at.
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

    @property
    def measured(self) -> bool:
        """Whether there is anything to keep."""
        packets = self.packets_in + self.lost_in + self.packets_out + self.lost_out
        return bool(packets or self.fault or self.round_trip_us)

    def end(self, event: LineMeasured) -> None:
        """The sums of the leg's whole life; its means weigh in for what was not measured yet."""
        ways = ("packets_in", "lost_in", "packets_out", "lost_out")
        rest = {way: max(getattr(event, way) - getattr(self, way), 0) for way in ways}
        self.add(replace(event, **rest))
        for way in ways:
            setattr(self, way, getattr(event, way) or getattr(self, way))

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

    __slots__ = ("desk", "meters", "roster")

    def __init__(self, desk: Desk, roster: "Roster") -> None:
        self.desk = desk
        self.roster = roster
        self.meters: dict[str, LegMeter] = {}

    def began(self, leg: str, call: "Call | None") -> None:
        """A leg has come to somebody of `call`: what is measured of it belongs there."""
        if call is not None:
            self._meter(leg, call.id, "call", self.desk.now.utc_ms)

    def measured(self, event: LineMeasured, call: "Call | None") -> None:
        """Add to the leg's meter; without a call it only tests its line."""
        if event.source == "end" and call is None and event.leg not in self.meters:
            return  # nobody talked on it
        source = "call" if event.source == "end" else event.source
        since_ms = call.arrived_utc_ms if call and event.source == "end" else self.desk.now.utc_ms
        meter = self._meter(event.leg, call.id if call else "", source, since_ms)
        meter.device = meter.device or event.device
        meter.agent = meter.agent or self.roster.owners.get(event.device, "")
        (meter.end if event.source == "end" else meter.add)(event)

    def _meter(self, leg: str, conversation: str, source: str, begun_ms: int) -> LegMeter:
        meter = self.meters.get(leg)
        if meter is None:
            meter = self.meters[leg] = LegMeter(leg, conversation, "", "", source, begun_ms)
            if len(self.meters) > METERS:
                self.ended(next(islice(self.meters, 1)))
        return meter

    def ended(self, leg: str) -> None:
        """The leg is gone: keep what was measured."""
        meter = self.meters.pop(leg, None)
        if meter is not None and meter.measured:
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
