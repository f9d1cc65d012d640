"""Verbs for agents: who they are, their phones, and what they do now."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from voipcc.cli.words import (
    HERE,
    CentreOption,
    JsonOption,
    asked,
    err,
    fail,
    loaded_centre,
    out,
    print_problems,
    show,
    state_of,
)
from voipcc.control import NotRunning, VerbError, ask
from voipcc.settings import CentreSettings

app = typer.Typer(no_args_is_help=True, help="Agents: add one, phone settings, log in, breaks.")
AgentName = Annotated[str, typer.Argument(help="The agent's name in centre.yaml.")]
QueueOption = Annotated[
    list[str] | None, typer.Option("--queue", "-q", help="Queue to serve; may be repeated.")
]


@app.command()
def add(
    name: AgentName,
    queue: QueueOption = None,
    display: Annotated[str, typer.Option(help="The name as people read it.")] = "",
    device: Annotated[str, typer.Option(help="Name of the phone.")] = "phone",
    transport: Annotated[str, typer.Option(help="udp, tcp, tls or wss.")] = "tls",
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Add an agent (or a further phone of one) and print the phone's settings."""
    from voipcc.centre_edit import EditRefused, add_agent

    loaded_centre(centre)
    try:
        add_agent(
            centre / "centre.yaml",
            name,
            display=display,
            device=device,
            transport=transport,
            queues=queue or (),
        )
    except EditRefused as error:
        print_problems(error.problems)
        fail(str(error))
    _reload_if_running(centre)
    _print_phone(centre, name, device, as_json)


@app.command()
def remove(name: AgentName, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Take an agent out of centre.yaml and of all queues."""
    from voipcc.centre_edit import EditRefused, remove_agent

    loaded_centre(centre)
    try:
        remove_agent(centre / "centre.yaml", name)
    except EditRefused as error:
        print_problems(error.problems)
        fail(str(error))
    _reload_if_running(centre)
    _done("removed", as_json)


@app.command("show")
def show_phone(
    name: AgentName,
    device: Annotated[str, typer.Option(help="Name of the phone.")] = "phone",
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Print a phone's settings again, as `voipcc phone` and people read them."""
    _print_phone(centre, name, device, as_json)


@app.command("login")
def log_in(name: AgentName, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Log an agent in; the agent is ready for calls at once."""
    _done(asked(centre, "agent.log_in", agent=name), as_json)


@app.command("logout")
def log_out(name: AgentName, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Log an agent out, after the present call if there is one."""
    _done(asked(centre, "agent.log_out", agent=name), as_json)


@app.command()
def ready(name: AgentName, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """End a break or a wrap-up: ready for calls."""
    _done(asked(centre, "agent.ready", agent=name), as_json)


@app.command()
def pause(
    name: AgentName,
    reason: Annotated[str, typer.Argument(help="One of break_reasons in centre.yaml.")] = "break",
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Give an agent a break, after the present call if there is one."""
    _done(asked(centre, "agent.not_ready", agent=name, reason=reason), as_json)


def _reload_if_running(centre: Path) -> None:
    try:
        asyncio.run(ask(state_of(centre).control_socket, "reload"))
    except NotRunning:
        return
    except VerbError as error:
        fail(f"the file is changed, but the running centre did not take it: {error}")


def _print_phone(centre: Path, agent: str, device: str, as_json: bool) -> None:
    settings = loaded_centre(centre).settings
    assert settings is not None  # loaded_centre has ended the verb otherwise
    person = settings.agents.get(agent)
    if person is None:
        fail(f'there is no agent "{agent}"; known are: {", ".join(settings.agents) or "none"}')
    if device not in person.devices:
        fail(f'"{agent}" has no phone "{device}"; known are: {", ".join(person.devices)}')
    phone = _phone_settings(centre, settings, agent, device)

    def render(answer: dict[str, Any]) -> None:
        for word, value in answer.items():
            out.print(f"{word}: {value}", soft_wrap=True, markup=False)
        err.print("# keep this file to yourself: it holds the phone's password", style="yellow")

    show(phone, as_json, render)


def _phone_settings(
    centre: Path, settings: CentreSettings, agent: str, device: str
) -> dict[str, str]:
    """What a softphone needs; the keys are those `voipcc phone FILE` reads."""
    from voipcc.secrets_file import SecretsError, load_secrets

    state = state_of(centre)
    try:
        secret = load_secrets(state.secrets, settings).devices[f"{agent}/{device}"]
    except SecretsError as error:
        fail(str(error))
    transport = settings.agents[agent].devices[device].transport
    host = settings.public_address or settings.listen.address
    server = f"{host}:{_port(state.control_socket, settings, transport)}"
    lines = {"server": f"wss://{server}/ws" if transport == "wss" else server}
    lines |= {"transport": transport, "username": secret.endpoint, "password": secret.password}
    if transport in ("tls", "wss"):
        lines["srtp"] = "required"
        lines["ca_file"] = str(state.asterisk / "keys" / "cert.pem")
    if settings.agents[agent].display:
        lines["display"] = settings.agents[agent].display
    return lines


def _port(socket: Path, settings: CentreSettings, transport: str) -> int:
    """The port in use where the centre runs, else the one of its settings."""
    try:
        ports = asyncio.run(ask(socket, "status"))["ports"]
        return int(ports.get(transport) or 0)
    except VerbError:
        return int(getattr(settings.listen, transport))


def _done(answer: object, as_json: bool) -> None:
    show({"result": answer}, as_json, lambda _: out.print(str(answer)))
