"""Verbs that read what is kept: calls, one call's story, the day's figures, the journal."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from voipcc.cli.words import (
    HERE,
    CentreOption,
    JsonOption,
    fail,
    loaded_centre,
    out,
    show,
    state_of,
    table,
)
from voipcc.settings import CentreSettings

journal = typer.Typer(no_args_is_help=True, help="The journal: prove it whole.")
party = typer.Typer(no_args_is_help=True, help="Callers: who a party id is; erase one.")


def add_to(app: typer.Typer) -> None:
    """Hang these verbs on `app`."""
    for verb in (calls, call, report):
        app.command()(verb)
    app.add_typer(journal, name="journal")
    app.add_typer(party, name="party")


def calls(
    queue: Annotated[str, typer.Option(help="Only calls that waited in this queue.")] = "",
    agent: Annotated[str, typer.Option(help="Only calls this agent talked in.")] = "",
    outcome: Annotated[str, typer.Option(help="answered, abandoned, closed, ...")] = "",
    day: Annotated[str, typer.Option(help="Only this day, as 2026-01-31.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, newest first.")] = 20,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """List finished calls, newest first."""
    from voipcc.database.archive import RecordFilter

    settings = _settings(centre)
    start_ms, end_ms = _span_ms(day, settings.time_zone) if day else (0, 1 << 62)
    wanted = RecordFilter(start_ms, end_ms, queue, agent, outcome, limit=limit)
    zone = ZoneInfo(settings.time_zone)
    rows = _archive(centre).conversations(wanted)
    cells = [
        (
            row.id,
            datetime.fromtimestamp(row.arrived_utc_ms / 1000, zone).strftime("%Y-%m-%d %H:%M:%S"),
            row.number,
            row.queue,
            row.agent,
            row.outcome,
            _seconds(row.wait_us),
            _seconds(row.talk_us),
        )
        for row in rows
    ]
    columns = ("call", f"arrived ({zone.key})", "number", "queue", "agent", "outcome")
    show(
        rows,
        as_json,
        lambda _: out.print(table("Calls", (*columns, "waited", "talked"), cells)),
    )


def call(
    name: Annotated[str, typer.Argument(metavar="ID", help="The call's id, from `voipcc calls`.")],
    sip: Annotated[bool, typer.Option("--sip", help="With the SIP messages, if traced.")] = False,
    ari: Annotated[bool, typer.Option("--ari", help="With the ARI steps, if traced.")] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Tell one call's story as a transcript, with its record."""
    from voipcc.story import ari_steps, sip_messages, story_of

    state = state_of(centre)
    record = _archive(centre).conversation(name)
    lines = story_of(state.journal, name)
    if record is None and not lines:
        fail(f'there is no call "{name}"; list them with: voipcc calls -c {centre}')
    legs = {record.leg, *(offer.id for offer in record.offers)} if record else set()
    steps = list(ari_steps(state.log / "ari.jsonl", legs)) if ari else []
    messages = list(sip_messages(state.asterisk / "log" / "messages.log", legs)) if sip else []

    def render(_: object) -> None:
        for line in (*lines, *steps, *messages):
            out.print(line, markup=False, soft_wrap=True)
        if (ari and not steps) or (sip and not messages):
            out.print("no steps were traced; turn tracing on with: voipcc switch trace on")

    show({"record": record, "story": lines, "ari": steps, "sip": messages}, as_json, render)


def report(
    day: Annotated[str, typer.Option(help="The day, as 2026-01-31; today without it.")] = "",
    zone: Annotated[str, typer.Option(help="Time zone; the centre's without it.")] = "",
    threshold_s: Annotated[float, typer.Option(help="In time means within so many seconds.")] = 20,
    short_s: Annotated[float, typer.Option(help="An abandon this early is short.")] = 5,
    formula: Annotated[
        str, typer.Option(help="The service level to show first.")
    ] = "with_abandons",
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """The day's figures: calls, waiting, service level by every formula, agents."""
    from voipcc.database.report_table import report_table
    from voipcc.database.reports import FORMULAS, local_day
    from voipcc.database.reports import report as made

    if formula not in FORMULAS:
        fail(f'"{formula}" is no formula; known are: {", ".join(FORMULAS)}')
    where = zone or _settings(centre).time_zone
    start, end = local_day(_day(day, where), where)
    found = made(_archive(centre), start, end, where, threshold_s=threshold_s, short_s=short_s)
    show(
        found.plain() if as_json else found,
        as_json,
        lambda it: out.print(report_table(it, formula)),
    )


@journal.command("verify")
def verify(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Prove that the journal is whole: no hole, no changed entry."""
    from voipcc.database.history import verify as proved

    found = proved(state_of(centre).journal)

    def render(_: object) -> None:
        out.print(f"{found.entries} entries, {len(found.damages)} damages")
        for damage in found.damages:
            out.print(str(damage), markup=False)

    show(found, as_json, render)
    raise typer.Exit(1 if found.damages else 0)


@party.command("show")
def show_party(
    name: Annotated[str, typer.Argument(metavar="ID")],
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Who a party id is, while it is kept."""
    found = _parties(centre).who(name)
    if found is None:
        fail(f'party "{name}" is not known, or was erased')
    show(found, as_json, lambda it: out.print(f"{it.number} {it.name}", markup=False))


def _parties(centre: Path) -> Any:
    from voipcc.database.parties import Parties

    path = state_of(centre).parties
    if not path.exists():
        fail("no callers are kept yet")
    return Parties.readable(path)


def _archive(centre: Path) -> Any:
    from voipcc.database.archive import Archive

    path = state_of(centre).records
    if not path.exists():
        fail(f"no calls are recorded yet in {path.parent}; start the centre: voipcc serve")
    return Archive(path)


def _settings(centre: Path) -> CentreSettings:
    settings = loaded_centre(centre).settings
    assert settings is not None  # loaded_centre has ended the verb otherwise
    return settings


def _day(text: str, zone: str) -> date:
    try:
        return date.fromisoformat(text) if text else datetime.now(ZoneInfo(zone)).date()
    except ValueError:
        fail(f'"{text}" is no day; write it as 2026-01-31')
    except KeyError:
        fail(f'"{zone}" is no time zone; write it as Europe/Berlin')


def _span_ms(day: str, zone: str) -> tuple[int, int]:
    from voipcc.database.reports import local_day, utc_ms

    start, end = local_day(_day(day, zone), zone)
    return utc_ms(start, zone), utc_ms(end, zone)


def _seconds(value_us: int) -> str:
    return f"{value_us / 1_000_000:.1f} s" if value_us else ""
