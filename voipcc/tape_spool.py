"""Where the open sound of calls that are being recorded lies: on a disk, or in memory only."""

import shutil
from pathlib import Path

MOUNTS = Path("/proc/self/mounts")
IN_MEMORY = ("tmpfs", "ramfs")
BYTES_PER_HOUR = 2 * 32_000 * 3600  # two sides at 16 kHz
SPOOL = "spool"


def in_memory(path: Path, mounts: Path = MOUNTS) -> bool:
    """Whether what is written there never touches a disk (but for swap)."""
    place, kind = Path("/"), ""
    path = path.resolve()
    for line in mounts.read_text().splitlines():
        found = Path(line.split()[1].replace("\\040", " "))
        if path.is_relative_to(found) and len(found.parts) >= len(place.parts):
            place, kind = found, line.split()[2]
    return kind in IN_MEMORY


def words(tapes: Path, mounts: Path = MOUNTS) -> str:
    """What `voipcc doctor` says of it. Raises OSError."""
    spool = tapes / SPOOL
    there = next(one for one in (spool, *spool.parents) if one.exists())
    hours = shutil.disk_usage(there).free // BYTES_PER_HOUR
    room = f"room for {hours} hours of talk"
    if in_memory(there, mounts):
        return f"open sound is in memory alone until it is sealed, {room}"
    return f"open sound is on the disk until it is sealed, {room}; a tmpfs on {spool} keeps it off"
