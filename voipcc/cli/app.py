"""The tree of verbs, and what becomes of errors nobody foresaw."""

import os
import sys
from typing import NoReturn

import typer

from voipcc.cli import (
    agents,
    centre,
    demo,
    errands,
    exports,
    history,
    house,
    images,
    in_call,
    invite,
    journal,
    keeping,
    live,
    overrides,
    party,
    permits,
    phone,
    prompts,
    record_store,
    recordings,
    records,
    rehearsals,
    report,
    roster,
    secret,
    supervision,
    switch,
    time_travel,
    trunk,
    versions,
    webhooks,
    why,
)
from voipcc.cli.output import REMEDIES
from voipcc.cli.words import REFUSED, clean

NAME = "voipcc"  # whatever it was started by

app = typer.Typer(
    name=NAME,
    help="A virtual contact centre: callers dial one number, agents answer at home.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
ROOMS = (
    centre,
    house,
    live,
    in_call,
    supervision,
    errands,
    overrides,
    records,
    report,
    keeping,
    exports,
    history,
    rehearsals,
    roster,
    time_travel,
    versions,
    permits,
    why,
)
for room in ROOMS:
    room.add_to(app)
for name, group in {
    "agent": agents.app,
    "supervise": supervision.app,
    "trunk": trunk.app,
    "switch": switch.app,
    "prompts": prompts.app,
    "party": party.app,
    "records": record_store.app,
    "secret": secret.app,
    "journal": journal.app,
    "recordings": recordings.app,
    "images": images.app,
    "webhooks": webhooks.app,
}.items():
    app.add_typer(group, name=name)
app.add_typer(prompts.app, name="sounds", hidden=True)  # what it was called before
invite.add_to(agents.app)
party.add_to(app)
demo.add_to(app)
phone.add_to(app)


def _version(asked: bool) -> None:
    if asked:
        from voipcc import __version__

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
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a name in another encoding must not end a verb
            stream.reconfigure(errors="backslashreplace")
    try:
        app(prog_name=NAME)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # `voipcc calls | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(REFUSED)
    except Exception as error:
        _end(error)


def _end(error: Exception) -> NoReturn:
    """One sentence for what a verb let through; VOIPCC_DEBUG=1 shows where it came from."""
    if os.environ.get("VOIPCC_DEBUG"):
        import traceback

        traceback.print_exc()
    sys.stderr.write(f"error: {clean(_sentence(error))}\n")
    sys.exit(REFUSED)


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and str(error):
        place = f"{error.filename}: " if error.filename else ""
        remedy = REMEDIES.get(error.errno or 0, "")
        return f"{place}{error.strerror or error}" + (f"; {remedy}" if remedy else "")
    if type(error).__module__.startswith("voipcc."):
        return str(error)
    return (
        f"a fault of voipcc itself ({type(error).__name__}: {error}); "
        "VOIPCC_DEBUG=1 before the command shows where, for a report"
    )
