"""Every request, answer and event of ARI in a file, while somebody wants to see them."""

import os
from collections.abc import Callable
from pathlib import Path

import msgspec

REFUSED = 400


class Trace:
    """JSON lines (0600): {"at": seconds, "ask": "POST channels/..."} and the like."""

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._file = os.fdopen(handle, "ab", buffering=0)
        self._clock = clock

    def asked(self, method: str, path: str, number: int) -> None:
        self._write({"at": self._clock(), "n": number, "ask": f"{method} {path}"})

    def answered(self, status: int, body: bytes, number: int) -> None:
        line: dict[str, object] = {"at": self._clock(), "n": number, "status": status}
        if status >= REFUSED:
            line["body"] = body.decode(errors="replace")
        self._write(line)

    def event(self, text: bytes) -> None:
        self._write({"at": self._clock(), "event": msgspec.Raw(text)})

    def close(self) -> None:
        self._file.close()

    def _write(self, line: dict[str, object]) -> None:
        # A full disk must not stop calls for the sake of a trace.
        try:
            self._file.write(msgspec.json.encode(line) + b"\n")
        except (OSError, ValueError):
            return
