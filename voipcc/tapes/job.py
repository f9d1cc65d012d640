"""What the switch room leaves when a recording is over: raw sounds and `job.json`, in a folder of their own.

The folder is `tapes/spool/<tape>/`. `job.json` is written last and in one step, so that a folder with
one is whole, and one without is still being filled, or was left behind by a crash.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

FORMAT = 1
RATE = 16_000
JOB_FILE = "job.json"
MOST_PARTS = 1000
MOST_PAUSES = 1000
MOST_DAYS = 36_500
LAST_UTC_MS = 4_102_444_800_000  # the year 2100
FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
TAPE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
Sides = Literal["both", "caller", "agent"]
Form = Literal["flac", "opus"]


class JobError(Exception):
    """A job that cannot be read; the text says which folder and why."""


@dataclass(frozen=True, slots=True)
class Part:
    """One uninterrupted stretch of raw sound: mono files of 16 bits, by name inside the folder.

    `caller` is what the caller says, `agent` what the caller hears of the agents; "" for a side that is
    not recorded. `offset_ms`: where its first sample belongs, from the tape's start. `length_ms`: how
    long the switch says it was (0: not known); a file that is shorter is a fault.
    """

    caller: str
    agent: str
    offset_ms: int
    length_ms: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """One recording of one conversation, whole.

    Times within are in milliseconds from `start_utc_ms`. `pauses` are stretches nothing may be
    heard of. `keep_days` 0: until somebody erases it. `parties` are who is heard besides agents,
    by their ids in the parties store. `kind` is what it is a recording of, `form` what it
    is kept as ("": as the centre keeps all).
    """

    tape: str
    conversation: str
    queue: str
    agents: tuple[str, ...]
    start_utc_ms: int
    parts: tuple[Part, ...]
    pauses: tuple[tuple[int, int], ...] = ()
    sides: Sides = "both"
    keep_days: int = 0
    rate: int = RATE
    format: int = FORMAT
    parties: tuple[str, ...] = ()
    kind: str = "call"
    consent: str = ""
    form: Form | Literal[""] = ""

    @property
    def length_ms(self) -> int:
        """From the start to the end of the last part and the last pause, as the switch says."""
        ends = [part.offset_ms + part.length_ms for part in self.parts]
        return max([*ends, *(end for _, end in self.pauses)], default=0)


def write_job(folder: Path, job: Job) -> None:
    """Put `job.json` into the folder, in one step and for good. Raises OSError, JobError."""
    _check(job, folder)
    draft = folder / f"{JOB_FILE}.new"
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(msgspec.json.encode(job))
        file.flush()
        os.fsync(fd)
    draft.replace(folder / JOB_FILE)
    sync_folder(folder)


def read_job(folder: Path) -> Job:
    """The job in this folder. Raises JobError when it is none we know, OSError when it is unreadable."""
    try:
        job: Job = _JOBS.decode((folder / JOB_FILE).read_bytes())
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise JobError(f"{folder / JOB_FILE}: no job of a recording ({error})") from error
    _check(job, folder)
    return job


def sync_folder(folder: Path) -> None:
    """What was renamed into the folder survives a power cut."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _check(job: Job, folder: Path) -> None:
    """Raises JobError: names lead nowhere else, nothing is before the start or without end."""
    names = [name for part in job.parts for name in (part.caller, part.agent) if name]
    times = [(part.offset_ms, part.offset_ms + part.length_ms) for part in job.parts]
    wrong = (
        (job.format != FORMAT, f"format {job.format} was written by another voipcc"),
        (not TAPE_ID.fullmatch(job.tape), "its id has other signs than letters, digits, - _ ."),
        (job.rate != RATE, f"{job.rate} samples a second instead of {RATE}"),
        (len(job.parts) > MOST_PARTS, f"more than {MOST_PARTS} parts"),
        (len(job.pauses) > MOST_PAUSES, f"more than {MOST_PAUSES} pauses"),
        (not all(map(FILE_NAME.fullmatch, names)), "a file outside of its folder"),
        (not 0 <= job.start_utc_ms <= LAST_UTC_MS, "a beginning in no year of ours"),
        (not 0 <= job.keep_days <= MOST_DAYS, f"kept for {job.keep_days} days"),
        (
            any(begin < 0 or end < begin for begin, end in times),
            "a part that ends before it begins",
        ),
        (any(not 0 <= begin <= end for begin, end in job.pauses), "a pause without a length"),
    )
    reasons = [reason for bad, reason in wrong if bad]
    if reasons:
        raise JobError(f"{folder / JOB_FILE}: {reasons[0]}")


_JOBS: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Job)
