"""The live state on disk every few seconds, so that a restart replays only the last of them.

A file is one line that names format, sequence and checksum, and one line with the state.
"""

import os
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

FORMAT = 1
SYNC_LIMIT_S = 5.0
State = TypeVar("State")


class Head(msgspec.Struct):
    """The first line of a snapshot."""

    format: int
    sequence: int
    crc: int


@dataclass(frozen=True, slots=True)
class Snapshot(Generic[State]):
    """The state right after the journal's entry `sequence`."""

    sequence: int
    state: State
    path: Path


class Snapshots:
    """Writes snapshots into `folder` and keeps the last `count`.

    `synced(sequence)` says whether the journal is synced that far: a snapshot must never be
    newer than what a power cut leaves of the journal. `on_trouble(reason)` comes from the writing thread, with "" when it works again.
    """

    def __init__(
        self,
        folder: Path,
        synced: Callable[[int], bool] = lambda sequence: True,
        count: int = 3,
    ) -> None:
        self.folder = folder
        self.on_trouble: Callable[[str], None] = lambda reason: None
        self.trouble = ""
        self._synced = synced
        self._count = count
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="snapshots")
        self._writing: Future[Path | None] | None = None

    def take(self, sequence: int, state: object) -> Future[Path | None] | None:
        """Encodes the state now and writes it in a thread; the result is the file.

        None when the last one is still being written; a result of None is trouble.
        """
        if self._writing and not self._writing.done():
            return None
        body = encoded(state)
        self._writing = self._writer.submit(self._write, sequence, body)
        return self._writing

    def close(self) -> None:
        """Waits for the snapshot in the making."""
        self._writer.shutdown()

    def _write(self, sequence: int, body: bytes) -> Path | None:
        try:
            self._wait_for_journal(sequence)
            path = write(self.folder, sequence, body)
            for old in snapshot_paths(self.folder)[self._count :]:
                old.unlink(missing_ok=True)
        except OSError as error:
            self._report(f"{error.strerror or error} ({self.folder})")
            return None
        self._report("")
        return path

    def _wait_for_journal(self, sequence: int) -> None:
        until = time.monotonic() + SYNC_LIMIT_S
        while not self._synced(sequence):
            if time.monotonic() > until:
                raise OSError(f"the journal is not synced to entry {sequence}")
            time.sleep(0.01)

    def _report(self, reason: str) -> None:
        if reason != self.trouble:
            self.trouble = reason
            with suppress(RuntimeError):  # whoever listens may be gone with its event loop
                self.on_trouble(reason)


def encoded(state: object) -> bytes:
    """The JSON form of a state: slotted dataclasses, lists, tables, sets, plain values."""
    return msgspec.json.encode(state, enc_hook=_plain)


def write(folder: Path, sequence: int, body: bytes) -> Path:
    """One snapshot file, complete or not there at all. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    head = msgspec.json.encode(Head(FORMAT, sequence, zlib.crc32(body)))
    path = folder / f"{sequence:016d}.json"
    draft = path.with_suffix(".making")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(head + b"\n" + body + b"\n")
            file.flush()
            os.fdatasync(fd)
        draft.rename(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return path


def snapshot_paths(folder: Path) -> list[Path]:
    """All snapshots, newest first."""
    return sorted((path for path in folder.glob("*.json") if path.stem.isdigit()), reverse=True)


def snapshots_in(
    folder: Path, kind: type[State], on_damage: Callable[[str], None] = lambda reason: None
) -> Iterator[Snapshot[State]]:
    """The snapshots that can be read, newest first; the others go to `on_damage`."""
    for path in snapshot_paths(folder):
        try:
            found = _read(path, kind)
        except (OSError, ValueError, msgspec.MsgspecError) as error:
            on_damage(f"{path.name}: {error}")
            continue
        yield found


def _read(path: Path, kind: type[State]) -> Snapshot[State]:
    first, _, rest = path.read_bytes().partition(b"\n")
    head = msgspec.json.decode(first, type=Head)
    body = rest[:-1]
    if head.format != FORMAT:
        raise ValueError(f"format {head.format} is not {FORMAT}")
    if not rest.endswith(b"\n") or zlib.crc32(body) != head.crc:
        raise ValueError("the checksum does not fit")
    return Snapshot(head.sequence, msgspec.json.decode(body, type=kind), path)


def _plain(value: Any) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no place in a snapshot")
