"""Sound files as people bring them: any format libsndfile reads, however damaged or mislabelled.

What is wrong with a file is said in words an operator can act on. Nothing is believed: sizes in
headers are compared with the file, and no more is read than a prompt may be long.
"""

import errno
import os
import stat
import struct
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from voipcc.audio import Samples, resampled

LARGEST_BYTES = 250_000_000
LONGEST_S = 300
RATES = range(4000, 192_001)
MOST_CHANNELS = 8
_FRAMES_AT_ONCE = 65_536
_MOST_CHUNKS = 100


class RecordingError(Exception):
    """A file that cannot be used as a recording: what is wrong, and what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Recording:
    """A sound as it was in a file; `samples` are its channels averaged.

    `form` is "PCM_16" and the like, `container` "WAV" and the like; `damage` says what its header
    promises and the file does not keep.
    """

    samples: Samples
    rate: int
    channels: int
    container: str
    form: str
    damage: str = ""

    @property
    def length_s(self) -> float:
        return len(self.samples) / self.rate

    def repaired(self) -> "Recording":
        """The same for somebody who takes what is there."""
        return replace(self, damage="")

    @property
    def is_plain(self) -> bool:
        """Whether Asterisk plays this file as it is, when its rate is right."""
        return (
            self.container == "WAV"
            and self.form == "PCM_16"
            and self.channels == 1
            and not self.damage
        )


def read_recording(path: Path, longest_s: int = LONGEST_S) -> Recording:
    """The sound in a file; at most a second more than `longest_s` of it. Raises RecordingError."""
    try:
        head, size = _opening(path)
    except OSError as error:
        raise _unreadable(error) from error
    _refuse_other_kinds(head, size)
    damage = _riff_damage(path, size) if head[:4] == b"RIFF" else ""
    return _read(path, longest_s, damage)


def _opening(path: Path) -> tuple[bytes, int]:
    """The first bytes and the size of a file that is one."""
    kind = path.stat()
    if stat.S_ISDIR(kind.st_mode):
        raise RecordingError("is a folder, not a sound file", "give it a name without .wav")
    if not stat.S_ISREG(kind.st_mode):  # a pipe would keep us waiting for ever
        raise RecordingError("is no file that can be read", "put a recording in its place")
    with path.open("rb") as file:
        return file.read(512), kind.st_size


def _unreadable(error: OSError) -> RecordingError:
    if error.errno == errno.ELOOP:
        return RecordingError(
            "is a link that leads in a circle", "put the recording itself in its place"
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return RecordingError(
            "cannot be read: permission denied", "let the centre's user read it: chmod u+r"
        )
    if error.errno == errno.ENOENT:
        return RecordingError(
            "is not there", "record it, or make it from text: voipcc prompts speak"
        )
    reason = error.strerror or str(error)
    return RecordingError(f"cannot be read: {reason}", "copy the recording there anew")


def _refuse_other_kinds(head: bytes, size: int) -> None:
    """What is no sound at all, told by its first bytes."""
    if size == 0:
        raise RecordingError("is empty", "copy the recording there anew")
    if size > LARGEST_BYTES:
        raise RecordingError(
            f"is {size // 1_000_000} MB long; {LARGEST_BYTES // 1_000_000} MB are the most",
            "cut the recording",
        )
    if not any(head):
        raise RecordingError("holds nothing but zero bytes", "copy the recording there anew")
    begin = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if begin.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise RecordingError(
            "is a web page, not a sound: a download that went wrong",
            "download the recording itself",
        )
    if _is_text(head):
        raise RecordingError(
            "is a text, not a sound",
            "put texts into sounds/LANGUAGE.yaml and a recording here",
        )


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode()
    except UnicodeDecodeError:
        return False
    return len(text) > 11 and all(letter.isprintable() or letter in "\t\r\n" for letter in text)


# --- the chunks of a WAV file ---------------------------------------------------------------------


def _riff_damage(path: Path, size: int) -> str:
    """What the header promises that the file does not keep, "" when it does."""
    with path.open("rb") as file:
        if len(file.read(12)) < 12:
            raise _no_header("ends in its header")
        seen_format = False
        for _ in range(_MOST_CHUNKS):
            chunk = file.read(8)
            if len(chunk) < 8:
                raise _no_header("has no sound in it" if seen_format else "ends in its header")
            name, length = struct.unpack("<4sI", chunk)
            if name == b"data":
                return _data_damage(length, size - file.tell(), seen_format)
            if name == b"fmt ":
                _check_format(file.read(length + length % 2) if length < 1024 else b"")
                seen_format = True
            else:
                file.seek(length + length % 2, os.SEEK_CUR)
    raise _no_header("has a header without end")


def _no_header(what: str) -> RecordingError:
    return RecordingError(f"{what}: it was not copied whole", "copy the recording there anew")


def _data_damage(promised: int, there: int, seen_format: bool) -> str:
    if not seen_format:
        raise _no_header("has sound but no header that says which")
    if promised <= there:
        return ""
    return f"is cut off: its header promises {promised} bytes of sound, {there} are there"


def _check_format(body: bytes) -> None:
    if len(body) < 16:
        raise _no_header("ends in its header")
    _, channels, rate, *_ = struct.unpack("<HHIIHH", body[:16])
    _check_numbers(rate, channels)


def _check_numbers(rate: int, channels: int) -> None:
    if rate not in RATES:
        raise RecordingError(
            f"says it has {rate} Hz; 4000 to 192000 can be", "save it anew, best with 48000 Hz"
        )
    if not 1 <= channels <= MOST_CHANNELS:
        raise RecordingError(f"says it has {channels} channels", "save it anew with one channel")


# --- the sound --------------------------------------------------------------------------------------


def _read(path: Path, longest_s: int, damage: str) -> Recording:
    import soundfile

    try:
        with soundfile.SoundFile(path) as file:
            _check_numbers(file.samplerate, file.channels)
            samples = _mono(file, (longest_s + 1) * file.samplerate)
            form = Recording(samples, file.samplerate, file.channels, file.format, file.subtype)
    except (OSError, RuntimeError) as error:
        reason = str(error).rpartition(": ")[2].strip(" .") or "damaged"
        raise RecordingError(
            f"is no sound file that can be read ({reason})",
            "save it as WAV, FLAC, OGG or MP3; with WAV and 48000 Hz nothing can go wrong",
        ) from error
    if not np.isfinite(form.samples).all():
        raise RecordingError(
            "holds values that are no numbers", "export it anew as WAV with 16 bits"
        )
    return replace(form, damage=damage)


def _mono(file: Any, most: int) -> Samples:
    """All channels averaged, a piece at a time: headers may promise terabytes."""
    pieces, count = [], 0
    while count < most:
        frames = file.read(min(_FRAMES_AT_ONCE, most - count), dtype="float32", always_2d=True)
        if not len(frames):
            break
        pieces.append(frames.mean(axis=1))
        count += len(frames)
    return np.concatenate(pieces).astype(np.float32) if pieces else np.zeros(0, np.float32)


def at_rate(recording: Recording, rate: int) -> Samples:
    """Its samples at another rate, without the constant part."""
    samples = recording.samples
    if len(samples) == 0:
        return samples
    return resampled((samples - samples.mean()).astype(np.float32), recording.rate, rate)
