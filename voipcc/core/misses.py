"""What an offer that came to nothing means for the agent: a cause, and a rest by that cause."""

from typing import Literal

from voipcc.core.cdr import OfferResult
from voipcc.core.plan import Queue

Miss = Literal["missed", "busy", "rejected", "unreachable"]
BUSY_CAUSE = 17
BUSY_SIP = (486, 600)


def miss_of(result: OfferResult, cause: int, sip: int) -> Miss | None:
    """Why the agent did not take the call; None when that was not the agent's doing."""
    match result:
        case "timeout":
            return "missed"
        case "rejected":
            return "busy" if cause == BUSY_CAUSE or sip in BUSY_SIP else "rejected"
        case "failed":
            return "unreachable"
    return None


def rest_s(queue: Queue | None, miss: Miss) -> int:
    """How long nothing is offered after it; for "unreachable" it is the phone that rests.

    A phone that cannot be reached always rests, or it would be tried again at once.
    """
    if queue is None:
        return 1 if miss == "unreachable" else 0
    match miss:
        case "missed":
            return queue.rest_after_missed_s
        case "busy":
            return queue.rest_after_busy_s
        case "rejected":
            return queue.rest_after_rejected_s
        case "unreachable":
            return max(queue.rest_after_unreachable_s, 1)
