"""`python -m tests.bench.watched serve ...`: voipcc with a watch on its event loop's callbacks.

The first SIGUSR2 begins to watch, the second writes what was seen to the file named by
VOIPCC_BENCH_WATCH. Until the first one nothing differs from voipcc itself.
"""

import asyncio
import json
import os
import signal
import time
from pathlib import Path
from typing import Any

from voipcc.cli import main

SLOW_S = 0.020
KEPT = 20


class Watch:
    """Longest callbacks by the wall clock, with the processor time the thread used in them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._run = asyncio.events.Handle._run
        self._on = False
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

    def _watched(self) -> Any:
        run, clock, thread_clock = self._run, time.perf_counter, time.thread_time

        def _run(handle: asyncio.Handle) -> None:
            began, spent = clock(), thread_clock()
            run(handle)
            took = clock() - began
            self.count += 1
            if took > 0.002:
                self._note(took, thread_clock() - spent, handle)

        return _run

    def _note(self, took: float, spent: float, handle: asyncio.Handle) -> None:
        self.slow += took > SLOW_S
        self.longest.append((took * 1000, spent * 1000, repr(handle)[:300]))
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
