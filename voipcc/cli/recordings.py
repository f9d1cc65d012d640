"""Verbs for recordings of calls: list, look at, play, export, hold, erase them."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from voipcc.cli.words import (
    HERE,
    USAGE,
    CentreOption,
    JsonOption,
    asked,
    draw,
    fail,
    now_ms,
    say,
    settings_of,
    several,
    show,
    state_of,
    table,
    told,
)

if TYPE_CHECKING:
    from rich.table import Table

    from voipcc.core.cdr import Conversation
    from voipcc.tapes.ledger import Line
    from voipcc.tapes.sealed import KeyRing
    from voipcc.tapes.sheet import Catalogue, Hold, Sheet

app = typer.Typer(
    no_args_is_help=True, help="Recordings of calls: list, play, export, hold, erase."
)
Tape = Annotated[str, typer.Argument(metavar="ID", help="The recording's id, from the list.")]
Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids from the list.")]
Why = Annotated[str, typer.Option(help="Why, in a sentence; it is kept.")]
DAY_MS, ENDLESS_MS = 86_400_000, 1 << 62


@app.command("list")
def list_recordings(
    queue: Annotated[str, typer.Option(help="Only calls of this queue.")] = "",
    agent: Annotated[str, typer.Option(help="Only calls this agent is heard in.")] = "",
    call: Annotated[str, typer.Option(help="Only those of this call.")] = "",
    fault: Annotated[str, typer.Option(help="Only those with this fault, or `any`.")] = "",
    held: Annotated[
        bool, typer.Option("--held", help="Only those that may not be erased.")
    ] = False,
    where: Annotated[
        list[str] | None,
        typer.Option(help="Only those with such a figure: silence_share>0.5; may repeat."),
    ] = None,
    day: Annotated[str, typer.Option(help="Only this day, as 2026-01-31, or today.")] = "",
    days: Annotated[int, typer.Option(min=1, max=36_500, help="How many days back.")] = 31,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, newest first.")] = 50,
    zone: Annotated[str, typer.Option(help="Time zone; the centre's without it.")] = "",
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """List recordings, newest first."""
    from itertools import islice

    from voipcc.cli.days import span_ms
    from voipcc.tapes.search import ConditionError, all_of

    _check_fault(fault)
    area = zone or settings_of(centre).time_zone
    start_ms, end_ms = span_ms(day, area) if day else (now_ms() - days * DAY_MS, ENDLESS_MS)
    catalogue = _catalogue(centre)
    try:
        figures_fit = all_of(where or [])
    except ConditionError as error:
        fail(error, USAGE)

    def wanted(one: "Sheet") -> bool:
        return (
            queue in ("", one.queue)
            and (not agent or agent in one.agents)
            and call in ("", one.conversation)
            and (not fault or fault in one.faults or (fault == "any" and bool(one.faults)))
            and figures_fit(one)
            and (not held or catalogue.hold(one) is not None)
        )

    found = filter(wanted, catalogue.newest(start_ms, end_ms))
    rows = [_row(one, catalogue.hold(one)) for one in islice(found, limit)]
    show(rows, as_json, lambda them: _print_list(them, area, day, days))


@app.command("show")
def show_recording(tape: Tape, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Tell all about one recording: figures, faults, and who was given it."""
    from voipcc.tapes.ledger import lines
    from voipcc.tapes.sheet import LEDGER

    catalogue, zone = _catalogue(centre), settings_of(centre).time_zone
    sheet = catalogue.sheet(tape)
    history = [line for line in lines(catalogue.folder / LEDGER) if line.tape == tape]
    if sheet is None:
        _fail_without(tape, history)
    row = _row(sheet, catalogue.hold(sheet))
    whole = {**row, "file": str(catalogue.sound(sheet)), "history": history}
    show(whole, as_json, lambda _: _print_sheet(sheet, row, history, zone))


