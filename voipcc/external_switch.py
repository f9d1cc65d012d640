"""The house's dealings with an Asterisk that somebody else runs."""

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from voipcc.asterisk.address import SwitchAddress
from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime import external_address, external_ports, inspect_external
from voipcc.asterisk.runtime.handed import hand_over
from voipcc.secrets_file import Secrets
from voipcc.settings import CentreSettings

if TYPE_CHECKING:
    from voipcc.server import House

PATIENCE_S = 60.0
AGAIN_S = 0.3


async def open_external(house: "House") -> None:
    """Find it, and give it our files where we may write them. Raises SwitchError.

    One that reads our files is waited for: it may start beside us, when they are there.
    """
    external_ports(house.settings)  # one that is not named is told before anything else
    house.address = external_door(house, house.settings, house.secrets)
    waits = house.settings.asterisk.files is not None
    numbers = tuple(house.plan.numbers)
    for remark in await handed_over(house, house.settings, house.secrets, numbers):
        house.log.warning("the switch must be restarted", reason=remark)
    until_s = time.monotonic() + (PATIENCE_S if waits else 0.0)
    while True:
        try:
            house.external = await inspect_external(house.address)
            return
        except SwitchError:  # also while it loads its modules
            if time.monotonic() >= until_s:
                raise
        await asyncio.sleep(AGAIN_S)


def external_door(house: "House", settings: CentreSettings, secrets: Secrets) -> SwitchAddress:
    """How it is reached."""
    state = house.state
    return external_address(settings, secrets, house.sounds, state.versions, state)


async def handed_over(
    house: "House", settings: CentreSettings, secrets: Secrets, numbers: Sequence[str]
) -> list[str]:
    """Remarks; nothing is done where whoever runs it copies the files. Raises SwitchError."""
    folder = settings.asterisk.files
    if folder is None:
        return []
    late = await hand_over(folder, house.address, settings, secrets, numbers, house.sounds)
    return [f"{folder}: {', '.join(late)} changed: in force when Asterisk is restarted"] * bool(
        late
    )
