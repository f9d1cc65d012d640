"""Verbs that look at the running centre, and the one that ends a call."""

from pathlib import Path
from typing import Annotated, Any

import typer

from voipcc.cli.archives import archive_of
from voipcc.cli.words import (
    HERE,
    CentreOption,
    JsonOption,
    asked,
    draw,
    reached,
    require_known,
    say,
    settings_of,
    show,
    state_of,
    told,
)


def add_to(app: typer.Typer) -> None:
    """Hang these verbs on `app`."""
    for verb in (status, queues, agents, line, top, hangup):
        app.command()(verb)


def status(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Say whether the centre runs, since when, and on what."""

    def render(answer: dict[str, Any]) -> None:
        say(*(f"{word.replace('_', ' '):>20}  {_plain(value)}" for word, value in answer.items()))

    show(asked(centre, "status"), as_json, render)


def queues(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Who waits where, for how long, and how often announced waiting times were right."""
    from voipcc.live_view import announced_table, callers_table, queues_table

    view = asked(centre, "view")
    tables = (queues_table, callers_table, announced_table)
    show(view["queues"], as_json, lambda _: draw(*(table(view) for table in tables)))


def agents(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """What each agent does, since when and why, and the calls in progress."""
    from voipcc.live_view import agents_table, calls_table

    view = asked(centre, "view")
    show(view["agents"], as_json, lambda _: draw(agents_table(view), calls_table(view)))


def line(
    agent: Annotated[str, typer.Argument(help="The agent's name in centre.yaml.")],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="So many measurements.")] = 20,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Show how good an agent's line was in calls and line tests, the newest first."""
    from voipcc.line_sheet import lines_table

    settings = settings_of(centre)
    require_known("agent", agent, settings.agents)
    archive = archive_of(centre)
    legs = archive.lines_of(agent, limit) if archive else []
    show(legs, as_json, lambda _: draw(lines_table(agent, legs, settings.time_zone)))


def top(
    centre: CentreOption = HERE,
    every_s: Annotated[
        float, typer.Option("--every", min=0.1, max=60, help="Seconds between two looks.")
    ] = 0.5,
    as_json: JsonOption = False,
) -> None:
    """Watch queues, agents and calls live until Ctrl-C."""
    import asyncio

    with reached(centre):
        asyncio.run(_watch(centre, every_s, as_json))


async def _watch(centre: Path, every_s: float, as_json: bool) -> None:
    from rich.live import Live

    from voipcc.control import VerbError, ask_for
    from voipcc.live_view import dashboard

    views = ask_for(state_of(centre).control_socket, "watch", {"every_s": every_s})
    if as_json:
        async for view in views:
            show(view, True, say)
    else:
        with Live(screen=True, auto_refresh=False) as screen:
            async for view in views:
                screen.update(dashboard(view), refresh=True)
    raise VerbError("the centre has stopped")


def hangup(
    call: Annotated[str, typer.Argument(help="The call's id, from `voipcc top` or `agents`.")],
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """End a call in progress; its record says that the centre did it."""
    told(asked(centre, "call.end", call=call), as_json)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {item}" for key, item in value.items())
    return "-" if value == "" else str(value)
