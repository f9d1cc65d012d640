"""Who was given, held and erased which recording, and why: lines added month by month, never changed.

A line is on the disk before the thing it tells of is done. An erasure whose recording is still
there was begun and not ended: it is done again.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from voipcc.tapes.job import sync_folder

What = Literal["played", "exported", "held", "released", "erased", "lost"]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing done with one recording, by a user ("": the centre itself)."""

    at_utc_ms: int
    what: What
    tape: str
    conversation: str = ""
    by: str = ""
    reason: str = ""


def note(folder: Path, line: Line) -> None:
    """Add a line; it survives a power cut when this returns. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    month = datetime.fromtimestamp(line.at_utc_ms / 1000, UTC).strftime("%Y-%m")
    path = folder / f"{month}.jsonl"
    fresh = not path.exists()
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        size = os.fstat(fd).st_size
        torn = size > 0 and os.pread(fd, 1, size - 1) != b"\n"
        os.write(fd, (b"\n" if torn else b"") + msgspec.json.encode(line) + b"\n")
        os.fsync(fd)
    finally:
        os.close(fd)
    if fresh:
        sync_folder(folder)


def lines(folder: Path, months: int = 0) -> Iterator[Line]:
    """Every line, the newest first; only the last `months` files where it is not 0."""
    paths = sorted(folder.glob("[0-9]*.jsonl"), reverse=True)
    for path in paths[:months] if months else paths:
        for text in reversed(path.read_bytes().splitlines()):
            try:
                yield _LINES.decode(text)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                continue  # torn by a power cut


_LINES: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Line)
