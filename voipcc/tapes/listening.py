"""A kept recording opened again: its samples from any place, one side or both.

Pauses are silenced once more here, so that a lossy form has no trace of what stood beside them.
"""

import io
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voipcc.tapes.muffled import Muffled
from voipcc.tapes.raw import BLOCK_S
from voipcc.tapes.sealed import KeyRing, SealedReader
from voipcc.tapes.sheet import Sheet, TapeError

Samples = NDArray[np.int16]


def samples_of(
    path: Path, sheet: Sheet, ring: KeyRing, side: str = "", from_ms: int = 0
) -> Iterator[Samples]:
    """Blocks of (samples, sides), of one side where it is named. Raises TapeError, SealError, OSError."""
    import soundfile

    if side and side not in sheet.sides:
        raise TapeError(f"{sheet.tape} has no side {side!r}, only {' and '.join(sheet.sides)}")
    at = from_ms * sheet.rate // 1000
    with SealedReader(path, ring) as sealed:
        file = Muffled(sealed)
        try:
            with soundfile.SoundFile(file) as sound:
                sound.seek(min(at, sound.frames))
                while len(block := sound.read(BLOCK_S * sheet.rate, "int16", always_2d=True)):
                    file.check()
                    _silence(block, at, sheet)
                    at += len(block)
                    yield block if not side else block[:, [sheet.sides.index(side)]]
            file.check()
        except soundfile.LibsndfileError as error:
            file.check()
            raise TapeError(f"{path} does not open as a sound: {error}") from error


def _silence(block: Samples, at: int, sheet: Sheet) -> None:
    for begin_ms, end_ms in sheet.pauses:
        low, high = (ms * sheet.rate // 1000 - at for ms in (begin_ms, end_ms))
        block[max(0, low) : max(0, high)] = 0


def wav_header(sheet: Sheet, sides: int, from_ms: int = 0) -> bytes:
    """The start of a WAV file with the rest of the recording from there on."""
    begun = io.BytesIO()
    with wave.open(begun, "wb") as file:
        file.setnchannels(sides)
        file.setsampwidth(2)
        file.setframerate(sheet.rate)
    header = bytearray(begun.getvalue())
    length = max(0, sheet.length_ms - from_ms) * sheet.rate // 1000 * sides * 2
    header[4:8] = (36 + length).to_bytes(4, "little")
    header[40:44] = length.to_bytes(4, "little")
    return bytes(header)


def write_copy(
    target: Path, form: str, path: Path, sheet: Sheet, ring: KeyRing, side: str = ""
) -> None:
    """An open copy, `form` wav or flac, 0600; half a copy is never left. Raises as `samples_of`."""
    import soundfile

    draft = target.with_name(f".{target.name}.making")
    draft.touch(mode=0o600)
    try:
        sides = 1 if side else len(sheet.sides)
        with soundfile.SoundFile(
            str(draft), "w", sheet.rate, sides, "PCM_16", format=form.upper()
        ) as sound:
            for block in samples_of(path, sheet, ring, side):
                sound.write(block)
        draft.replace(target)
    except soundfile.LibsndfileError as error:
        raise TapeError(f"{target} could not be written: {error}") from error
    finally:
        draft.unlink(missing_ok=True)
