"""`python -m tests.bench.watched serve ...`: voipcc with a watch on its event loop's callbacks.

What is measured is the time a callback holds up the loop: computing, waiting for a disk, a
lock or another thread. Time in which the thread could run and the machine gave it no processor
is taken off: that says something of the machine, not of us.
The first SIGUSR2 begins to watch, the second writes what was seen to the file named by
VOIPCC_BENCH_WATCH. Until the first one nothing differs from voipcc itself.
"""

import asyncio
import json
import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

from voipcc.cli import main

SLOW_MS = 20.0
NOTED_NS = 1_000_000
KEPT = 20


class Watch:
    """The longest callbacks: held up (ms), of that computing (ms), and whose they are."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._run = asyncio.events.Handle._run
        self._on = False
        self._schedule = os.open(f"/proc/self/task/{threading.get_native_id()}/schedstat", 0)
        self.count = self.slow = 0
        self.longest: list[tuple[float, float, str]] = []

    def toggle(self, *_: Any) -> None:
        """Begin, or end and write."""
        if self._on:
            asyncio.events.Handle._run = self._run  # type: ignore[method-assign]
            self._write()
        else:
            asyncio.events.Handle._run = self._watched()  # type: ignore[method-assign]
        self._on = not self._on

    def _scheduled(self) -> tuple[int, int]:
        """Nanoseconds this thread has run, and has waited for a processor."""
        ran, waited, _ = os.pread(self._schedule, 100, 0).split()
        return int(ran), int(waited)

    def _watched(self) -> Any:
        run, clock = self._run, time.perf_counter_ns

        def _run(handle: asyncio.Handle) -> None:
            (ran, waited), began = self._scheduled(), clock()
            run(handle)
            took = clock() - began
            self.count += 1
            if took > NOTED_NS:
                ran_now, waited_now = self._scheduled()
                self._note((took - (waited_now - waited)) / 1e6, (ran_now - ran) / 1e6, handle)

        return _run

    def _note(self, held_ms: float, ran_ms: float, handle: asyncio.Handle) -> None:
        self.slow += held_ms > SLOW_MS
        self.longest.append((held_ms, ran_ms, repr(handle)[:300]))
        self.longest.sort(reverse=True)
        del self.longest[KEPT:]

    def _write(self) -> None:
        fresh = self._path.with_suffix(".new")
        seen = {"count": self.count, "slow": self.slow, "longest": self.longest}
        fresh.write_text(json.dumps(seen))
        fresh.replace(self._path)


if __name__ == "__main__":
    watch = Watch(Path(os.environ["VOIPCC_BENCH_WATCH"]))
    signal.signal(signal.SIGUSR2, watch.toggle)
    main()
