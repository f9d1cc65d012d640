"""How a running centre hears that it is to end: by signals, or because whoever held its leash is gone."""

import asyncio
import os
import signal
from collections.abc import Callable


def when_told_to_end(act: Callable[[], object], leash: int | None) -> None:
    """Call `act` at a signal to end, and when the other end of the pipe `leash` is closed."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, act)
    if leash is not None:
        loop.add_reader(leash, _feel, leash, act)


def _feel(leash: int, act: Callable[[], object]) -> None:
    if not os.read(leash, 4096):
        asyncio.get_running_loop().remove_reader(leash)
        act()
