"""Verbs for a centre's files: make, check, explain; and for the machine they shall run on."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voipcc.cli.words import (
    FINE,
    HERE,
    REFUSED,
    CentreOption,
    JsonOption,
    asked_if_running,
    centre_file,
    draw,
    fail,
    print_problems,
    say,
    settings_of,
    several,
    show,
    table,
    warn,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voipcc.dialplan.longest import Longest
    from voipcc.migration import Kind


def add_to(app: typer.Typer) -> None:
    """Hang these verbs on `app`."""
    for verb in (init, check, doctor, explain, schema, migrate):
        app.command()(verb)


def init(
    folder: Annotated[Path, typer.Argument(help="Folder to make; it must not hold a centre yet.")],
    as_json: JsonOption = False,
) -> None:
    """Make a new centre from the examples: centre.yaml, dialplans, sounds."""
    from voipcc.centre_file import write_example
    from voipcc.json_schema import write_schemas

    written = [*write_example(folder), *write_schemas(folder)]

    def render(files: list[str]) -> None:
        say(*(f"made {file}" for file in files))
        say(f"next: voipcc check -c {folder}; then voipcc serve -c {folder}")

    show([str(path) for path in written], as_json, render)


def check(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Report everything wrong in centre.yaml and the dialplans, with line and remedy."""
    import time

    from voipcc.centre_file import load_centre
    from voipcc.dialplan import compile_centre
    from voipcc.dialplan_tests import unread_tests
    from voipcc.problem import is_refused

    loaded = load_centre(centre_file(centre))
    problems = tuple(loaded.problems)
    settings = loaded.settings or loaded.rough  # dialplans are checked beside a wrong file too
    longest: Mapping[str, Longest] = {}
    if settings is not None:
        now_ms = time.time_ns() // 1_000_000
        made = compile_centre(settings, centre, now_ms)
        problems, longest = problems + made.problems, made.longest
        if made.plan is not None:
            problems += unread_tests(centre, settings, made.plan, now_ms)
    if as_json:
        show([problem.as_json() for problem in problems], True, say)
    else:
        print_problems(problems)
        for flow, way in longest.items():
            about = f"within {way.seconds:.0f} s ({way.in_words()})"
            say(f"{flow}: whoever presses nothing is in a queue or at the end {about}")
        errors = sum(problem.severity == "error" for problem in problems)
        warnings = several(len(problems) - errors, "warning")
        say(f"{several(errors, 'error')}, {warnings}")
    raise typer.Exit(REFUSED if is_refused(problems) else FINE)


def doctor(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Look at machine, ports, clock, addresses and the secrets' rights."""
    from voipcc.control import VerbError
    from voipcc.doctor import examine

    settings = settings_of(centre)
    try:
        running = asked_if_running(centre, "status") is not None
    except VerbError:
        running = False
    findings = examine(settings, centre, running)
    rows = [(one.what, one.verdict, one.text, one.remedy) for one in findings]
    columns = ("what", "verdict", "found", "remedy")
    show(findings, as_json, lambda _: draw(table("Doctor", columns, rows)))
    raise typer.Exit(REFUSED if any(one.verdict == "bad" for one in findings) else FINE)


def explain(
    key: Annotated[
        str, typer.Argument(help="A key of centre.yaml, such as queues.max_wait_s; all without it.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Explain one setting in a line, or list them all."""
    from voipcc.centre_file import all_keys
    from voipcc.centre_file import explain as explained

    text = explained(key) if key else "\n".join(explained(one) for one in all_keys())
    show({"key": key, "text": text}, as_json, lambda _: say(text))


def schema(
    kind: Annotated[
        str,
        typer.Argument(help="centre, dialplan or tests: print that schema; write all without it."),
    ] = "",
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Write the JSON Schemas by which editors complete and check centre.yaml, dialplans and their tests."""
    from voipcc import json_schema
    from voipcc.problem import did_you_mean

    if kind and kind not in json_schema.NAMES:
        fail(f"there is no schema {kind}; {did_you_mean(kind, json_schema.NAMES, 'there are')}")
    if kind:
        say(json_schema.as_text(kind).rstrip())
        return
    centre_file(centre)
    written = json_schema.write_schemas(centre)

    def render(files: list[str]) -> None:
        say(*(f"written: {file}" for file in files))
        say("an editor finds them by the first line of a file:")
        say(*(f"  {json_schema.modeline(name)}" for name in json_schema.NAMES))

    show([str(path) for path in written], as_json, render)


def migrate(
    centre: CentreOption = HERE,
    into_files: Annotated[bool, typer.Option("--write", help="Change the files.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show how centre.yaml and the dialplans are brought to the present format; --write does it."""
    from voipcc.migration import Migrated, migrate_files, write

    found, refused = migrate_files(_migratable(centre))
    for one in found if into_files else ():
        write(one)

    def render(rows: list[Migrated]) -> None:
        for one in rows:
            say(f"{one.file}: format {one.before} to {one.after}; {'; '.join(one.words)}")
            say(*one.difference.splitlines())
        if not rows:
            say("every file that can be read has the present format")
        elif into_files:
            say(f"{len(rows)} files written; next: voipcc check")
        else:
            say(f"{len(rows)} files would change: voipcc migrate --write does it")

    if as_json:
        show([one.as_json() for one in found], True, say)
    else:
        render(found)
    for reason in refused:
        warn(reason)
    raise typer.Exit(REFUSED if refused else FINE)


def _migratable(centre: Path) -> "dict[Path, Kind]":
    """The centre's own files that have a format."""
    from voipcc.centre_file import load_centre

    loaded = load_centre(centre_file(centre))
    settings = loaded.settings or loaded.rough
    folder = centre / (settings.dialplans if settings is not None else "dialplans")
    files: dict[Path, Kind] = {centre_file(centre): "centre"}
    for path in sorted(folder.glob("*.y*ml")):
        if path.suffix in (".yaml", ".yml") and not path.name.startswith("."):
            files[path] = "dialplan"
    return files
