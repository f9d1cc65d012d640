"""The tree of verbs."""

import sys

import typer

from voipcc import __version__
from voipcc.cli import agents, centre, demo, live, phone, records, sounds, switch

app = typer.Typer(
    name="voipcc",
    help="A virtual contact centre: callers dial one number, agents answer at home.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for room in (centre, live, records):
    room.add_to(app)
app.add_typer(agents.app, name="agent")
app.add_typer(switch.app, name="switch")
app.add_typer(switch.trunk, name="trunk")
app.add_typer(sounds.app, name="sounds")
demo.add_to(app)
phone.add_to(app)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"voipcc {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
) -> None:
    pass


def main() -> None:
    """Run the verb named on the command line."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
