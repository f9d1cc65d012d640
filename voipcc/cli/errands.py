"""Verbs for what waits without a caller on the line: promised callbacks, and voicemails."""

from typing import Annotated

import typer

from voipcc.cli.words import (
    HERE,
    CentreOption,
    JsonOption,
    asked,
    draw,
    settings_of,
    show,
    told,
)

callback_app = typer.Typer(no_args_is_help=True, help="Promised callbacks: take one back.")
voicemail_app = typer.Typer(no_args_is_help=True, help="Voicemails: throw one away.")
Errand = Annotated[str, typer.Argument(metavar="ID", help="Its id, from the list.")]
Clear = Annotated[bool, typer.Option("--clear", help="Show numbers whole, not masked.")]


def add_to(app: typer.Typer) -> None:
    """Hang these verbs on `app`."""
    app.command()(callbacks)
    app.command()(voicemails)
    app.add_typer(callback_app, name="callback")
    app.add_typer(voicemail_app, name="voicemail")


def callbacks(
    centre: CentreOption = HERE, clear: Clear = False, as_json: JsonOption = False
) -> None:
    """Who is to be called back, since when they wait, and how the last try ended."""
    from voipcc.errand_tables import callbacks_table

    rows = asked(centre, "errands", kind="callback", clear=clear)
    show(rows, as_json, lambda _: draw(callbacks_table(rows)))


def voicemails(
    heard: Annotated[
        bool, typer.Option("--heard", help="Those that were heard and are still kept.")
    ] = False,
    centre: CentreOption = HERE,
    clear: Clear = False,
    as_json: JsonOption = False,
) -> None:
    """Messages no agent has heard to the end, and until when each is kept; --json: in which file."""
    from voipcc.errand_tables import heard_table, voicemails_table

    zone = settings_of(centre).time_zone
    rows = asked(centre, "errands", kind="voicemail", clear=clear, heard=heard)
    table = heard_table if heard else voicemails_table
    show(rows, as_json, lambda _: draw(table(rows, zone)))


@callback_app.command()
def cancel(errand: Errand, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Take a promised callback back; nobody is called any more."""
    told(asked(centre, "errand.cancel", errand=errand, kind="callback"), as_json)


@voicemail_app.command()
def delete(errand: Errand, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Throw a message away, heard or not."""
    told(asked(centre, "errand.cancel", errand=errand, kind="voicemail"), as_json)
