"""Verbs for the switch: its log, console, trace, version, and the files for an external one."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from voipcc.cli.words import (
    HERE,
    CentreOption,
    JsonOption,
    asked,
    bar,
    fail,
    print_problems,
    say,
    settings_of,
    show,
    state_of,
    told,
    warn,
)

app = typer.Typer(no_args_is_help=True, help="The private Asterisk: log, console, trace, version.")
LINE_BYTES = 400


@app.command()
def log(
    lines: Annotated[
        int, typer.Option("--lines", "-n", min=1, max=10_000, help="How many, from the end.")
    ] = 40,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """The end of the switch's own log."""
    path = state_of(centre).asterisk / "log" / "messages.log"
    if settings_of(centre).asterisk.mode == "external":
        fail("asterisk.mode is external: that Asterisk's log lies where its logger.conf says")
    if not path.exists():
        fail(f"there is no {path}; the switch has not run yet")
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - LINE_BYTES * lines))
        found = file.read().decode("utf-8", "replace").splitlines()[-lines:]
    show(found, as_json, lambda _: say(*found))


@app.command("console")
def one_command(
    command: Annotated[list[str], typer.Argument(help="Such as: pjsip show endpoints")],
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """One command on the switch's console."""
    answer = asked(centre, "console", command=" ".join(command))
    show({"answer": answer}, as_json, lambda _: say(answer.rstrip("\n")))


@app.command()
def trace(
    state: Annotated[Literal["on", "off"], typer.Argument(help="on or off")],
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Keep every SIP message and ARI step for `voipcc call ID --sip --ari`."""
    told(asked(centre, "trace", on=state == "on"), as_json)


@app.command()
def version(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Which Asterisk carries the calls, and where it lies."""
    import asyncio

    from voipcc.asterisk.runtime import find_program

    settings = settings_of(centre)
    if settings.asterisk.mode == "external":
        fail("asterisk.mode is external: ask the one who runs that Asterisk")
    with bar("looking for Asterisk") as progress:
        found = asyncio.run(find_program(settings, progress))
    told(f"Asterisk {found.version} at {found.prefix[-1]}", as_json)


@app.command()
def update(as_json: JsonOption = False) -> None:
    """Look for a newer Asterisk; it is taken only when it passes the contract test."""
    import asyncio

    from voipcc.asterisk.runtime.search import update_program

    with bar("looking for a newer Asterisk") as progress:
        found = asyncio.run(update_program(progress))
    show(found, as_json, lambda _: say(found.message))


@app.command()
def config(
    folder: Annotated[Path, typer.Argument(help="Folder to write into.")],
    place: Annotated[
        Path, typer.Option(help="That Asterisk's configuration folder, where the files will lie.")
    ] = Path("/etc/asterisk"),
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Write the configuration an external Asterisk needs for this centre."""
    from voipcc.asterisk.runtime.external import write_external
    from voipcc.ready_sounds import made_ready
    from voipcc.secrets_file import load_secrets
    from voipcc.versions.edition import CentreRefused, read_centre

    settings_of(centre)
    try:
        settings, plan, *_ = read_centre(centre)
    except CentreRefused as error:
        print_problems(error.problems)
        fail("the centre's files have errors; nothing was written")
    state = state_of(centre)
    secrets = load_secrets(state.secrets, settings)
    for reason in made_ready(centre / settings.sounds, state):
        warn(f"left out: {reason}")
    sounds = state.played()
    numbers = tuple(plan.numbers)
    written = write_external(folder, settings, secrets, numbers, place.absolute(), sounds)
    show(
        [str(path) for path in written],
        as_json,
        lambda _: say(f"{len(written)} files in {folder}; begin with {folder / 'README'}"),
    )
