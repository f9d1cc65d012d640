"""Verbs for trunks: the carrier's password, and how the connections stand."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voipcc.cli.typed_secrets import have_taken, typed_secret
from voipcc.cli.words import (
    HERE,
    REFUSED,
    CentreOption,
    JsonOption,
    asked_if_running,
    draw,
    fail,
    require_known,
    say,
    settings_of,
    show,
    state_of,
    table,
    told,
)

if TYPE_CHECKING:
    from voipcc.settings import TrunkSettings

app = typer.Typer(no_args_is_help=True, help="Trunks: passwords and their state.")
LONGEST_PASSWORD = 256
# As the switch's console lists them: name/server, credentials, state.
_REGISTRATION = re.compile(r"^\s*trunk-(\S+)-registration/.*\s(\w+ed|Stopping)\s", re.M)
_OUTSIDE = "ask the external Asterisk: pjsip show registrations"
_ENDERS = {"us": "voipcc", "far": "the called side", "switch": "the switch"}
_STATES = {
    "Registered": "registered",
    "Rejected": "refused by the carrier: check username and password",
    "Unregistered": "no answer from the carrier yet",
}


@app.command()
def password(
    name: Annotated[str, typer.Argument(help="The trunk's name in centre.yaml.")],
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Keep the password the carrier gave; it is asked for, or read from standard input."""
    from voipcc.secrets_file import set_trunk_password

    settings = settings_of(centre)
    require_known("trunk", name, settings.trunks)
    set_trunk_password(state_of(centre).secrets, settings, name, _typed())
    have_taken(centre, "the password")
    told("kept", as_json)


@app.command("show")
def show_trunks(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """The trunks: settings, and registrations as the switch sees them now."""
    settings = settings_of(centre)
    secrets = _passwords_known(centre)
    external = settings.asterisk.mode == "external"
    asked = None
    if not external:
        asked = asked_if_running(centre, "console", command="pjsip show registrations")
    states = registration_states(str(asked or ""))
    rows: list[dict[str, Any]] = [
        {
            "trunk": name,
            "transport": trunk.transport,
            "addresses": ", ".join(map(str, trunk.addresses)),
            "registration": trunk.registration.server if trunk.registration else "",
            "state": _state(name, trunk, name in secrets, states, asked is not None)
            if not external
            else _OUTSIDE,
            "max_calls": trunk.max_calls,
            "permits": ", ".join(trunk.permits),
        }
        for name, trunk in settings.trunks.items()
    ]

    def render(_: object) -> None:
        if not rows:
            say("no trunks; add one under `trunks` in centre.yaml")
            return
        draw(table("Trunks", list(rows[0]), [list(row.values()) for row in rows]))

    show({"trunks": rows}, as_json, render)


def registration_states(listed: str) -> dict[str, str]:
    """Trunk name -> how its registration stands, from the console's list."""
    return {
        name: _STATES.get(state, state.lower()) for name, state in _REGISTRATION.findall(listed)
    }


def _state(
    name: str, trunk: "TrunkSettings", has_password: bool, states: dict[str, str], running: bool
) -> str:
    if trunk.registration is None:
        return "known by its addresses"
    if not has_password:
        return f"no password: voipcc trunk password {name}"
    state = states.get(name, "about to register") if running else "the centre does not run"
    if trunk.transport == "tls" and state == _STATES["Rejected"]:
        return f"{state}, and the carrier's certificate: voipcc switch log"
    return state


@app.command()
def account(
    name: Annotated[str, typer.Argument(help="The trunk's name in centre.yaml.")],
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """What the carrier must sign its calls with, where authenticate_inbound asks for that."""
    from voipcc.secrets_file import load_secrets

    settings = settings_of(centre)
    if name not in settings.trunks or not settings.trunks[name].authenticate_inbound:
        fail(f'"{name}" is no trunk with authenticate_inbound: true')
    secret = load_secrets(state_of(centre).secrets, settings).trunks[name]
    lines = {"username": secret.inbound_user, "password": secret.inbound_password}
    show(lines, as_json, lambda _: say(*(f"{word}: {text}" for word, text in lines.items())))


@app.command()
def call(
    trunk: Annotated[str, typer.Argument(help="The trunk's name in centre.yaml.")],
    number: Annotated[str, typer.Argument(help="Whom to call, as people there dial or +E.164.")],
    caller_id: Annotated[
        str, typer.Option("--as", help="Which of the centre's own numbers is shown.")
    ] = "",
    prompt: Annotated[str, typer.Option(help="What whoever answers is told.")] = "welcome",
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Make one test call through a trunk, and tell what became of it. Ctrl-C hangs up."""
    import asyncio

    settings_of(centre)
    words = {"trunk": trunk, "number": number, "caller_id": caller_id, "prompt": prompt}
    last = asyncio.run(_followed(centre, words, as_json))
    if last.get("step") != "ended":
        fail("the centre stopped in the middle of the call")
    if as_json:
        show(last, True, say)
    if last["outcome"] != "answered":
        raise typer.Exit(REFUSED)


async def _followed(centre: Path, words: dict[str, str], as_json: bool) -> dict[str, Any]:
    """The last step of the call; people read each as it comes."""
    from voipcc.control import ask_for

    step: dict[str, Any] = {}
    async for step in ask_for(state_of(centre).control_socket, "trunk.call", words):
        if not as_json:
            say(_told(step))
    return step


def _told(step: dict[str, Any]) -> str:
    """One step of a test call, for people."""
    match step["step"]:
        case "permitted":
            shown = f"showing {step['caller_id']}"
            return f"calling {step['number']} ({step['country']}) by {step['trunk']}, {shown}"
        case "ringing":
            return f"rings after {_seconds(step['ringing_after_ms'])}"
        case "answered":
            return f"answered after {_seconds(step['answered_after_ms'])}, codec {step['codec']}"
    ended = f"ended after {_seconds(step['ended_after_ms'])}: {step['outcome']}"
    details = [f"cause {step['cause']}"] if step["cause"] else []
    details += [f"SIP {step['sip']}"] if step["sip"] else []
    details += [f"by {_ENDERS.get(step['ended_by'], step['ended_by'])}"] if step["ended_by"] else []
    details += [step["reason"]] if step["reason"] else []
    details += ["the prompt was not played to its end"] if _cut_short(step) else []
    return f"{ended} ({', '.join(details)})" if details else ended


def _cut_short(step: dict[str, Any]) -> bool:
    return step["outcome"] == "answered" and not step["prompt_played"]


def _seconds(time_ms: int) -> str:
    return f"{time_ms / 1000:.2f} s"


def _typed() -> str:
    text = typed_secret("Password")
    if not text:
        fail("no password was given; type it, or write it into standard input")
    if len(text) > LONGEST_PASSWORD or not text.isprintable():
        fail(f"a password is one line of at most {LONGEST_PASSWORD} visible characters")
    return text


def _passwords_known(centre: CentreOption) -> set[str]:
    from voipcc.secrets_file import load_secrets

    path = state_of(centre).secrets
    if not path.exists():
        return set()
    return {
        name
        for name, entry in load_secrets(path, settings_of(centre)).trunks.items()
        if entry.password
    }
