"""Verbs for callers: who a party id is, and how a person is forgotten."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voipcc.cli.words import (
    HERE,
    CentreOption,
    JsonOption,
    asked_if_running,
    fail,
    say,
    settings_of,
    several,
    show,
    state_of,
    warn,
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


def add_to(top: typer.Typer) -> None:
    """`erase` stands at the top, too."""
    top.command()(erase)


@app.command()
def erase(name: Who, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Forget a person for good: name, number, messages, recordings. Journal and records name nobody."""
    party = _id(_parties(centre), name)
    answer = asked_if_running(centre, "party.erase", party=party) if party else None
    if answer is None and party and not _running(centre):
        answer = _erased_here(centre, party)
    if not answer:
        fail(f'nobody is kept as "{name}"; perhaps erased already')
    show(answer, as_json, _print_erased)


def _print_erased(answer: dict[str, Any]) -> None:
    messages, recordings = several(answer["messages"], "message"), answer["recordings"]
    say(f"erased, with {messages} and {several(recordings, 'recording')}")
    if answer["held"]:
        held = ", ".join(answer["held"])
        warn(f"held for a legal reason, and kept: {held}; erase them after their release")
    if answer["going_on"]:
        calls = ", ".join(answer["going_on"])
        again = f"erase again when that is over: voipcc erase {answer['party']}"
        warn(f"they are on the line at this moment ({calls}); {again}")


def _running(centre: Path) -> bool:
    return asked_if_running(centre, "status") is not None


def _erased_here(centre: Path, party: str) -> dict[str, Any] | None:
    """Nobody else writes the file while no controller runs; recordings need the journal."""
    from voipcc.database.parties import Parties

    state = state_of(centre)
    if any(state.tapes.glob("[0-9]*")) or any(state.tapes.glob("*/*")):
        fail(f"recordings are erased by a running centre only: voipcc serve -c {centre}")
    parties = Parties.open(state.parties)
    try:
        erased = parties.erase(party)
    finally:
        parties.close()
    return (
        {"party": party, "messages": 0, "recordings": 0, "held": [], "going_on": []}
        if erased
        else None
    )


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
