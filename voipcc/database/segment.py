"""The journal's bytes: segments, frames, the chain of hashes, and what damage looks like.

A segment is a header and frames. The header names the format, the first sequence number
and the hash the chain goes on from; a frame is a marker, a CRC32, the payload's length,
the sequence number, the hash of the entry before, and the payload. The marker holds bytes
that no UTF-8 text contains, so that a reader finds its way again after damage.
"""

import hashlib
import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

FORMAT = 1
MAGIC = b"VCCJ"
MARKER = b"\xf5\xf6VJ"
FIRST_CHAIN = bytes(16)
MAX_PAYLOAD_BYTES = 64 << 20
HEADER = struct.Struct("<4sHHQ16sI")  # magic, format, unused, first sequence, chain, CRC
FRAME = struct.Struct("<4sIIQ16s")  # marker, CRC, payload bytes, sequence, chain before
COVERED = struct.Struct("<IQ16s")  # what the CRC covers, with the payload after it
UNCOVERED_BYTES = FRAME.size - COVERED.size


class JournalError(Exception):
    """The journal cannot be used; the text says where, why and what to do."""


@dataclass(frozen=True, slots=True)
class SegmentStart:
    """A segment's header: `chain` is the hash of the entry before its first one."""

    sequence: int
    chain: bytes


@dataclass(frozen=True, slots=True)
class Frame:
    """One entry as it stands in a segment, from byte `start` to byte `end`."""

    sequence: int
    previous: bytes
    payload: bytes
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Bytes that are no frame. `tail`: no good frame follows in this segment."""

    start: int
    end: int
    tail: bool


def chained(previous: bytes, payload: bytes) -> bytes:
    """The hash (16 bytes) of an entry: of the entry before it and its own payload."""
    return hashlib.blake2b(previous + payload, digest_size=16).digest()


def header_bytes(start: SegmentStart) -> bytes:
    """The header of a new segment."""
    bare = HEADER.pack(MAGIC, FORMAT, 0, start.sequence, start.chain, 0)[:-4]
    return bare + struct.pack("<I", zlib.crc32(bare))


def frame_bytes(sequence: int, previous: bytes, payload: bytes) -> bytes:
    """One entry ready to be written. Raises JournalError when the payload is too long."""
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise JournalError(f"an entry of {len(payload)} bytes is over {MAX_PAYLOAD_BYTES}")
    covered = COVERED.pack(len(payload), sequence, previous) + payload
    return MARKER + zlib.crc32(covered).to_bytes(4, "little") + covered


def segment_start(data: bytes) -> SegmentStart | None:
    """The header at the beginning of `data`, or None when it is torn or damaged.

    Raises JournalError for a format newer than this program knows.
    """
    if len(data) < HEADER.size:
        return None
    magic, number, _, sequence, chain, crc = HEADER.unpack_from(data)
    if magic != MAGIC or zlib.crc32(data[: HEADER.size - 4]) != crc:
        return None
    if number > FORMAT:
        raise JournalError(
            f"journal format {number} is newer than {FORMAT}: start a newer voipcc on this state"
        )
    return SegmentStart(sequence, chain)


def frame_at(data: bytes, at: int) -> Frame | None:
    """The frame that begins at byte `at`, or None when there is no whole, good one."""
    if at + FRAME.size > len(data) or not data.startswith(MARKER, at):
        return None
    _, crc, length, sequence, previous = FRAME.unpack_from(data, at)
    end = at + FRAME.size + length
    if length > MAX_PAYLOAD_BYTES or end > len(data):
        return None
    if zlib.crc32(memoryview(data)[at + UNCOVERED_BYTES : end]) != crc:
        return None
    return Frame(sequence, previous, data[at + FRAME.size : end], at, end)


def next_frame(data: bytes, at: int) -> Frame | None:
    """The first good frame at or after byte `at`."""
    while (at := data.find(MARKER, at)) >= 0:
        if frame := frame_at(data, at):
            return frame
        at += 1
    return None


def skip(data: bytes, sequence: int) -> tuple[int, int]:
    """Jumps by the frames' lengths close to entry `sequence`: at least one before it is left.

    Returns the byte to go on from and the number of the frame before that (0: none was
    passed). Contents are not checked; at anything odd the jumping ends.
    """
    at = start = HEADER.size
    before = number = 0
    while at + FRAME.size <= len(data):
        marker, _, length, found, _ = FRAME.unpack_from(data, at)
        if marker != MARKER or found >= sequence:
            break
        before, start = number, at
        number, at = found, at + FRAME.size + length
    return start, before


def frames(data: bytes, at: int = HEADER.size) -> Iterator[Frame | Gap]:
    """Everything from byte `at` on, in order; damage shows as gaps, never as an error."""
    while at < len(data):
        frame = frame_at(data, at)
        if frame is None:
            frame = next_frame(data, at + 1)
            yield Gap(at, frame.start if frame else len(data), frame is None)
            if frame is None:
                return
        yield frame
        at = frame.end


def segment_path(folder: Path, sequence: int) -> Path:
    """Where the segment lives whose first entry has this sequence number."""
    return folder / f"{sequence:016d}.journal"


def segment_paths(folder: Path) -> list[Path]:
    """All segments, oldest first."""
    return sorted(path for path in folder.glob("*.journal") if path.stem.isdigit())


def sync_files(paths: Sequence[Path]) -> None:
    """What is written in these files and folders survives a power cut. Raises OSError."""
    for path in paths:
        fd = os.open(path, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
