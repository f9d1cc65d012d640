"""The verb that looks for hours that are open and have nobody."""

import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voipcc.cli.words import (
    FINE,
    HERE,
    REFUSED,
    CentreOption,
    JsonOption,
    asked_if_running,
    draw,
    fail,
    plan_of,
    say,
    settings_of,
    show,
)

if TYPE_CHECKING:
    from voipcc.core.overrides import Override
    from voipcc.roster import Cover

DAY_MS = 86_400_000
SHOWN = 30


def add_to(root: typer.Typer) -> None:
    """Hang this verb on `root`."""
    root.command()(holes)


def holes(
    days: Annotated[int, typer.Option(min=1, max=366, help="So many days from now.")] = 14,
    queue: Annotated[str, typer.Option(help="Only this queue.")] = "",
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Find hours that are open and have no agent on the roster, across all agents' time zones."""
    from voipcc.roster import cover

    settings = settings_of(centre)
    if not any(agent.shifts for agent in settings.agents.values()):
        fail(
            "no agent has shifts: write them in centre.yaml, such as "
            'agents: {anna: {shifts: {mon-fri: "08:00-16:00"}, time_zone: Europe/Tallinn}}'
        )
    begin_ms = time.time_ns() // 1_000_000
    end_ms = begin_ms + days * DAY_MS
    plan = plan_of(centre, settings, begin_ms)
    found = cover(settings, plan, begin_ms, end_ms, overrides_in_force(centre))
    if queue and queue not in {one.queue for one in found}:
        fail(f'no dialplan leads to a queue "{queue}"; to these: {_names(found)}')
    found = [one for one in found if queue in ("", one.queue)]
    rows = [_row(one, settings.time_zone) for one in found]
    show(rows, as_json, lambda _: _tell(found, settings.time_zone, begin_ms, end_ms))
    raise typer.Exit(REFUSED if any(one.holes for one in found) else FINE)


def overrides_in_force(centre: Any) -> "list[Override]":
    """What the running centre overrides now; nothing where none runs."""
    from dataclasses import fields

    from voipcc.control import VerbError
    from voipcc.core.overrides import Override

    try:
        rows = asked_if_running(centre, "overrides") or []
    except VerbError:
        rows = []
    names = [entry.name for entry in fields(Override)]
    return [
        Override(**{name: row[name] for name in names} | {"prompts": tuple(row["prompts"])})
        for row in rows
    ]


def _names(found: "list[Cover]") -> str:
    return ", ".join(one.queue for one in found) or "none"


def _row(one: "Cover", zone: str) -> dict[str, Any]:
    from voipcc.spans import length

    return {
        "queue": one.queue,
        "flows": one.flows,
        "open_h": _hours(length(one.open)),
        "hole_h": _hours(length(one.holes)),
        "unplanned": one.unplanned,
        "shifts": {name: spans for name, spans in one.shifts.items()},
        "holes": [
            {"from_utc_ms": start, "to_utc_ms": end, "words": _words(start, end, zone)}
            for start, end in one.holes
        ],
    }


def _hours(length_ms: int) -> float:
    return round(length_ms / 3_600_000, 2)


def _words(start_ms: int, end_ms: int, zone: str) -> str:
    from datetime import datetime

    from voipcc.time_words import span_said
    from voipcc.zones import zone_named

    start, end = (datetime.fromtimestamp(at / 1000, zone_named(zone)) for at in (start_ms, end_ms))
    same = start.date() == end.date()
    until = f"{end:%H:%M}" if same else f"{end:%a %d %b %H:%M}"
    return f"{start:%a %d %b %H:%M} to {until} ({span_said(end_ms - start_ms)})"


def _tell(found: "list[Cover]", zone: str, begin_ms: int, end_ms: int) -> None:
    from voipcc.roster_picture import LEGEND, picture
    from voipcc.zones import zone_named

    for one in found:
        say(f"queue {one.queue} ({', '.join(one.flows)}), {zone}")
        draw(picture(one, zone_named(zone), begin_ms, end_ms))
        for start, end in one.holes[:SHOWN]:
            say(f"  nobody: {_words(start, end, zone)}")
        if len(one.holes) > SHOWN:
            say(f"  and {len(one.holes) - SHOWN} more; --json has them all")
        if one.unplanned:
            say(f"  without shifts, so not counted on: {', '.join(one.unplanned)}")
    say(LEGEND)
    count = sum(len(one.holes) for one in found)
    say(f"{count} holes" if count else "no holes: whenever it is open, somebody is on the roster")
