"""Verbs for what servers ask of us: kept by name, used by the dialplans' look-ups, never shown."""

from typing import Annotated

import typer

from voipcc.cli.typed_secrets import have_taken, typed_secret
from voipcc.cli.words import (
    HERE,
    CentreOption,
    JsonOption,
    fail,
    require_known,
    settings_of,
    show,
    state_of,
    told,
)

app = typer.Typer(no_args_is_help=True, help="Secrets for the look-ups of dialplans, by name.")
SecretName = Annotated[str, typer.Argument(help="Its name: {secret.NAME} in a dialplan.")]


@app.command("set")
def set_(name: SecretName, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Keep a secret; it is asked for, or read from standard input."""
    value = typed_secret("Secret").strip()
    if not value:
        fail("no secret was given; type it, or write it into standard input")
    _keep(centre, name, value)
    told("kept", as_json)


@app.command()
def remove(name: SecretName, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Forget a secret."""
    require_known("secret", name, _names(centre))
    _keep(centre, name, "")
    told("forgotten", as_json)


@app.command("list")
def list_(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """The names of the secrets that are kept; what they are is shown nowhere."""
    names = _names(centre)
    show(names, as_json, lambda names: typer.echo("\n".join(names) or "no secrets"))


def _names(centre: CentreOption) -> list[str]:
    from voipcc.secrets_file import lookup_secrets

    return sorted(lookup_secrets(state_of(centre).secrets))


def _keep(centre: CentreOption, name: str, value: str) -> None:
    from voipcc.secrets_file import SecretsError, set_lookup_secret

    try:
        set_lookup_secret(state_of(centre).secrets, settings_of(centre), name, value)
    except SecretsError as error:
        fail(error)
    have_taken(centre, "it")
