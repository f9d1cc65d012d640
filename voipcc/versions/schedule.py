"""Versions that take effect at a moment: checked and kept when they are planned, not when they are due."""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from voipcc.control import VerbError
from voipcc.time_words import TimeError, coming, said
from voipcc.versions.history import Change
from voipcc.versions.store import MOST_DUE, Due

if TYPE_CHECKING:
    from voipcc.versions.publishing import Publishing

LOOK_EVERY_S = 30.0  # clocks are set, machines sleep


class Schedule:
    """What is due in one house. `undo` takes a plan back; carried out, it is a change of its own."""

    def __init__(self, publishing: "Publishing") -> None:
        self._publishing = publishing
        self._changed = asyncio.Event()
        publishing.undo_by("due", self._cancel)

    async def add(self, who: str, when: str) -> dict[str, Any]:
        """Publish the folder's files as they are now at a moment such as "Mon 08:00".

        Raises VerbError: nothing was planned.
        """
        publishing = self._publishing
        zone = publishing.edition.settings.time_zone
        try:
            at_utc_ms = coming(when, zone, _now_ms())
        except TimeError as error:
            raise VerbError(str(error)) from error
        async with publishing.one:
            if len(publishing.standing.due) >= MOST_DUE:
                raise VerbError(
                    f"{MOST_DUE} publications are planned already; voipcc undo takes back"
                )
            edition, remarks = await publishing.edition_of("")
            found = publishing.found(edition)
            moment = said(at_utc_ms, zone)
            words = (f"to be published on {moment}", *(one.words for one in found))
            change = await publishing.note("schedule", who, words, {"due": edition.version})
            one = Due(edition.version, at_utc_ms, who, change.id)
            await self._stand((*publishing.standing.due, one))
            return publishing.answer(edition, found, remarks) | {
                "at_utc_ms": at_utc_ms,
                "at": moment,
                "affected": [],
            }

    async def keep_on(self) -> None:
        """Publish what is due, for ever; what was due while the house stood still, now."""
        while True:
            for one in [due for due in self._publishing.standing.due if due.at_utc_ms <= _now_ms()]:
                await self._carry_out(one)
            soonest_ms = min((due.at_utc_ms for due in self._publishing.standing.due), default=0)
            wait_s = (soonest_ms - _now_ms()) / 1000 if soonest_ms else LOOK_EVERY_S
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), min(max(wait_s, 0.01), LOOK_EVERY_S))

    async def _carry_out(self, due: Due) -> None:
        publishing = self._publishing
        async with publishing.one:
            await self._stand(one for one in publishing.standing.due if one != due)
            try:
                edition, remarks = await publishing.edition_of(due.version)
                await publishing.put(edition, due.who, remarks, (due.change,))
            except VerbError as error:
                publishing.house.log.error("planned publication failed", reason=str(error))
                words = (f"what was planned could not be published: {error}",)
                await publishing.note("schedule", due.who, words, settles=(due.change,))
                return
            if publishing.history.is_open(due.change):  # it ran already: nothing was published
                publishing.history.settle(due.change)

    async def _cancel(self, change: Change) -> list[str]:
        left = [one for one in self._publishing.standing.due if one.change != change.id]
        await self._stand(left)
        return ["the planned publication is off"]

    async def _stand(self, due: Sequence[Due] | Any) -> None:
        standing = self._publishing.standing
        await self._publishing.stand(msgspec.structs.replace(standing, due=tuple(due)))
        self._changed.set()


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
