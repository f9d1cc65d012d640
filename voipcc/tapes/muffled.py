"""A file for libraries in C, which cannot hear an exception: the first one is kept, and raised by `check`."""

import os
from typing import Any

from voipcc.tapes.sealed import SealedReader, SealedWriter, SealError


class Muffled:
    """Reads, writes and seeks never raise. After a fault nothing more is read, and writing goes nowhere."""

    def __init__(self, file: SealedReader | SealedWriter) -> None:
        self._file = file
        self._fault: SealError | OSError | None = None

    def check(self) -> None:
        """Raises SealError or OSError when something went wrong."""
        if self._fault is not None:
            raise self._fault

    def readinto(self, target: Any) -> int:
        try:
            return 0 if self._fault else self._file.readinto(target) or 0
        except (SealError, OSError) as error:
            self._fault = error
            return 0

    def read(self, count: int = -1) -> bytes:
        try:
            return b"" if self._fault else self._file.read(count) or b""
        except (SealError, OSError) as error:
            self._fault = error
            return b""

    def write(self, data: Any) -> int:
        try:
            if self._fault is None:
                self._file.write(data)
        except OSError as error:
            self._fault = error
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()
