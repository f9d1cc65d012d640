"""A UDP relay that behaves like a poor home line: loss in bursts, jitter, a narrow way up."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from voipcc.softphone.wire.address import HostPort

OVERHEAD = 28  # bytes of IP and UDP around each packet
BITS = 8
NEXT_S = 0.0002  # apart, or timers of one moment would let packets change places


@dataclass(slots=True)
class LossyWay:
    """What becomes of each packet of one direction, drawn from a seed; times in seconds.

    Losses come in bursts of `burst` packets on average (a Gilbert chain). Each packet is held
    back by `jitter_s`, plus or minus as much, and none overtakes another. `bits_per_s` is the
    width of the way, before which at most `queue_s` of packets wait.
    """

    seed: int
    loss: float = 0.03
    burst: float = 3.0
    jitter_s: float = 0.060
    delay_s: float = 0.020
    bits_per_s: int = 64_000
    queue_s: float = 0.2
    free_at_s: float = 0.0
    arrived_s: float = 0.0
    losing: bool = False
    lost: int = 0
    crowded: int = 0
    passed: int = 0
    chance: random.Random = field(default_factory=random.Random)

    def __post_init__(self) -> None:
        self.chance.seed(self.seed)

    def arrival_s(self, now_s: float, size: int) -> float | None:
        """When a packet of `size` bytes sent now arrives, None when it never does."""
        start_s = max(now_s, self.free_at_s)
        if start_s - now_s > self.queue_s:
            self.crowded += 1
            return None
        self.free_at_s = start_s + (size + OVERHEAD) * BITS / self.bits_per_s
        if self._is_lost():
            self.lost += 1
            return None
        self.passed += 1
        late_s = self.chance.uniform(0, 2 * self.jitter_s)
        self.arrived_s = max(self.arrived_s + NEXT_S, self.free_at_s + self.delay_s + late_s)
        return self.arrived_s

    def _is_lost(self) -> bool:
        leave = 1 / self.burst
        enter = self.loss * leave / (1 - self.loss)
        self.losing = self.chance.random() < (1 - leave if self.losing else enter)
        return self.losing


class LossyRelay(asyncio.DatagramProtocol):
    """Packets that come to `front` go to `target` over a `LossyWay`, from a socket of its own."""

    def __init__(self, way: LossyWay, on_passed: Callable[[bytes], None] | None = None) -> None:
        self.way = way
        self.target: HostPort | None = None
        self._on_passed = on_passed
        self._front: asyncio.DatagramTransport | None = None
        self._back: asyncio.DatagramTransport | None = None

    async def open(self, address: str) -> HostPort:
        """Where a phone sends to. Raises OSError."""
        loop = asyncio.get_running_loop()
        self._back, _ = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, local_addr=(address, 0)
        )
        self._front, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(address, 0))
        return cast(HostPort, self._front.get_extra_info("sockname"))

    def datagram_received(self, data: bytes, addr: HostPort) -> None:
        loop = asyncio.get_running_loop()
        at_s = self.way.arrival_s(loop.time(), len(data))
        if at_s is not None:
            loop.call_at(at_s, self._pass, data)

    def _pass(self, data: bytes) -> None:
        if self.target is not None and self._back is not None and not self._back.is_closing():
            self._back.sendto(data, self.target)

    def close(self) -> None:
        for transport in (self._front, self._back):
            if transport is not None:
                transport.close()
