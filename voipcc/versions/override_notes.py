"""Overrides in the history: whoever closes, opens or says something is written down and can be undone.

They are set by verbs and by telephones, and end by themselves; so the core's own list is compared
after each event, which costs nothing while it is empty.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from voipcc.control import VerbError, who_asks
from voipcc.core.commands import Command
from voipcc.core.events import Event, OverrideEnded, OverrideSet, RefusedEvent
from voipcc.core.moment import Moment
from voipcc.core.overrides import Override
from voipcc.time_words import said
from voipcc.versions.beginning import ITSELF
from voipcc.versions.history import Change

if TYPE_CHECKING:
    from voipcc.versions.publishing import Publishing

KEY = "override"
BY_VERB = ("", "verb")


class OverrideNotes:
    """Writes overrides of one house into its history, and takes them back."""

    def __init__(self, publishing: "Publishing", in_force: Mapping[str, Override]) -> None:
        self._publishing = publishing
        self._in_force = in_force
        self._known = dict(in_force)
        self._undoing = False
        self._last: asyncio.Task[None] | None = None
        publishing.undo_by(KEY, self._take_back)

    def seen(self, now: Moment, event: Event, commands: Sequence[Command]) -> None:
        """A watcher of the controller: what has changed is written down, in order."""
        if self._known == self._in_force:
            return
        before, self._known = self._known, dict(self._in_force)
        if self._undoing:
            return
        for name in {*before, *self._known}:
            old, new = before.get(name), self._known.get(name)
            if old != new:
                self._noted(name, old, new, now)

    def _noted(self, name: str, old: Override | None, new: Override | None, now: Moment) -> None:
        who = who_asks() or ITSELF
        if new is not None:
            who = who_asks() if new.by in BY_VERB else new.by
            self._write(who, self._words(new), _undo(name, old))
        elif old is not None and old.is_over(now.utc_ms):
            self._write("", "", {KEY: name})
        elif old is not None:
            self._write(who, f"{old.target}: no longer {_what(old)}", _undo(name, old))

    def _write(self, who: str, words: str, undo: dict[str, Any]) -> None:
        before = self._last

        async def write() -> None:
            if before is not None:
                await asyncio.wait([before])
            try:
                if words:
                    await self._publishing.note(KEY, who, (words,), undo)
                else:
                    await asyncio.to_thread(self._settle, str(undo[KEY]))
            except (VerbError, OSError) as error:
                self._publishing.house.log.error("override not written down", reason=str(error))

        self._last = asyncio.create_task(write())

    def _settle(self, name: str) -> None:
        """It is over by itself: there is nothing to be taken back."""
        history = self._publishing.history
        for change in list(history.undoable()):
            if change.undo and change.undo.get(KEY) == name:
                history.settle(change.id)

    def _words(self, one: Override) -> str:
        zone = self._publishing.edition.settings.time_zone
        until = said(one.until_utc_ms, zone) if one.until_utc_ms else "somebody ends it"
        return f"{one.target}: {_what(one)} until {until}"

    async def _take_back(self, change: Change) -> list[str]:
        """What held before this change holds again."""
        assert change.undo is not None
        name, before = change.undo[KEY], change.undo["before"]
        one = self._in_force.get(name)
        self._undoing = True
        try:
            if before is not None:
                held = Override(**before | {"prompts": _still_there(before["prompts"])})
                self._request(
                    OverrideSet(
                        held.target, held.kind, held.until_utc_ms, held.prompts, held.by, held.words
                    )
                )
                return [f"{self._words(held)}, as before"]
            if one is None:
                return ["it is over already"]
            self._request(OverrideEnded(one.target, one.kind))
            return [f"{one.target}: no longer {_what(one)}"]
        finally:
            self._undoing = False

    def _request(self, event: Event) -> None:
        try:
            self._publishing.house.controller.request(event)
        except RefusedEvent as error:
            raise VerbError(str(error)) from error


def _what(one: Override) -> str:
    """closed, open, or what is said."""
    spoken = f' "{one.words[:120]}"' if one.words else " a message" if one.prompts else ""
    if one.kind == "say":
        return f"says{spoken}"
    return f"{one.kind}, saying{spoken}" if spoken else one.kind


def _still_there(prompts: Sequence[str]) -> tuple[str, ...]:
    """A message recorded by telephone was deleted when its override ended."""
    return tuple(one for one in prompts if not one.startswith("recording/"))


def _undo(name: str, before: Override | None) -> dict[str, Any]:
    return {KEY: name, "before": asdict(before) if before is not None else None}
