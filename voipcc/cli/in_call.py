"""Verbs about the call an agent has in hand: give it away, ask somebody, hold, mute."""

from enum import StrEnum
from typing import Annotated

import typer

from voipcc.cli.words import HERE, USAGE, CentreOption, JsonOption, asked, fail, told

AgentName = Annotated[str, typer.Argument(help="The agent who has the call.")]


class Taping(StrEnum):
    pause = "pause"
    resume = "resume"


class Kind(StrEnum):
    agent = "agent"
    queue = "queue"
    number = "number"


def add_to(root: typer.Typer) -> None:
    """Hang these verbs on `root`."""
    for verb in (transfer, hold, resume, mute, park, pickup, dial, recording):
        root.command()(verb)


def transfer(
    words: Annotated[
        list[str],
        typer.Argument(help="AGENT agent|queue|number TARGET, or finish AGENT, or cancel AGENT."),
    ],
    blind: Annotated[bool, typer.Option("--blind", help="Give the caller away at once.")] = False,
    warm: Annotated[
        bool, typer.Option("--warm", help="Ask first, then all three talk, then leave.")
    ] = False,
    consult: Annotated[bool, typer.Option("--consult", help="Ask first.")] = False,
    conference: Annotated[
        bool, typer.Option("--conference", help="The target joins the talk.")
    ] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Give the caller to an agent, a queue or a number; finish a consult, or take the caller back."""
    match words:
        case ["finish" | "cancel" as what, agent]:
            told(asked(centre, f"transfer.{what}", agent=agent), as_json)
            return
        case [agent, kind, to] if kind in tuple(Kind):
            pass
        case _:
            fail(
                "write: transfer AGENT agent|queue|number TARGET, or transfer finish|cancel AGENT",
                USAGE,
            )
    hows = {"blind": blind, "warm": warm, "consult": consult, "conference": conference}
    chosen = [how for how, wanted in hows.items() if wanted] or ["blind"]
    if len(chosen) > 1:
        fail(f"--{chosen[0]} and --{chosen[1]} exclude each other", USAGE)
    told(asked(centre, "transfer", agent=agent, how=chosen[0], kind=kind, to=to), as_json)


def hold(agent: AgentName, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Let the caller of an agent hear music."""
    told(asked(centre, "hold", agent=agent), as_json)


def resume(agent: AgentName, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Bring the caller back into the talk."""
    told(asked(centre, "resume", agent=agent), as_json)


def mute(
    agent: AgentName,
    off: Annotated[bool, typer.Option("--off", help="The agent is heard again.")] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Let nobody hear the agent, or hear them again."""
    told(asked(centre, "mute", agent=agent, muted=not off), as_json)


def dial(
    agent: Annotated[str, typer.Argument(help="The agent who is to call.")],
    number: Annotated[str, typer.Argument(help="Whom to call, as people dial it, or +49...")],
    caller_id: Annotated[
        str, typer.Option("--as", help="Which number of ours is shown; the first without it.")
    ] = "",
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Ring an agent's phone, then call a number for them."""
    told(asked(centre, "dial", agent=agent, number=number, caller_id=caller_id), as_json)


def park(agent: AgentName, centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Leave the caller of an agent at a numbered place, with music; the number is told."""
    told(asked(centre, "park", agent=agent), as_json)


def pickup(
    agent: Annotated[str, typer.Argument(help="The agent who takes the caller.")],
    slot: Annotated[str, typer.Argument(help="The place, as park told it.")],
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Ring an agent for the caller who is parked at a place."""
    told(asked(centre, "pickup", agent=agent, slot=slot), as_json)


def recording(
    what: Annotated[Taping, typer.Argument(help="pause: nothing more is heard on it; resume.")],
    call: Annotated[str, typer.Argument(help="The call, as voipcc agents shows it, or its agent.")],
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Pause the recording of a call that goes on, as while a card number is said; or go on with it."""
    told(asked(centre, f"recording.{what.value}", call=call), as_json)
