"""What an answer of ARI means: the one place that knows "it has already gone"."""

from enum import Enum, auto

from voipcc.asterisk.ari.http import NO_REPLY


class Outcome(Enum):
    """What became of a request."""

    DONE = auto()
    GONE = auto()
    """The channel, bridge or playback is not there, or no longer in our hands."""
    REFUSED = auto()
    UNKNOWN = auto()
    """No reply: it may have been done or not."""


def outcome_of(status: int, body: bytes) -> Outcome:
    """Sort an answer. A thing of ours that exists already is as good as made.

    404 is "not found"; 409 and 422 "not in Stasis"; 412 "in no state for this" (hanging
    up). addChannel says 400 "Channel not found" where others say 404.
    """
    if status == NO_REPLY:
        return Outcome.UNKNOWN
    if status < 300:
        return Outcome.DONE
    if status == 409:
        return Outcome.DONE if b"already exists" in body else Outcome.GONE
    if status in (404, 412, 422) or (status == 400 and b"not found" in body):
        return Outcome.GONE
    return Outcome.REFUSED
