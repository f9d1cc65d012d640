"""Callbacks and voicemails as verbs list them: with whose number each is, and its file."""

from typing import TYPE_CHECKING, Any

from voipcc.database.parties import masked

if TYPE_CHECKING:
    from voipcc.server import House

Row = dict[str, Any]


def waiting(house: "House", kind: str, *, clear: bool = False) -> list[Row]:
    """The callbacks or voicemails that wait; numbers are masked unless `clear`."""
    rows = [row for row in house.view()["errands"] if row["kind"] == kind]
    return [_with_person(house, row, clear) for row in rows]


def heard(house: "House", *, clear: bool = False) -> list[Row]:
    """The voicemails that were heard and are still kept."""
    return [_with_person(house, row, clear) for row in house.controller.centre.messages()]


def standing(house: "House", name: str) -> str:
    """The call that stands in line for a callback or voicemail of this id; else the name itself."""
    rows = (row for queue in house.view()["queues"] for row in queue["callers"])
    return next((str(row["call"]) for row in rows if row["errand"] == name), name)


def messages_of(house: "House", party: str) -> list[Row]:
    """Every message a person has left, heard or not."""
    rows = [*waiting(house, "voicemail"), *heard(house)]
    return [row for row in rows if party and row["party"] == party]


def _with_person(house: "House", row: Row, clear: bool) -> Row:
    person = house.parties.who(row["party"])
    number = person.number if person else ""
    row["customer"] = number if clear else masked(number)
    if row["recording"]:
        row["file"] = str(house.state.voicemails / f"voicemail-{row['recording']}.wav")
    return row
