"""Which Asterisk is used: the named one, the machine's if new enough, else a private copy."""

import asyncio

from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime.copies import UpdateResult, private_copy, update_copy
from voipcc.asterisk.runtime.program import Program, program_at, program_on_path
from voipcc.debs import Progress
from voipcc.settings import CentreSettings


async def find_program(settings: CentreSettings, progress: Progress | None = None) -> Program:
    """The Asterisk to start. Raises SwitchError with the reason and the remedy."""
    return await asyncio.to_thread(_find, settings, progress)


def _find(settings: CentreSettings, progress: Progress | None) -> Program:
    named = settings.asterisk.program
    if named is not None:
        if not named.exists():
            raise SwitchError(f"asterisk.program: there is no {named}")
        return program_at(named)
    found = program_on_path()
    if found is not None:
        return found
    return private_copy(progress)


async def update_program(progress: Progress | None = None) -> UpdateResult:
    """Look for a newer private copy; it is taken only when it passes the contract test.

    The result's `message` is for people. Raises SwitchError when packages cannot be had.
    """
    return await asyncio.to_thread(update_copy, progress)
