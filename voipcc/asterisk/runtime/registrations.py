"""Where the switch keeps its phones' registrations: in memory while it runs.

On a full disk Asterisk cannot write a refreshed registration, and then it drops the phone
although it told it "registered": within two minutes no agent could be rung. In memory they also
outlive a switch that dies; at an orderly stop they go to the disk and come back at the start.
"""

import contextlib
import hashlib
import os
import shutil
from pathlib import Path

from voipcc.asterisk.errors import SwitchError

SHARED_MEMORY = Path("/dev/shm")
_FILE = "astdb.sqlite3"


def memory_folder(instance: Path, memory: Path = SHARED_MEMORY) -> Path | None:
    """A folder in memory for this instance; None on a machine without one for everybody."""
    if not os.access(memory, os.W_OK | os.X_OK):
        return None
    mark = hashlib.sha256(str(instance).encode()).hexdigest()[:16]
    return memory / f"voipcc-{os.getuid()}-{mark}"


def take_up(place: Path | None, saved: Path) -> None:
    """Make `place` (0700) and put what was saved there, unless it still holds something newer.

    Raises SwitchError when somebody else made a folder of that name.
    """
    if place is None:
        return
    with contextlib.suppress(FileExistsError):
        place.mkdir(mode=0o700)
    about = place.lstat()
    if about.st_uid != os.getuid() or not place.is_dir() or place.is_symlink():
        raise SwitchError(f"{place} belongs to somebody else: remove it")
    place.chmod(0o700)
    if (saved / _FILE).exists() and not (place / _FILE).exists():
        shutil.copyfile(saved / _FILE, place / _FILE)


def put_away(place: Path | None, saved: Path) -> None:
    """Save what is in `place`, if the disk has room, and leave nothing in memory."""
    if place is None or not place.is_dir():
        return
    with contextlib.suppress(OSError):
        fresh = saved / f"{_FILE}.new"
        shutil.copyfile(place / _FILE, fresh)
        fresh.chmod(0o600)
        fresh.replace(saved / _FILE)
    shutil.rmtree(place, ignore_errors=True)
