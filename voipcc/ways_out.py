"""Calls out of the house: which trunk may make one, and that it is on disk before it is made."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from voipcc.core.plan import Plan
from voipcc.database.journal import Journal, JournalError
from voipcc.permits import Permit, PermitRefused, permit
from voipcc.settings import CentreSettings


class Desk(Protocol):
    """What is read of the house: what is in force now."""

    settings: CentreSettings
    plan: Plan
    journal: Journal


class WaysOut:
    """Permits by the settings in force, and the journal's word that they are safe."""

    def __init__(self, house: Desk) -> None:
        self._house = house
        self._waiting: set[asyncio.Task[None]] = set()

    @property
    def time_zone(self) -> str:
        return self._house.settings.time_zone

    def permit(self, number: str, trunk: str, caller_id: str) -> Permit:
        """The permit to call `number`: by `trunk` if that may, else by another. Raises PermitRefused."""
        settings, own = self._house.settings, self._house.plan.numbers
        first = [trunk] if trunk in settings.trunks else []
        why = PermitRefused("there is no trunk to call by: add one under trunks")
        for name in dict.fromkeys((*first, *settings.trunks)):
            try:
                return permit(settings, tuple(own), number, name, caller_id)
            except PermitRefused as refused:
                why = refused
        raise why

    def when_safe(self, act: Callable[[], None], refuse: Callable[[str], None]) -> None:
        """`act` once the journal up to now is synced; a journal in trouble means no call."""
        task = asyncio.get_running_loop().create_task(self._when_safe(act, refuse))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def _when_safe(self, act: Callable[[], None], refuse: Callable[[str], None]) -> None:
        journal = self._house.journal
        try:
            await journal.synced(journal.last_sequence)
        except JournalError as error:
            refuse(f"the permit could not be kept: {error}")
            return
        act()
