"""Notices that nothing comes in any more in a call, and looks for the way back.

When a home's outside address changes, neither side is told: the old connection is dead, and
Asterisk goes on sending to the old address until somebody offers a new one. Asterisk sends
reports every second, so silence alone is no sign; nothing at all for 1.5 s is.
"""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from typing import Protocol

from voipcc.softphone.sip.account import PhoneError

LOOK_EVERY_S = 0.25
QUIET_S = 1.5
ATTEMPT_S = 1.5  # a lost first packet would be repeated after 1 s, then only after 3
CALM_S = 2.0  # a way that was found gets time to carry something


class Talk(Protocol):
    async def life_signs(self) -> tuple[object, ...]: ...


class Phone(Protocol):
    @property
    def talking(self) -> Sequence[Talk]: ...

    async def reconnect(self) -> None: ...


async def keep_alive(phone: Phone) -> None:
    """Watches the phone's calls for ever."""
    signs: dict[int, tuple[object, ...]] = {}
    heard_s = time.monotonic()
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        now = {id(talk): await talk.life_signs() for talk in phone.talking}
        if now != signs or not any(now.values()):
            signs, heard_s = now, time.monotonic()
        elif time.monotonic() - heard_s >= QUIET_S:
            heard_s += QUIET_S if not await _found_back(phone) else QUIET_S + CALM_S


async def _found_back(phone: Phone) -> bool:
    with contextlib.suppress(PhoneError, TimeoutError):
        async with asyncio.timeout(ATTEMPT_S):
            await phone.reconnect()
        return True
    return False
