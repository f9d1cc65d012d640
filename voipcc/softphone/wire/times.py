"""When things happened to a call, at its socket."""

from dataclasses import dataclass

PATIENCE_S = 20.0  # for what should come within a second: a busy machine may take longer


class NotInTime(TimeoutError):
    """What was awaited did not happen; the text holds the call's story."""


@dataclass(slots=True)
class Times:
    """Monotonic nanoseconds at the socket; 0: it has not happened.

    What arrived carries the kernel's time of arrival, what was sent the time just before
    the kernel got it. `answered` is the 200 to the INVITE, received or sent.
    """

    invite_sent: int = 0
    invite_received: int = 0
    trying_received: int = 0
    ringing_received: int = 0
    ringing_sent: int = 0
    progress_received: int = 0
    answered: int = 0
    ack_sent: int = 0
    ack_received: int = 0
    cancel_sent: int = 0
    cancel_received: int = 0
    bye_sent: int = 0
    bye_received: int = 0
    ended: int = 0
    first_rtp_sent: int = 0
    first_rtp_received: int = 0
    first_sound: int = 0
