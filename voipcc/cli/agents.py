"""Verbs for agents: who they are, their phones, and what they do now."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from voipcc.cli.words import (
    HERE,
    USAGE,
    CentreOption,
    JsonOption,
    asked,
    asked_if_running,
    fail,
    print_problems,
    require_known,
    say,
    settings_of,
    show,
    state_of,
    told,
    warn,
)

if TYPE_CHECKING:
    from voipcc.centre_edit import EditRefused
    from voipcc.phone_account import PhoneAccount
    from voipcc.settings import CentreSettings

app = typer.Typer(no_args_is_help=True, help="Agents: add one, phone settings, log in, breaks.")
AgentName = Annotated[str, typer.Argument(help="The agent's name in centre.yaml.")]
DeviceOption = Annotated[
    str, typer.Option("--device", help="Name of the phone; not needed where there is one.")
]


@app.command()
def add(
    name: AgentName,
    queue: Annotated[
        list[str] | None, typer.Option("--queue", "-q", help="Queue to serve; may be repeated.")
    ] = None,
    display: Annotated[str, typer.Option(help="The name as people read it.")] = "",
    device: Annotated[str, typer.Option(help="Name of the phone.")] = "phone",
    transport: Annotated[str, typer.Option(help="udp, tcp, tls or wss.")] = "tls",
    number: Annotated[
        str, typer.Option("--number", help="A telephone outside instead: +4917012345678.")
    ] = "",
    rescue: Annotated[
        bool, typer.Option("--rescue", help="The telephone rings only when the agent's line dies.")
    ] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Add an agent (or a further phone of one) and print the phone's settings."""
    from voipcc.centre_edit import EditRefused, add_agent

    settings_of(centre)
    if rescue and not number:
        fail("--rescue needs --number: a phone on the line that died rescues nobody", USAGE)
    try:
        add_agent(
            centre / "centre.yaml",
            name,
            display=display,
            device=device,
            transport=transport,
            queues=queue or (),
            number=number,
            rescue=rescue,
        )
    except EditRefused as error:
        _refused(error)
    _put_into_force(centre)
    if number:
        told("added: rung through a trunk, key 1 takes the call", as_json)
        return
    _print_phone(centre, name, device, as_json)


