"""Verbs for callers: who a party id is, and how a person is forgotten."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voipcc.cli.words import (
    HERE,
    CentreOption,
    JsonOption,
    asked_if_running,
    fail,
    say,
    settings_of,
    show,
    state_of,
    told,
)

if TYPE_CHECKING:
    from voipcc.database.parties import Parties

app = typer.Typer(no_args_is_help=True, help="Callers: who a party id is; erase one.")
Who = Annotated[
    str,
    typer.Argument(metavar="ID", help="A party's id (from `voipcc call`), or a number +49..."),
]


@app.command("show")
def show_party(name: Who, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Who a party id is, while it is kept."""
    parties = _parties(centre)
    found = parties.who(_id(parties, name))
    if found is None:
        fail(f'nobody is kept as "{name}"; perhaps erased, or kept long enough')
    show(found, as_json, lambda it: say(f"{it.number}  {it.name}  (party {it.id})"))


@app.command()
def erase(name: Who, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Forget a person for good. Journal and records stay whole and name nobody."""
    party = _id(_parties(centre), name)
    answer = asked_if_running(centre, "party.erase", party=party)
    if answer is None:  # nobody else writes the file while no controller runs
        answer = "erased" if _erased_here(centre, party) else ""
    if not answer:
        fail(f'nobody is kept as "{name}"; perhaps erased already')
    told(answer, as_json)


def _erased_here(centre: Path, party: str) -> bool:
    from voipcc.database.parties import Parties

    parties = Parties.open(state_of(centre).parties)
    try:
        return parties.erase(party)
    finally:
        parties.close()


def _parties(centre: Path) -> "Parties":
    from voipcc.database.parties import Parties

    settings_of(centre)
    path = state_of(centre).parties
    if not path.exists():
        fail("no callers are kept yet")
    return Parties.readable(path)


def _id(parties: "Parties", name: str) -> str:
    """The id that was given, or the one of the number that was given."""
    return parties.find(name) if name.startswith("+") else name
