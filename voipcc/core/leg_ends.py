"""What the end of a leg says about who ended it."""

from voipcc.core.events import EndedBy, LegEnded

MEDIA_LOST = 44
ENDERS: dict[EndedBy, str] = {"far": "caller", "us": "centre", "switch": "switch", "lost": "lost"}


def is_lost(event: LegEnded) -> bool:
    """Whether nobody put the phone down: the line broke."""
    return event.by in ("lost", "switch") or event.cause == MEDIA_LOST
