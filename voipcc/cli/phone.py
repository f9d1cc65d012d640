"""`voipcc phone`: hung in only when it is called, since it loads an audio engine."""

import typer

from voipcc.softphone.phone_cli import phone


def add_to(app: typer.Typer) -> None:
    """Hang this verb on `app`."""
    app.command()(phone)
