"""The verb `report`: which span, which sheet, and in which form it is written."""

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voipcc.cli.days import OTHER_SPANS, SHOWN, area_of, day_of, in_reach, no_day
from voipcc.cli.known_names import check_names
from voipcc.cli.output import whole_file
from voipcc.cli.records import going_on, kept_in
from voipcc.cli.words import (
    HERE,
    USAGE,
    CentreOption,
    JsonOption,
    draw,
    fail,
    now_ms,
    say,
    settings_of,
    show,
    state_of,
    warn,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from voipcc.database.archive import Archive
    from voipcc.database.reports import Question
    from voipcc.database.reports.sheet import Sheet
    from voipcc.database.reports.sheets import Asked

SUMMARY = "summary"
FORMATS = ("table", "csv", "json", "html", "parquet")
DAY_MS = 86_400_000
LONGEST_DAYS = 3660
MOST_CALLS = 1_000_000


WhatArgument = Annotated[
    str,
    typer.Argument(
        help="summary, queues, intervals, formulas, agents, outcomes, dispositions, surveys,"
        " announced, paths, lost, repeats, transfers, endings, trunks, lines."
    ),
]
DayOption = Annotated[
    str,
    typer.Option(
        "--day",
        "--span",
        help="2026-01-31, today, yesterday; a week 2026-W05, a month 2026-01, a year 2026.",
    ),
]
SinceOption = Annotated[str, typer.Option("--from", help="From this time, as 2026-01-31T08:00.")]
UntilOption = Annotated[str, typer.Option("--to", help="To before this time.")]
IntervalOption = Annotated[
    str, typer.Option(help="15, 30 or 60 minutes, day, week or month; by the span without it.")
]
ZoneOption = Annotated[str, typer.Option(help="Time zone; the centre's without it.")]
QueueOption = Annotated[list[str] | None, typer.Option(help="Only this queue; several times.")]
AgentOption = Annotated[str, typer.Option(help="Only calls this agent was rung for or had.")]
NumberOption = Annotated[str, typer.Option(help="Only calls to this number of ours.")]
ThresholdSOption = Annotated[
    float, typer.Option(min=0, max=86_400, help="In time means within so many seconds.")
]
ShortSOption = Annotated[
    float, typer.Option(min=0, max=86_400, help="An abandon this early is short.")
]
FormulaOption = Annotated[str, typer.Option(help="The service level to show first.")]
WindowDaysOption = Annotated[
    float,
    typer.Option(min=0.01, max=90, help="How long repeats and call-backs are looked for."),
]
ByTopicOption = Annotated[
    bool, typer.Option("--by-topic", help="Only a call to the same queue is a repeat.")
]
CallsOption = Annotated[
    str, typer.Option("--calls", help="List the calls behind this figure, as abandoned.")
]
LimitOption = Annotated[int, typer.Option(min=1, max=10_000, help="Of --calls, how many.")]
DefineOption = Annotated[
    str, typer.Option("--define", help="What this figure is, and others' formulas; or all.")
]
NumbersOption = Annotated[
    bool, typer.Option("--numbers", help="With callers' whole telephone numbers.")
]
FormOption = Annotated[str, typer.Option("--format", help="table, csv, json, html or parquet.")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write here; its ending is the format.")
]


def add_to(app: typer.Typer) -> None:
    """Hang this verb on `app`."""
    app.command()(report)


def report(
    what: WhatArgument = SUMMARY,
    day: DayOption = "",
    since: SinceOption = "",
    until: UntilOption = "",
    interval: IntervalOption = "",
    zone: ZoneOption = "",
    queue: QueueOption = None,
    agent: AgentOption = "",
    number: NumberOption = "",
    threshold_s: ThresholdSOption = 20,
    short_s: ShortSOption = 5,
    formula: FormulaOption = "with_abandons",
    window_days: WindowDaysOption = 7,
    by_topic: ByTopicOption = False,
    calls: CallsOption = "",
    limit: LimitOption = 50,
    define: DefineOption = "",
    numbers: NumbersOption = False,
    form: FormOption = "",
    output: OutputOption = None,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Figures of a span: calls, waiting, service level by every formula, agents, lists.

    A sheet alone, as CSV, as a page with charts, or the calls behind a figure: see docs/reports.md.
    """
    wanted = _format(form, output, as_json)
    if define:
        _write(_defined(define), "UTC", wanted, output)
        return
    where = zone or settings_of(centre).time_zone
    span = _span(day, since, until, where)
    question = _question(
        span, where, interval,
        threshold_us=round(threshold_s * 1_000_000), short_us=round(short_s * 1_000_000),
        queues=tuple(queue or ()), agent=agent, number=number, window_days=window_days,
    )  # fmt: skip
    _check(what, formula)
    from voipcc.database.reports.sheets import Asked

    asked = Asked(question, formula, now_ms(), by_topic, going_on(centre))
    callers = _callers(centre, whole=numbers)
    with kept_in(centre) as archive:
        check_names(centre, archive, question.queues, (agent,))
        if calls:
            _write(_behind(archive, asked, calls, limit, callers), where, wanted, output)
        elif wanted == "html":
            _page(archive, asked, settings_of(centre).name, callers, output)
        elif what == SUMMARY and wanted in ("table", "json"):
            _summary(archive, asked, wanted, output)
        else:
            name = "queues" if what == SUMMARY else what
            _write(_sheet(archive, asked, name, callers), where, wanted, output)


# --- what is asked -------------------------------------------------------------------------------


def _format(form: str, output: Path | None, as_json: bool) -> str:
    ending = output.suffix.removeprefix(".").lower() if output else ""
    wanted = "json" if as_json else form or (ending if ending in FORMATS else "table")
    if wanted not in FORMATS:
        fail(f'"{wanted}" is no format; known are: {", ".join(FORMATS)}', USAGE)
    if wanted == "parquet" and output is None:
        fail("Parquet is no text: name a file with --output FILE.parquet", USAGE)
    if wanted == "table" and output is not None:
        fail(f"{output}: name it .csv, .json, .html or .parquet, or say --format", USAGE)
    return wanted


def _check(what: str, formula: str) -> None:
    from voipcc.database.reports import FORMULAS
    from voipcc.database.reports.sheets import SHEETS

    if formula not in FORMULAS:
        fail(f'"{formula}" is no formula; known are: {", ".join(FORMULAS)}', USAGE)
    if what != SUMMARY and what not in SHEETS:
        fail(f'"{what}" is no report; known are: {", ".join((SUMMARY, *SHEETS))}', USAGE)


def _question(
    span: tuple[datetime, datetime], zone: str, interval: str,
    *, threshold_us: int, short_us: int, queues: tuple[str, ...], agent: str, number: str,
    window_days: float,
) -> "Question":  # fmt: skip
    from voipcc.database.reports import Question, edges, utc_ms

    start_ms, end_ms = (utc_ms(one, zone) for one in span)
    if not start_ms < end_ms:
        fail("the span ends before it begins: --from must be earlier than --to", USAGE)
    if end_ms - start_ms > LONGEST_DAYS * DAY_MS:
        fail(f"a span of more than {LONGEST_DAYS} days: take a shorter one", USAGE)
    asked = Question(
        zone, start_ms, end_ms, interval or _usual(start_ms, end_ms), threshold_us, short_us,
        queues, agent, number, window_days,
    )  # fmt: skip
    try:
        edges(asked)
    except ValueError as error:
        fail(f"--interval: {error}; known are 15, 30, 60, day, week, month", USAGE)
    return asked


def _usual(start_ms: int, end_ms: int) -> str:
    """The interval somebody would take for such a span."""
    days = (end_ms - start_ms) / DAY_MS
    return "30" if days <= 2.1 else "day" if days <= 62 else "month"


def _span(day: str, since: str, until: str, zone: str) -> tuple[datetime, datetime]:
    """The span in local time of the zone."""
    area = area_of(zone)
    now = datetime.now(area)
    if since or until:
        if day:
            fail("--day and --from or --to exclude each other", USAGE)
        start = _moment(since) if since else datetime.combine(now.date(), time())
        end = _moment(until) if until else now.replace(tzinfo=None) + timedelta(minutes=1)
        return tuple(one if one.tzinfo else one.replace(tzinfo=area) for one in (start, end))  # type: ignore[return-value]
    first, after = _days(day, zone)
    return datetime.combine(first, time(), area), datetime.combine(after, time(), area)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f'"{text[:SHOWN]}" is no time; write it as 2026-01-31 or 2026-01-31T08:00', USAGE)
    in_reach(moment.date(), text)
    return moment


def _days(text: str, zone: str) -> tuple[date, date]:
    """First day of a day, week, month or year, and the first after it."""
    try:
        if match := re.fullmatch(r"([0-9]{4})-W([0-9]{2})", text):
            first = in_reach(date.fromisocalendar(int(match[1]), int(match[2]), 1), text)
            return first, first + timedelta(days=7)
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
            first = in_reach(date.fromisoformat(f"{text}-01"), text)
            return first, (first + timedelta(days=32)).replace(day=1)
        if re.fullmatch(r"[0-9]{4}", text):
            first = in_reach(date(int(text), 1, 1), text)
            return first, date(first.year + 1, 1, 1)
    except ValueError:
        no_day(text, OTHER_SPANS)
    first = day_of(text, zone, OTHER_SPANS)
    return first, first + timedelta(days=1)


def _callers(centre: Path, *, whole: bool) -> "Callable[[str], str]":
    """Who is behind a party's id, as long as they are kept."""
    from voipcc.database.parties import Parties, masked

    path = state_of(centre).parties
    known = Parties.readable(path) if path.exists() else None

    def shown(party: str) -> str:
        found = known.who(party) if known and party else None
        if found is None:
            return "not kept" if party else ""
        return f"{found.number if whole else masked(found.number)} {found.name}".strip()

    return shown


# --- what is answered ----------------------------------------------------------------------------


def _defined(name: str) -> "Sheet":
    from voipcc.database.reports import DEFINITIONS
    from voipcc.database.reports.sheets import definition_sheet

    if name != "all" and name not in DEFINITIONS:
        fail(f'"{name}" is no figure; known are: {", ".join(DEFINITIONS)}', USAGE)
    return definition_sheet(name)


def _behind(
    archive: "Archive", asked: "Asked", figure: str, limit: int, callers: "Callable[[str], str]"
) -> "Sheet":
    from voipcc.database.reports.behind import UnknownFigure
    from voipcc.database.reports.sheets import call_sheet, with_callers

    _few_enough(archive, asked)
    try:
        return with_callers(call_sheet(archive, asked, figure, limit), callers)
    except UnknownFigure as error:
        fail(error, USAGE)


def _sheet(
    archive: "Archive", asked: "Asked", name: str, callers: "Callable[[str], str]"
) -> "Sheet":
    from voipcc.database.reports.page import WITHOUT_CALLS
    from voipcc.database.reports.sheets import OF_RECORDS, sheet_named, with_callers

    if name in OF_RECORDS and name not in WITHOUT_CALLS:
        _few_enough(archive, asked)
    return with_callers(sheet_named(name, archive, asked), callers)


def _few_enough(archive: "Archive", asked: "Asked") -> None:
    """Lists are made of the calls one by one, and held in memory."""
    count = archive.counts(asked.question.start_ms, asked.question.end_ms)["all"]
    if count > MOST_CALLS:
        fail(
            f"{count} calls are more than a list is made of ({MOST_CALLS}): take a shorter span"
            " (--span, --from, --to)"
        )


def _summary(archive: "Archive", asked: "Asked", wanted: str, output: Path | None) -> None:
    from voipcc.database.report_table import report_table
    from voipcc.database.reports import whole_report

    found = whole_report(archive, asked.question, asked.going_on)
    if output is None:
        show(found, wanted == "json", lambda it: draw(report_table(it, asked.formula)))
        if not found.conversations:
            _say_where_records_are(archive, asked.question.zone)
        return
    import msgspec

    _save(output, msgspec.json.encode(found, enc_hook=str) + b"\n")


def _say_where_records_are(archive: "Archive", zone: str) -> None:
    from voipcc.database.reports.sheet import iso

    first, last = (iso(at, zone)[:10] for at in archive.bounds())
    warn(f"nothing arrived in this span; what is kept lies between {first} and {last}")


def _write(sheet: "Sheet", zone: str, wanted: str, output: Path | None) -> None:
    """Print a sheet, or put it into a file."""
    from voipcc.database.reports.sheet_text import csv_of, table_of

    if wanted == "parquet" and output is not None:
        _parquet(sheet, output)
        return
    if wanted == "table" and output is None:
        draw(table_of(sheet, zone))
        return
    if wanted == "json" and output is None:
        show(sheet.plain(zone), True, say)
        return
    if wanted == "json":
        import msgspec

        text = msgspec.json.encode(sheet.plain(zone), enc_hook=str).decode()
    else:
        text = csv_of(sheet, zone)
    if output is None:
        say(text.rstrip("\r\n").replace("\r\n", "\n"))
    else:
        _save(output, text.encode())


def _save(output: Path, data: bytes) -> None:
    with whole_file(output) as file:
        file.write(data)


def _page(
    archive: "Archive",
    asked: "Asked",
    name: str,
    callers: "Callable[[str], str]",
    output: Path | None,
) -> None:
    """Print the page, or put it into a file."""
    from voipcc.database.reports.page import page

    made = page(archive, asked, name, callers)
    if output is None:
        say(made.rstrip("\n"))
    else:
        _save(output, made.encode())


def _parquet(sheet: "Sheet", output: Path) -> None:
    from voipcc.database.reports.parquet import NoParquet, write_parquet

    try:
        with whole_file(output) as file:
            write_parquet(sheet, file)
    except NoParquet as error:
        fail(error)
