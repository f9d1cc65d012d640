"""Verbs for supervisors: hear a talk, whisper, barge in, take it over; their PINs."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from voipcc.cli.typed_secrets import have_taken, typed_secret
from voipcc.cli.words import (
    HERE,
    CentreOption,
    JsonOption,
    asked,
    draw,
    fail,
    settings_of,
    show,
    state_of,
    table,
    told,
)

if TYPE_CHECKING:
    from voipcc.core.supervision_words import Mode

app = typer.Typer(no_args_is_help=True, help="Supervisors: end a listening, set a PIN.")
SupervisorName = Annotated[str, typer.Argument(help="The supervisor's name in centre.yaml.")]
AgentName = Annotated[str, typer.Argument(help="The agent whose talk it is.")]


MODES: "dict[Mode, str]" = {
    "listen": "Ring a supervisor, who then hears the agent's talk and is heard by nobody.",
    "whisper": "Ring a supervisor, who hears the agent's talk; the agent hears them, the caller does not.",
    "barge": "Ring a supervisor into the agent's talk: everybody hears everybody.",
    "take_over": "A supervisor takes the caller of an agent, who leaves, to the wrap-up.",
}


def add_to(root: typer.Typer) -> None:
    """Hang these verbs on `root`."""
    for mode, words in MODES.items():
        root.command(mode.replace("_", "-"), help=words)(_supervising(mode))
    for verb in (move, notes):
        root.command()(verb)


def _supervising(mode: "Mode") -> Callable[..., None]:
    """The verb that has a supervisor hear an agent's talk so."""

    def verb(
        supervisor: SupervisorName,
        agent: AgentName,
        centre: CentreOption = HERE,
        as_json: JsonOption = False,
    ) -> None:
        told(asked(centre, "supervise", supervisor=supervisor, agent=agent, mode=mode), as_json)

    return verb


def move(
    call: Annotated[str, typer.Argument(help="The call's id, from `voipcc queues`.")],
    queue: Annotated[str, typer.Argument(help="The queue's name in centre.yaml.")],
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Move a waiting caller into another queue; the time waited counts there too."""
    told(asked(centre, "call.move", call=call, queue=queue), as_json)


def notes(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Spoken notes colleagues left each other and nobody has heard; --json: in which file."""
    from voipcc.call_sheet import wall_time

    zone, notes = settings_of(centre).time_zone, asked(centre, "notes")
    heads = ("id", "for", "from", "left", "seconds")
    rows = [
        (
            one["id"],
            one["for"],
            one["from"],
            wall_time(one["left_utc_ms"], zone)[:19],
            one["length_s"],
        )
        for one in notes
    ]
    show(notes, as_json, lambda _: draw(table(f"Notes ({zone})", heads, rows)))


@app.command()
def stop(
    supervisor: SupervisorName, centre: CentreOption = HERE, as_json: JsonOption = False
) -> None:
    """A supervisor hears nobody any more."""
    told(asked(centre, "supervise.stop", supervisor=supervisor), as_json)


@app.command()
def pin(
    supervisor: SupervisorName, centre: CentreOption = HERE, as_json: JsonOption = False
) -> None:
    """Set a supervisor's PIN, 4 to 12 digits; it is asked for, or read from standard input."""
    from voipcc.secrets_file import SecretsError, set_pin

    settings, digits = settings_of(centre), typed_secret("PIN", twice=True).strip()
    try:
        set_pin(state_of(centre).secrets, settings, supervisor, digits)
    except SecretsError as error:
        fail(error)
    have_taken(centre, "the PIN")
    told("kept", as_json)
