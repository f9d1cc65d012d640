"""The words of the transcript that stand for exactly one thing, in both directions."""

import re
from typing import cast

from voipcc.core.events import (
    EndedBy,
    LegAnswered,
    LegConnected,
    LegHeld,
    LegResumed,
    LegRinging,
    NumberChecked,
    PromptFailed,
    PromptFinished,
    Verdict,
)

# How a leg ended: words, cause, SIP status, by whom.
ENDS: tuple[tuple[str, int, int, EndedBy], ...] = (
    ("hangs up", 16, 0, "far"),
    ("declines", 21, 603, "far"),
    ("is busy", 17, 486, "far"),
    ("does not answer", 19, 0, "switch"),
    ("is unreachable", 20, 480, "far"),
    ("is gone", 16, 0, "us"),
    ("loses the line", 44, 0, "lost"),
    ("is found gone", 31, 0, "lost"),
)
END_WORDS = {(cause, sip, by): words for words, cause, sip, by in ENDS}
END_FACTS = {words: (cause, sip, by) for words, cause, sip, by in ENDS}

VERBS: dict[type, str] = {
    LegRinging: "rings",
    LegAnswered: "answers",
    LegConnected: "joins the talk",
    LegHeld: "holds",
    LegResumed: "resumes",
    PromptFinished: "has heard the prompt",
    PromptFailed: "hears no prompt",
}
NUMBER = re.compile(
    r"^has a number that is (?P<verdict>\w+)(?:: (?P<party>\S*))?(?: by (?P<trunk>\S+?))?"
    r"(?:, clock (?P<clock>-?\d+))?$"
)


def number_words(event: NumberChecked) -> str:
    """What was found out about a number."""
    words = f"has a number that is {event.verdict}"
    words += f": {event.party}" if event.party else ""
    words += f" by {event.trunk}" if event.trunk else ""
    return words + (f", clock {event.clocks[0][0][1]}" if event.clocks else "")


def number_from(leg: str, check: str, found: "re.Match[str]") -> NumberChecked:
    """The event `number_words` told."""
    clocks = (((0, int(found["clock"])),),) if found["clock"] else ()
    party, trunk = found["party"] or "", found["trunk"] or ""
    return NumberChecked(leg, check, cast(Verdict, found["verdict"]), party, "", trunk, clocks)


ANSWERED_BY_US = "is answered"
OLD_PLAYBACK = " (an old one)"


def time_text(value_us: int) -> str:
    """Minutes and seconds, with fractions only where there are any."""
    minutes, rest_us = divmod(value_us, 60_000_000)
    whole_s, fraction_us = divmod(rest_us, 1_000_000)
    fraction = f".{fraction_us:06d}".rstrip("0").rstrip(".")
    return f"{minutes:02d}:{whole_s:02d}{fraction}"


def time_from(text: str) -> int:
    """Microseconds of what `time_text` wrote."""
    minutes, _, rest = text.partition(":")
    whole, _, fraction = rest.partition(".")
    return int(minutes) * 60_000_000 + int(whole) * 1_000_000 + int((fraction + "000000")[:6])


def span_text(value_us: int) -> str:
    """Seconds as people write them: `27 s`, `0.4 s`."""
    seconds = round(value_us / 1_000_000, 3)
    return f"{int(seconds) if seconds == int(seconds) else seconds} s"
