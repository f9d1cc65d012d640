"""Verbs that ask for the reasons of a decision, and the one that moves a waiting caller."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voipcc.cli.archives import archive_of
from voipcc.cli.words import (
    HERE,
    CentreOption,
    JsonOption,
    asked,
    asked_if_running,
    fail,
    say,
    settings_of,
    show,
    told,
)

if TYPE_CHECKING:
    from pathlib import Path

    from voipcc.core.cdr import Conversation


def add_to(app: typer.Typer) -> None:
    """Hang these verbs on `app`."""
    for verb in (why, priority):
        app.command()(verb)


def why(
    name: Annotated[
        str,
        typer.Argument(
            metavar="CALL|AGENT", help="A call's, callback's or voicemail's id, or an agent."
        ),
    ],
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Say why a call went where it went, why it or a callback still waits, or why an agent has none."""
    from voipcc.why_words import clock_from, facts_in_words, record_in_words
    from voipcc.zones import zone_named

    zone = settings_of(centre).time_zone
    facts = _living(centre, name)
    if facts is not None:
        lines = facts_in_words(facts, clock_from(datetime.now(zone_named(zone))))
    else:
        record = _kept(centre, name)
        if record is None:
            listed = "voipcc calls, voipcc callbacks, voipcc agents"
            fail(f'nothing is known of "{name}"; {listed} list what there is (-c {centre})')
        facts = {"call": record.id, "state": "over", "offers": record.offers}
        lines = record_in_words(record, zone)
    show({**facts, "said": lines}, as_json, lambda _: say(*lines))


def priority(
    call: Annotated[str, typer.Argument(help="The waiting call's id, from `voipcc queues`.")],
    number: Annotated[
        int, typer.Argument(metavar="N", min=-1000, max=1000, help="The higher goes first.")
    ],
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Give a waiting call another priority; the next choice goes by it."""
    told(asked(centre, "call.priority", call=call, priority=number), as_json)


def _living(centre: "Path", name: str) -> dict[str, Any] | None:
    from voipcc.control import VerbError

    try:
        facts: dict[str, Any] | None = asked_if_running(centre, "why", name=name)
    except VerbError as error:
        fail(error)
    return facts


def _kept(centre: "Path", name: str) -> "Conversation | None":
    from voipcc.database.schema import RecordsError

    try:
        archive = archive_of(centre)
        return archive.conversation(name) if archive else None
    except RecordsError as error:
        fail(error)
