"""Verbs that try dialplans out without a caller: test, try, draw."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voipcc.cli.archives import archive_of
from voipcc.cli.try_out import try_out
from voipcc.cli.words import (
    FINE,
    HERE,
    REFUSED,
    USAGE,
    CentreOption,
    JsonOption,
    fail,
    now_ms,
    plan_of,
    print_problems,
    say,
    settings_of,
    show,
    warn,
)

if TYPE_CHECKING:
    from voipcc.core.plan import Plan
    from voipcc.dialplan_tests import Report
    from voipcc.flow_chart import Traffic
    from voipcc.settings import CentreSettings

MOST_CALLS = 20_000  # of one day that are counted
SHOWN_GAPS = 12


def add_to(app: typer.Typer) -> None:
    """Hang these verbs on `app`."""
    app.command("test")(test)
    app.command("try")(try_out)
    app.command("draw")(draw)


# --- what several of them need -------------------------------------------------------------------


def traffic_of_day(centre: Path, settings: "CentreSettings", day: str) -> "Traffic":
    """How many calls of a day took which way; nothing where none are kept. Ends the verb on a wrong day."""
    from datetime import date, datetime, timedelta
    from zoneinfo import ZoneInfo

    from voipcc.cli.words import USAGE
    from voipcc.database.reports import local_day, utc_ms
    from voipcc.flow_chart import NOTHING, traffic_of

    zone = settings.time_zone
    today = datetime.now(ZoneInfo(zone)).date()
    known = {"today": today, "yesterday": today - timedelta(days=1)}
    try:
        wanted = known.get(day) or date.fromisoformat(day)
    except ValueError:
        fail(f'"{day}" is no day; write it as 2026-01-31, today or yesterday', USAGE)
    archive = archive_of(centre)
    if archive is None:
        return NOTHING
    start, end = (utc_ms(one, zone) for one in local_day(wanted, zone))
    calls = archive.steps_between(start, end, MOST_CALLS)
    counted = traffic_of(calls, f"{wanted:%Y-%m-%d}")
    return counted if counted.calls else NOTHING


# --- test ----------------------------------------------------------------------------------------


def test(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files of tests; all of dialplans/tests without.")
    ] = None,
    day: Annotated[
        str, typer.Option(help="Calls of this day weigh what is covered: 2026-01-31.")
    ] = "yesterday",
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Name every test.")] = False,
    write: Annotated[
        bool, typer.Option("--write", help="Tell the named stories anew and keep that.")
    ] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Run the dialplans' own tests: calls rehearsed with the real core, nobody is called."""
    from voipcc.dialplan_tests import run_all

    settings = settings_of(centre)
    moment = now_ms()
    plan = plan_of(centre, settings, moment)
    only = tuple(_found(centre, settings, file) for file in files or ())
    if write:
        _write(only, plan, settings, moment, as_json)
        return
    traffic = traffic_of_day(centre, settings, day)
    with _Progress(not as_json) as progress:
        report = run_all(
            centre, settings, plan, moment, only=only, traffic=traffic, told=progress.told
        )
    show(_plain(report), as_json, lambda _: _tell(report, verbose, centre))
    raise typer.Exit(REFUSED if report.problems else FINE)


def _found(centre: Path, settings: "CentreSettings", file: Path) -> Path:
    """A file as named, or by its name alone in the centre's folder of tests."""
    from voipcc.dialplan_tests.reader import FOLDER

    place = centre / settings.dialplans / FOLDER / file
    if file.is_file():
        return file
    if place.is_file():
        return place
    fail(f"there is no {file}, here or in {place.parent}")


class _Progress:
    """How many tests are done, on a terminal; nothing elsewhere."""

    def __init__(self, wanted: bool) -> None:
        from voipcc.cli.words import console

        screen = console(stderr=True)
        self._status = screen.status("tests ...") if wanted and screen.is_terminal else None

    def __enter__(self) -> "_Progress":
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def told(self, done: int, all_: int) -> None:
        """So many of them are done."""
        if self._status is not None and done % 25 == 0:
            self._status.update(f"test {done} of {all_}")


def _plain(report: "Report") -> dict[str, Any]:
    return {
        "tests": [
            {
                "test": one.name,
                "file": one.file,
                "line": one.line,
                "passed": not one.problems,
                "problems": [problem.as_json() for problem in one.problems],
            }
            for one in report.verdicts
        ],
        "passed": report.passed,
        "failed": len(report.verdicts) - report.passed,
        "unread": [problem.as_json() for problem in report.unread],
        "coverage": report.coverage,
    }


