"""Looks once a week whether Debian offers a newer Asterisk than our private copy, and says so.

Nothing is taken: `voipcc switch update` does that, and tries the new one before it is trusted.
"""

import asyncio
from collections.abc import Callable

from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime import days_since_check, look_for_newer
from voipcc.log import Log

FIRST_LOOK_S = 600.0  # the first minutes of a centre belong to its calls
LOOK_EVERY_S = 3600.0
TRY_AGAIN_S = 24 * 3600.0
LOOK_AFTER_DAYS = 7.0


async def keep_looking(
    log: Log, look: Callable[[], str] = look_for_newer, first_s: float = FIRST_LOOK_S
) -> None:
    """For ever, in the background; without a private copy there is nothing to look for."""
    wait_s = first_s
    while True:
        await asyncio.sleep(wait_s)
        wait_s = LOOK_EVERY_S
        days = days_since_check()
        if days is None or days < LOOK_AFTER_DAYS:
            continue
        try:
            offered = await asyncio.to_thread(look)
        except SwitchError as error:
            log.warning("no look for a newer Asterisk", reason=str(error))
            wait_s = TRY_AGAIN_S
            continue
        if offered:
            log.warning(
                "a newer Asterisk is offered", version=offered, remedy="voipcc switch update"
            )
