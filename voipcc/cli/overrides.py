"""Verbs for a Friday night: close, open, say something first; each ends by itself."""

import getpass
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from voipcc.cli.words import (
    HERE,
    USAGE,
    CentreOption,
    JsonOption,
    asked,
    draw,
    fail,
    say,
    settings_of,
    show,
    state_of,
    table,
)
from voipcc.override_words import named, what

Target = Annotated[
    str, typer.Argument(help='A flow, a queue, one of the numbers, or "everything".')
]
Until = Annotated[
    str,
    typer.Option(
        "--until",
        help='Its end: "Mon 08:00", "tomorrow 9:00", "2 h", "2026-12-27 08:00", "opening".',
    ),
]
Said = Annotated[
    list[str] | None,
    typer.Option(
        "--say", help='Message, spoken by a synthetic voice; "de: ..." for one language each.'
    ),
]
Prompt = Annotated[str, typer.Option(help="A recorded prompt instead of --say.")]
OPENING = ("opening", "next opening", "the next opening")


def add_to(root: typer.Typer) -> None:
    """Hang these verbs on `root`."""
    for verb in (close, open_again, say_first, emergency, overrides):
        root.command(VERBS.get(verb.__name__, verb.__name__))(verb)


ENDED = {
    "closed": "no longer closed",
    "open": "no longer open",
    "say": "nothing said first any more",
}
VERBS = {"open_again": "open", "say_first": "say"}


