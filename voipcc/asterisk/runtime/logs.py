"""Keeps the switch's logs from filling the disk: whoever attacks it writes into them."""

import asyncio
import contextlib
import re
from pathlib import Path

from voipcc.asterisk.config.system import LOG_FILES
from voipcc.asterisk.errors import SwitchUnreachable
from voipcc.asterisk.runtime.doors import AriDoor

LIMIT_BYTES = 20_000_000
KEPT = 5
_EVERY_S = 30.0


async def keep_logs_small(
    folder: Path, ari: AriDoor, limit_bytes: int = LIMIT_BYTES, every_s: float = _EVERY_S
) -> None:
    """Start a new file for each log that has grown over the limit; keep the last few."""
    while True:
        for name in LOG_FILES:
            path = folder / name
            if path.exists() and path.stat().st_size > limit_bytes:
                with contextlib.suppress(SwitchUnreachable):
                    await ari.ask("PUT", f"/asterisk/logging/{name}/rotate")
                drop_old(path)
        await asyncio.sleep(every_s)


def drop_old(path: Path, kept: int = KEPT) -> None:
    """Delete the oldest of `path.0`, `path.1` ...: a higher number is older."""
    numbered = [
        (int(found[1]), old)
        for old in path.parent.glob(f"{path.name}.*")
        if (found := re.fullmatch(r"\.(\d+)", old.name.removeprefix(path.name)))
    ]
    for _, old in sorted(numbered)[kept:]:
        old.unlink(missing_ok=True)