def _tell(report: "Report", verbose: bool, centre: Path) -> None:
    for one in report.verdicts if verbose else ():
        say(f"{'ok    ' if not one.problems else 'FAILED'} {one.file}:{one.line}: {one.name}")
    print_problems(report.problems)
    if not report.verdicts and not report.unread:
        say(f"there are no tests yet; write some into {centre}/dialplans/tests: docs/dialplans.md")
    failed = len(report.verdicts) - report.passed
    unread = f", {len(report.unread)} could not be read" if report.unread else ""
    say(f"{report.passed} passed, {failed} failed{unread}")
    if report.coverage is not None and report.verdicts:
        _tell_coverage(report)


def _tell_coverage(report: "Report") -> None:
    found = report.coverage
    assert found is not None
    words = f"covered: {found.steps_covered} of {found.steps} steps, "
    words += f"{found.keys_covered} of {found.keys} keys"
    if found.weighted is not None:
        words += f"; {found.weighted:.0%} of what callers went through on {found.traffic}"
    say(words)
    for gap in found.gaps[:SHOWN_GAPS]:
        what = f"key {gap.key} of " if gap.key else ""
        calls = f" ({gap.calls:,} calls)" if gap.calls else ""
        say(f"    no test: {what}{gap.flow}, block {gap.block}, line {gap.line}{calls}")
    if len(found.gaps) > SHOWN_GAPS:
        say(f"    and {len(found.gaps) - SHOWN_GAPS} more")


def _write(
    stories: tuple[Path, ...],
    plan: "Plan",
    settings: "CentreSettings",
    moment: int,
    as_json: bool,
) -> None:
    """Tell stories again and keep what was told: for a new one, or after a change that is meant."""
    from voipcc.cli.words import USAGE
    from voipcc.core.transcript import StoryError
    from voipcc.dialplan_tests.reader import Reading
    from voipcc.dialplan_tests.stories import told_again

    if not stories or any(path.suffix != ".story" for path in stories):
        fail("name the stories to be written: voipcc test --write FILE.story", USAGE)
    reading = Reading(settings.time_zone, moment)
    for path in stories:
        try:
            told = told_again(path.read_text(encoding="utf-8"), plan, reading)
        except (StoryError, ValueError) as error:
            fail(f"{path}: {error}")
        path.write_text(told, encoding="utf-8")
    written = [str(path) for path in stories]
    show(written, as_json, lambda _: say(*(f"wrote {path}" for path in written)))


# --- draw ----------------------------------------------------------------------------------------


def draw(
    flow: Annotated[str, typer.Argument(help="The flow; the only one without it.")] = "",
    out: Annotated[
        str, typer.Option("--out", "-o", help="File to write; - prints it. FLOW.svg without it.")
    ] = "",
    as_mermaid: Annotated[
        bool, typer.Option("--mermaid", help="Mermaid's text instead of a picture.")
    ] = False,
    day: Annotated[
        str, typer.Option(help="Count the calls of this day: 2026-01-31, today, yesterday.")
    ] = "",
    live: Annotated[bool, typer.Option("--live", help="Say who is where at this moment.")] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Draw a flow as an SVG picture, with the calls that took each way."""
    from voipcc.flow_chart import NOTHING, chart_of, mermaid, plain, svg

    if as_json and as_mermaid:
        fail("--json and --mermaid are two forms: give one of them", USAGE)
    settings = settings_of(centre)
    plan = plan_of(centre, settings, now_ms())
    name = _flow_named(plan, flow)
    traffic = traffic_of_day(centre, settings, day) if day else NOTHING
    if day and not traffic.words:
        warn(f"no calls are recorded of {day}: nothing is counted")
    now = _callers_in(centre, name) if live else {}
    chart = chart_of(plan, plan.flows[name], traffic, now)
    if as_json:
        show(plain(chart), True, say)
        return
    text = mermaid(chart) if as_mermaid else svg(chart)
    if out == "-" or (as_mermaid and not out):
        say(text.rstrip())
        return
    path = Path(out or f"{name}.svg")
    path.write_text(text, encoding="utf-8")
    say(f"drew {name} with {len(chart.blocks)} blocks into {path}")


def _flow_named(plan: "Plan", name: str) -> str:
    """The flow of this name, or the only one; ends the verb where there is none."""
    from voipcc.problem import did_you_mean

    if name in plan.flows:
        return name
    if not name and len(plan.flows) == 1:
        return next(iter(plan.flows))
    asked = f'there is no flow "{name}"; ' if name else "say which flow; "
    fail(asked + (did_you_mean(name, plan.flows, "flows are") or "there is none"))


def _callers_in(centre: Path, flow: str) -> dict[str, int]:
    """How many callers are in each block of a flow now."""
    from collections import Counter

    from voipcc.cli.words import asked

    calls = asked(centre, "view")["calls"]
    return Counter(str(one["block"]) for one in calls if one["flow"] == flow)
