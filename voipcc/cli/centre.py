"""Verbs for a centre's files and for the running house as a whole."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from voipcc.cli.words import (
    HERE,
    CentreOption,
    JsonOption,
    asked,
    err,
    fail,
    loaded_centre,
    out,
    print_problems,
    show,
    table,
)
from voipcc.problem import is_refused


def add_to(app: typer.Typer) -> None:
    """Hang these verbs on `app`."""
    for verb in (init, check, doctor, explain, serve, stop, reload):
        app.command()(verb)


def init(
    folder: Annotated[Path, typer.Argument(help="Folder to make; it must not hold a centre yet.")],
    as_json: JsonOption = False,
) -> None:
    """Make a new centre from the examples: centre.yaml, dialplans, sounds."""
    from voipcc.centre_file import write_example

    try:
        written = write_example(folder)
    except OSError as error:
        fail(f"{error.filename or folder}: {error.strerror or error}")

    def render(files: list[str]) -> None:
        for file in files:
            out.print(f"made {file}")
        out.print(f"next: voipcc check -c {folder}; then voipcc serve -c {folder}")

    show([str(path) for path in written], as_json, render)


def check(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Report everything wrong in centre.yaml and the dialplans, with line and remedy."""
    import time

    from voipcc.centre_file import load_centre
    from voipcc.dialplan import compile_centre

    path = centre / "centre.yaml"
    if not path.exists():
        fail(f"there is no {path}; make a centre with: voipcc init {centre}", 2)
    loaded = load_centre(path)
    problems = tuple(loaded.problems)
    if loaded.settings is not None:
        problems += compile_centre(loaded.settings, centre, time.time_ns() // 1_000_000).problems
    if as_json:
        show([problem.as_json() for problem in problems], True, out.print)
    else:
        print_problems(problems)
        errors = sum(problem.severity == "error" for problem in problems)
        out.print(f"{errors} errors, {len(problems) - errors} warnings")
    raise typer.Exit(1 if is_refused(problems) else 0)


def doctor(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Look at machine, ports, clock, addresses and the secrets' rights."""
    from voipcc.control import NotRunning, VerbError, ask
    from voipcc.doctor import examine
    from voipcc.places import StateFolder

    settings = loaded_centre(centre).settings
    assert settings is not None  # loaded_centre has ended the verb otherwise
    socket = StateFolder((centre / settings.state).resolve()).control_socket
    try:
        asyncio.run(ask(socket, "status"))
        running = True
    except (NotRunning, VerbError):
        running = False
    findings = examine(settings, centre, running)
    rows = [(one.what, one.verdict, one.text, one.remedy) for one in findings]
    show(
        findings,
        as_json,
        lambda _: out.print(table("Doctor", ("what", "verdict", "found", "remedy"), rows)),
    )
    raise typer.Exit(1 if any(one.verdict == "bad" for one in findings) else 0)


def explain(
    key: Annotated[str, typer.Argument(help="A key of centre.yaml, such as queues.max_wait_s.")],
    as_json: JsonOption = False,
) -> None:
    """Explain one setting in a line."""
    from voipcc.centre_file import SettingsError
    from voipcc.centre_file import explain as explained

    try:
        text = explained(key)
    except SettingsError as error:
        fail(str(error))
    show({"key": key, "text": text}, as_json, lambda _: out.print(text))


def serve(
    centre: CentreOption = HERE,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the status as JSON once ready.")
    ] = False,
) -> None:
    """Run the centre until stopped: the switch, the controller, its records."""
    from voipcc.asterisk.errors import SwitchError
    from voipcc.control import VerbError
    from voipcc.database.journal import JournalError
    from voipcc.secrets_file import SecretsError
    from voipcc.server import CentreRefused, House
    from voipcc.server import serve as run

    def ready(house: House) -> None:
        status = house.status()
        show(status, as_json, lambda _: _welcome(status, centre))

    try:
        asyncio.run(run(centre, ready))
    except CentreRefused as error:
        print_problems(error.problems)
        fail("the centre's files have errors; nothing was started")
    except (SecretsError, SwitchError, JournalError, VerbError, OSError) as error:
        fail(str(error))


def _welcome(status: dict[str, Any], centre: Path) -> None:
    ports = ", ".join(f"{name} {port}" for name, port in status["ports"].items() if port)
    out.print(f"{status['centre']} runs on Asterisk {status['asterisk']}")
    out.print(f"SIP at {status['listen']}: {ports}")
    out.print(f"watch it: voipcc top -c {centre}    stop it: Ctrl-C")
    err.print("Not for production yet: see the README.", style="yellow")


def stop(
    centre: CentreOption = HERE,
    keep_calls: Annotated[
        bool, typer.Option("--keep-calls", help="Leave the switch and its calls running.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Stop the running centre."""
    answer = asked(centre, "stop", keep_calls=keep_calls)
    show({"result": answer}, as_json, lambda _: out.print(answer))


def reload(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Put changed files into effect; calls in progress go on as they began."""

    def render(answer: dict[str, Any]) -> None:
        for warning in answer["warnings"]:
            err.print(warning, style="yellow", markup=False)
        out.print(f"plan {answer['plan']} is in force")

    show(asked(centre, "reload"), as_json, render)
