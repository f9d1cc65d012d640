"""Putting versions into force in a running house, trying them, taking the last change back.

What people ask for ends here; the house puts an edition into effect (`House.take`). One change at a
time: whoever comes second is told what the first has done.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from voipcc.control import VerbError
from voipcc.core.events import CanaryConfigured, CentreConfigured
from voipcc.versions.affected import affected
from voipcc.versions.beginning import ITSELF, Beginning
from voipcc.versions.canary import LIST, Chosen, figures, untried
from voipcc.versions.difference import Difference, differences
from voipcc.versions.edition import CentreRefused, Edition
from voipcc.versions.history import Change, beside
from voipcc.versions.override_notes import OverrideNotes
from voipcc.versions.preparation import prepared
from voipcc.versions.store import Standing, Trial, VersionError

if TYPE_CHECKING:
    from voipcc.server import House

Undoer = Callable[[Change], Awaitable[Sequence[str]]]
STAYS = "the running plan stays"


class Publishing:
    """The versions of one running house. `undo_by` lets other parts take their own changes back."""

    def __init__(self, house: "House", beginning: Beginning) -> None:
        self.house = house
        self.store, self.history = beginning.store, beginning.history
        self.edition = beginning.edition
        self.remarks = beginning.remarks
        self.standing = beginning.store.standing()
        self.tried: Edition | None = None
        self._undoers: dict[str, Undoer] = {"version": self._put_back, "canary": self._end_trial}
        self.one = asyncio.Lock()

    def undo_by(self, name: str, undoer: Undoer) -> None:
        """Changes whose `undo` has the key `name` are taken back by `undoer`, which says what it did."""
        self._undoers[name] = undoer

    @property
    def version(self) -> str:
        return self.edition.version

    # --- what people ask ----------------------------------------------------------------------

    async def publish(self, who: str, version: str = "") -> dict[str, Any]:
        """Put the folder's files, or a kept version, into force. Raises VerbError: nothing changed."""
        async with self.one:
            edition, remarks = await self.edition_of(version)
            return await self.put(edition, who, remarks)

    async def try_out(self, who: str, chosen: Chosen) -> dict[str, Any]:
        """Let some callers meet the folder's files. Raises VerbError: nothing changed."""
        async with self.one:
            edition, remarks = await self.edition_of("")
            found = self.found(edition)
            if not found:
                raise VerbError("there is nothing to try: the folder is what runs")
            if hindrances := list(untried(self.edition, edition)):
                raise VerbError(f"this cannot be tried, only published: {'; '.join(hindrances)}")
            words = (f"tried by {chosen}", *(one.words for one in found))
            change = await self.note("canary", who, words, {"canary": edition.version})
            now_ms = time.time_ns() // 1_000_000
            trial = Trial(edition.version, now_ms, who, chosen.percent, chosen.numbers, change.id)
            await self.stand(Standing(self.version, trial, self.standing.due))
            self._let_try(edition, trial)
            return self.answer(edition, found, remarks) | {"tried_by": str(chosen), "affected": []}

    async def refresh(self) -> str:
        """The same version with the secrets as they are now. Raises VerbError."""
        async with self.one:
            await self.house.take(self.edition)
            self._in_force(self.edition)
            return "done"

    async def undo(self, who: str) -> dict[str, Any]:
        """Take the last change back, of whatever kind. Raises VerbError: nothing changed."""
        async with self.one:
            change = self.history.last_undoable()
            if change is None or change.undo is None:
                raise VerbError("there is nothing to take back")
            undoer = next((self._undoers[key] for key in change.undo if key in self._undoers), None)
            if undoer is None:
                raise VerbError(f"nobody knows how to take back: {'; '.join(change.words)}")
            words = tuple(await undoer(change))
            await self.note("undo", who, words, version=self.version, settles=(change.id,))
            return {
                "undone": change.words,
                "words": words,
                "version": self.version,
                **beside(change, self.history),
            }

    # --- versions -----------------------------------------------------------------------------

    async def edition_of(self, version: str) -> tuple[Edition, list[str]]:
        """What is to be published, kept already; and remarks."""
        try:
            if version:
                name = self.store.named(version)
                return await asyncio.to_thread(self.store.edition, name), []
            return await asyncio.to_thread(prepared, self.store)
        except CentreRefused as error:
            raise VerbError(f"refused, {STAYS}:\n{error}") from error
        except VersionError as error:
            raise VerbError(f"{error}; {STAYS}") from error
        except OSError as error:
            raise VerbError(f"not kept, {STAYS}: {error}") from error

    async def put(
        self, edition: Edition, who: str, remarks: Sequence[str], settles: Sequence[int] = ()
    ) -> dict[str, Any]:
        """A kept edition into force; what it differs in is written down."""
        found = self.found(edition)
        answer = self.answer(edition, found, remarks)
        before = self.edition
        answer["warnings"] += await self.house.take(edition)
        if edition.version != before.version:
            words = tuple(one.words for one in found)
            over = (self.standing.trial.change,) if self.standing.trial else ()
            async with self._or_back():
                await self.stand(Standing(edition.version, None, self.standing.due))
                more = {"version": edition.version, "settles": (*settles, *over)}
                await self.note("publish", who, words, {"version": before.version}, **more)
        self._in_force(edition)
        return answer

    @contextlib.asynccontextmanager
    async def _or_back(self) -> AsyncIterator[None]:
        """What cannot be written down is not in force either, neither now nor after a restart."""
        before, standing = self.edition, self.standing
        try:
            yield
        except VerbError:
            await self.house.take(before)
            with contextlib.suppress(VerbError):
                await self.stand(standing)
            raise

    def _in_force(self, edition: Edition) -> None:
        """New calls begin with it from here on."""
        self.edition = edition
        self.house.controller.request(CentreConfigured(edition.plan))
        if self.standing.trial is None and self.tried is not None:
            self._no_trial()

    async def _put_back(self, change: Change) -> list[str]:
        """The version before a change."""
        assert change.undo is not None
        edition, _ = await self.edition_of(change.undo["version"])
        found = self.found(edition)
        await self.house.take(edition)
        async with self._or_back():
            await self.stand(Standing(edition.version, None, self.standing.due))
        self._in_force(edition)
        return [f"version {edition.version} is in force again", *(one.words for one in found)]

    async def renew(self) -> None:
        """Opening hours are known for a year from now again; the version is the same."""
        async with self.one:
            self.edition = await asyncio.to_thread(self.store.renewed, self.edition)
            self.house.plan = self.edition.plan
            self.house.controller.request(CentreConfigured(self.edition.plan))
            if self.tried is not None and self.standing.trial is not None:
                tried = await asyncio.to_thread(self.store.renewed, self.tried)
                self._let_try(tried, self.standing.trial)

    # --- a canary -----------------------------------------------------------------------------

    def _let_try(self, edition: Edition, trial: Trial) -> None:
        self.tried = edition
        lists = (LIST,) if trial.numbers else ()
        self.house.switch.callers.learn({**edition.callers, **self.edition.callers})
        self.house.switch.callers.put({LIST: trial.numbers})
        self.house.controller.request(CanaryConfigured(edition.plan, trial.percent, lists))

    def _no_trial(self) -> None:
        self.tried = None
        self.house.switch.callers.put({LIST: ()})
        self.house.controller.request(CanaryConfigured(None))

    async def _end_trial(self, change: Change) -> list[str]:
        await self.stand(Standing(self.version, None, self.standing.due))
        self._no_trial()
        return ["nobody meets the tried version any more; its calls finish on it"]

    async def end_trial(self, who: str) -> dict[str, Any]:
        """The canary is over: all callers meet the version in force."""
        async with self.one:
            trial = self.standing.trial
            if trial is None:
                raise VerbError("no version is tried at the moment")
            await self.stand(Standing(self.version, None, self.standing.due))
            self._no_trial()
            words = ("the canary is over",)
            await self.note("canary", who, words, settles=(trial.change,))
            return {"words": words, "version": self.version}

    async def resume(self) -> None:
        """After a start: those who tried a version go on trying it, overrides are written down."""
        controller = self.house.controller
        # The core's own list: it changes within events that are about something else.
        controller.watch(OverrideNotes(self, controller.centre._desk.overrides).seen)
        trial = self.standing.trial
        try:
            if trial is not None and trial.version != self.version:
                self._let_try(await asyncio.to_thread(self.store.edition, trial.version), trial)
                return
        except VersionError as error:
            self.remarks.append(f"the canary is over: {error}")
        self._no_trial()

    # --- words --------------------------------------------------------------------------------

    def canary(self) -> str:
        """Which version is tried by whom, in words; "" when none is."""
        trial = self.standing.trial
        if trial is None:
            return ""
        return f"version {trial.version[:8]} by {Chosen(trial.percent, trial.numbers)}"

    async def status(self) -> dict[str, Any]:
        """What runs, what is tried with which success, what is due."""
        trial = self.standing.trial
        told: dict[str, Any] = {"version": self.version, "remarks": list(self.remarks)}
        if trial is not None:
            sides = await asyncio.to_thread(  # the records may be on a server that is away
                figures,
                self.house.records.archive,
                trial.since_utc_ms,
                (self.version, trial.version),
            )
            told["canary"] = {
                "version": trial.version,
                "who": str(Chosen(trial.percent, trial.numbers)),
                "by": trial.who,
                "since_utc_ms": trial.since_utc_ms,
                "figures": sides,
            }
        told["due"] = [
            {"version": one.version, "at_utc_ms": one.at_utc_ms, "by": one.who}
            for one in self.standing.due
        ]
        return told

    def found(self, edition: Edition) -> list[Difference]:
        """How it differs from the one in force."""
        return differences(self.edition, edition, time.time_ns() // 1_000_000)

    def answer(
        self, edition: Edition, found: Sequence[Difference], remarks: Sequence[str]
    ) -> dict[str, Any]:
        """What whoever publishes is told."""
        queues = tuple(edition.plan.queues)
        return {
            "plan": edition.version,
            "version": edition.version,
            "before": self.version,
            "changes": [one.words for one in found],
            "affected": affected(found, self.house.view(), queues),
            "warnings": [*(str(one) for one in edition.warnings), *remarks],
        }

    async def note(
        self,
        kind: str,
        who: str,
        words: Sequence[str],
        undo: dict[str, Any] | None = None,
        **more: Any,
    ) -> Change:
        """Write a change down. Raises VerbError."""

        def write() -> Change:
            return self.history.note(kind, who or ITSELF, words, undo, **more)

        try:
            return await asyncio.to_thread(write)
        except OSError as error:
            raise VerbError(f"not written down, {STAYS}: {error.strerror or error}") from error

    async def stand(self, standing: Standing) -> None:
        """What is in force after a restart too. Raises VerbError."""
        try:
            await asyncio.to_thread(self.store.stand, standing)
        except OSError as error:
            raise VerbError(f"not written down, {STAYS}: {error.strerror or error}") from error
        self.standing = standing
