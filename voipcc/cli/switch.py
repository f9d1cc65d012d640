"""Verbs for the switch: its log, console, version; and for trunks."""

import asyncio
import contextlib
import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from voipcc.cli.words import (
    HERE,
    CentreOption,
    JsonOption,
    asked,
    fail,
    loaded_centre,
    out,
    show,
    state_of,
)

app = typer.Typer(no_args_is_help=True, help="The private Asterisk: log, console, trace, version.")
trunk = typer.Typer(no_args_is_help=True, help="Trunks: passwords and their state.")


@app.command()
def log(
    lines: Annotated[
        int, typer.Option("--lines", "-n", min=1, help="How many, from the end.")
    ] = 40,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """The end of the switch's own log."""
    path = state_of(centre).asterisk / "log" / "messages.log"
    if not path.exists():
        fail(f"there is no {path}; the switch has not run yet")
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 400 * lines))
        found = file.read().decode("utf-8", "replace").splitlines()[-lines:]
    show(found, as_json, lambda _: out.print("\n".join(found), markup=False, soft_wrap=True))


@app.command()
def console(
    command: Annotated[list[str], typer.Argument(help="Such as: pjsip show endpoints")],
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """One command on the switch's console."""
    answer = asked(centre, "console", command=" ".join(command))
    show({"answer": answer}, as_json, lambda _: out.print(answer, markup=False, soft_wrap=True))


@app.command()
def trace(
    state: Annotated[str, typer.Argument(help="on or off")],
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Keep every SIP message and ARI step for `voipcc call ID --sip --ari`."""
    if state not in ("on", "off"):
        fail(f'"{state}" is neither on nor off')
    answer = asked(centre, "trace", on=state == "on")
    show({"result": answer}, as_json, lambda _: out.print(answer))


@app.command()
def update(as_json: JsonOption = False) -> None:
    """Look for a newer Asterisk; it is taken only when it passes the contract test."""
    from voipcc.asterisk.errors import SwitchError
    from voipcc.asterisk.runtime.search import update_program

    try:
        program = asyncio.run(update_program())
    except (SwitchError, OSError) as error:
        fail(str(error))
    show(
        {"version": program.version},
        as_json,
        lambda _: out.print(f"Asterisk {program.version} is in use"),
    )


@app.command()
def config(
    folder: Annotated[Path, typer.Argument(help="Folder to write into.")],
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Write the configuration an external Asterisk needs for this centre."""
    from voipcc.asterisk.runtime.external import write_external
    from voipcc.secrets_file import SecretsError, load_secrets
    from voipcc.server import CentreRefused, read_centre

    try:
        settings, plan, _ = read_centre(centre)
        secrets = load_secrets(state_of(centre).secrets, settings)
        written = write_external(folder, settings, secrets, tuple(plan.numbers))
    except (CentreRefused, SecretsError, OSError) as error:
        fail(str(error))
    show(
        [str(path) for path in written],
        as_json,
        lambda _: out.print(f"{len(written)} files in {folder}; begin with README"),
    )


@trunk.command()
def password(
    name: Annotated[str, typer.Argument(help="The trunk's name in centre.yaml.")],
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Keep the password the carrier gave; it is asked for, or read from standard input."""
    from voipcc.secrets_file import SecretsError, set_trunk_password

    settings = loaded_centre(centre).settings
    assert settings is not None  # loaded_centre has ended the verb otherwise
    asks = sys.stdin.isatty()
    text = getpass.getpass("Password: ") if asks else sys.stdin.readline().rstrip("\r\n")
    try:
        set_trunk_password(state_of(centre).secrets, settings, name, text)
    except SecretsError as error:
        fail(str(error))
    from voipcc.control import NotRunning, ask

    with contextlib.suppress(NotRunning):
        asyncio.run(ask(state_of(centre).control_socket, "reload"))
    show({"result": "kept"}, as_json, lambda _: out.print("kept"))


@trunk.command("show")
def show_trunks(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Registrations and addresses of the trunks, as the switch sees them now."""
    text = "\n".join(
        asked(centre, "console", command=command)
        for command in ("pjsip show registrations", "pjsip show identifies")
    )
    show({"answer": text}, as_json, lambda _: out.print(text, markup=False))
