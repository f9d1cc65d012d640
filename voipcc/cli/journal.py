"""Verbs for the journal."""

import typer

from voipcc.cli.words import (
    FINE,
    HERE,
    REFUSED,
    CentreOption,
    JsonOption,
    fail,
    say,
    show,
    state_of,
)

app = typer.Typer(no_args_is_help=True, help="The journal: prove it whole.")


@app.command()
def verify(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Prove that the journal is whole: no hole, no changed entry."""
    from voipcc.database.history import verify as proved

    folder = state_of(centre).journal
    if not folder.is_dir():
        fail(f"there is no journal yet in {folder}; start the centre: voipcc serve -c {centre}")
    found = proved(folder)
    show(found, as_json, lambda it: say(*it.lines()))
    raise typer.Exit(FINE if found.intact else REFUSED)
