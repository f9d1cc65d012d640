"""Verbs that read what is kept: calls, and one call's story."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voipcc.cli.archives import archive_of
from voipcc.cli.days import span_ms
from voipcc.cli.known_names import check_names
from voipcc.cli.words import (
    HERE,
    USAGE,
    CentreOption,
    JsonOption,
    asked_if_running,
    draw,
    fail,
    say,
    settings_of,
    show,
    state_of,
)

if TYPE_CHECKING:
    from voipcc.core.cdr import Conversation, LegQuality, Stretch, Tape, WrapUp
    from voipcc.database.archive import Archive

DayOption = Annotated[str, typer.Option(help="The day, as 2026-01-31, or today.")]


def add_to(app: typer.Typer) -> None:
    """Hang these verbs on `app`."""
    for verb in (calls, call):
        app.command()(verb)


def calls(
    queue: Annotated[str, typer.Option(help="Only calls that waited in this queue.")] = "",
    agent: Annotated[str, typer.Option(help="Only calls this agent talked in.")] = "",
    outcome: Annotated[str, typer.Option(help="answered, abandoned, closed, ...")] = "",
    day: DayOption = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, newest first.")] = 20,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """List finished calls, newest first."""
    from voipcc.call_sheet import calls_table
    from voipcc.database.archive import ENDLESS_MS, RecordFilter

    zone = settings_of(centre).time_zone
    _check_outcome(outcome)
    start_ms, end_ms = span_ms(day, zone) if day else (0, ENDLESS_MS)
    wanted = RecordFilter(start_ms, end_ms, queue, agent, outcome, limit=limit)
    with kept_in(centre) as archive:
        check_names(centre, archive, (queue,), (agent,))
        rows = archive.conversations(wanted)
    show(rows, as_json, lambda _: draw(calls_table(rows, zone)))


def call(
    name: Annotated[str, typer.Argument(metavar="ID", help="The call's id, from `voipcc calls`.")],
    sip: Annotated[bool, typer.Option("--sip", help="With the SIP messages, if traced.")] = False,
    ari: Annotated[bool, typer.Option("--ari", help="With the ARI steps, if traced.")] = False,
    numbers: Annotated[
        bool, typer.Option("--numbers", help="With whole telephone numbers, not masked ones.")
    ] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Tell one call's story as a transcript, with its record."""
    from voipcc.call_sheet import record_sheet
    from voipcc.cli.recordings import recordings_of, recordings_table
    from voipcc.story import in_order, story_of
    from voipcc.traces import ari_steps, call_ids, sip_messages

    zone = settings_of(centre).time_zone
    state = state_of(centre)
    record = _record(centre, name)
    story = story_of(state.journal, name, record, _live_leg(centre, name) if not record else "")
    if record is None and not story.lines:
        fail(f'there is no call "{name}"; list them with: voipcc calls -c {centre}')
    steps = ari_steps(state.log, story) if ari else []
    log = state.asterisk / "log"
    messages = sip_messages(log, story, call_ids(state.log, story)) if sip else []
    lines = in_order(story.lines, steps, messages, whole_numbers=numbers)
    missing = [name for name, wanted, found in
               (("ARI step", ari, steps), ("SIP message", sip, messages))
               if wanted and not found]  # fmt: skip

    def render(_: object) -> None:
        if record is not None:
            caller = _caller(centre, record, whole=numbers)
            draw(record_sheet(record, zone, caller, wrap_ups, legs, tapes))
        if recordings:
            draw(recordings_table(recordings, zone))
        say(*(line.printed(zone) for line in lines))
        if missing:
            say(f"no {' and no '.join(missing)} of it was traced; trace from now on with:"
                f" voipcc switch trace on -c {centre}")  # fmt: skip

    wrap_ups, legs, tapes = _notes(centre, name) if record else ([], [], [])
    recordings = recordings_of(centre, record) if record else []
    story_lines = [line.plain() for line in lines]
    kept = {"record": record, "wrap_ups": wrap_ups, "audio": legs, "tapes": tapes}
    whole = {**kept, "recordings": recordings, "story": story_lines}
    show(whole, as_json, render)


# --- what is read --------------------------------------------------------------------------------


@contextlib.contextmanager
def kept_in(centre: Path) -> "Iterator[Archive]":
    """The records; what is wrong with their file becomes a sentence."""
    from voipcc.database.schema import RecordsError

    archive = archive_of(centre)
    if archive is None:
        fail(f"no calls are recorded yet; start the centre: voipcc serve -c {centre}")
    try:
        yield archive
    except RecordsError as error:
        fail(error)


def going_on(centre: Path) -> "list[Stretch]":
    """What agents do at this moment, where the centre runs: their stretches that are not over."""
    import time

    from voipcc.control import VerbError
    from voipcc.core.cdr import Stretch

    try:
        view = asked_if_running(centre, "view")
    except VerbError:
        return []
    now_ms = time.time_ns() // 1_000_000
    found = []
    for one in view["agents"] if view else []:
        if one["presence"] != "logged_out":
            pause, lasts_ms = one["break"], round(one["presence_s"] * 1000)
            paid, productive = (pause is None or pause[word] for word in ("paid", "productive"))
            place = (one["reason"], paid, productive, "", now_ms - lasts_ms, 0, lasts_ms * 1000)
            found.append(Stretch(one["name"], one["presence"], *place))
    return found


def _record(centre: Path, name: str) -> "Conversation | None":
    if archive_of(centre) is None:
        return None
    with kept_in(centre) as archive:
        return archive.conversation(name)


def _notes(centre: Path, name: str) -> "tuple[list[WrapUp], list[LegQuality], list[Tape]]":
    """What agents noted of a call, what was measured of its legs, how it was recorded."""
    with kept_in(centre) as archive:
        return archive.wrap_ups(name), archive.leg_qualities(name), archive.tapes(name)


def _live_leg(centre: Path, name: str) -> str:
    """The caller's leg of a call in progress."""
    from voipcc.control import VerbError

    try:
        view = asked_if_running(centre, "view")
    except VerbError:
        return ""
    return next((one["leg"] for one in view["calls"] if one["id"] == name), "") if view else ""


def _caller(centre: Path, record: "Conversation", *, whole: bool) -> str:
    from voipcc.database.parties import Parties, masked

    path = state_of(centre).parties
    found = Parties.readable(path).who(record.party) if path.exists() else None
    if found is None:
        return "not kept" if record.party else "withheld or unknown"
    return f"{found.number if whole else masked(found.number)} {found.name}".strip()


def _check_outcome(outcome: str) -> None:
    from typing import get_args

    from voipcc.core.cdr import Outcome

    if outcome and outcome not in get_args(Outcome):
        fail(f'"{outcome}" is no outcome; known are: {", ".join(get_args(Outcome))}', USAGE)
