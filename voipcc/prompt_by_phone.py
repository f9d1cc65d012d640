"""A prompt somebody recorded by phone: converted like any other recording, put in its place, published."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from voipcc.asterisk.switch.recordings import MARK
from voipcc.control import VerbError
from voipcc.core.commands import Command
from voipcc.core.events import Event
from voipcc.core.moment import Moment
from voipcc.core.prompt_words import PromptPublished, PublishPrompt
from voipcc.prompts import PromptError, convert
from voipcc.versions.edition import CentreRefused
from voipcc.versions.one_recording import with_recording
from voipcc.versions.store import VersionError

if TYPE_CHECKING:
    from voipcc.server import House

FROM_AFAR = "the recording lies with an external Asterisk, on a disk the centre does not see"


class PromptByPhone:
    """Watches the core's commands and carries PublishPrompt out."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self._tasks: set[asyncio.Task[None]] = set()
        self._one_at_a_time = asyncio.Lock()

    def __call__(self, now: Moment, event: Event, commands: Sequence[Command]) -> None:
        for command in commands:
            if isinstance(command, PublishPrompt):
                task = asyncio.create_task(self._carry_out(command))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _carry_out(self, command: PublishPrompt) -> None:
        async with self._one_at_a_time:
            try:
                await self._publish(command)
                problem = ""
            except (PromptError, VerbError, CentreRefused, VersionError, OSError) as error:
                problem = str(error).replace("\n", " ")[:300]
                self._house.log.warning("prompt not published", reason=problem)
        event = PromptPublished(command.leg, command.recording, problem)
        self._house.controller.post(event)

    async def _publish(self, command: PublishPrompt) -> None:
        """Put it in its place and into effect; what stood there comes back when that is refused."""
        house = self._house
        if house.address.voicemails is None:
            raise PromptError(FROM_AFAR)
        source = house.address.voicemails / f"{MARK}{command.recording}.wav"
        place = house.folder / house.settings.sounds / f"{command.prompt}.wav"
        before = await asyncio.to_thread(_put, source, place)
        try:
            await self._put_into_force(command, place)
        except (VerbError, CentreRefused, VersionError, OSError):
            await asyncio.to_thread(_put_back, place, before)
            raise

    async def _put_into_force(self, command: PublishPrompt, file: Path) -> None:
        """This recording alone: whatever else somebody works at in the folder stays there."""
        publishing = self._house.publishing
        store, prompt = publishing.store, command.prompt
        async with publishing.one:
            edition, remarks = await asyncio.to_thread(
                with_recording, store, publishing.version, prompt, file
            )
            await publishing.put(edition, command.by, remarks)


def _put(source: Path, place: Path) -> bytes | None:
    """The recording takes its place, whole; returns what was there. Raises PromptError, OSError."""
    fresh = place.with_name(f".{place.name}.new")
    convert(source, fresh)
    before = place.read_bytes() if place.is_file() else None
    fresh.replace(place)
    return before


def _put_back(place: Path, before: bytes | None) -> None:
    if before is None:
        place.unlink(missing_ok=True)
    else:
        place.write_bytes(before)
