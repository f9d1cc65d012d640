"""Verbs that hand the records to other programs."""

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from voipcc.cli.output import whole_file
from voipcc.cli.words import (
    HERE,
    USAGE,
    CentreOption,
    JsonOption,
    draw,
    fail,
    say,
    settings_of,
    several,
    show,
    state_of,
    table,
)

if TYPE_CHECKING:
    from voipcc.exports.schema import Span, Table

Form = Literal["csv", "jsonl", "parquet"]
FromOption = Annotated[str, typer.Option("--from", help="First day, as 2026-01-31; else all.")]
ToOption = Annotated[str, typer.Option("--to", help="Last day, that one included; else all.")]
QUEUE_LOG = "queue_log"
ZoneOption = Annotated[
    str, typer.Option(help="Time zone of days and times; the centre's without it.")
]


def add_to(app: typer.Typer) -> None:
    """Hang these verbs on `app`."""
    app.command()(export)


def export(
    name: Annotated[
        str, typer.Argument(metavar="TABLE", help="calls, segments, offers, ...; none lists them.")
    ] = "",
    first: FromOption = "",
    last: ToOption = "",
    zone: ZoneOption = "",
    form: Annotated[
        Form, typer.Option("--format", help="csv, jsonl, or parquet: a file for each month.")
    ] = "csv",
    out: Annotated[
        Path | None, typer.Option(help="File to write (parquet: folder); else standard output.")
    ] = None,
    people: Annotated[
        bool, typer.Option("--people", help="With callers' numbers and names, where still kept.")
    ] = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="Only tell the columns and what they mean.")
    ] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Write a table of the records for other programs: CSV, JSON lines or Parquet."""
    from voipcc.exports.tables import TABLES

    if not name:
        rows = [(one.name, len(one.columns), one.meaning) for one in TABLES.values()]
        rows.append((QUEUE_LOG, 5, "The same calls as lines of Asterisk's queue_log."))
        plain = [one.plain() for one in TABLES.values()]
        show(plain, as_json, lambda _: draw(table("", ("table", "columns", "meaning"), rows)))
        return
    if name == QUEUE_LOG:
        where = zone or settings_of(centre).time_zone
        _queue_log(centre, _span(centre, (first, last), where, people=people), out, as_json)
        return
    if name not in TABLES:
        known = ", ".join((*TABLES, QUEUE_LOG))
        fail(f'there is no table "{name}"; known are: {known}', USAGE)
    wanted = TABLES[name]
    if schema:
        columns = [(one.name, one.kind, one.meaning) for one in wanted.columns]
        show(wanted.plain(), as_json, lambda _: draw(
            table(wanted.meaning, ("column", "kind", "meaning"), columns)
        ))  # fmt: skip
        return
    where = zone or settings_of(centre).time_zone
    span = _span(centre, (first, last), where, people=people)
    if form == "parquet":
        _parquet(centre, wanted, span, out, as_json)
    else:
        _text(centre, wanted, span, form, out, where, as_json)


def _text(
    centre: Path,
    wanted: "Table",
    span: "Span",
    form: Literal["csv", "jsonl"],
    out: Path | None,
    zone: str,
    as_json: bool,
) -> None:
    from voipcc.cli.records import kept_in
    from voipcc.exports.writers import rows_of, write
    from voipcc.zones import zone_named

    with kept_in(centre) as archive:
        rows = rows_of(wanted, archive, span)
        if out is None:
            # CSV ends its lines itself; the terminal's newline must not be doubled
            sys.stdout.reconfigure(newline="")  # type: ignore[union-attr]
            write(wanted, rows, sys.stdout, form, zone_named(zone))
            return
        with whole_file(out) as file, io.TextIOWrapper(file, "utf-8", newline="") as text:
            count = write(wanted, rows, text, form, zone_named(zone))
    done = {"table": wanted.name, "rows": count, "files": [str(out)]}
    show(done, as_json, lambda _: say(f"{several(count, 'row')} in {out}"))


def _parquet(centre: Path, wanted: "Table", span: "Span", out: Path | None, as_json: bool) -> None:
    from voipcc.cli.records import kept_in
    from voipcc.exports.parquet import ParquetMissing, write_months

    if out is None:
        fail("Parquet files need a folder: --out FOLDER", USAGE)
    try:
        with kept_in(centre) as archive:
            made = write_months(wanted, archive, span, out)
    except ParquetMissing as error:
        fail(error)
    count = sum(rows for _, rows in made)
    files = [str(path) for path, _ in made]
    done = {"table": wanted.name, "rows": count, "files": files}
    lines = [f"{several(rows, 'row')} in {path}" for path, rows in made]
    show(done, as_json, lambda _: say(*(lines or ["nothing in this span"])))


def _span(centre: Path, days: tuple[str, str], zone: str, *, people: bool) -> "Span":
    from voipcc.cli.days import area_of, span_ms
    from voipcc.database.archive import ENDLESS_MS
    from voipcc.database.parties import Parties
    from voipcc.exports.schema import Span

    first, last = days
    start_ms = span_ms(first or last, zone)[0] if first else 0
    end_ms = span_ms(last, zone)[1] if last else ENDLESS_MS
    area_of(zone)  # an unknown zone is told, whatever the days are
    if first and last and start_ms >= end_ms:
        fail("the span ends before it begins: --from must not be later than --to", USAGE)
    if not people:
        return Span(start_ms, end_ms)
    return Span(start_ms, end_ms, Parties.readable(state_of(centre).parties).who)


def _queue_log(centre: Path, span: "Span", out: Path | None, as_json: bool) -> None:
    """The file app_queue would have written in this span."""
    from voipcc.cli.records import kept_in
    from voipcc.exports.queue_log.back_fill import lines_between

    settings = settings_of(centre)
    queues: dict[str, list[str]] = {}
    for name, queue in settings.queues.items():
        for member in queue.agents:
            queues.setdefault(member.name, []).append(name)
    with kept_in(centre) as archive:
        lines = lines_between(archive, span, lambda agent: queues.get(agent, ()))
        if out is None:
            for line in lines:
                sys.stdout.write(line.encoded().decode("utf-8", "replace"))
            return
        count = 0
        with whole_file(out) as file:
            for line in lines:
                file.write(line.encoded())
                count += 1
    done = {"table": QUEUE_LOG, "rows": count, "files": [str(out)]}
    show(done, as_json, lambda _: say(f"{several(count, 'line')} in {out}"))
