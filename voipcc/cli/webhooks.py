"""Verbs for what is sent to other programs: how hooks stand, dead letters, a trial."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voipcc.cli.words import (
    HERE,
    CentreOption,
    JsonOption,
    draw,
    fail,
    now_ms,
    require_known,
    settings_of,
    several,
    show,
    state_of,
    table,
    told,
)

if TYPE_CHECKING:
    from voipcc.exports.webhooks.outbox import Outbox

app = typer.Typer(no_args_is_help=True, help="Ended calls sent to servers of yours.")


@app.command("list")
def list_(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """How each hook stands: sent, waiting, dead letters, the last trouble."""
    from voipcc.exports.webhooks.outbox import Standing

    found = {one.hook: one for one in _opened(centre).standings()}
    for name in settings_of(centre).exports.webhooks:
        found.setdefault(name, Standing(name, 0, 0, 0, 0, ""))
    rows = [(one.hook, one.sent, one.waiting, one.dead, one.why) for one in found.values()]
    columns = ("hook", "sent", "waiting", "dead", "last trouble")
    show(list(found.values()), as_json, lambda _: draw(table("", columns, rows)))


@app.command()
def dead(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """What was given up after sixteen hours of tries, newest first."""
    found = _opened(centre).dead()
    plain = [
        {
            "hook": one.hook,
            "key": one.key,
            "tries": one.tries,
            "made_ms": one.made_ms,
            "why": one.why,
        }
        for one in found
    ]
    rows = [(one.hook, one.key, one.tries, one.why) for one in found]
    show(plain, as_json, lambda _: draw(table("", ("hook", "message", "tries", "why"), rows)))


@app.command()
def resend(
    hook: Annotated[str, typer.Argument(help="The hook; all of them without it.")] = "",
    message: Annotated[str, typer.Argument(help="One message, as `dead` lists it.")] = "",
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Try dead letters again, at once."""
    count = _opened(centre).resend(hook, message)
    if not count:
        fail("there is no such dead letter; list them with: voipcc webhooks dead")
    told(f"{several(count, 'message')} will be sent again", as_json)


@app.command("try")
def try_(
    hook: Annotated[str, typer.Argument(help="The hook, as centre.yaml names it.")],
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Send a message of type `trial` now, signed like the others, and tell what came of it."""
    import asyncio
    import secrets

    from voipcc.exports.webhooks.courier import Hook, question_of
    from voipcc.exports.webhooks.message import TRIAL, encoded
    from voipcc.lookup.client import Client
    from voipcc.lookup.errors import LookUpFailed
    from voipcc.secrets_file import SecretsError, load_secrets

    settings = settings_of(centre)
    require_known("hook", hook, settings.exports.webhooks)
    wanted = settings.exports.webhooks[hook]
    try:
        secret = load_secrets(state_of(centre).secrets, settings).lookups.get(wanted.secret, "")
    except SecretsError as error:
        fail(error)
    if not secret:
        fail(f"its secret is not kept yet: voipcc secret set {wanted.secret} -c {centre}")
    made = Hook(hook, wanted.url, secret, timeout_s=wanted.timeout_s)
    client = Client()
    try:
        sent = encoded({"type": TRIAL})
        key = f"trial-{secrets.token_hex(6)}"
        question = question_of(made, key, sent, now_ms(), settings.lookups.plain_hosts)
        asyncio.run(client.ask(question, wanted.timeout_s))
    except LookUpFailed as error:
        fail(f"{hook} did not take it: {error}")
    finally:
        client.close()
    told(f"{hook} has taken it", as_json)


def _opened(centre: Path) -> "Outbox":
    import sqlite3

    from voipcc.exports.webhooks.outbox import Outbox

    path = state_of(centre).webhooks
    try:
        return Outbox(path)
    except (sqlite3.Error, OSError) as error:
        fail(f"{path} cannot be read: {error}")
