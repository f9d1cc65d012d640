"""`voipcc demo`: a whole contact centre with synthetic callers and agents."""

import typer


def add_to(app: typer.Typer) -> None:
    """Hang this verb on `app`."""
    from voipcc.demo.cli import demo

    app.command()(demo)
