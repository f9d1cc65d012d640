"""The raw files of a recording: whether they are closed, cut where nothing more may be heard, handed over."""

import os
import re
import struct
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from voipcc.core.cdr import Tape
from voipcc.core.moment import Moment
from voipcc.tapes.job import JOB_FILE, RATE, Job, Part, write_job

HEAD_BYTES = 44  # of a WAV file as Asterisk writes it: one format, one run of samples
BYTES_PER_MS = RATE * 2 // 1000
NAME = re.compile(r"(?P<since_us>\d{1,19})-(?P<side>caller|agent)\.wav16")
Parts = dict[int, dict[str, Path]]  # when each began -> side -> its file
FIRST_US = 15_000  # so long after a part was asked for it begins, in the middle
EARLY_US = 10_000  # what seems earlier than asked for is rounding
LATE_US = 40_000  # ... and at most: what seems later has lost sound on the way
SEEN_LATE_US = 200_000  # ... unless it was late from the first look on: the switch was busy


class TapeFilesError(Exception):
    """Nothing can be recorded; the text says why."""


def file_name(since_us: int, side: str) -> str:
    """The raw file of one side of the part that began then."""
    return f"{since_us}-{side}.wav16"


def is_closed(folder: Path) -> bool:
    """Whether no file in it is written any more: each says in its head how long it is."""
    return all(_says_its_length(path) for path in folder.glob("*.wav16"))


def _says_its_length(path: Path) -> bool:
    size = path.stat().st_size - HEAD_BYTES
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    return len(head) == HEAD_BYTES and struct.unpack_from("<I", head, 40)[0] == size


def late_us(path: Path, since_us: int, now: Moment) -> int | None:
    """How much later than asked for a part began, by what stands in one of its files; None while nothing does.

    A switch that is busy writes late, and lost sound makes a file shorter: it is this at most.
    Raises OSError.
    """
    about = path.stat()
    if about.st_size <= HEAD_BYTES:
        return None
    written_us = now.monotonic_us - (now.utc_ms * 1000 - about.st_mtime_ns // 1000)
    return written_us - (about.st_size - HEAD_BYTES) * 1000 // BYTES_PER_MS - since_us


def hand_over(folder: Path | None, record: Tape, now: Moment, seen: Mapping[int, int]) -> str:
    """Leave the job for the worker; returns why there is none ("": there is). Raises OSError, JobError.

    A folder that is not there any more was handed over before. `seen` is how late parts began, by
    what could be seen while they were written.
    """
    if folder is None or not folder.is_dir() or (folder / JOB_FILE).exists():
        return ""
    parts = _parts(folder, now, seen)
    if not parts:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        return record.failed or "no sound was written"
    for since_us, sides in parts.items():
        for path in sides.values():
            _cut(path, max(record.end_us - since_us, 0) // 1000)
    write_job(folder, _job(_from_its_first_sound(record, min(parts)), parts))
    return ""


def _parts(folder: Path, now: Moment, seen: Mapping[int, int]) -> Parts:
    """Files with sound in them, by when the part they belong to began, in order."""
    found: Parts = {}
    for path in sorted(folder.glob("*.wav16")):
        name = NAME.fullmatch(path.name)
        if name is not None and path.stat().st_size > HEAD_BYTES:
            found.setdefault(int(name["since_us"]), {})[name["side"]] = path
    began = {
        since_us + _delay_us(next(iter(sides.values())), since_us, now, seen.get(since_us)): sides
        for since_us, sides in found.items()
    }
    return dict(sorted(began.items()))


def _delay_us(path: Path, since_us: int, now: Moment, seen_us: int | None) -> int:
    """From the wish for a part to its first sample: the least that was ever seen, unless sound is missing."""
    closed_us = late_us(path, since_us, now)
    found = [one for one in (seen_us, closed_us) if one is not None and one >= -EARLY_US]
    most_us = LATE_US if seen_us is None else SEEN_LATE_US
    least_us = max(min(found, default=most_us + 1), 0)
    return least_us if least_us <= most_us else FIRST_US


def _from_its_first_sound(record: Tape, first_us: int) -> Tape:
    """A tape that began before the word of it was heard begins there."""
    early_ms = -(-max(record.start_us - first_us, 0) // 1000)
    pauses = tuple((start + early_ms, end + early_ms) for start, end in record.pauses)
    begin_us = record.start_us - early_ms * 1000
    begin_ms = record.start_utc_ms - early_ms
    return replace(record, start_us=begin_us, start_utc_ms=begin_ms, pauses=pauses)


def _cut(path: Path, length_ms: int) -> None:
    """Nothing of what came later stays in the file."""
    size = HEAD_BYTES + length_ms * BYTES_PER_MS
    if path.stat().st_size <= size:
        return
    with path.open("r+b") as file:
        file.truncate(size)
        file.seek(4)
        file.write(struct.pack("<I", size - 8))
        file.seek(40)
        file.write(struct.pack("<I", size - HEAD_BYTES))
        file.flush()
        os.fsync(file.fileno())


def _job(record: Tape, parts: Parts) -> Job:
    offsets = [(since_us - record.start_us) // 1000 for since_us in parts]
    ends = [*offsets, *(start for start, _ in record.pauses), record.length_ms]
    return Job(
        tape=record.id,
        conversation=record.conversation,
        queue=record.queue,
        agents=record.agents,
        start_utc_ms=record.start_utc_ms,
        parts=tuple(
            _part(
                sides, offset_ms, min((end for end in ends if end > offset_ms), default=offset_ms)
            )
            for sides, offset_ms in zip(parts.values(), offsets, strict=True)
        ),
        pauses=record.pauses,
        sides=record.sides,
        keep_days=record.keep_days,
        parties=record.parties,
        consent=record.consent,
    )


def _part(sides: dict[str, Path], offset_ms: int, end_ms: int) -> Part:
    names = {side: path.name for side, path in sides.items()}
    caller, agent = names.get("caller", ""), names.get("agent", "")
    return Part(caller, agent, offset_ms, end_ms - offset_ms)
