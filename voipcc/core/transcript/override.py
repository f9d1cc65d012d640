"""The words of overrides, in both directions."""

import re
from typing import cast, get_args

from voipcc.core.events import Event, OverrideEnded, OverrideSet
from voipcc.core.overrides import OverrideKind

KINDS = "|".join(get_args(OverrideKind))
SETS = re.compile(
    rf"^somebody sets (?P<target>\S+) to (?P<kind>{KINDS})(?: until (?P<until>\d+))?"
    r"(?P<waiting>, for the waiting too)?(?:, saying (?P<prompts>.+))?$"
)
ENDS = re.compile(rf"^somebody ends (?P<kind>{KINDS}) at (?P<target>\S+)$")


def override_words(event: Event) -> str:
    """What somebody overrides (`until` in UTC milliseconds), "" when it is no override."""
    match event:
        case OverrideEnded():
            return f"somebody ends {event.kind} at {event.target}"
        case OverrideSet():
            words = f"somebody sets {event.target} to {event.kind}"
            words += f" until {event.until_utc_ms}" if event.until_utc_ms else ""
            words += ", for the waiting too" if event.waiting_too else ""
            return words + (f", saying {', '.join(event.prompts)}" if event.prompts else "")
    return ""


def override_from(text: str) -> Event | None:
    """The event `override_words` told."""
    if found := SETS.match(text):
        prompts = tuple((found["prompts"] or "").split(", ")) if found["prompts"] else ()
        kind, until_ms = cast(OverrideKind, found["kind"]), int(found["until"] or 0)
        waiting = found["waiting"] is not None
        return OverrideSet(found["target"], kind, until_ms, prompts, waiting_too=waiting)
    if found := ENDS.match(text):
        return OverrideEnded(found["target"], cast(OverrideKind, found["kind"]))
    return None
