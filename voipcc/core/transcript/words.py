"""The words of the transcript that stand for exactly one thing, in both directions."""

import re
from collections.abc import Callable
from typing import Literal, cast

from voipcc.core.cdr import SegmentKind
from voipcc.core.events import (
    MUSIC,
    CodePressed,
    DigitPressed,
    EndedBy,
    Event,
    Fault,
    HoldRequested,
    LegAnswered,
    LegConnected,
    LegHeld,
    LegResumed,
    LegRinging,
    LineMeasured,
    MuteRequested,
    NumberChecked,
    OutgoingCallRequested,
    ParkRequested,
    PickUpRequested,
    PromptFailed,
    PromptFinished,
    ResumeRequested,
    TargetKind,
    TransferCancelRequested,
    TransferFinishRequested,
    TransferHow,
    TransferRequested,
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

HEARS_MUSIC = "hears music"
SPANS: dict[SegmentKind, str] = {
    "queue": "waited",
    "transfer": "transferring",
    "talk": "talked",
    "hold": "held",
    "consult": "in consult",
    "parked": "parked",
    "survey": "asked",
}
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
    r"(?:, clock (?P<clock>-?\d+))?(?:, the (?P<kind>agent|queue) (?P<to>\S+))?$"
)


def pressed_words(event: CodePressed | DigitPressed | LegConnected) -> str:
    """What a leg's owner does now."""
    match event:
        case CodePressed():
            return f"enters {event.code}"
        case DigitPressed():
            return f"presses {event.digit}"
        case LegConnected(talk=talk):
            return HEARS_MUSIC if talk == MUSIC else VERBS[LegConnected]


def number_words(event: NumberChecked) -> str:
    """What was found out about a number."""
    words = f"has a number that is {event.verdict}"
    words += f": {event.party}" if event.party else ""
    words += f" by {event.trunk}" if event.trunk else ""
    words += f", clock {event.clocks[0][0][1]}" if event.clocks else ""
    return words + (f", the {event.kind} {event.to}" if event.to else "")


def number_from(leg: str, check: str, found: "re.Match[str]") -> NumberChecked:
    """The event `number_words` told."""
    clocks = (((0, int(found["clock"])),),) if found["clock"] else ()
    party, trunk = found["party"] or "", found["trunk"] or ""
    kind, to = found["kind"] or "", found["to"] or ""
    verdict = cast(Verdict, found["verdict"])
    return NumberChecked(leg, check, verdict, party, kind, trunk, clocks, to=to)


# What an agent does about the call in hand, by whatever way.
CALL_WISHES: tuple[tuple[str, Callable[[str], Event]], ...] = (
    ("finishes the transfer", TransferFinishRequested),
    ("takes the caller back", TransferCancelRequested),
    ("puts the caller on hold", HoldRequested),
    ("goes on with the talk", ResumeRequested),
    ("is muted", MuteRequested),
    ("parks the caller", ParkRequested),
    ("is heard again", lambda agent: MuteRequested(agent, muted=False)),
)
TRANSFER = re.compile(
    r"^(?P<agent>\S+) wants a (?P<how>\w+)(?: transfer)? to (?P<kind>\w+) (?P<to>\S+)$"
)


PICKS_UP = re.compile(r"^(\S+) wants the caller at (\S+)$")
CALLS_OUT = re.compile(r"^(\S+) wants to call (\S+?)(?: as (\S+))?$")


def call_words(event: Event) -> str:
    """A wish about the call in hand in words, "" when it is none."""
    if isinstance(event, TransferRequested):
        what = event.how if event.how in ("consult", "conference") else f"{event.how} transfer"
        return f"{event.agent} wants a {what} to {event.kind} {event.to}"
    if isinstance(event, PickUpRequested):
        return f"{event.agent} wants the caller at {event.slot}"
    if isinstance(event, OutgoingCallRequested):
        shown = f" as {event.caller_id}" if event.caller_id else ""
        return f"{event.agent} wants to call {event.party}{shown}"
    agent = getattr(event, "agent", "")
    for words, wish in CALL_WISHES:
        one = wish(agent)
        if type(one) is type(event) and getattr(one, "muted", 0) == getattr(event, "muted", 0):
            return f"{agent} {words}"
    return ""


def call_wish(text: str) -> Event | None:
    """The event `call_words` told."""
    if found := TRANSFER.match(text):
        how, kind = cast(TransferHow, found["how"]), cast(TargetKind, found["kind"])
        return TransferRequested(found["agent"], how, kind, found["to"])
    if found := PICKS_UP.match(text):
        return PickUpRequested(found[1], found[2])
    if found := CALLS_OUT.match(text):
        return OutgoingCallRequested(found[1], found[2], caller_id=found[3] or "")
    agent, _, words = text.partition(" ")
    return next((wish(agent) for known, wish in CALL_WISHES if known == words), None)


MEASURED = re.compile(
    r"^(?:on (?P<device>\S+) )?has (?P<codec>\S+) audio(?P<test> in a test| in all)?:"
    r" in (?P<lost_in>\d+) of (?P<all_in>\d+) lost, jitter (?P<jitter_in>\d+) ms;"
    r" out (?P<lost_out>\d+) of (?P<all_out>\d+) lost, jitter (?P<jitter_out>\d+) ms;"
    r" round trip (?P<trip>\d+) ms(?P<voice>, voice)?(?:, (?P<fault>one_way|dead_microphone))?$"
)
PROBED = re.compile(r"^(?P<device>\S+/\S+): answers within (?P<trip>\d+) ms$")

MEASURINGS = {"test": " in a test", "end": " in all"}
SOURCES: dict[str, Literal["test", "end"]] = {" in a test": "test", " in all": "end"}


def line_words(event: LineMeasured) -> str:
    """What was measured of a leg, in whole milliseconds."""
    words = f"on {event.device} " if event.device else ""
    words += f"has {event.codec or 'unknown'} audio{MEASURINGS.get(event.source, '')}"
    for way, packets, lost, jitter_us in (
        (": in", event.packets_in, event.lost_in, event.jitter_in_us),
        (" out", event.packets_out, event.lost_out, event.jitter_out_us),
    ):
        words += f"{way} {lost} of {packets + lost} lost, jitter {jitter_us // 1000} ms;"
    words += f" round trip {event.round_trip_us // 1000} ms"
    words += ", voice" if event.voice else ""
    return words + (f", {event.fault}" if event.fault else "")


def line_from(leg: str, found: "re.Match[str]") -> LineMeasured:
    """The event `line_words` told."""
    lost_in, lost_out = int(found["lost_in"]), int(found["lost_out"])
    return LineMeasured(
        leg,
        found["device"] or "",
        found["codec"],
        int(found["all_in"]) - lost_in,
        lost_in,
        int(found["all_out"]) - lost_out,
        lost_out,
        int(found["jitter_in"]) * 1000,
        int(found["jitter_out"]) * 1000,
        int(found["trip"]) * 1000,
        cast(Fault, found["fault"] or ""),
        found["voice"] is not None,
        SOURCES.get(found["test"] or "", "call"),
    )


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
