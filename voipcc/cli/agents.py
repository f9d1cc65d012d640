"""Verbs for agents: who they are, their phones, and what they do now."""

from typing import Annotated, Any

import typer

from voipcc.centre_file import AddedAgent, add_agent
from voipcc.cli.words import (
    HERE,
    CentreOption,
    JsonOption,
    asked,
    fail,
    loaded_centre,
    out,
    show,
    state_of,
)
from voipcc.control import NotRunning
from voipcc.problem import Problem
from voipcc.secrets_file import SecretsError, load_secrets
from voipcc.softphone_settings import phone_settings

app = typer.Typer(help="Agents: add one, show phone settings, log in and out, breaks.")
AgentName = Annotated[str, typer.Argument(help="The agent's name in centre.yaml.")]


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


def _done(answer: object, as_json: bool) -> None:
    show({"result": answer}, as_json, lambda _: out.print(str(answer)))
