"""What follows from an offer that came to nothing: a rest for the agent, or for the phone."""

from voipcc.core import misses
from voipcc.core.agent import AgentState, Roster
from voipcc.core.misses import miss_of
from voipcc.core.plan import Queue
from voipcc.core.reservations import Reservation
from voipcc.core.seam import OfferSettled


def penalise(
    roster: Roster,
    agent: AgentState,
    reservation: Reservation,
    message: OfferSettled,
    queue: Queue | None,
) -> None:
    """A rest by what went wrong: the agent's, or the phone's that could not be reached."""
    miss = miss_of(message.result, message.cause, message.sip)
    if miss is None:
        return
    rest_s = misses.rest_s(queue, miss)
    if miss == "unreachable":
        roster.rest(agent, 0)
        for device in reservation.devices:
            roster.device_failed(device, rest_s)
        return
    agent.missed += 1
    roster.rest(agent, rest_s, miss)
    if miss == "missed":
        roster.attendance.missed(agent, queue.misses_allowed if queue else 0)
