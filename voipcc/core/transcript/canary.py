"""A plan tried by some callers, in the words of the transcript."""

import re
from collections.abc import Mapping

from voipcc.core.events import CanaryConfigured
from voipcc.core.plan import Plan

TRIED = re.compile(
    r"^plan (?P<plan>\S+) is tried by (?P<percent>\d+) %(?: and those on (?P<on>.+))?$"
)
OVER = "no plan is tried any more"


def canary_words(event: CanaryConfigured) -> str:
    """The event as a line."""
    if event.plan is None:
        return OVER
    listed = f" and those on {' '.join(event.lists)}" if event.lists else ""
    return f"plan {event.plan.version} is tried by {event.percent} %{listed}"


def canary_from(text: str, plans: Mapping[str, Plan]) -> CanaryConfigured | None:
    """The event such a line means, None for any other line."""
    if text == OVER:
        return CanaryConfigured(None)
    found = TRIED.match(text)
    if found is None or found["plan"] not in plans:
        return None
    return CanaryConfigured(
        plans[found["plan"]], int(found["percent"]), tuple((found["on"] or "").split())
    )