@app.command()
def play(
    tape: Tape,
    side: Annotated[str, typer.Option(help="Only this side: caller or agent.")] = "",
    from_s: Annotated[float, typer.Option(min=0, help="Begin so many seconds in.")] = 0.0,
    reason: Why = "",
    to_pipe: Annotated[
        bool, typer.Option("--stdout", help="Write it as WAV for another program.")
    ] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Play a recording; that you do is put on record first."""
    from voipcc.cli.recording_sound import pipe_out, play_out, player

    command = [] if to_pipe else player()
    if not to_pipe and not command:
        fail("this machine has no player (aplay, paplay, ffplay): voipcc recordings export ID")
    sheet, sound, ring = _given(centre, tape, "play", reason)
    with _readable():
        (pipe_out if to_pipe else play_out)(sheet, sound, ring, side, round(from_s * 1000), command)
    if as_json and not to_pipe:
        told("played", as_json)


@app.command()
def export(
    tapes: Ids,
    to: Annotated[Path, typer.Option(help="A folder for the copies.")] = Path(),
    form: Annotated[str, typer.Option(help="wav or flac.")] = "wav",
    side: Annotated[str, typer.Option(help="Only this side: caller or agent.")] = "",
    reason: Why = "",
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Copy recordings out of the centre, readable by everybody who gets them; that is put on record."""
    from voipcc.tapes.listening import write_copy
    from voipcc.tapes.sheet import put_json

    if form not in ("wav", "flac"):
        fail(f'"{form}" is no form: wav or flac', USAGE)
    to.mkdir(parents=True, exist_ok=True)
    written = []
    for tape in tapes:
        sheet, sound, ring = _given(centre, tape, "export", reason)
        target = to / f"{tape}.{form}"
        with _readable():
            write_copy(target, form, sound, sheet, ring, side)
            put_json(to / f"{tape}.json", sheet)
        written.append(str(target))
    show(written, as_json, lambda them: say(*them))


@app.command()
def hold(
    tapes: Ids,
    reason: Why,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Keep recordings from being erased, by anybody and by their time, until they are released."""
    _each(centre, "recording.hold", tapes, reason, "held", as_json)


@app.command()
def release(
    tapes: Ids,
    reason: Why,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """End the hold of recordings."""
    _each(centre, "recording.release", tapes, reason, "held no longer", as_json)


@app.command()
def erase(
    tapes: Ids,
    reason: Why,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Erase recordings for good; the reason stays."""
    _each(centre, "recording.erase", tapes, reason, "erased", as_json)


@app.command()
def ledger(
    what: Annotated[
        str, typer.Option(help="Only: played, exported, held, released, erased, lost.")
    ] = "",
    by: Annotated[str, typer.Option(help="Only what this user did.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many, newest first.")] = 50,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """List who was given, held or erased which recording, and why."""
    from itertools import islice

    from voipcc.tapes.ledger import lines
    from voipcc.tapes.sheet import LEDGER

    zone, folder = settings_of(centre).time_zone, _catalogue(centre).folder / LEDGER
    found = (one for one in lines(folder) if what in ("", one.what) and by in ("", one.by))
    rows = list(islice(found, limit))
    show(rows, as_json, lambda them: draw(_ledger_table(them, zone)))


@app.command()
def keys(
    new: Annotated[bool, typer.Option("--new", help="Lock with a new key from now on.")] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """List the keys recordings are locked with, and how many each opens; or make a new one."""
    from collections import Counter

    from voipcc.secrets_file import add_tape_key, tape_keys

    path, settings = state_of(centre).secrets, settings_of(centre)
    if new:
        from voipcc.cli.words import asked_if_running

        if asked_if_running(centre, "recording.key") is None:
            add_tape_key(path, settings)
    counts = Counter(one.key for one in _catalogue(centre).newest())
    names = list(tape_keys(path))
    rows = [
        {"key": name, "recordings": counts[name], "current": name == names[-1]} for name in names
    ]
    columns = ("key", "recordings", "current")
    cells = [[row["key"], row["recordings"], "yes" if row["current"] else ""] for row in rows]
    show(rows, as_json, lambda _: draw(table("keys", columns, cells)))


@app.command()
def faults(as_json: JsonOption = False) -> None:
    """Explain the words for what is wrong with a recording, and its figures."""
    from voipcc.tapes.meanings import FAULTS, FIGURES

    def render(_: object) -> None:
        draw(table("faults", ("word", "meaning"), list(FAULTS.items())))
        draw(table("figures", ("name", "meaning"), list(FIGURES.items())))

    show({"faults": FAULTS, "figures": FIGURES}, as_json, render)


# --- what a call's sheet shows ---------------------------------------------------------------------


def recordings_of(centre: Path, record: "Conversation") -> list[dict[str, Any]]:
    """The recordings of one call, in order; those in the making are not here yet."""
    catalogue = _catalogue(centre)
    length_ms = (record.ended_us - record.arrived_us) // 1000
    begun_ms = record.arrived_utc_ms
    # The wall clock may have been set meanwhile: a day more on both sides.
    near = catalogue.newest(begun_ms - DAY_MS, begun_ms + length_ms + DAY_MS)
    ready = [one for one in near if one.conversation == record.id]
    return [_row(one, catalogue.hold(one)) for one in reversed(ready)]


def recordings_table(rows: list[dict[str, Any]], zone: str) -> "Table":
    """The same for people."""
    from voipcc.call_sheet import wall_time

    columns = ("id", "began", "length", "queue", "agents", "call", "faults", "held")
    cells = [
        (row["tape"], wall_time(row["start_utc_ms"], zone), _minutes(row["length_ms"]),
         row["queue"], ", ".join(row["agents"]), row["conversation"],
         ", ".join(row["faults"]), row["hold"]["reason"] if row["hold"] else "")
        for row in rows
    ]  # fmt: skip
    return table("recordings", columns, cells)


# --- what they share -----------------------------------------------------------------------------


def _catalogue(centre: Path) -> "Catalogue":
    from voipcc.tapes.sheet import Catalogue

    return Catalogue(state_of(centre).tapes)


def _given(centre: Path, tape: str, how: str, reason: str) -> "tuple[Sheet, Path, KeyRing]":
    """A recording, once the controller has put on record that it is asked for."""
    import msgspec

    from voipcc.secrets_file import tape_keys
    from voipcc.tapes.sealed import KeyRing
    from voipcc.tapes.sheet import Sheet

    answer = asked(centre, "recording.give", tape=tape, how=how, reason=reason)
    sheet = msgspec.convert(answer, Sheet)
    ring = KeyRing.of(tape_keys(state_of(centre).secrets))
    return sheet, _catalogue(centre).sound(sheet), ring


def _each(centre: Path, verb: str, tapes: list[str], reason: str, done: str, as_json: bool) -> None:
    """Have the controller do one thing to each recording; the first that it refuses ends the verb."""
    for tape in tapes:
        asked(centre, verb, tape=tape, reason=reason)
    told(f"{done}: {', '.join(tapes)}", as_json)


@contextlib.contextmanager
def _readable() -> Iterator[None]:
    from voipcc.tapes.sealed import SealError
    from voipcc.tapes.sheet import TapeError

    try:
        yield
    except (SealError, TapeError) as error:
        fail(error)


def _fail_without(tape: str, history: "list[Line]") -> NoReturn:
    gone = next((line for line in history if line.what in ("erased", "lost")), None)
    if gone is None:
        fail(f'there is no recording "{tape}"; list them with: voipcc recordings list')
    fail(f"{tape} was {gone.what}{f' by {gone.by}' if gone.by else ''}: {gone.reason}")


def _check_fault(fault: str) -> None:
    from voipcc.tapes.meanings import FAULTS

    if fault not in ("", "any", *FAULTS):
        fail(f'"{fault}" is no fault; known are: any, {", ".join(FAULTS)}', USAGE)


def _row(sheet: "Sheet", hold: "Hold | None") -> dict[str, Any]:
    import msgspec

    plain = dict(msgspec.to_builtins(sheet))
    return {**plain, "hold": msgspec.to_builtins(hold) if hold else None}


def _print_list(rows: list[dict[str, Any]], zone: str, day: str, days: int) -> None:
    if not rows:
        when = f"on {day}" if day else f"in the last {several(days, 'day')}"
        say(f"no such recording {when}")
        return
    draw(recordings_table(rows, zone))


def _print_sheet(sheet: "Sheet", row: dict[str, Any], history: "list[Line]", zone: str) -> None:
    from voipcc.call_sheet import wall_time
    from voipcc.tapes.meanings import FAULTS, FIGURES

    until = (
        wall_time(sheet.keep_until_utc_ms, zone) if sheet.keep_until_utc_ms else "erased by hand"
    )
    facts = [
        ("call", sheet.conversation), ("began", wall_time(sheet.start_utc_ms, zone)),
        ("length", _minutes(sheet.length_ms)), ("queue", sheet.queue),
        ("agents", ", ".join(sheet.agents)), ("sides", ", ".join(sheet.sides)),
        ("kept until", until), ("held", row["hold"]["reason"] if row["hold"] else ""),
        ("pauses", ", ".join(f"{_minutes(a)} to {_minutes(b)}" for a, b in sheet.pauses)),
        ("key", sheet.key), ("size", f"{sheet.bytes} bytes, {sheet.form}"),
        ("sha256", sheet.sha256),
    ]  # fmt: skip
    draw(table(f"recording {sheet.tape}", ("", ""), [fact for fact in facts if fact[1]]))
    if sheet.faults:
        draw(table("faults", ("word", "meaning"), [(one, FAULTS[one]) for one in sheet.faults]))
    named = [(name, value, FIGURES.get(name, "")) for name, value in sheet.figures.items()]
    draw(table("figures", ("name", "value", "meaning"), named))
    if history:
        draw(_ledger_table(history, zone))


def _ledger_table(lines: "list[Line]", zone: str) -> Any:
    from voipcc.call_sheet import wall_time

    columns = ("at", "what", "id", "by", "reason")
    rows = [
        (wall_time(one.at_utc_ms, zone), one.what, one.tape, one.by, one.reason) for one in lines
    ]
    return table("ledger", columns, rows)


def _minutes(ms: int) -> str:
    seconds = ms // 1000
    return f"{seconds // 60}:{seconds % 60:02}"
