"""Every request, answer and event of ARI in a file, while somebody wants to see them."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import msgspec

REFUSED = 400
_DIGIT = re.compile(rb'("digit"\s*:\s*")[^"]')
LIMIT_BYTES = 100_000_000


class Trace:
    """JSON lines (0600): {"at": seconds, "ask": "POST channels/..."} and the like.

    A trace somebody forgot to turn off stays small: at `limit_bytes` a new file begins, and
    only one older one is kept (`<name>.0`).
    """

    def __init__(
        self, path: Path, clock: Callable[[], float], limit_bytes: int = LIMIT_BYTES
    ) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = path
        self._clock = clock
        self._limit = limit_bytes
        self._open()

    def _open(self) -> None:
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._file = os.fdopen(handle, "ab", buffering=0)
        self._size = self._file.tell()

    def asked(self, method: str, path: str, number: int) -> None:
        self._write({"at": self._clock(), "n": number, "ask": f"{method} {path}"})

    def answered(self, status: int, body: bytes, number: int) -> None:
        line: dict[str, object] = {"at": self._clock(), "n": number, "status": status}
        if status >= REFUSED:
            line["body"] = body.decode(errors="replace")
        self._write(line)

    def event(self, text: bytes) -> None:
        """Without the keys people press: one of them may be of a secret."""
        self._write({"at": self._clock(), "event": msgspec.Raw(_DIGIT.sub(rb"\1?", text))})

    def close(self) -> None:
        self._file.close()

    def _write(self, line: dict[str, object]) -> None:
        # A full disk must not stop calls for the sake of a trace.
        try:
            self._size += self._file.write(msgspec.json.encode(line) + b"\n") or 0
            if self._size > self._limit:
                self._file.close()
                self._path.replace(self._path.with_name(f"{self._path.name}.0"))
                self._open()
        except (OSError, ValueError):
            return
