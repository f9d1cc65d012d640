"""Verbs for the running house as a whole: serve, stop, reload."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voipcc.cli.words import (
    HERE,
    CentreOption,
    JsonOption,
    asked,
    centre_file,
    fail,
    print_problems,
    say,
    show,
    told,
    warn,
)

if TYPE_CHECKING:
    from voipcc.server import House


def add_to(app: typer.Typer) -> None:
    """Hang these verbs on `app`."""
    for verb in (serve, stop, reload):
        app.command()(verb)


def serve(
    centre: CentreOption = HERE,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the status as JSON once ready.")
    ] = False,
    leash: Annotated[
        bool, typer.Option("--leash", hidden=True, help="End when standard input ends.")
    ] = False,
) -> None:
    """Run the centre until stopped: the switch, the controller, its records."""
    import asyncio

    from voipcc.server import serve as run
    from voipcc.versions.beginning import was_published
    from voipcc.versions.edition import CentreRefused

    if not was_published(centre):
        centre_file(centre)

    def ready(house: "House") -> None:
        status = house.status()
        house.watch.told = lambda words: warn(words) if words else None
        for remark in house.publishing.remarks:
            warn(remark)
        show(status, as_json, lambda _: _welcome(status, centre))

    try:
        asyncio.run(run(centre, ready, 0 if leash else None))
    except asyncio.CancelledError:
        fail("stopped while it started; nothing is left running")
    except CentreRefused as error:
        print_problems(error.problems)
        fail("the centre's files have errors; nothing was started")


def _welcome(status: dict[str, Any], centre: Path) -> None:
    ports = ", ".join(f"{name} {port}" for name, port in status["ports"].items() if port)
    say(f"{status['centre']} runs on Asterisk {status['asterisk']}")
    say(f"SIP at {status['listen']}: {ports}")
    say(f"watch it: voipcc top -c {centre}    stop it: Ctrl-C")
    warn("Not for production yet: see the README.")


def stop(
    centre: CentreOption = HERE,
    keep_calls: Annotated[
        bool, typer.Option("--keep-calls", help="Leave the switch and its calls running.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Stop the running centre."""
    told(asked(centre, "stop", keep_calls=keep_calls), as_json)


def reload(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Another word for publish."""
    from voipcc.cli.versions import print_published, published

    show(published(centre), as_json, print_published)
