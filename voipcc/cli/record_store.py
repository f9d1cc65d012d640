"""Verbs for the records as a whole: where they are, made anew, copied to a server."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voipcc.cli.archives import engine_in
from voipcc.cli.words import HERE, CentreOption, JsonOption, fail, say, show, state_of, warn

if TYPE_CHECKING:
    from voipcc.database.engine import Engine
    from voipcc.database.remaking import Remade

SAY_EVERY_S = 5.0

app = typer.Typer(no_args_is_help=True, help="The records: where they are, rebuilt, copied.")


@app.command("show")
def show_(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Say where the records are, and how many."""
    from voipcc.database.archive import Archive
    from voipcc.database.schema import RecordsError

    engine = engine_in(centre)
    try:
        standing = Archive(engine).standing()
    except RecordsError as error:
        fail(error)

    def render(_: object) -> None:
        say(f"{engine.place}, schema {standing['schema']}")
        say(f"up to entry {standing['drained_to']} of the journal")
        say(*(f"{count:>12,} {name}" for name, count in standing["rows"].items()))

    show({"engine": engine.name, "place": engine.place, **standing}, as_json, render)


@app.command()
def rebuild(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Derive every record from the journal again, and all counts; what is older stays."""
    from voipcc.database.remaking import rebuilt

    engine, journal = engine_in(centre), state_of(centre).journal
    if not journal.is_dir():
        fail(f"there is no journal yet in {journal}; start the centre: voipcc serve -c {centre}")
    _do(lambda told: rebuilt(engine, journal, told), engine, as_json)


@app.command()
def copy(
    source: Annotated[
        Path | None,
        typer.Option("--from", help="The file to copy; the centre's own without it."),
    ] = None,
    back: Annotated[
        bool, typer.Option("--back", help="From the server into the centre's file instead.")
    ] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Copy the records from the centre's file to the server centre.yaml names; again adds what is new."""
    from voipcc.database.remaking import copied
    from voipcc.database.sqlite_engine import SqliteEngine

    server = engine_in(centre)
    if isinstance(server, SqliteEngine):
        fail("centre.yaml names no server; write one first, as records: {postgres: {host: ...}}")
    file = SqliteEngine(source or state_of(centre).records)
    if back:
        _do(lambda told: copied(server, file, told), file, as_json)
    else:
        _do(lambda told: copied(file, server, told), server, as_json)


def _do(work: Any, engine: "Engine", as_json: bool) -> None:
    from voipcc.database.schema import RecordsError
    from voipcc.database.segment import JournalError

    begun_s = time.monotonic()
    said_s = begun_s

    def told(count: int) -> None:
        nonlocal said_s
        if time.monotonic() - said_s > SAY_EVERY_S:
            said_s = time.monotonic()
            warn(f"{count:,} records so far")

    try:
        done: Remade = work(told)
    except (RecordsError, JournalError) as error:
        fail(error)
    took_s = time.monotonic() - begun_s
    for name in (*done.refused, *done.unreadable):
        warn(f"left out: {name}")
    line = f"{done.records:,} records in {took_s:.1f} s; {done.conversations:,} conversations in {engine.place}"  # fmt: skip
    show(done, as_json, lambda _: say(line))
