"""The verb that lists what was decided about calls out of the house."""

import time
from typing import Annotated, Any

import typer

from voipcc.cli.words import HERE, CentreOption, JsonOption, draw, fail, say, show, state_of, table


def add_to(app: typer.Typer) -> None:
    """Hang this verb on `app`."""
    app.command()(permits)


def permits(
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=10_000, help="How many.")] = 30,
    agent: Annotated[str, typer.Option(help="Only calls this agent wanted to make.")] = "",
    refused: Annotated[bool, typer.Option("--refused", help="Only refusals.")] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """The newest decisions about calls out of the house, each with its reason; numbers masked."""
    from voipcc.database.permit_book import parked_agents, recent
    from voipcc.database.schema import RecordsError

    path = state_of(centre).permits
    try:
        found = recent(path, limit, agent, refused=refused) if path.exists() else []
        parked = parked_agents(path) if path.exists() else {}
    except RecordsError as error:
        fail(error)
    rows = [_row(one) for one in found]

    def render(_: object) -> None:
        for name, why in parked.items():
            say(f"{name} may not dial out: {why}; voipcc agent unpark {name}")
        if not rows:
            say("nobody has wanted to call out yet")
            return
        heads = ("time", "agent", "purpose", "number", "country", "kind", "trunk", "decision")
        cells = [
            [*(row[head] for head in heads[:-1]), row["text"] or row["reason"]] for row in rows
        ]
        draw(table("Permits, newest first", list(heads), cells))

    show({"permits": rows, "parked": parked}, as_json, render)


def _row(one: Any) -> dict[str, Any]:
    at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(one.at_ms / 1000))
    lasted = round((one.ended_ms - one.at_ms) / 1000, 1) if one.ended_ms else None
    return {
        "time": at,
        "at_utc_ms": one.at_ms,
        "leg": one.leg,
        "call": one.call,
        "agent": one.agent,
        "purpose": one.purpose,
        "number": one.number,
        "country": one.country,
        "kind": one.kind.replace("_", " "),
        "trunk": one.trunk,
        "allowed": one.reason == "allowed",
        "reason": one.reason,
        "text": one.text,
        "lasted_s": lasted,
    }
