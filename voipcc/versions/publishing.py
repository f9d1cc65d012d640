"""Putting versions into force in a running house, trying them, taking the last change back.

What people ask for ends here; the house puts an edition into effect (`House.take`). One change at a
time: whoever comes second is told what the first has done.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from voipcc.control import VerbError
from voipcc.core.events import CanaryConfigured, CentreConfigured
from voipcc.versions.affected import affected
from voipcc.versions.beginning import ITSELF, Beginning
from voipcc.versions.canary import LIST, Chosen, figures, untried
from voipcc.versions.difference import Difference, differences
from voipcc.versions.edition import CentreRefused, Edition
from voipcc.versions.history import Change
from voipcc.versions.preparation import prepared
from voipcc.versions.store import Standing, Trial, VersionError

if TYPE_CHECKING:
    from voipcc.server import House

Undoer = Callable[[Change], Awaitable[Sequence[str]]]
STAYS = "the running version stays"


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
        self._one = asyncio.Lock()

    def undo_by(self, name: str, undoer: Undoer) -> None:
        """Changes whose `undo` has the key `name` are taken back by `undoer`, which says what it did."""
        self._undoers[name] = undoer

    @property
    def version(self) -> str:
        return self.edition.version

    # --- what people ask ----------------------------------------------------------------------

    async def publish(self, who: str, version: str = "") -> dict[str, Any]:
        """Put the folder's files, or a kept version, into force. Raises VerbError: nothing changed."""
        async with self._one:
            edition, remarks = await self._edition(version)
            return await self._publish(edition, who, remarks)

    async def try_out(self, who: str, chosen: Chosen) -> dict[str, Any]:
        """Let some callers meet the folder's files. Raises VerbError: nothing changed."""
        async with self._one:
            edition, remarks = await self._edition("")
            found = self._found(edition)
            if not found:
                raise VerbError("there is nothing to try: the folder is what runs")
            if hindrances := list(untried(self.edition, edition)):
                raise VerbError(f"this cannot be tried, only published: {'; '.join(hindrances)}")
            words = (f"tried by {chosen}", *(one.words for one in found))
            change = await self._note("canary", who, words, {"canary": edition.version})
            now_ms = time.time_ns() // 1_000_000
            trial = Trial(edition.version, now_ms, who, chosen.percent, chosen.numbers, change.id)
            await self._stand(Standing(self.version, trial, self.standing.due))
            self._let_try(edition, trial)
            return self._answer(edition, found, remarks)

    async def undo(self, who: str) -> dict[str, Any]:
        """Take the last change back, of whatever kind. Raises VerbError: nothing changed."""
        async with self._one:
            change = self.history.last_undoable()
            if change is None or change.undo is None:
                raise VerbError("there is nothing to take back")
            undoer = next((self._undoers[key] for key in change.undo if key in self._undoers), None)
            if undoer is None:
                raise VerbError(f"nobody knows how to take back: {'; '.join(change.words)}")
            words = tuple(await undoer(change))
            await self._note("undo", who, words, version=self.version, settles=(change.id,))
            return {"undone": change.words, "words": words, "version": self.version}

    # --- versions -----------------------------------------------------------------------------

    async def _edition(self, version: str) -> tuple[Edition, list[str]]:
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
            raise VerbError(f"not kept, {STAYS}: {error.strerror or error}") from error

    async def _publish(
        self, edition: Edition, who: str, remarks: Sequence[str], settles: Sequence[int] = ()
    ) -> dict[str, Any]:
        found = self._found(edition)
        answer = self._answer(edition, found, remarks)
        before = self.edition
        answer["warnings"] += await self.house.take(edition)
        if edition.version != before.version:
            words = tuple(one.words for one in found)
            over = (self.standing.trial.change,) if self.standing.trial else ()
            try:
                await self._stand(Standing(edition.version, None, self.standing.due))
                undo = {"version": before.version}
                settled = (*settles, *over)
                await self._note(
                    "publish", who, words, undo, version=edition.version, settles=settled
                )
            except VerbError:
                await self.house.take(before)
                raise
        self._in_force(edition)
        return answer

    def _in_force(self, edition: Edition) -> None:
        """New calls begin with it from here on."""
        self.edition = edition
        self.house.controller.request(CentreConfigured(edition.plan))
        if self.standing.trial is None:
            self._no_trial()

    async def _put_back(self, change: Change) -> list[str]:
        """The version before a change."""
        assert change.undo is not None
        edition, _ = await self._edition(change.undo["version"])
        found = self._found(edition)
        before = self.edition
        await self.house.take(edition)
        try:
            await self._stand(Standing(edition.version, None, self.standing.due))
        except VerbError:
            await self.house.take(before)
            raise
        self._in_force(edition)
        return [f"version {edition.version} is in force again", *(one.words for one in found)]

    async def renew(self) -> None:
        """Opening hours are known for a year from now again; the version is the same."""
        async with self._one:
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
        self.house.switch.callers.put({LIST: trial.numbers})
        self.house.controller.request(CanaryConfigured(edition.plan, trial.percent, lists))

    def _no_trial(self) -> None:
        if self.tried is not None or self.house.controller.centre.tries:
            self.tried = None
            self.house.switch.callers.put({LIST: ()})
            self.house.controller.request(CanaryConfigured(None))

    async def _end_trial(self, change: Change) -> list[str]:
        await self._stand(Standing(self.version, None, self.standing.due))
        self._no_trial()
        return ["nobody meets the tried version any more; its calls finish on it"]

    async def end_trial(self, who: str) -> dict[str, Any]:
        """The canary is over: all callers meet the version in force."""
        async with self._one:
            trial = self.standing.trial
            if trial is None:
                raise VerbError("no version is tried at the moment")
            await self._stand(Standing(self.version, None, self.standing.due))
            self._no_trial()
            words = ("the canary is over",)
            await self._note("canary", who, words, settles=(trial.change,))
            return {"words": words, "version": self.version}

    async def resume(self) -> None:
        """After a start: those who tried a version go on trying it."""
        trial = self.standing.trial
        try:
            if trial is not None and trial.version != self.version:
                self._let_try(await asyncio.to_thread(self.store.edition, trial.version), trial)
                return
        except VersionError as error:
            self.remarks.append(f"the canary is over: {error}")
        self._no_trial()

    # --- words --------------------------------------------------------------------------------

    def status(self) -> dict[str, Any]:
        """What runs, what is tried with which success, what is due."""
        trial, state = self.standing.trial, self.house.state
        told: dict[str, Any] = {"version": self.version, "remarks": list(self.remarks)}
        if trial is not None:
            sides = figures(state.records, trial.since_utc_ms, (self.version, trial.version))
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

    def _found(self, edition: Edition) -> list[Difference]:
        return differences(self.edition, edition, time.time_ns() // 1_000_000)

    def _answer(
        self, edition: Edition, found: Sequence[Difference], remarks: Sequence[str]
    ) -> dict[str, Any]:
        queues = tuple(edition.plan.queues)
        return {
            "plan": edition.version,
            "version": edition.version,
            "before": self.version,
            "changes": [one.words for one in found],
            "affected": affected(found, self.house.view(), queues),
            "warnings": [*(str(one) for one in edition.warnings), *remarks],
        }

    async def _note(
        self,
        kind: str,
        who: str,
        words: Sequence[str],
        undo: dict[str, Any] | None = None,
        **more: Any,
    ) -> Change:
        def write() -> Change:
            return self.history.note(kind, who or ITSELF, words, undo, **more)

        try:
            return await asyncio.to_thread(write)
        except OSError as error:
            raise VerbError(f"not written down, {STAYS}: {error.strerror or error}") from error

    async def _stand(self, standing: Standing) -> None:
        try:
            await asyncio.to_thread(self.store.stand, standing)
        except OSError as error:
            raise VerbError(f"not written down, {STAYS}: {error.strerror or error}") from error
        self.standing = standing
