"""Verbs about versions: publish, try, undo, history."""

from typing import TYPE_CHECKING, Any

import msgspec

from voipcc.control import Arguments, Verb, VerbError, who_asks
from voipcc.verb_words import optional_text, whole_number
from voipcc.versions.canary import chosen
from voipcc.versions.history import LONGEST_WHO

if TYPE_CHECKING:
    from voipcc.server import House

OVER = "off"
MOST_CHANGES = 1000


def version_verbs(house: "House") -> dict[str, Verb]:
    """By name. `by` is who is written down; without it the user whose process asks."""
    doors = _Doors(house)
    return {
        "publish": doors.publish,
        "reload": doors.publish,
        "refresh": doors.refresh,
        "undo": doors.undo,
        "history": doors.history,
        "versions": doors.versions,
    }


class _Doors:
    def __init__(self, house: "House") -> None:
        self._house = house

    async def publish(self, args: Arguments) -> Any:
        """All that is in the folder; `version`: a kept one; `at`: later; `canary`: for some callers."""
        publishing, who = self._house.publishing, _who(args)
        at, version = optional_text(args, "at"), optional_text(args, "version")
        canary = _texts(args, "canary")
        if sum(map(bool, (canary, at, version))) > 1:
            raise VerbError(
                "a canary, a moment and an earlier version do not go together: take one"
            )
        if canary == [OVER]:
            return await publishing.end_trial(who)
        if canary:
            try:
                who_meets_it = chosen(canary, self._house.settings.country)
            except ValueError as error:
                raise VerbError(str(error)) from error
            answer = await publishing.try_out(who, who_meets_it)
        elif at:
            answer = await self._house.schedule.add(who, at)
        else:
            answer = await publishing.publish(who, version)
        await self._house.watch.look()
        return answer

    async def refresh(self, _args: Arguments) -> Any:
        """Take secrets anew; the version is the same."""
        return await self._house.publishing.refresh()

    async def undo(self, args: Arguments) -> Any:
        answer = await self._house.publishing.undo(_who(args))
        await self._house.watch.look()
        return answer | {"folder": self._house.watch.words, "files": self._house.watch.files}

    async def history(self, args: Arguments) -> Any:
        most = whole_number(args, "limit", 1, MOST_CHANGES, default=20)
        history = self._house.publishing.history
        return [
            msgspec.to_builtins(one) | {"undone": not history.is_open(one.id)}
            for one in history.changes(most)
        ]

    async def versions(self, _args: Arguments) -> Any:
        """What runs, is tried and is due, and how the folder stands."""
        await self._house.watch.look()
        told = await self._house.publishing.status()
        return told | {"folder": self._house.watch.state()}


def _who(args: Arguments) -> str:
    return optional_text(args, "by", LONGEST_WHO) or who_asks()


def _texts(args: Arguments, name: str) -> list[str]:
    value = args.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise VerbError(f'"{name}" must be a list of texts')
    return value
