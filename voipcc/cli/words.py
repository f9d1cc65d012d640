"""What all verbs share: where the centre is, how answers and errors are printed.

Nothing heavy is imported before a verb is called: `voipcc --help` must be quick.
"""

import contextlib
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

    from voipcc.core.plan import Plan
    from voipcc.debs import Progress
    from voipcc.dialplan import Compiled
    from voipcc.places import StateFolder
    from voipcc.problem import Problem
    from voipcc.settings import CentreSettings

FINE, REFUSED, USAGE = 0, 1, 2
PLAIN_WIDTH = 200  # of tables that go into a file or another program
LONGEST_SENTENCE = 4000


def _folder(path: Path) -> Path:
    """The centre's folder, also when its file was named."""
    return path.parent if path.name == "centre.yaml" else path


CentreOption = Annotated[
    Path,
    typer.Option(
        "--centre",
        "-c",
        envvar="VOIPCC_CENTRE",
        callback=_folder,
        help="Folder of the centre (made by `voipcc init`).",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
HERE = Path()


# --- printing -----------------------------------------------------------------------------------


def console(*, stderr: bool = False) -> "Console":
    """A terminal as it is; tables for a file are not squeezed into 80 columns."""
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False)
    return made if made.is_terminal else Console(stderr=stderr, highlight=False, width=PLAIN_WIDTH)


def say(*lines: object) -> None:
    """Print lines of text as they are; control characters in them become visible."""
    text = "\n".join(clean(str(line)) for line in lines)
    sys.stdout.write(text + "\n" if lines else "")
    sys.stdout.flush()  # a machine reads it through a pipe while we go on


def warn(text: object) -> None:
    """Print a remark on standard error."""
    console(stderr=True).print(clean(str(text)), style="yellow", markup=False, soft_wrap=True)


def draw(*pictures: "RenderableType") -> None:
    """Print tables."""
    console().print(*pictures)


def fail(message: object, code: int = REFUSED) -> NoReturn:
    """End the verb with one clear sentence on standard error."""
    from rich.text import Text

    text = Text.assemble(("error: ", "bold red"), clean(str(message)[:LONGEST_SENTENCE]))
    console(stderr=True).print(text, soft_wrap=True)
    raise typer.Exit(code)


def require_known(what: str, name: str, known: Collection[str]) -> None:
    """End the verb when nothing is called so, with the names that there are."""
    if name not in known:
        fail(f'there is no {what} "{name}"; known are: {", ".join(known) or "none"}')


def clean(text: str) -> str:
    """Text from anywhere, safe for a terminal: what would command it is shown instead."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign in "\n\t" else _shown(sign) for sign in text)


def _shown(sign: str) -> str:
    return "" if sign == "\r" else ascii(sign)[1:-1]


def show(result: object, as_json: bool, render: Callable[[Any], None]) -> None:
    """Print `result` as one line of JSON, or by `render` for people."""
    if not as_json:
        render(result)
        return
    import msgspec

    line = msgspec.json.encode(result, enc_hook=str)
    sys.stdout.write(line.decode("utf-8", "replace") + "\n")
    sys.stdout.flush()


def told(sentence: str, as_json: bool) -> None:
    """The answer of a verb that has only one sentence to say."""
    show({"result": sentence}, as_json, lambda _: say(sentence))


def several(count: int, noun: str) -> str:
    """A number with its noun: "1 file", "2 files"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> "Table":
    """A table of plain values, as every listing prints it."""
    from voipcc.ruled_table import add_row, ruled_table

    made = ruled_table(title, *(column.replace("_", " ") for column in columns))
    for row in rows:
        add_row(made, *row)
    return made


@contextlib.contextmanager
def bar(what: str) -> Iterator["Progress"]:
    """A bar on standard error while something is fetched or made, which takes minutes the first time."""
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn())
    with Bar(*columns, console=console(stderr=True), transient=True) as drawn:
        task = drawn.add_task(what, total=1.0)
        yield lambda step, share: drawn.update(task, description=step, completed=share)


def print_problems(problems: "Sequence[Problem]") -> None:
    """Each problem with its place and remedy, on standard error."""
    screen = console(stderr=True)
    for problem in problems:
        colour = "red" if problem.severity == "error" else "yellow"
        screen.print(clean(str(problem)), style=colour, markup=False, soft_wrap=True)


# --- the centre ---------------------------------------------------------------------------------


def centre_file(folder: Path) -> Path:
    """The centre's file. Ends the verb when there is none."""
    path = folder / "centre.yaml"
    if not path.exists():
        fail(f"there is no {path}; make a centre with: voipcc init {folder}", USAGE)
    return path


def settings_of(folder: Path) -> "CentreSettings":
    """The centre's settings. Ends the verb with every problem listed when they are wrong."""
    from voipcc.centre_file import load_centre

    loaded = load_centre(centre_file(folder))
    if loaded.settings is None:
        print_problems(loaded.problems)
        fail("the centre's file has errors; mend them first")
    return loaded.settings


def state_of(folder: Path) -> "StateFolder":
    """The centre's state folder.

    Also from a file with errors, or without one: a running centre must be reached while its
    file is edited.
    """
    from voipcc.centre_file import load_centre
    from voipcc.places import StateFolder

    usual = StateFolder((folder / "state").resolve())
    if not (folder / "centre.yaml").exists() and usual.versions.exists():
        return usual
    loaded = load_centre(centre_file(folder))
    settings = loaded.settings or loaded.rough
    if settings is None and usual.versions.exists():
        return usual
    if settings is None:
        print_problems(loaded.problems)
        fail("the centre's file has errors; mend them first")
    return StateFolder((folder / settings.state).resolve())


def now_ms() -> int:
    """This moment in UTC milliseconds."""
    import time

    return time.time_ns() // 1_000_000


def compiled_of(folder: Path, settings: "CentreSettings", at_utc_ms: int) -> "Compiled":
    """What the centre's files make; ends the verb with every problem when they are wrong."""
    from voipcc.dialplan import compile_centre

    compiled = compile_centre(settings, folder, at_utc_ms)
    if compiled.plan is None:
        print_problems(compiled.problems)
        fail("the dialplans have errors; mend them first")
    return compiled


def plan_of(folder: Path, settings: "CentreSettings", at_utc_ms: int) -> "Plan":
    """The plan alone, likewise."""
    plan = compiled_of(folder, settings, at_utc_ms).plan
    assert plan is not None
    return plan


@contextlib.contextmanager
def reached(folder: Path) -> Iterator[None]:
    """Ends the verb where no controller runs for this centre, and says how to start it."""
    from voipcc.control import NotRunning

    try:
        yield
    except NotRunning:
        fail(f"no controller runs for this centre; start it: voipcc serve -c {folder}")


def asked(folder: Path, verb: str, **args: Any) -> Any:
    """The running controller's answer; ends the verb with its sentence when it refuses."""
    import asyncio

    from voipcc.control import VerbError, ask

    try:
        with reached(folder):
            return asyncio.run(ask(state_of(folder).control_socket, verb, **args))
    except VerbError as error:
        fail(error)


def asked_if_running(folder: Path, verb: str, **args: Any) -> Any:
    """The running controller's answer, None where none runs. Raises VerbError when it refuses."""
    import asyncio

    from voipcc.control import NotRunning, ask

    try:
        return asyncio.run(ask(state_of(folder).control_socket, verb, **args))
    except NotRunning:
        return None
