"""One job made a recording: joined, silenced where it was paused, measured, sealed, read back, put in place.

Whoever dies in the middle leaves a draft that the next attempt writes over. First the sound gets its
name, then its sheet; a sheet therefore always has its sound.
"""

import hashlib
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from voipcc.tapes.faults import faults_of
from voipcc.tapes.figures import figures_of
from voipcc.tapes.job import Form, Job, JobError, read_job, sync_folder
from voipcc.tapes.looking import forget_note
from voipcc.tapes.measure import Listener
from voipcc.tapes.muffled import Muffled
from voipcc.tapes.raw import Line, RawError, line_of
from voipcc.tapes.sealed import KeyRing, SealedReader, SealedWriter, SealError
from voipcc.tapes.sheet import DAY_MS, SHEET, SPOOL, Catalogue, Sheet, day_folder, put_json

FORMS: dict[str, dict[str, Any]] = {
    "flac": {"format": "FLAC", "subtype": "PCM_16", "compression_level": 0.375},
    "opus": {"format": "OGG", "subtype": "OPUS"},
}  # FLAC's third level: two thirds of the usual one's work for half a percent more bytes
PIECE = 1 << 16
READ_BACK_MS = 100  # a lossy form may be so much longer or shorter


class LostTape(Exception):
    """Nothing can be made of this job, however often one tries; the text says why."""


def make(folder: Path, tape: str, ring: KeyRing, form: Form = "flac") -> Sheet:
    """The sheet of the recording made of `spool/<tape>` below `folder`, or of the one made before.

    `form` is flac or opus, where the job names none.

    Raises LostTape for a job that is none, OSError when the disk refuses: then it is tried again.
    """
    spool = folder / SPOOL / tape
    try:
        job = read_job(spool)
        found = Catalogue(folder).sheet(job.tape)
        if found is not None and _whole(folder / found.path, found):
            return found
        if job.tape != tape:
            raise LostTape(f"the job in {tape} is about {job.tape}")
        return _made(folder, spool, replace(job, form=job.form or form), ring)
    except (JobError, RawError) as error:
        raise LostTape(str(error)) from error


def _made(folder: Path, spool: Path, job: Job, ring: KeyRing) -> Sheet:
    line = line_of(job, spool)
    if not line.length:
        raise LostTape("no side has a sound: the switch wrote none, or could not")
    day = day_folder(job.start_utc_ms)
    place = folder / day
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = place / f".{job.tape}.making"
    listener = Listener(line.sides)
    try:
        crc = _write(draft, line, job, ring, listener)
        _read_back(draft, line, job, ring, crc)
    except OSError:
        draft.unlink(missing_ok=True)  # a full disk has better use for it
        raise
    heard = listener.measured()
    figures = figures_of(heard)
    name = f"{job.tape}.{job.form}.sealed"
    sheet = Sheet(
        tape=job.tape,
        conversation=job.conversation,
        queue=job.queue,
        agents=job.agents,
        parties=job.parties,
        kind=job.kind,
        consent=job.consent,
        start_utc_ms=job.start_utc_ms,
        length_ms=int(figures["length_ms"]),
        keep_until_utc_ms=job.start_utc_ms + job.keep_days * DAY_MS if job.keep_days else 0,
        sides=line.sides,
        form=job.form,
        rate=job.rate,
        path=f"{day}/{name}",
        bytes=draft.stat().st_size,
        sha256=hash_of(draft),
        key=ring.current,
        pauses=job.pauses,
        faults=faults_of(job, spool, line, figures, heard),
        figures=figures,
    )
    forget_note(place)
    draft.replace(place / name)
    sync_folder(place)
    put_json(place / f"{job.tape}{SHEET}", sheet)
    _sync_above(place, folder)
    return sheet


def _write(draft: Path, line: Line, job: Job, ring: KeyRing, listener: Listener) -> int:
    """Joins, silences, listens, seals. The sum over all samples written."""
    import soundfile

    crc = 0
    try:
        with SealedWriter(draft, ring) as sealed:
            file = Muffled(sealed)
            with soundfile.SoundFile(
                file, "w", job.rate, len(line.sides), **FORMS[job.form]
            ) as sound:
                for begin, raw in line.blocks():
                    paused = line.paused(begin, len(raw))
                    kept = raw.copy()
                    kept[paused] = 0
                    listener.take(raw, kept, paused)
                    crc = zlib.crc32(kept.tobytes(), crc)
                    sound.write(kept)
                    file.check()
            file.check()
    except soundfile.LibsndfileError as error:
        raise OSError(f"the sound could not be written: {error}") from error
    return crc


def _read_back(draft: Path, line: Line, job: Job, ring: KeyRing, crc: int) -> None:
    """What was written opens, has its length, and for a lossless form each sample. Raises OSError."""
    import soundfile

    count, found = 0, 0
    try:
        with SealedReader(draft, ring) as sealed, soundfile.SoundFile(Muffled(sealed)) as sound:
            while len(block := sound.read(PIECE * 4, dtype="int16", always_2d=True)):
                count += len(block)
                found = zlib.crc32(np.ascontiguousarray(block).tobytes(), found)
    except (SealError, soundfile.LibsndfileError) as error:
        raise OSError(f"what was written does not read back: {error}") from error
    wrong = abs(count - line.length) > READ_BACK_MS * job.rate // 1000
    if wrong or (job.form == "flac" and (count, found) != (line.length, crc)):
        raise OSError(f"what was written does not read back: {count} of {line.length} samples")


def hash_of(path: Path) -> str:
    """SHA-256 of a file, as sixty-four letters."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            found.update(piece)
    return found.hexdigest()


def _whole(path: Path, sheet: Sheet) -> bool:
    return path.exists() and hash_of(path) == sheet.sha256


def _sync_above(place: Path, folder: Path) -> None:
    """New folders of a year, month or day survive a power cut, too."""
    while place not in (folder, place.parent):
        place = place.parent
        sync_folder(place)