def close(
    target: Target,
    until: Until = "",
    message: Said = None,
    prompt: Prompt = "",
    waiting: Annotated[
        bool, typer.Option("--waiting", help="Those who wait now hear it too, and are let go.")
    ] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Close a flow, queue, number or everything for a while, with a message; it opens by itself."""
    _set(centre, target, "closed", until, message or [], prompt, as_json, waiting=waiting)


def open_again(
    target: Target, until: Until = "", centre: CentreOption = HERE, as_json: JsonOption = False
) -> None:
    """End what closes a target; with --until open it outside its hours."""
    if until:
        _set(centre, target, "open", until, [], "", as_json)
        return
    found = asked(centre, "override.target", target=target)
    doors = [row for row in found["in_force"] if row["kind"] == "closed"]
    own = [row for row in doors if row["target"] == found["target"]]
    if not own and doors:
        fail(f"{named(found['target'])} is closed with everything: voipcc open everything")
    if not own:
        fail(
            f"nothing closes {named(found['target'])} now; to open it outside its hours say until "
            f'when: voipcc open {target} --until "20:00"'
        )
    asked(centre, "override.end", target=found["target"], kind="closed")
    answer = {"target": found["target"], "kind": "closed", "ended": True}
    show(answer, as_json, lambda _: say(f"{named(found['target'])}: its opening hours count again"))


def say_first(
    target: Target,
    text: Annotated[
        list[str] | None, typer.Argument(help='The message; "de: ..." for one language each.')
    ] = None,
    until: Until = "",
    prompt: Prompt = "",
    end: Annotated[bool, typer.Option("--end", help="Say it no longer.")] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Say something to every caller before anything else, for a while."""
    if end:
        _end(centre, [target], as_json, kind="say")
    elif not text and not prompt:
        fail("what is to be said? write it behind the target, or name a --prompt", USAGE)
    else:
        _set(centre, target, "say", until, text or [], prompt, as_json)


def emergency(
    message: Said = None,
    prompt: Prompt = "",
    until: Until = "",
    end: Annotated[bool, typer.Option("--end", help="It is over: the hours count again.")] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Close everything at once; those who wait hear the message too. Talks go on."""
    if end:
        _end(centre, ["everything"], as_json, kind="closed")
    else:
        _set(centre, "everything", "closed", until, message or [], prompt, as_json, waiting=True)


def overrides(
    end: Annotated[
        str, typer.Option("--end", help='End what holds at this target; "all" ends everything.')
    ] = "",
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """List what is closed, open or said for a while, and until when; or end it."""
    if end:
        rows = asked(centre, "overrides") if end == "all" else [{"target": end}]
        _end(centre, list(dict.fromkeys(row["target"] for row in rows)), as_json)
        return
    zone = settings_of(centre).time_zone
    rows = [_with_times(row, zone) for row in asked(centre, "overrides")]
    show(rows, as_json, _list)


def _list(rows: list[dict[str, Any]]) -> None:
    if not rows:
        say("nothing is overridden: the dialplans and their opening hours count")
        return
    cells = [
        (named(row["target"]), row["kind"], row["until"], _heard(row), row["since"], row["by"])
        for row in rows
    ]
    draw(table("Overrides", ("where", "what", "until", "callers hear", "since", "by"), cells))


def _heard(row: dict[str, Any]) -> str:
    return row["words"] or ", ".join(row["prompts"]) or "-"


def _end(centre: Path, targets: Sequence[str], as_json: bool, **kind: str) -> None:
    ended = [
        row for target in targets for row in asked(centre, "override.end", target=target, **kind)
    ]
    lines = [f"{named(row['target'])}: {ENDED[row['kind']]}" for row in ended]
    show(ended, as_json, lambda _: say(*lines or ["nothing was overridden"]))


def _set(
    centre: Path,
    target: str,
    kind: str,
    until: str,
    message: list[str],
    prompt: str,
    as_json: bool,
    *,
    waiting: bool = False,
) -> None:
    zone, now_ms = settings_of(centre).time_zone, time.time_ns() // 1_000_000
    if message and prompt:
        fail("--say and --prompt exclude each other", USAGE)
    found = asked(centre, "override.target", target=target)
    until_ms = _until(until, zone, now_ms, found)
    prompts = [prompt] if prompt else []
    if message:
        prompts = [_spoken(centre, message, found["languages"])]
    row = {
        "target": found["target"],
        "kind": kind,
        "until_utc_ms": until_ms,
        "prompts": prompts,
        "words": " / ".join(message),
    }
    asked(centre, "override.set", **row, waiting_too=waiting)
    row |= {"since_utc_ms": now_ms, "by": getpass.getuser(), "languages": found["languages"]}
    show(_with_times(row, zone), as_json, _tell)


def _tell(row: dict[str, Any]) -> None:
    """What was understood, with the whole date, and how it is undone."""
    end = f"until {row['until']}" if row["until_utc_ms"] else "until you end it"
    if row["until_utc_ms"]:
        from voipcc.time_words import span_said

        end += f" (in {span_said(row['until_utc_ms'] - row['since_utc_ms'])})"
    say(f"{named(row['target'])}: {what(row['kind'])} {end}")
    if row["prompts"]:
        say(f"callers hear, in {' and '.join(row['languages'])}: {_heard(row)}")
    elif row["kind"] == "closed":
        say("callers hear what they hear outside the opening hours")
    say(f"undo: voipcc overrides --end {row['target']}")


def _until(until: str, zone: str, now_ms: int, found: dict[str, Any]) -> int:
    from voipcc.time_words import TimeError, coming

    if not until:
        return 0
    if until.lower() in OPENING:
        if not found["next_opening_ms"]:
            fail(f"no opening hours say when {named(found['target'])} opens next: name a time")
        return int(found["next_opening_ms"])
    try:
        return coming(until, zone, now_ms)
    except TimeError as error:
        fail(f"--until {error}")


def _spoken(centre: Path, message: list[str], languages: list[str]) -> str:
    from voipcc.override_prompts import speak_override, texts_by_language
    from voipcc.prompts import PromptError
    from voipcc.speech import engine_of

    try:
        texts = texts_by_language(message, languages)
        voice = engine_of(settings_of(centre).prompts.speech_program)
        return speak_override(state_of(centre).announcements, texts, voice)
    except PromptError as error:
        fail(error)


def _with_times(row: dict[str, Any], zone: str) -> dict[str, Any]:
    from voipcc.time_words import said

    until_ms = row["until_utc_ms"]
    return {
        **row,
        "until": said(until_ms, zone) if until_ms else "somebody ends it",
        "since": said(row["since_utc_ms"], zone),
    }
