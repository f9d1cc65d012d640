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
            # Whatever is wrong with one log now, the next look may be luckier.
            with contextlib.suppress(OSError):
                await _keep_small(folder / name, ari, limit_bytes)
        await asyncio.sleep(every_s)


async def _keep_small(path: Path, ari: AriDoor, limit_bytes: int) -> None:
    if path.exists() and path.stat().st_size > limit_bytes:
        with contextlib.suppress(SwitchUnreachable):
            await ari.ask("PUT", f"/asterisk/logging/{path.name}/rotate")
        drop_old(path)


def drop_old(path: Path, kept: int = KEPT) -> None:
    """Delete the oldest of `path.0`, `path.1` ...: a higher number is older."""
    numbered = [
        (int(found[1]), old)
        for old in path.parent.glob(f"{path.name}.*")
        if (found := re.fullmatch(r"\.(\d+)", old.name.removeprefix(path.name)))
    ]
    for _, old in sorted(numbered)[kept:]:
        old.unlink(missing_ok=True)
