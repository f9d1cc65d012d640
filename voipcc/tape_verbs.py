"""Verbs about recordings after the call: give one out, hold it, erase it; erase a person."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from voipcc import errand_list
from voipcc.control import Arguments, Verb, VerbError, who_asks
from voipcc.core import events as wish
from voipcc.core.tape_files import PartyErased
from voipcc.log import masked
from voipcc.secrets_file import SecretsError, add_tape_key
from voipcc.tapes.sheet import TapeError
from voipcc.verb_words import text

if TYPE_CHECKING:
    from voipcc.server import House

LONGEST = 500


def tape_verbs(house: "House") -> dict[str, Verb]:
    """By name."""
    doors = _Doors(house)
    return {
        "recording.give": doors.give,
        "recording.hold": doors.hold,
        "recording.release": doors.release,
        "recording.erase": doors.erase,
        "recording.key": doors.new_key,
        "party.erase": doors.erase_party,
    }


class _Doors:
    def __init__(self, house: "House") -> None:
        self._house = house

    async def give(self, args: Arguments) -> Any:
        """The recording's sheet, once it is on record that it was asked for."""
        how = text(args, "how")
        if how not in ("play", "export"):
            raise VerbError(f'"{how}" is nothing one does with a recording: play or export')
        given = self._house.tapes.give(text(args, "tape"), how, _reason(args, ""), who_asks())
        return await _done(given)

    async def hold(self, args: Arguments) -> Any:
        return await self._do(self._house.tapes.hold, args)

    async def release(self, args: Arguments) -> Any:
        return await self._do(self._house.tapes.release, args)

    async def erase(self, args: Arguments) -> Any:
        return await self._do(self._house.tapes.erase, args)

    async def _do(self, act: Any, args: Arguments) -> Any:
        await _done(act(text(args, "tape"), _reason(args), who_asks()))
        return "done"

    async def new_key(self, _args: Arguments) -> Any:
        """The id of the key that locks recordings from now on."""
        try:
            made = add_tape_key(self._house.state.secrets, self._house.settings)
        except SecretsError as error:
            raise VerbError(str(error)) from error
        await self._house.tapes.forget_keys()
        return made

    async def erase_party(self, args: Arguments) -> Any:
        """What went with a person, None when nobody has this id: recordings, messages, the entry itself."""
        house, party, by = self._house, text(args, "party"), who_asks()
        messages = errand_list.messages_of(house, party)
        for row in messages:
            house.controller.request(wish.ErrandCancelRequested(row["id"], "erased"))
        tapes, held = await _done(house.tapes.erase_all_of(party, by))
        try:
            known = house.parties.erase(party)
        except OSError as error:
            raise VerbError(f"nobody was erased: {error.strerror} (parties.log)") from error
        if not (known or messages or tapes or held):
            return None
        fact = PartyErased(party, len(messages), tapes, held, by)
        house.controller.request(fact)
        await house.journal.synced(house.controller.sequence)
        counts = {"messages": len(messages), "recordings": tapes, "held": held}
        calls = [row["id"] for row in house.view()["calls"] if row["party"] == party]
        return {"party": party, **counts, "going_on": calls}


async def _done(work: Awaitable[Any]) -> Any:
    try:
        return await work
    except TapeError as error:
        raise VerbError(str(error)) from error
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        raise VerbError(f"{place}{error.strerror or error}; nothing was done") from error


def _reason(args: Arguments, default: str | None = None) -> str:
    """One line of text; a must where no default is given."""
    value = args.get("reason", default)
    if not isinstance(value, str) or len(value) > LONGEST or (not value and default is None):
        raise VerbError('"reason" is missing: say in a sentence why')
    return masked(" ".join(value.split()))  # it goes into the journal
