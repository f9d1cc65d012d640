"""The words of recording a conversation, in both directions."""

import re
from collections.abc import Mapping
from typing import cast

from voipcc.core.cdr import Tape
from voipcc.core.commands import Command
from voipcc.core.events import Event
from voipcc.core.tape_words import (
    KeepTape,
    PauseTape,
    ResumeTape,
    StartTape,
    StopTape,
    TapeEnded,
    TapeFailed,
    TapePaused,
    TapePauseRequested,
    TapeResumed,
    TapeResumeRequested,
    TapeStarted,
    TapeStep,
)
from voipcc.core.transcript.names import Names
from voipcc.core.transcript.words import span_text

SAID: dict[type, str] = {
    TapeStarted: "is on tape",
    TapePaused: "is off the tape for now",
    TapeResumed: "is on tape again",
    TapeEnded: "has a whole tape",
}
NO_TAPE = re.compile(r"^has a tape without sound: (?P<reason>.+)$")
FAILED = re.compile(r"^has a tape that does not (?P<what>start|pause|resume|stop): (?P<reason>.+)$")
PAUSES = re.compile(r"^somebody (?P<what>pauses|resumes) the tape of (?P<call>.+)$")


def leg_words(event: Event) -> str:
    """What became of a tape, "" when it is nothing of these."""
    match event:
        case TapeEnded(reason=reason) if reason:
            return f"has a tape without sound: {reason}"
        case TapeFailed():
            return f"has a tape that does not {event.what}: {event.reason}"
    return SAID.get(type(event), "")


def leg_event(leg: str, verb: str, names: Names) -> Event | None:
    """The event `leg_words` told."""
    tape = names.tapes.get(leg, "")
    if failed := FAILED.match(verb):
        return TapeFailed(leg, tape, cast(TapeStep, failed["what"]), failed["reason"])
    if lost := NO_TAPE.match(verb):
        return TapeEnded(leg, tape, lost["reason"])
    match next((kind for kind, words in SAID.items() if words == verb), None):
        case None:
            return None
        case kind:
            return cast(Event, kind(leg, tape))


def wish_words(event: Event, calls: Mapping[str, str]) -> str:
    """Somebody's wish, "" when it is none about a tape."""
    match event:
        case TapePauseRequested():
            return f"somebody pauses the tape of {calls.get(event.call, event.call)}"
        case TapeResumeRequested():
            return f"somebody resumes the tape of {calls.get(event.call, event.call)}"
    return ""


def wish_from(text: str, names: Names) -> Event | None:
    """The event `wish_words` told."""
    found = PAUSES.match(text)
    if found is None:
        return None
    kind = TapePauseRequested if found["what"] == "pauses" else TapeResumeRequested
    return kind(names.call(found["call"]))


def command_words(command: Command, names: Names) -> str:
    """A command, "" when it is none about a tape."""
    match command:
        case StartTape():
            only = "" if command.sides == "both" else f", {command.sides} only"
            return f"tape {names.of(command.leg)}{only}"
        case PauseTape():
            return f"pause the tape of {names.of(command.leg)}"
        case ResumeTape():
            return f"resume the tape of {names.of(command.leg)}"
        case StopTape():
            return f"end the tape of {names.of(command.leg)}"
        case KeepTape():
            return tape_words(command.record, names)
    return ""


def tape_words(tape: Tape, names: Names) -> str:
    """What is kept of a tape, in one line."""
    words = [f"keep the tape of {names.of(tape.leg)}: {span_text(tape.length_ms * 1000)}"]
    words += [f"{tape.sides} only"] if tape.sides != "both" else []
    words += [f"with {' and '.join(tape.agents)}"] if tape.agents else []
    words += [f"paused {span_text((end - start) * 1000)}" for start, end in tape.pauses]
    words += [f"consent {tape.consent}"] if tape.consent else []
    return ", ".join(words + ([f"failed: {tape.failed}"] if tape.failed else []))
