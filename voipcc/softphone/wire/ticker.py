"""One beat of 20 ms for all audio of a process: sends for every stream, then reads what came."""

import asyncio
from typing import Protocol
from weakref import WeakKeyDictionary

TICK_S = 0.02
READ_EVERY = 2
CHECK_EVERY = 5
MOST_CAUGHT_UP = 10


class Beating(Protocol):
    """`send(skipped)` puts one packet out; `skipped` packets before it were never sent."""

    def send(self, skipped: int) -> None: ...

    def read(self) -> None: ...

    def check(self) -> None: ...


class Ticker:
    """Runs while it has streams. `stalls_ms` is the longest lateness of the process itself.

    Arrival times come from the kernel, so reading in batches falsifies nothing and costs
    one system call a packet. After a stall of up to 200 ms packets are sent in a burst, as
    a phone's buffer would; after a longer one they are missing, and their time stays empty.
    """

    def __init__(self) -> None:
        self._streams: list[Beating] = []
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._beat = 0
        self.stalls_ms = 0.0

    @classmethod
    def shared(cls) -> "Ticker":
        """The ticker of the running event loop."""
        loop = asyncio.get_running_loop()
        if loop not in _TICKERS:
            _TICKERS[loop] = cls()
        return _TICKERS[loop]

    def add(self, stream: Beating) -> None:
        self._streams.append(stream)
        if self._timer is None:
            self._due = self._loop.time() + TICK_S
            self._timer = self._loop.call_at(self._due, self._tick)

    def remove(self, stream: Beating) -> None:
        if stream in self._streams:
            self._streams.remove(stream)
        if not self._streams and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tick(self) -> None:
        self._timer = None
        late_s = self._loop.time() - self._due
        self.stalls_ms = max(self.stalls_ms, late_s * 1000)
        beats = 1 + int(late_s / TICK_S)
        skipped = max(0, beats - MOST_CAUGHT_UP)
        self._due += beats * TICK_S
        self._beat += 1
        streams = tuple(self._streams)
        for lap in range(beats - skipped):
            for stream in streams:
                stream.send(skipped if lap == 0 else 0)
        if self._beat % READ_EVERY == 0:
            for stream in streams:
                stream.read()
        if self._beat % CHECK_EVERY == 0:
            for stream in streams:
                stream.check()
        if self._streams and self._timer is None:
            self._timer = self._loop.call_at(self._due, self._tick)


_TICKERS: "WeakKeyDictionary[asyncio.AbstractEventLoop, Ticker]" = WeakKeyDictionary()


def stall_ms() -> float:
    """Longest time this process kept its own audio waiting so far, in milliseconds."""
    return Ticker.shared().stalls_ms
