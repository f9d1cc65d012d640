"""The file itself: lines are added by a thread of its own, so that no call waits for a disk.

The file is opened for each batch: whoever turns logs over may rename it at any time. What the
disk refuses waits in memory and is tried again.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from voipcc.exports.queue_log.line import Line

RETRY_S = 1.0
WAITING_AT_MOST = 100_000
TAIL_BYTES = 16 << 20
FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC


class Appender:
    """Adds lines. `on_trouble(reason)` is called from the thread, with "" when all is well again.

    `dropped` counts lines that were given up because the disk refused too many.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.dropped = 0
        self.trouble = ""
        self.on_trouble: Callable[[str], None] = lambda reason: None
        self._waiting: deque[bytes] = deque(maxlen=WAITING_AT_MOST)
        self._rest = b""  # of a line the disk took a part of
        self._wake = threading.Event()
        self._idle = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._write_loop, name="queue_log", daemon=True)

    def begin(self) -> list[str]:
        """The last lines of the file, whose torn end is cut off; then lines can be added."""
        found: list[str] = []
        with suppress(OSError):
            found = _tail(self.path)
        self._thread.start()
        return found

    def add(self, lines: Sequence[Line]) -> None:
        """Hands lines over, to be written at once. Never blocks."""
        with self._idle:
            for line in lines:
                self.dropped += len(self._waiting) == WAITING_AT_MOST
                self._waiting.append(line.encoded())
        self._wake.set()

    def drain(self, timeout_s: float = 10.0) -> bool:
        """Waits until everything is in the file; False when it takes longer."""
        with self._idle:
            return self._idle.wait_for(lambda: not self._waiting and not self._rest, timeout_s)

    def close(self, timeout_s: float = 5.0) -> None:
        """Writes what waits, if the disk takes it, and ends the thread."""
        self._closing = True
        self._wake.set()
        self._thread.join(timeout_s)

    def _write_loop(self) -> None:
        while True:
            self._wake.wait(RETRY_S if self.trouble else None)
            self._wake.clear()
            ended = self._closing
            try:
                self._write()  # first what the disk refused before
                self._write()
                self._report("")
            except OSError as error:
                self._report(f"{error.strerror} ({self.path})")
            if ended:
                return

    def _write(self) -> None:
        """All that waits, in one piece. Raises OSError; what was taken is not written again."""
        with self._idle:
            if not self._rest:
                self._rest = b"".join(self._waiting)
                self._waiting.clear()
        if not self._rest:
            return
        fd = os.open(self.path, FLAGS, 0o640)
        try:
            while self._rest:
                done = os.write(fd, self._rest)
                with self._idle:
                    self._rest = self._rest[done:]
                    self._idle.notify_all()
        finally:
            os.close(fd)

    def _report(self, reason: str) -> None:
        if reason != self.trouble:
            self.trouble = reason
            with suppress(RuntimeError):  # whoever listens may be gone with its event loop
                self.on_trouble(reason)


def _tail(path: Path) -> list[str]:
    """The file's last whole lines; a torn one at its end is cut off."""
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - TAIL_BYTES))
        data = file.read()
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            file.truncate(size - (len(data) - whole))
    first = data.find(b"\n") + 1 if size > TAIL_BYTES else 0
    return data[first:whole].decode("utf-8", "replace").split("\n")