@app.command()
def remove(name: AgentName, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Take an agent out of centre.yaml and of all queues; a call in hand goes on."""
    from voipcc.centre_edit import EditRefused, remove_agent

    settings_of(centre)
    try:
        remove_agent(centre / "centre.yaml", name)
    except EditRefused as error:
        _refused(error)
    _put_into_force(centre)
    told("removed", as_json)


@app.command("show")
def show_phone(
    name: AgentName,
    device: DeviceOption = "",
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Print a phone's settings again, as `voipcc phone` and people read them."""
    _print_phone(centre, name, device, as_json)


@app.command("login")
def log_in(name: AgentName, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Log an agent in; the agent is ready for calls at once."""
    told(asked(centre, "agent.log_in", agent=name), as_json)


@app.command("logout")
def log_out(name: AgentName, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Log an agent out, after the present call if there is one."""
    told(asked(centre, "agent.log_out", agent=name), as_json)


@app.command()
def ready(name: AgentName, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """End a break or a wrap-up: ready for calls."""
    told(asked(centre, "agent.ready", agent=name), as_json)


@app.command()
def pause(
    name: AgentName,
    reason: Annotated[str, typer.Argument(help="One of break_reasons in centre.yaml.")] = "break",
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Give an agent a break, after the present call if there is one."""
    told(asked(centre, "agent.not_ready", agent=name, reason=reason), as_json)


@app.command("wrap-up")
def wrap_up(
    name: AgentName,
    extend_s: Annotated[
        int, typer.Option("--extend", min=0, max=14_400, help="So many seconds longer.")
    ] = 0,
    end: Annotated[bool, typer.Option("--end", help="End it now.")] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Give an agent time for notes after the present call, or more of it; or end it."""
    if end and extend_s:
        fail("--extend and --end exclude each other", USAGE)
    if end:
        told(asked(centre, "agent.wrap_up_end", agent=name), as_json)
    else:
        told(asked(centre, "agent.wrap_up", agent=name, extend_s=extend_s), as_json)


@app.command()
def disposition(
    name: AgentName,
    code: Annotated[str, typer.Argument(help="One of the queue's dispositions in centre.yaml.")],
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Note what came of the call an agent has, or has just had."""
    told(asked(centre, "agent.disposition", agent=name, code=code), as_json)


@app.command()
def unpark(name: AgentName, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Let an agent dial out again, after a limit parked that right: see `voipcc permits`."""
    told(asked(centre, "agent.unpark", agent=name), as_json)


@app.command("help")
def ask_for_help(name: AgentName, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Ring a free supervisor into the talk of an agent, listening first."""
    told(asked(centre, "agent.help", agent=name), as_json)


def _refused(error: "EditRefused") -> NoReturn:
    print_problems(error.problems)
    fail(error)


def _put_into_force(centre: Path) -> None:
    """The changed file counts at once, also for the next start of a centre that stands still."""
    from voipcc.cli.versions import published
    from voipcc.versions.beginning import state_of as state_beside
    from voipcc.versions.store import VersionStore

    if VersionStore(state_beside(centre), centre).standing().version:
        published(centre, refused="the file is changed, but the centre did not take it: ")


def _print_phone(centre: Path, agent: str, device: str, as_json: bool) -> None:
    settings = settings_of(centre)
    device = phone_of(settings, agent, device)

    def render(answer: Mapping[str, str]) -> None:
        say(*(f"{word}: {value}" for word, value in answer.items()))
        warn("# keep this to yourself: it holds the phone's password")

    phone = _phone_settings(centre, settings, agent, device)
    show(phone, as_json, render)
    if ":0" in phone["server"].removesuffix("/ws")[-2:]:
        warn("# the port is chosen when the centre starts: ask again with voipcc agent show")


def phone_of(settings: "CentreSettings", agent: str, device: str) -> str:
    """The phone that is meant, or the end of the verb with what to name."""
    require_known("agent", agent, settings.agents)
    person = settings.agents[agent]
    known = ", ".join(person.devices) or "none"
    if not device and len(person.devices) == 1:
        device = next(iter(person.devices))
    if not device:
        fail(f'which phone of "{agent}"? name it with --device; known are: {known}')
    if device not in person.devices:
        fail(f'"{agent}" has no phone "{device}"; known are: {known}')
    if person.devices[device].number is not None:
        fail(f'"{device}" is a telephone: it is rung through a trunk, nothing is set up in it')
    return device


def _phone_settings(
    centre: Path, settings: "CentreSettings", agent: str, device: str
) -> dict[str, str]:
    """What a softphone needs; the keys are those `voipcc phone FILE` reads."""
    account = account_at(centre, settings, f"{agent}/{device}")
    lines = {"server": account.server, "transport": account.transport}
    lines |= {"username": account.username, "password": account.password}
    if account.encrypted:
        lines["srtp"] = "required"
        if settings.asterisk.mode == "private":  # an external one has its own, wherever that lies
            lines["ca_file"] = str(state_of(centre).asterisk / "keys" / "cert.pem")
    if account.display:
        lines["display"] = account.display
    return lines


def account_at(centre: Path, settings: "CentreSettings", device: str) -> "PhoneAccount":
    """A phone's account, with the ports in use where the centre runs."""
    from voipcc.control import VerbError
    from voipcc.phone_account import account_of
    from voipcc.secrets_file import load_secrets

    try:
        status = asked_if_running(centre, "status")
    except VerbError:
        status = None
    secrets = load_secrets(state_of(centre).secrets, settings)
    return account_of(settings, secrets, device, status["ports"] if status else {})
