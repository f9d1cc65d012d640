"""Files that are there whole or not at all, through a loss of power too."""

import contextlib
import os
import secrets
import stat
from pathlib import Path

OWN_FOLDER, OWN_FILE = 0o700, 0o600


def write_whole(path: Path, data: bytes) -> None:
    """Replace `path` by `data` in one step, on disk when this returns. Raises OSError."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        write_new(draft, data)
        draft.rename(path)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_new(path: Path, data: bytes) -> None:
    """A file that was not there, synced. Raises OSError."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, OWN_FILE)
    with os.fdopen(fd, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(fd)


def sync_folder(folder: Path) -> None:
    """Names made or changed in `folder` survive a loss of power from now on."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def sync_tree(folder: Path) -> None:
    """The same for a folder and all folders in it, the innermost first."""
    for place, _, _ in os.walk(folder, topdown=False):
        sync_folder(Path(place))


def content_of(path: Path, most: int) -> bytes:
    """An ordinary file's content, `most` bytes of it at the most.

    Raises OSError, also for what is no ordinary file: a pipe would never end.
    """
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(fd, "rb") as file:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise OSError(0, "it is no ordinary file", str(path))
        return file.read(most)
