"""A file that only takes up room: given back to the journal when the disk is full."""

import os
from pathlib import Path


class Reserve:
    """`size` bytes held beside the journal. Not thread-safe: its journal's lock guards it."""

    def __init__(self, path: Path, size: int) -> None:
        self._path = path
        self._size = size

    @property
    def held(self) -> bool:
        """Whether there is still something to release."""
        return self._path.exists()

    def hold(self) -> bool:
        """Take up the room; False when the disk has none."""
        if self.held:
            return True
        draft = self._path.with_suffix(".making")
        try:
            with draft.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, self._size)
            draft.rename(self._path)
        except OSError:
            draft.unlink(missing_ok=True)
            return False
        return True

    def hold_again(self) -> bool:
        """Like `hold`, but only where there is clearly room for more than the reserve."""
        space = os.statvfs(self._path.parent)
        return space.f_bavail * space.f_frsize > 3 * self._size and self.hold()

    def release(self) -> None:
        """Give the room back."""
        self._path.unlink(missing_ok=True)
