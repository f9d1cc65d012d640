"""What all verbs share: where the centre is, how answers and errors are printed."""

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from voipcc.centre_file import Loaded, load_centre
from voipcc.control import VerbError, ask
from voipcc.places import StateFolder
from voipcc.problem import Problem

CentreOption = Annotated[
    Path,
    typer.Option(
        "--centre",
        "-c",
        envvar="VOIPCC_CENTRE",
        help="Folder of the centre (made by `voipcc init`).",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
HERE = Path()

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def fail(message: str, code: int = 1) -> NoReturn:
    """End the verb with one clear sentence on standard error."""
    err.print(f"[bold red]error:[/] {_plain(message)}", soft_wrap=True)
    raise typer.Exit(code)


def show(result: object, as_json: bool, render: Callable[[Any], None]) -> None:
    """Print `result` as JSON or by `render`."""
    if as_json:
        sys.stdout.write(json.dumps(_jsonable(result), ensure_ascii=False) + "\n")
    else:
        render(result)


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """A table of plain values, as every listing prints it."""
    made = Table(title=title, title_justify="left", header_style="bold", expand=False)
    for column in columns:
        made.add_column(column)
    for row in rows:
        made.add_row(*(_plain(str(cell)) for cell in row))
    return made


def loaded_centre(folder: Path) -> Loaded:
    """The centre's settings. Ends the verb with every problem listed when they are wrong."""
    path = folder / "centre.yaml"
    if not path.exists():
        fail(f"there is no {path}; make a centre with: voipcc init {folder}", 2)
    loaded = load_centre(path)
    if loaded.settings is None:
        print_problems(loaded.problems)
        raise typer.Exit(1)
    return loaded


def state_of(folder: Path) -> StateFolder:
    """The centre's state folder, from its settings."""
    settings = loaded_centre(folder).settings
    assert settings is not None  # loaded_centre has ended the verb otherwise
    return StateFolder((folder / settings.state).resolve())


def print_problems(problems: Sequence[Problem]) -> None:
    for problem in problems:
        colour = "red" if problem.severity == "error" else "yellow"
        err.print(f"[{colour}]{_plain(str(problem))}[/]", soft_wrap=True)


def asked(folder: Path, verb: str, **args: Any) -> Any:
    """The running controller's answer; ends the verb with its sentence when it refuses."""
    try:
        return asyncio.run(ask(state_of(folder).control_socket, verb, **args))
    except VerbError as error:
        fail(str(error))


def _plain(text: str) -> str:
    return text.replace("[", "\\[")


def _jsonable(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, list | tuple):
        return [_jsonable(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _jsonable(item) for key, item in value.items()}
    return value if isinstance(value, str | int | float | bool | None) else str(value)
