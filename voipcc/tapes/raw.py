"""Raw sounds as the switch left them, put in their places on one line of time.

Headers are not believed: a switch that died wrote none, so the length is what the file holds.
Samples are 16 bits; a block is an array of (samples, sides).
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voipcc.tapes.job import RATE, Job

Block = NDArray[np.int16]
BLOCK_S = 15
PER_MS = RATE // 1000
LONGEST_MS = 24 * 3_600_000
HEADER = 44
WIDTH = 2


class RawError(Exception):
    """A raw sound that cannot be used; the text says which and why."""


@dataclass(frozen=True, slots=True)
class RawSound:
    """One file of one side: where its samples begin, how many there are, where they belong."""

    path: Path
    data: int
    count: int
    offset: int

    @property
    def end(self) -> int:
        return self.offset + self.count

    def read(self, begin: int, end: int) -> NDArray[np.int16]:
        """The samples between two places of the line of time, both inside of this sound."""
        at = self.data + (begin - self.offset) * WIDTH
        return np.fromfile(self.path, "<i2", end - begin, offset=at)


@dataclass(frozen=True, slots=True)
class Line:
    """A job's sounds on one line of time, each side its own; `length` in samples."""

    sides: tuple[str, ...]
    sounds: tuple[tuple[RawSound, ...], ...]
    pauses: tuple[tuple[int, int], ...]
    length: int

    def blocks(self) -> Iterator[tuple[int, Block]]:
        """Where each block begins, and its samples, pauses and all, as they came from the switch."""
        step = BLOCK_S * RATE
        for begin in range(0, self.length, step):
            end = min(begin + step, self.length)
            block = np.zeros((end - begin, len(self.sides)), np.int16)
            for side, sounds in enumerate(self.sounds):
                for one in sounds:
                    low, high = max(begin, one.offset), min(end, one.end)
                    if low < high:
                        block[low - begin : high - begin, side] = one.read(low, high)
            yield begin, block

    def paused(self, begin: int, count: int) -> NDArray[np.bool_]:
        """Which of the samples from `begin` on nothing may be heard of."""
        found = np.zeros(count, np.bool_)
        for low, high in self.pauses:
            found[max(0, low - begin) : max(0, high - begin)] = True
        return found


def line_of(job: Job, folder: Path) -> Line:
    """The job's sounds in their places. Raises RawError, OSError."""
    sides = ("caller", "agent") if job.sides == "both" else (job.sides,)
    sounds = tuple(
        tuple(
            raw_sound(folder / getattr(part, side), part.offset_ms * PER_MS)
            for part in sorted(job.parts, key=lambda part: part.offset_ms)
            if getattr(part, side) and os.path.lexists(folder / getattr(part, side))
        )
        for side in sides
    )
    heard = max((one.end for side in sounds for one in side), default=0)
    if max(heard, job.length_ms * PER_MS) > LONGEST_MS * PER_MS:
        raise RawError(f"{folder}: longer than a day")
    pauses = tuple((begin * PER_MS, end * PER_MS) for begin, end in job.pauses)
    return Line(sides, sounds, pauses, max(heard, job.length_ms * PER_MS) if heard else 0)


def raw_sound(path: Path, offset: int) -> RawSound:
    """A file of 16 bit mono samples at 16 kHz, with a WAV header or none. Raises RawError, OSError."""
    if path.is_symlink() or not path.is_file():  # a pipe would keep us waiting for ever
        raise RawError(f"{path}: no file of sound")
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(4096)
    data = _begin(start, path)
    return RawSound(path, data, max(0, size - data) // WIDTH, offset)


def _begin(start: bytes, path: Path) -> int:
    """Where the samples begin."""
    if not start.startswith(b"RIFF"):
        return 0 if path.suffix in (".raw", ".sln16") else min(HEADER, len(start))
    at = 12
    while at + 8 <= len(start):
        name, size = start[at : at + 4], struct.unpack_from("<I", start, at + 4)[0]
        if name == b"data":
            return at + 8
        if name == b"fmt " and at + 24 <= len(start):
            _, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", start, at + 8)
            if (channels, rate, bits) != (1, RATE, 16):
                raise RawError(f"{path}: {channels} channels of {bits} bits at {rate} a second")
        at += 8 + size + size % 2
    return min(HEADER, len(start))
