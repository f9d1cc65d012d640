"""People who speak in bursts of a tone of their own, and when each burst began and ended in a recording."""

import asyncio
import time
from dataclasses import dataclass, field
from random import Random

import numpy as np
from numpy.typing import NDArray

from voipcc.softphone.wire.media import Media

RATE = 16_000
WINDOW = 160  # samples looked at together: 10 ms
SHORTEST_S = 0.05  # what is shorter is the click of another burst's beginning
LOUD = 0.05  # of full scale: half of what a burst has is more than this


@dataclass
class Voice:
    """One party's mouth. `said_ns` has when each burst went out, in the monotonic clock."""

    media: Media
    hz: int
    said_ns: list[tuple[int, int]] = field(default_factory=list)
    task: "asyncio.Task[None] | None" = None
    _began: int = 0
    _turn: str = ""

    def begin(self, seed: int) -> None:
        """Speak until `stop`."""
        self.media.play()
        self.media.loses = self._goes_out
        self.task = asyncio.get_running_loop().create_task(self._speak(Random(seed)))

    async def stop(self) -> None:
        """Be silent from now on."""
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)
        self._turn = "ends" if self._began else ""
        self.media.play()
        await asyncio.sleep(0.05)

    async def _speak(self, rng: Random) -> None:
        while True:
            self._turn = "begins"
            self.media.play(self.hz)
            await asyncio.sleep(rng.uniform(0.15, 0.4))
            self._turn = "ends"
            self.media.play()
            await asyncio.sleep(rng.uniform(0.15, 0.4))

    def _goes_out(self, _number: int) -> bool:
        """The packet in hand is the first of a burst, or the first of silence after one."""
        now_ns = time.monotonic_ns()
        if self._turn == "begins":
            self._began = now_ns
        elif self._turn == "ends" and self._began:
            self.said_ns.append((self._began, now_ns))
            self._began = 0
        self._turn = ""
        return False


def level(samples: NDArray[np.int16], hz: int) -> NDArray[np.float64]:
    """How loud this frequency is around each sample, 1 for full scale."""
    beat = np.exp(-2j * np.pi * hz * np.arange(len(samples)) / RATE)
    summed = np.cumsum(np.concatenate(([0], samples * beat)))
    middle = (summed[WINDOW:] - summed[:-WINDOW]) / WINDOW * 2 / 32768
    return np.pad(np.abs(middle), (WINDOW // 2, WINDOW - WINDOW // 2 - 1))


def bursts(samples: NDArray[np.int16], hz: int) -> list[tuple[float, float]]:
    """Beginning and end of each burst of this frequency, in seconds from the first sample."""
    loud = level(samples, hz)
    top = np.percentile(loud[loud > LOUD], 90) if (loud > LOUD).any() else 1.0
    high = np.concatenate(([0], (loud > top / 2).astype(np.int8), [0]))
    edges = np.flatnonzero(np.diff(high))
    pairs = [(a / RATE, b / RATE) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return [(begin, end) for begin, end in pairs if end - begin > SHORTEST_S]
