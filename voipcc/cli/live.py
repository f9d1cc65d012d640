"""Verbs that look at the running centre."""

import asyncio
from typing import Annotated, Any

import typer
from rich.live import Live

from voipcc.cli.words import HERE, CentreOption, JsonOption, asked, fail, out, show, state_of
from voipcc.control import VerbError, ask_for
from voipcc.live_view import agents_table, calls_table, dashboard, queues_table


def add_to(app: typer.Typer) -> None:
    """Hang these verbs on `app`."""
    for verb in (status, queues, agents, top):
        app.command()(verb)


def status(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Say whether the centre runs, since when, and on what."""

    def render(answer: dict[str, Any]) -> None:
        for word, value in answer.items():
            out.print(f"{word.replace('_', ' '):>16}  {value}")

    show(asked(centre, "status"), as_json, render)


def queues(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Who waits where, and for how long."""
    view = asked(centre, "view")
    show(view["queues"], as_json, lambda _: out.print(queues_table(view)))


def agents(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """What each agent does, since when and why."""
    view = asked(centre, "view")
    show(view["agents"], as_json, lambda _: out.print(agents_table(view), calls_table(view)))


def top(
    centre: CentreOption = HERE,
    every_s: Annotated[float, typer.Option("--every", help="Seconds between two looks.")] = 0.5,
    as_json: JsonOption = False,
) -> None:
    """Watch queues, agents and calls live until Ctrl-C."""
    try:
        asyncio.run(_watch(centre, every_s, as_json))
    except VerbError as error:
        fail(str(error))


async def _watch(centre: CentreOption, every_s: float, as_json: bool) -> None:
    views = ask_for(state_of(centre).control_socket, "watch", {"every_s": every_s})
    if as_json:
        async for view in views:
            show(view, True, out.print)
        return
    with Live(screen=True, auto_refresh=False) as screen:
        async for view in views:
            screen.update(dashboard(view), refresh=True)
