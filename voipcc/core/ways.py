"""The two directions of a line as they were measured, and what each is worth."""

from typing import Literal

from voipcc.core.emodel import measured_mos
from voipcc.core.events import LineMeasured
from voipcc.core.value import dataclass

Reason = Literal["", "loss", "jitter", "delay", "one_way", "dead_microphone"]
FEWEST_PACKETS = 50  # a second of audio: less says nothing
PROBED_CODEC = "alaw"


@dataclass(frozen=True, slots=True)
class Way:
    """One direction; `loss` 0 to 1."""

    codec: str
    loss: float
    jitter_us: int
    round_trip_us: int

    @property
    def mos(self) -> float:
        return measured_mos(self.codec, self.loss, self.jitter_us, self.round_trip_us)

    @property
    def reason(self) -> Reason:
        """What costs most."""
        parts: dict[Reason, float] = {
            "loss": measured_mos(self.codec, 0, self.jitter_us, self.round_trip_us),
            "jitter": measured_mos(self.codec, self.loss, 0, self.round_trip_us),
            "delay": measured_mos(self.codec, self.loss, self.jitter_us, 0),
        }
        return max(parts, key=parts.__getitem__)


def worst_way(event: LineMeasured) -> Way | None:
    """The worse of the directions of which enough was heard to say something."""
    found = []
    for packets, lost, jitter_us in (
        (event.packets_in, event.lost_in, event.jitter_in_us),
        (event.packets_out, event.lost_out, event.jitter_out_us),
    ):
        if packets + lost >= FEWEST_PACKETS:
            loss = lost / (packets + lost)
            found.append(Way(event.codec, loss, jitter_us, event.round_trip_us))
    if not found and event.source == "probe" and event.round_trip_us:
        found.append(Way(PROBED_CODEC, 0.0, 0, event.round_trip_us))
    return min(found, key=lambda way: way.mos, default=None)
