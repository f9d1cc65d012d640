"""Keys in the SIP trace: some phones send them as messages (INFO), and one may be of a secret.

Asterisk writes the trace and knows no way to leave them out, so they are painted over in the
file, a byte for a byte, within a second; what it appends meanwhile is not touched.
"""

import asyncio
import contextlib
import os
import re
from pathlib import Path

EVERY_S = 1.0
CHUNK = 1 << 18
OVERLAP = 8192  # a message may have been half written when it was looked at
_KEYS = (
    re.compile(rb"(?im)^signal[ \t]*=[ \t]*([0-9*#A-D])"),
    re.compile(
        rb"(?is)content-type:[ \t]*application/dtmf[ \t]*\r?\n.{0,2000}?\n\r?\n([0-9*#A-D])"
    ),
)


class KeyMask:
    """Paints over the keys in one file, from its beginning on and as it grows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = 0

    async def keep(self) -> None:
        """Go on for as long as this task lives; look once more when it ends."""
        try:
            while True:
                if self._has_grown():
                    await asyncio.to_thread(self.paint)
                await asyncio.sleep(EVERY_S)
        finally:
            self.paint()

    def _has_grown(self) -> bool:
        with contextlib.suppress(OSError):
            return self._path.stat().st_size != self._seen
        return False

    def paint(self) -> int:
        """Paint over what has come since the last time. Returns how many keys there were."""
        painted = 0
        with contextlib.suppress(OSError), self._path.open("r+b") as file:
            size = os.fstat(file.fileno()).st_size
            if size < self._seen:  # a new file has begun
                self._seen = 0
            while self._seen < size:
                begin = max(0, self._seen - OVERLAP)
                content = os.pread(file.fileno(), CHUNK + self._seen - begin, begin)
                for place in _keys_in(content):
                    os.pwrite(file.fileno(), b"?", begin + place)
                    painted += 1
                self._seen = begin + len(content)
        return painted


def _keys_in(content: bytes) -> list[int]:
    return [found.start(1) for pattern in _KEYS for found in pattern.finditer(content)]
