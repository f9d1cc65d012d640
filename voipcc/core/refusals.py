"""What the switch could not do, though the leg is still there: by whom the command was meant."""

from typing import TYPE_CHECKING

from voipcc.core.events import CommandRefused
from voipcc.core.overdue import END_AGAIN

if TYPE_CHECKING:
    from voipcc.core.calling import Calling

END_AGAIN_S = 1


def command_refused(calling: "Calling", event: CommandRefused) -> None:
    """The switch could not do what was asked, and the leg is still there."""
    name = event.command.lower()
    call = calling.callers.get(event.leg) or calling.agent_legs.get(event.leg)
    if name == "hangup":  # somebody hears silence; perhaps nobody else knows the leg any more
        calling.desk.set_deadline("leg", event.leg, END_AGAIN, END_AGAIN_S)
    if call is None:
        return
    attempt = call.connecting if name == "connect" else call.attempt_at(event.leg)
    if attempt is not None and (name, attempt.phase) in (
        ("connect", "connecting"),
        ("ring", "ringing"),
    ):
        calling.ring.refused(call, attempt)
    elif name == "connect" and (number := call.number_at(event.leg)):
        calling.numbers.refused(call, number)
    elif name == "join":
        calling.in_call.join_refused(event.leg)
    elif name == "play" and event.leg == call.leg:
        calling.ivr.prompt_overdue(call)
    elif name == "adopt" and event.leg == call.leg:
        calling.arrivals.taken_by_fallback(call)
    elif name == "answer" and call.stage == "answering":
        calling.hang_up(call, "congestion")
