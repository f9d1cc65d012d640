"""Files that verbs write where somebody names one."""

import contextlib
import errno
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from voipcc.cli.words import fail

REMEDIES = {
    errno.EACCES: "run voipcc as the user it belongs to",
    errno.EPERM: "run voipcc as the user it belongs to",
    errno.ENOSPC: "make room on the disk",
    errno.EROFS: "this disk can only be read",
    errno.ENOTDIR: "a file stands where a folder is needed",
    errno.EMFILE: "raise the limit of open files (ulimit -n)",
    errno.ENOENT: "make its folder first",
    errno.EISDIR: "it is a folder: name a file in it",
}


@contextlib.contextmanager
def whole_file(out: Path) -> Iterator[IO[bytes]]:
    """The file `out` to write: there when it is whole, and until then whatever was there stays.

    A device or a pipe is written straight into, never put aside. Ends the verb with one sentence
    where it cannot be written.
    """
    try:
        with _opened(out) as file:
            yield file
    except OSError as error:
        remedy = REMEDIES.get(error.errno or 0, "name another place")
        fail(f"{out} cannot be written ({error.strerror or error}); {remedy}")


@contextlib.contextmanager
def _opened(out: Path) -> Iterator[IO[bytes]]:
    place = out.resolve()  # of a link what it leads to is written
    if place.exists() and not place.is_file():
        with place.open("wb") as file:
            yield file
        return
    draft = place.with_name(f".{place.name[:100]}.{secrets.token_hex(4)}.making")
    try:
        with draft.open("xb") as file:
            yield file
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
